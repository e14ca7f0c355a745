import type { Message } from "kernel";
import {
  type Call,
  type ClientScene,
  describeHistory,
  describeJson,
  judgeHistory,
  membersOf,
  message,
  own,
  type PeerExchange,
  type SocketProbe,
  textOf,
} from "exam";
import { AWKWARD } from "../_awkward.ts";
import { type Publish, published } from "./_board.ts";
import { cursorOf, type NextRequest, requestsOf } from "./_requests.ts";

const HOUR_MS = 3_600_000;
/** The longest wait after any loss. */
const CAP_MS = 30_000;
/** How far the tests keep from the time after which a socket is stable. */
const MARGIN_MS = 100;
/** How long a handshake is left without an answer, at most. */
const HANDSHAKE_MS = 20_000;

/** Options of every line of this model, far from the defaults. */
export const LINE = {
  since: 3,
  outboxMax: 4,
  firstDelayMs: 800,
  stableMs: 9_000,
} as const;

/** Ways in which a socket is lost, or the handshake before it. */
export type Loss = "cut" | "end" | 1001 | 1011 | 503;

/** Something that was published with the line. */
interface Letter {
  readonly text: string;
  readonly call: Call;
  /** Known when it has been sent. */
  key?: string;
  /** The id of its ack, when it was sent. */
  acked?: number;
}

/** A line to a board that this model plays. */
export class Line {
  readonly #scene: ClientScene;
  readonly #next: NextRequest;
  #log: Message[] = [];
  readonly #ids = new Map<string, number>();
  readonly #letters: Letter[] = [];
  /** What the line has to yield, in order. */
  readonly #wanted: Message[] = [];
  #cursor: number = LINE.since;
  #request: PeerExchange | undefined;
  #socket: SocketProbe | undefined;
  /** Messages of the replay that have not been sent yet. */
  #owed: Message[] = [];
  /** Texts that have to be sent on this socket, in order. */
  #due: string[] = [];
  /** Publish frames of this socket that the board has not taken. */
  #taken = 0;
  /** Acks that the board has not sent. */
  #held: Publish[] = [];
  #losses = 0;
  #cuts = 0;
  #openAt = 0;
  /** The next request is there by then. */
  #until = 0;
  #over = false;

  /** A line that has not been connected. */
  constructor(scene: ClientScene) {
    this.#scene = scene;
    this.#next = requestsOf(scene, "a/board/");
    for (let id = 1; id <= LINE.since; id++) this.#append("before");
  }

  /** Connects. */
  async connect(): Promise<void> {
    await this.#scene.client.connect({ ...LINE }, { below: "a/board/" });
    await this.#take(0);
  }

  /** Publishes so many messages in one tick. */
  async say(count: number): Promise<void> {
    const { client } = this.#scene;
    const open =
      this.#letters.filter(({ acked }) => acked === undefined).length;
    const first = this.#letters.length;
    const drafts = Array.from({ length: count }, (_, place) => ({
      from: "edda",
      text: `${own(AWKWARD, (first + place) % AWKWARD.length)} ${
        first + place
      }`,
    }));
    const calls = await client.publishAll(drafts);
    const room = this.#over ? 0 : LINE.outboxMax - open;
    for (const call of calls.slice(Math.max(0, room))) {
      await call.expectError(this.#over ? "ClosedError" : "OutboxFullError");
    }
    for (
      const [place, { text }] of drafts.slice(0, Math.max(0, room)).entries()
    ) {
      this.#letters.push({ text, call: own(calls, place) });
      if (this.#socket) this.#due.push(text);
    }
    this.#judge();
  }

  /** Others publish so many messages. */
  async others(count: number): Promise<void> {
    const news = Array.from({ length: count }, () => this.#append("other"));
    await this.#tell(news);
  }

  /** Accepts the handshake, and sends the first messages of the replay. */
  async accept(replayed: number): Promise<void> {
    if (this.#request === undefined) return;
    // The one that was seen last comes again: the board cannot know.
    const cursor = cursorOf(this.#request);
    const reset = cursor > this.#log.length;
    this.#owed = this.#log.filter(({ id }) => reset || id >= cursor);
    this.#due = this.#waiting.map(({ text }) => text);
    this.#taken = 0;
    this.#held = [];
    this.#openAt = this.#scene.clock.now;
    const socket = this.#socket = await this.#request.accept();
    this.#request = undefined;
    if (reset) await this.#reset(socket);
    await this.replay(replayed);
  }

  /** Sends so many more messages of the replay. */
  async replay(count: number): Promise<void> {
    if (this.#socket === undefined) return;
    await this.#send(this.#owed.splice(0, count));
  }

  /** Takes so many of the publish frames that have come, and keeps their acks back; quietly, the messages too. */
  async take(count: number, quietly = false): Promise<void> {
    if (this.#socket === undefined) return;
    const frames = published(this.#socket).slice(
      this.#taken,
      this.#taken + count,
    );
    this.#taken += frames.length;
    this.#held.push(...frames);
    const news = frames.filter(({ key }) => !this.#ids.has(key)).map(
      (frame) => {
        const { id } = this.#append(frame.text);
        this.#ids.set(frame.key, id);
        return own(this.#log, -1);
      },
    );
    if (quietly) this.#owed.push(...news);
    else await this.#tell(news);
  }

  /** Sends one of the acks that were kept back, out of order too. */
  async acknowledge(which: number): Promise<void> {
    if (this.#socket === undefined || this.#held.length === 0) return;
    const [frame] = this.#held.splice(which % this.#held.length, 1);
    const { key = "", text } = frame ?? {};
    const id = this.#ids.get(key) ?? 0;
    const letter = this.#letters.find((letter) => letter.text === text);
    if (letter) letter.acked ??= id;
    await this.#socket.send({ type: "ack", key, id });
    this.#judge();
  }

  /** Says what is no message. */
  async noise(type: string): Promise<void> {
    if (this.#socket === undefined) return;
    await this.#socket.send({ type, id: 1_000, title: "no message" });
    this.#judge();
  }

  /** The board counts from 1 again. */
  async restart(count: number): Promise<void> {
    if (this.#owed.length > 0) return;
    this.#log = [];
    for (let id = 0; id < count; id++) this.#append("restarted");
    if (this.#socket === undefined) return;
    await this.#reset(this.#socket);
    await this.#send(this.#log);
  }

  /** Loses the socket, or the handshake. */
  async lose(how: Loss): Promise<void> {
    if (this.#socket === undefined && this.#request === undefined) return;
    const [socket, request] = [this.#socket, this.#request];
    const openMs = socket ? this.#scene.clock.now - this.#openAt : 0;
    // So near to the limit, either is right.
    if (openMs >= LINE.stableMs + MARGIN_MS) this.#losses = 0;
    const isFirst = this.#losses === 0;
    const stable = openMs > LINE.stableMs - MARGIN_MS;
    const delays = [
      ...(isFirst || stable ? [LINE.firstDelayMs] : []),
      ...(isFirst ? [] : [Math.min(CAP_MS, 500 * 2 ** this.#losses)]),
    ];
    this.#losses++;
    this.#cuts++;
    this.#until = this.#scene.clock.now + Math.max(...delays);
    [this.#socket, this.#request, this.#owed] = [undefined, undefined, []];
    if (how === 503 || socket === undefined) {
      await (how === "cut" || socket
        ? (socket ?? request)?.cut()
        : request?.answer(503));
    } else if (typeof how === "number") await socket.close(how);
    else await socket[how]();
    await this.#harvest();
    this.#judge();
  }

  /** The board says that it is over. */
  async dismiss(code: number): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined) return;
    this.#end();
    await socket.close(code);
    this.#judge();
    await this.#scene.client.expectError("ClosedError");
    await this.#expectOver();
  }

  /** Closes the line. */
  async close(): Promise<void> {
    if (this.#over) return;
    const socket = this.#socket;
    this.#end();
    await this.#scene.client.close();
    await socket?.send({ type: "message", ...message(1_000, "too late") });
    this.#judge();
    await this.#scene.client.expectEnded();
    await this.#expectOver();
  }

  /** Sleeps and wakes in a wait: what an open socket makes of an hour's silence is 5.5. */
  async sleep(): Promise<void> {
    if (this.#request || this.#socket || this.#over) return;
    await this.#scene.clock.sleepAndWake(HOUR_MS);
    // Who wakes in the middle of a wait asks within a second.
    this.#until = Math.max(this.#until, this.#scene.clock.now + 1_000);
    await this.#harvest();
    this.#judge();
  }

  /** Lets time pass, but for a handshake no more than it may take. */
  async pass(ms: number): Promise<void> {
    const { clock } = this.#scene;
    const end = clock.now + ms;
    while (clock.now < end && !this.#over) {
      const most = this.#request
        ? this.#request.at + HANDSHAKE_MS
        : this.#socket
        ? end
        : this.#until;
      const next = Math.min(end, most);
      if (next <= clock.now) return;
      await clock.advance(next - clock.now);
      await this.#harvest();
      this.#judge();
    }
  }

  /** How long a socket has to be open until it is stable, and a little more. */
  get toStableMs(): number {
    const openMs = this.#scene.clock.now - this.#openAt;
    return Math.max(0, LINE.stableMs + MARGIN_MS - openMs);
  }

  /** All is replayed, taken and acknowledged: then nothing may be missing. */
  async end(): Promise<void> {
    if (this.#over) return;
    if (this.#request === undefined && this.#socket === undefined) {
      await this.#take(Math.max(0, this.#until - this.#scene.clock.now));
    }
    await this.accept(Infinity);
    await this.replay(Infinity);
    await this.take(Infinity);
    while (this.#held.length > 0) await this.acknowledge(0);
    for (const { call, text } of this.#letters) {
      this.#scene.expect(!call.pending, {
        expected: `publish(${
          describeJson(text)
        }) to have resolved: its ack has come`,
        got: "a promise that is pending",
      });
    }
    await this.close();
  }

  get #waiting(): Letter[] {
    return this.#letters.filter(({ acked }) => acked === undefined);
  }

  #append(text: string): Message {
    const appended = message(this.#log.length + 1, text);
    this.#log.push(appended);
    return appended;
  }

  /** New messages are told when the replay is over, and else belong to it. */
  async #tell(news: readonly Message[]): Promise<void> {
    if (this.#socket === undefined) return;
    if (this.#owed.length > 0) this.#owed.push(...news);
    else await this.#send(news);
  }

  async #send(messages: readonly Message[]): Promise<void> {
    if (this.#socket === undefined || messages.length === 0) return;
    for (const one of messages) {
      if (one.id <= this.#cursor) continue;
      this.#cursor = one.id;
      this.#wanted.push(one);
    }
    const frames = messages.map((one) => ({ type: "message", ...one }));
    await this.#socket.sendTogether(...frames);
    this.#judge();
  }

  async #reset(socket: SocketProbe): Promise<void> {
    this.#cursor = 0;
    await socket.send({ type: "reset", oldest: 1, newest: this.#log.length });
  }

  /** Takes the request that has to come within that time. */
  async #take(withinMs: number): Promise<void> {
    const request = await this.#next(withinMs);
    const since = cursorOf(request);
    this.#scene.expect(since === this.#cursor, {
      expected: `since=${this.#cursor}, the greatest id that has come`,
      got: request.target,
    });
    request.hold();
    this.#request = request;
  }

  /** Takes a request that has come; there is none while there is a socket. */
  async #harvest(): Promise<void> {
    const { clock, peer } = this.#scene;
    if (this.#request || this.#socket || this.#over) {
      return peer.expectNoRequest();
    }
    const has = peer.requests.some(({ accepted, ended, gone }) =>
      !accepted && !ended && !gone
    );
    if (has || clock.now >= this.#until) await this.#take(0);
  }

  #end(): void {
    this.#over = true;
    [this.#socket, this.#request] = [undefined, undefined];
  }

  async #expectOver(): Promise<void> {
    const { client, clock, peer, expect } = this.#scene;
    for (const { call } of this.#waiting) await call.expectError("ClosedError");
    const timers = await client.timers();
    expect(timers === 0, {
      expected: "no timer left when it is over",
      got: `${timers}`,
    });
    const yielded = client.yielded.length;
    await clock.advance(HOUR_MS);
    peer.expectNoRequest();
    expect(client.yielded.length === yielded, {
      expected: "no message when it is over",
      got: "another message",
    });
  }

  #judge(): void {
    this.#judgeYields();
    this.#judgeFrames();
    for (const letter of this.#letters) this.#judgeCall(letter);
  }

  #judgeYields(): void {
    const { client, expect } = this.#scene;
    // Ids may begin anew: what was to be yielded is known by its place.
    const names = this.#wanted.map(nameOf);
    const seen = new Map<string, number>();
    const places = client.yielded.map(({ value }) => {
      const name = nameOf(membersOf(value));
      const place = names.indexOf(name, seen.get(name) ?? 0);
      if (place >= 0) seen.set(name, place + 1);
      return place >= 0 ? place : names.indexOf(name);
    });
    const judgement = judgeHistory([...names.keys()], places);
    const right = Object.values(judgement).every(({ length }) => length === 0);
    expect(right, {
      expected: "lost 0, duplicated 0, out of order 0 of what was said so far",
      got: [
        describeHistory(judgement, this.#cuts),
        `the board has said: ${names.join(", ") || "nothing"}`,
        `your client has yielded: ${
          client.yielded.map(({ value }) => nameOf(membersOf(value))).join(
            ", ",
          ) ||
          "nothing"
        }`,
      ],
    });
  }

  /** What has no ack is sent once on each socket, in order, with the key that it had. */
  #judgeFrames(): void {
    if (this.#socket === undefined) return;
    const { expect } = this.#scene;
    const frames = published(this.#socket);
    const got = frames.map(({ text }) => textOf(text));
    expect(got.join("\n") === this.#due.join("\n"), {
      expected: `on this socket the publish frames ${listed(this.#due)}`,
      got: listed(got),
    });
    for (const { key, text } of frames) {
      const letter = this.#letters.find((letter) => letter.text === text);
      if (letter === undefined) continue;
      letter.key ??= key;
      const others = this.#letters.filter((other) => other.key === key);
      expect(letter.key === key && others.length === 1, {
        expected: `one key for ${
          describeJson(text)
        }, the same each time, and for nothing else`,
        got: letter.key === key
          ? `${others.length} messages with ${key}`
          : "another key",
      });
    }
  }

  #judgeCall({ call, acked, text }: Letter): void {
    if (acked === undefined) {
      if (!this.#over) call.expectPending();
      return;
    }
    this.#scene.expect(call.result === acked, {
      expected: `publish(${
        describeJson(text)
      }) to resolve with the id of its ack, ${acked}`,
      got: call.pending
        ? "a promise that is pending"
        : describeJson(call.outcome),
    });
  }
}

function nameOf(
  { id, text }: { readonly id?: unknown; readonly text?: unknown },
): string {
  return `${textOf(id)} (${textOf(text)})`;
}

function listed(texts: readonly string[]): string {
  return texts.map((text) => JSON.stringify(text)).join(", ") || "none";
}
