import type { Message } from "kernel";
import {
  type ClientScene,
  membersOf,
  message,
  own,
  type PeerExchange,
  textOf,
} from "exam";
import fc from "fast-check";
import { AWKWARD } from "../_awkward.ts";
import { inPieces } from "../_marks.ts";
import { reasonsOf } from "../_reasons.ts";

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;
/** Messages that the board has at the beginning. */
const COUNT = 4;

/** What can happen between a board and a page. */
export type Step =
  /** Only the first of them counts; a lazy caller asks for one message at a time. */
  | { readonly begin: { readonly since: number; readonly lazy: boolean } }
  | { readonly publish: number; readonly pieces: number }
  | { readonly answerList: "as it was" | "as it is" }
  | { readonly beginStream: true }
  | { readonly again: number }
  | { readonly other: string }
  /** The board counts from 1 again, and has so many messages. */
  | { readonly restart: number }
  | { readonly pull: true }
  | { readonly refuse: "list" | "stream"; readonly status: number }
  | { readonly abort: number };

/** Draws one step. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({
      begin: fc.record({
        since: fc.integer({ min: 0, max: COUNT }),
        lazy: fc.boolean(),
      }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      publish: fc.integer({ min: 1, max: 3 }),
      pieces: fc.integer({ min: 1, max: 5 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      answerList: fc.constantFrom("as it was", "as it is"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ beginStream: fc.constant(true as const) }),
  },
  { weight: 2, arbitrary: fc.record({ again: fc.nat(5) }) },
  {
    weight: 1,
    arbitrary: fc.record({ other: fc.constantFrom("Reset", "__proto__") }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ restart: fc.integer({ min: 0, max: 3 }) }),
  },
  { weight: 4, arbitrary: fc.record({ pull: fc.constant(true as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      refuse: fc.constantFrom("list", "stream"),
      status: fc.constantFrom(403, 404, 503),
    }),
  },
  { weight: 1, arbitrary: fc.record({ abort: fc.nat(5) }) },
);

/** Everything between the list and the stream, a page that is restarted, and an abort. */
const busy: readonly Step[] = [
  { begin: { since: 1, lazy: false } },
  { publish: 2, pieces: 3 },
  { answerList: "as it was" },
  { publish: 1, pieces: 1 },
  { beginStream: true },
  { publish: 2, pieces: 4 },
  { again: 2 },
  { other: "Reset" },
  { restart: 2 },
  { again: 1 },
  { publish: 2, pieces: 2 },
  { restart: 0 },
  { publish: 1, pieces: 1 },
  { again: 0 },
  { abort: 1 },
];

/** A caller who takes one message at a time from a board that is restarted. */
const lazy: readonly Step[] = [
  { begin: { since: 0, lazy: true } },
  { pull: true },
  { publish: 1, pieces: 1 },
  { answerList: "as it was" },
  { restart: 3 },
  ...Array.from({ length: 4 }, (): Step => ({ pull: true })),
  { beginStream: true },
  { pull: true },
  { publish: 3, pieces: 5 },
  { pull: true },
  { restart: 3 },
  ...Array.from({ length: 6 }, (): Step => ({ pull: true })),
  { publish: 2, pieces: 1 },
  { pull: true },
  { abort: 4 },
];

/** Stories that hurt. */
export const examples: readonly (readonly Step[])[] = [busy, lazy];

/** What the stream has said: a message, or that it begins anew. */
type Said = Message | Range;

/** What a reset says that the board keeps. */
interface Range {
  readonly oldest: number;
  readonly newest: number;
}

/** A board, the learner's client, and what it has to yield. */
class Page {
  readonly #scene: ClientScene;
  readonly #since: number;
  /** Messages that were asked for, of a caller who asks for one at a time. */
  #pulls: number;
  #messages: Message[] = [];
  #texts = 0;
  #list:
    | { readonly request: PeerExchange; readonly then: Message[] }
    | undefined;
  #stream: PeerExchange | undefined;
  #begun = false;
  #shown: readonly Message[] | undefined;
  #ended = false;
  readonly #said: Said[] = [];

  constructor(scene: ClientScene, since: number, lazy: boolean) {
    this.#scene = scene;
    this.#since = since;
    this.#pulls = lazy ? 0 : Infinity;
    this.#append(COUNT);
  }

  async start(): Promise<void> {
    const { client, peer } = this.#scene;
    peer.answerAll((exchange) => this.#arrived(exchange));
    await client.start({ since: this.#since }, {
      below: "a/board/",
      pull: this.#pulls === Infinity,
      callbacks: ["onReset"],
    });
    await this.#judge();
  }

  async play(step: Step): Promise<void> {
    if (this.#ended || "begin" in step) return;
    if ("publish" in step) await this.#publish(step.publish, step.pieces);
    else if ("answerList" in step) await this.#answerList(step.answerList);
    else if ("beginStream" in step) await this.#beginStream();
    else if ("again" in step) await this.#sayAgain(step.again);
    else if ("other" in step) await this.#sayOther(step.other);
    else if ("restart" in step) await this.#restart(step.restart);
    else if ("pull" in step) await this.#pull();
    else if ("refuse" in step) await this.#refuse(step.refuse, step.status);
    else await this.#abort(step.abort);
    if (!this.#ended) await this.#judge();
  }

  /** All that is open is answered, and the page is left. */
  async end(): Promise<void> {
    if (this.#ended) return;
    await this.#answerList("as it is");
    await this.#scene.clock.advance(AT_ONCE_MS);
    await this.#beginStream();
    await this.#judge();
    await this.#abort(0);
  }

  #arrived(exchange: PeerExchange): void {
    exchange.hold();
    if (exchange.path.endsWith("/stream")) this.#stream = exchange;
    else this.#list = { request: exchange, then: [...this.#messages] };
  }

  #append(count: number): Message[] {
    for (let one = 0; one < count; one++) {
      const text = own(AWKWARD, this.#texts++ % AWKWARD.length);
      this.#messages.push(message(this.#messages.length + 1, text));
    }
    return this.#messages.slice(this.#messages.length - count);
  }

  async #publish(count: number, pieces: number): Promise<void> {
    for (const one of this.#append(count)) await this.#say(one, pieces);
  }

  async #answerList(which: "as it was" | "as it is"): Promise<void> {
    if (this.#list === undefined || this.#shown) return;
    const { request, then } = this.#list;
    const all = which === "as it was" ? then : this.#messages;
    this.#shown = all.filter(({ id }) => id > cursorOf(request));
    await request.messages(...this.#shown);
  }

  async #beginStream(): Promise<void> {
    if (this.#stream === undefined || this.#begun) return;
    this.#begun = true;
    const cursor = cursorOf(this.#stream);
    const type = { "content-type": "text/event-stream" };
    await this.#stream.writeHead(200, type);
    await this.#stream.write("retry: 3000\n\n");
    const lost = cursor > this.#messages.length;
    if (lost) await this.#sayReset();
    for (const one of this.#messages) {
      if (lost || one.id > cursor) await this.#say(one, 1);
    }
  }

  async #say(one: Message, pieces: number): Promise<void> {
    if (!this.#begun) return;
    this.#said.push(one);
    await this.#write(
      `id: ${one.id}\ndata: ${JSON.stringify(one)}\n\n`,
      pieces,
    );
  }

  async #write(text: string, pieces = 1): Promise<void> {
    for (const piece of inPieces(new TextEncoder().encode(text), pieces)) {
      await this.#stream?.write(piece);
    }
  }

  async #sayReset(): Promise<void> {
    const range = { oldest: 1, newest: this.#messages.length };
    this.#said.push(range);
    await this.#write(`event: reset\ndata: ${JSON.stringify(range)}\n\n`);
  }

  async #sayAgain(back: number): Promise<void> {
    const { length } = this.#messages;
    if (length > 0) {
      await this.#say(own(this.#messages, length - 1 - back % length), 1);
    }
  }

  async #sayOther(type: string): Promise<void> {
    if (!this.#begun) return;
    const data = JSON.stringify(message(1_000, "no message"));
    await this.#write(`event: ${type}\ndata: ${data}\n\n`);
  }

  /** Who has no list yet would get that of another board: what then, no text says. */
  async #restart(count: number): Promise<void> {
    if (!this.#shown) return;
    this.#messages = [];
    this.#append(count);
    if (!this.#begun) return;
    await this.#sayReset();
    for (const one of this.#messages) await this.#say(one, 1);
  }

  async #pull(): Promise<void> {
    const { client } = this.#scene;
    if (client.yielded.length < this.#pulls || this.#pulls === Infinity) return;
    this.#pulls++;
    await client.pull();
  }

  /** Who asks for one message at a time, or waits for the list, hears of it later. */
  async #refuse(what: "list" | "stream", status: number): Promise<void> {
    const [open, request] = what === "list"
      ? [!this.#shown, this.#list?.request]
      : [this.#shown && !this.#begun, this.#stream];
    if (!open || request === undefined || this.#pulls < Infinity) return;
    this.#ended = true;
    await request.answer(status);
    await this.#scene.client.expectError("HttpError");
  }

  async #abort(reason: number): Promise<void> {
    const { client, clock, peer, random, expect } = this.#scene;
    this.#ended = true;
    const yielded = client.yielded.length;
    await client.abort(own(reasonsOf(random), reason % 6));
    if (this.#pulls < Infinity && yielded === this.#pulls) await client.pull();
    if (peer.requests.length > 0 || this.#pulls > 0) await client.expectEnded();
    await clock.advance(AT_ONCE_MS);
    const open = peer.requests.filter(({ ended, gone }) => !ended && !gone);
    expect(open.length === 0, {
      expected: "every request given up after the abort",
      got: open.map(({ target }) => `GET ${target} still open`).join(", "),
    });
    expect(client.yielded.length === yielded, {
      expected: "no message after the abort",
      got: `${client.yielded.length - yielded} more`,
    });
  }

  /** Compares what was yielded, and how often a reset was told. */
  async #judge(): Promise<void> {
    const { client, clock, expect } = this.#scene;
    await clock.advance(AT_ONCE_MS);
    client.expectRunning();
    const all = this.#wanted();
    const wanted = all.filter(isMessage).slice(0, this.#pulls)
      .map(({ id, text }) => `${id} ${JSON.stringify(text)}`);
    const got = client.yielded.map(({ value }) => {
      const { id, text } = membersOf(value);
      return `${textOf(id)} ${JSON.stringify(text)}`;
    });
    expect(got.join("\n") === wanted.join("\n"), {
      expected: `the messages ${wanted.join(", ") || "(none)"} so far`,
      got: got.join(", ") || "none",
    });
    const resets = all.filter((one) => !isMessage(one)).map(rangeOf);
    const told = client.calls("onReset").map((call) =>
      rangeOf(call.arguments[0])
    );
    // Who asks for one message at a time hears of a reset with the message behind it.
    const least = this.#pulls === Infinity
      ? resets.length
      : resetsBefore(all, got.length);
    expect(
      told.length >= least && `${resets}`.startsWith(`${told}`),
      {
        expected: `onReset called for the resets ${
          resets.join(", ") || "(none)"
        }`,
        got: told.join(", ") || "no call",
      },
    );
  }

  /** What the page has to show: the list, then what the stream has that is new. */
  #wanted(): Said[] {
    if (!this.#shown) return [];
    let cursor = this.#since;
    const items: readonly Said[] = [...this.#shown, ...this.#said];
    return items.filter((one) => {
      const isNew = !isMessage(one) || one.id > cursor;
      if (isNew) cursor = isMessage(one) ? one.id : 0;
      return isNew;
    });
  }
}

/** Resets that came before the last of so many messages. */
function resetsBefore(all: readonly Said[], messages: number): number {
  let [resets, seen] = [0, 0];
  for (const one of all) {
    if (seen === messages) break;
    if (isMessage(one)) seen++;
    else resets++;
  }
  return resets;
}

function isMessage(one: Said): one is Message {
  return "id" in one;
}

function rangeOf(value: unknown): string {
  const { oldest, newest } = membersOf(value);
  return JSON.stringify({ oldest, newest });
}

/** Header before address, as in 4.2; nothing and nonsense are 0. */
function cursorOf({ headers, query }: PeerExchange): number {
  const candidates = [headers.get("last-event-id"), query.get("since")];
  return Number(candidates.find((text) => /^[0-9]+$/.test(text ?? "")) ?? 0);
}

/** Plays one story: a board and a page. */
export async function playPage(
  scene: ClientScene,
  story: readonly Step[],
): Promise<void> {
  const beginnings = story.flatMap((step) =>
    "begin" in step ? [step.begin] : []
  );
  const { since, lazy } = beginnings[0] ?? { since: 0, lazy: false };
  const page = new Page(scene, since, lazy);
  await page.start();
  for (const step of story) await page.play(step);
  await page.end();
}
