import {
  describeJson,
  membersOf,
  own,
  type ServerScene,
  type ServerSocket,
  textOf,
  type Thrown,
} from "exam";
import { AWKWARD } from "../_awkward.ts";

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;
const PATH = "/messages/socket";

/** What somebody says, and with which key. */
interface Draft {
  readonly key: string;
  readonly from: string;
  readonly text: string;
}

/** Somebody at the board. */
interface Guest {
  readonly number: number;
  readonly socket: ServerSocket;
  /** The id after which it has to hear everything. */
  readonly cursor: number;
  /** What it was told first, if its cursor was none. */
  readonly reset: boolean;
  /** Its drafts, in the order in which it has sent them. */
  readonly said: Draft[];
  /** Other things that it has sent, each of which is answered with an error. */
  unreadable: number;
  paused: boolean;
}

/** How a call of `save` ended. */
type Saving = "open" | "resolved" | "rejected";

/** A board with guests, and what has to be true of it at every moment. */
export class Hall {
  readonly #scene: ServerScene;
  readonly #guests: Guest[] = [];
  /** All drafts, and who has sent each. */
  readonly #drafts: { readonly draft: Draft; readonly by: Set<number> }[] = [];
  readonly #ended = new Map<number, Saving>();
  #came = 0;
  /** What was published, as the first guest was told, who never leaves. */
  #log: {
    readonly id: number;
    readonly text: string;
    readonly from: string;
  }[] = [];
  #before: readonly [listeners: number, timers: number] = [0, 0];

  /** A board that has not been started. */
  constructor(scene: ServerScene) {
    this.#scene = scene;
  }

  /** Starts the board with one guest. */
  async begin(): Promise<void> {
    const { server } = this.#scene;
    await server.start({ ports: ["save"] });
    this.#before = [await server.listeners(), await server.timers()];
    await this.join(0);
  }

  /** One more guest, up to five, who has seen the message `back` before the newest; -1 is none of this board. */
  async join(back: number): Promise<void> {
    if (this.#guests.length === 5) return;
    const newest = this.#log.length;
    const since = Math.max(0, newest - back);
    const reset = since > newest;
    const socket = await this.#scene.server.socket(`${PATH}?since=${since}`);
    await socket.expectOpen();
    const cursor = reset ? 0 : since;
    const number = ++this.#came;
    const guest = { number, socket, cursor, reset, said: [] };
    this.#guests.push({ ...guest, unreadable: 0, paused: false });
    await this.#judge();
  }

  /** Says something new: so many drafts in one packet. */
  async say(on: number, count: number): Promise<void> {
    const guest = this.#at(on);
    const drafts = Array.from({ length: count }, (): Draft => {
      const place = this.#drafts.length;
      const awkward = own(AWKWARD, place % AWKWARD.length);
      const text = `${awkward} ${place}`;
      const draft = {
        key: place < AWKWARD.length ? awkward : text,
        from: "x",
        text,
      };
      this.#drafts.push({ draft, by: new Set() });
      return draft;
    });
    await this.#send(guest, drafts);
  }

  /** Says again what somebody has said, with its key. */
  async again(on: number, back: number): Promise<void> {
    const { length } = this.#drafts;
    if (length === 0) return;
    const { draft } = own(this.#drafts, length - 1 - back % length);
    await this.#send(this.#at(on), [draft]);
  }

  async #send(guest: Guest, drafts: readonly Draft[]): Promise<void> {
    guest.said.push(...drafts);
    for (const { draft, by } of this.#drafts) {
      if (drafts.includes(draft)) by.add(guest.number);
    }
    const frames = drafts.map((draft) => ({ type: "publish", ...draft }));
    await guest.socket.sendTogether(...frames);
    await this.#judge();
  }

  /** Sends what is no `publish`. */
  async babble(on: number, value: unknown): Promise<void> {
    const guest = this.#at(on);
    guest.unreadable++;
    await guest.socket.send(value);
    await this.#judge();
  }

  /** Publishes elsewhere. */
  async publish(texts: readonly string[]): Promise<void> {
    await this.#scene.server.publish(...texts);
    await this.#judge();
  }

  /** Ends one of the calls of `save` that are open; without a reason it has worked. */
  async saved(which: number, reason?: string | Thrown): Promise<void> {
    const open = this.#open;
    if (open.length === 0) return;
    const place = own(open, which % open.length);
    const call = this.#scene.server.portCall("save", place);
    this.#ended.set(place, reason === undefined ? "resolved" : "rejected");
    await (reason === undefined ? call.resolve(null) : call.reject(reason));
    await this.#judge();
  }

  /** Stops reading, or reads on. */
  async pause(on: number): Promise<void> {
    const guest = this.#at(on);
    if (guest.number === 1) return;
    guest.paused = !guest.paused;
    if (guest.paused) return guest.socket.pause();
    await guest.socket.resume();
    await this.#judge();
  }

  /** A guest leaves. Who leaves while something is being saved is out of scope. */
  async leave(
    on: number,
    how: "cut" | "end" | "close" | "bytes",
  ): Promise<void> {
    const guest = this.#at(on);
    if (guest.number === 1) return;
    await this.#saveAll();
    this.#guests.splice(this.#guests.indexOf(guest), 1);
    if (guest.paused) await guest.socket.resume();
    if (how !== "bytes") await guest.socket[how]();
    else {
      await guest.socket.send(new Uint8Array([1]));
      await guest.socket.expectClosed(1003);
    }
    await this.#judge();
  }

  /** All is saved, answered and left. */
  async end(): Promise<void> {
    for (const guest of this.#guests.filter(({ paused }) => paused)) {
      guest.paused = false;
      await guest.socket.resume();
    }
    await this.#saveAll();
    for (const { socket } of this.#guests) await socket.close(1000);
    const { server, clock, expect } = this.#scene;
    await clock.advance(AT_ONCE_MS);
    const after = [await server.listeners(), await server.timers()] as const;
    expect(after.join() === this.#before.join(), {
      expected: `${this.#before[0]} listeners and ${
        this.#before[1]
      } timers when all have left`,
      got: `${after[0]} and ${after[1]}`,
    });
  }

  get #open(): number[] {
    const calls = this.#scene.server.port("save");
    return [...calls.keys()].filter((place) => !this.#ended.has(place));
  }

  async #saveAll(): Promise<void> {
    // Each draft is saved once for each time that it was sent, at most.
    const most = this.#guests.flatMap(({ said }) => said).length + 20;
    for (let calls = 0; this.#open.length > 0 && calls < most; calls++) {
      await this.saved(this.#open.length - 1);
    }
    for (const guest of this.#guests) this.#judgeAnswers(guest, true);
  }

  #at(on: number): Guest {
    return own(this.#guests, on % this.#guests.length);
  }

  async #judge(): Promise<void> {
    await this.#scene.clock.advance(AT_ONCE_MS);
    const first = own(this.#guests, 0);
    this.#log = messagesOf(first).map(({ id, text, from }) => ({
      id: Number(id),
      text: String(text),
      from: String(from),
    }));
    this.#judgeLog();
    for (const guest of this.#guests) {
      if (guest.paused) continue;
      this.#judgeTold(guest);
      this.#judgeAnswers(guest, false);
    }
  }

  /** Ids rise by one, each draft is there once, and those of one guest in order. */
  #judgeLog(): void {
    const { expect } = this.#scene;
    const got = this.#log.map(({ id, text }) =>
      `${id} ${JSON.stringify(text)}`
    );
    const wrong = this.#log.findIndex(({ id }, place) => id !== place + 1);
    expect(wrong < 0, {
      expected: "the first guest to hear the messages 1, 2, 3, …",
      got: listed(got),
    });
    for (const { draft } of this.#drafts) {
      const found = this.#log.filter(({ text }) => text === draft.text);
      expect(found.length <= 1, {
        expected: `${JSON.stringify(draft.text)} published once`,
        got: `as the messages ${found.map(({ id }) => id).join(" and ")}`,
      });
    }
    for (const number of new Set(this.#drafts.flatMap(({ by }) => [...by]))) {
      this.#judgeOrder(number);
    }
  }

  #judgeOrder(number: number): void {
    const published = this.#drafts.filter(({ draft, by }) =>
      isOnlyOf(by, number) &&
      !this.#states(draft).includes("rejected")
    ).map(({ draft }) => this.#log.findIndex(({ text }) => text === draft.text))
      .filter((place) => place >= 0).map((place) => place + 1);
    const sorted = published.toSorted((a, b) => a - b);
    this.#scene.expect(published.join() === sorted.join(), {
      expected:
        `what guest ${number} has said published in the order in which it was said`,
      got: `as the messages ${published.join(", ")}`,
    });
  }

  #judgeTold(guest: Guest): void {
    const { expect } = this.#scene;
    const told = ({ id, from, text }: Readonly<Record<string, unknown>>) =>
      `${textOf(id)} ${describeJson(text)} from ${textOf(from)}`;
    const wanted = this.#log.slice(guest.cursor).map((one) => told({ ...one }));
    const got = messagesOf(guest).map(told);
    expect(got.join("\n") === wanted.join("\n"), {
      expected: `guest ${guest.number} to hear ${listed(wanted)}`,
      got: listed(got),
    });
    const resets = framesOf(guest, "reset").length;
    expect(resets === (guest.reset ? 1 : 0), {
      expected: `${
        guest.reset ? "one reset" : "no reset"
      } for guest ${guest.number}`,
      got: `${resets}`,
    });
  }

  /** Acks are right, and there are as many answers as there have to be. */
  #judgeAnswers(guest: Guest, all: boolean): void {
    const { expect } = this.#scene;
    if (guest.paused) return;
    const { number, said, unreadable } = guest;
    const acks = framesOf(guest, "ack");
    for (const { key, id } of acks) {
      const draft = said.find((draft) => draft.key === key);
      const message = this.#log.find(({ text }) => text === draft?.text);
      expect(message !== undefined && message.id === id, {
        expected: `an ack for guest ${number} with the id of the message`,
        got: `the key ${describeJson(key)} is ${describeJson(id)}, ${
          message
            ? `the message is ${message.id}`
            : "and nothing with it was published"
        }`,
      });
    }
    const errors = framesOf(guest, "error").length;
    const got = acks.length + errors;
    const most = said.length + unreadable;
    const least = all ? most : unreadable + this.#answered(guest);
    expect(got >= least && got <= most, {
      expected: `${
        least === most ? "" : "at least "
      }${least} answers (acks and errors) for guest ${number} by now`,
      got: `${acks.length} acks and ${errors} errors`,
    });
  }

  /** How many of its drafts have to be answered by now: they are, one after the other. */
  #answered({ said, number }: Guest): number {
    const open = said.findIndex((draft) => {
      if (this.#log.some(({ text }) => text === draft.text)) return false;
      const states = this.#states(draft);
      const mine = this.#drafts.some((one) =>
        one.draft === draft && isOnlyOf(one.by, number)
      );
      this.#scene.expect(!mine || !states.includes("resolved"), {
        expected: `${
          JSON.stringify(draft.text)
        } published: it has been saved, and so has all before it`,
        got: "no such message",
      });
      const settled = states.length === 1 && states[0] === "rejected";
      return !(mine && settled);
    });
    return open < 0 ? said.length : open;
  }

  #states({ text }: Draft): Saving[] {
    return this.#scene.server.port("save").flatMap((call, place) =>
      membersOf(call.arguments[0]).text === text
        ? [this.#ended.get(place) ?? "open"]
        : []
    );
  }
}

/** What two guests have sent is published in the turn of either. */
function isOnlyOf(by: ReadonlySet<number>, number: number): boolean {
  return by.size === 1 && by.has(number);
}

function framesOf(
  { socket }: Guest,
  type: string,
): Readonly<Record<string, unknown>>[] {
  return socket.messages.map(({ value }) => membersOf(value))
    .filter((frame) => frame.type === type);
}

function messagesOf(guest: Guest): Readonly<Record<string, unknown>>[] {
  return framesOf(guest, "message");
}

function listed(lines: readonly string[]): string {
  const [first, last] = [lines.slice(0, -8).length, lines.slice(-8)];
  const more = first > 0 ? `${first} messages, then ` : "";
  return lines.length === 0 ? "nothing" : more + last.join(", ");
}
