import { own, type Probe, type ServerScene } from "exam";
import fc from "fast-check";

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;
const PATH = "/messages/stream";
/** Far from the default. */
const queueMax = 20;
/** Messages that the log keeps. */
const capacity = 70;
/** What Deno and the machines do not take off a board's hands, and how it comes. */
const flood = { groups: 15, inOneTick: 16, bytes: 65_536 } as const;

/** What can happen to a board and its readers. `on` says which of them is meant. */
export type Step =
  /** With the id of the message `back` before the newest, or without one. */
  | { readonly join: number }
  | { readonly publish: number }
  | { readonly pause: number }
  | { readonly resume: number }
  | { readonly leave: number; readonly how: "cut" | "close" }
  /** Far more than may wait; once in a story. */
  | { readonly flood: true };

/** Draws one step. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ join: fc.integer({ min: 0, max: 69 }) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ publish: fc.constantFrom(1, 2, 19, queueMax) }),
  },
  { weight: 6, arbitrary: fc.record({ pause: fc.nat(4) }) },
  { weight: 6, arbitrary: fc.record({ resume: fc.nat(4) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      leave: fc.nat(4),
      how: fc.constantFrom("cut", "close"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ flood: fc.constant(true as const) }) },
);

/** Readers who sleep and wake beside one who reads, and a flood at the end. */
const sleepers: readonly Step[] = [
  { join: 0 },
  { join: 0 },
  { pause: 0 },
  { publish: queueMax },
  { resume: 0 },
  { publish: queueMax },
  { publish: queueMax },
  { pause: 1 },
  { publish: 19 },
  { join: 69 },
  { pause: 2 },
  { publish: 1 },
  { resume: 1 },
  { resume: 2 },
  { publish: 2 },
  { leave: 0, how: "cut" },
  { pause: 1 },
  { flood: true },
  { publish: 2 },
  { resume: 1 },
  { join: 1 },
  { publish: 1 },
];

/** Stories that hurt. */
export const examples: readonly (readonly Step[])[] = [sleepers];

/** A reader, as the model sees it. */
interface Reader {
  readonly number: number;
  readonly stream: Probe;
  /** The first id that it has to get. */
  readonly first: number;
  paused: boolean;
  /** Messages that were published since it stopped reading. */
  unread: number;
  /** Whether more is waiting for it than may. */
  tooSlow: boolean;
}

/** A board whose readers are slow. */
class SlowBoard {
  readonly #scene: ServerScene;
  #readers: Reader[] = [];
  #newest = 0;
  #came = 0;
  #flooded = false;
  #before: readonly [timers: number, listeners: number] = [0, 0];

  constructor(scene: ServerScene) {
    this.#scene = scene;
  }

  async begin(): Promise<void> {
    const { server } = this.#scene;
    await server.start({ options: { queueMax }, capacity });
    this.#before = [await server.timers(), await server.listeners()];
  }

  /** After a flood, a long replay would be read for long: then only the newest are asked for. */
  async join(back: number): Promise<void> {
    if (this.#readers.length === 5) return;
    const seen = Math.max(0, this.#newest - (this.#flooded ? back % 3 : back));
    const headers: Record<string, string> = seen === 0
      ? {}
      : { "last-event-id": `${seen}` };
    const stream = await this.#scene.server.get(PATH, { headers });
    await stream.expectStream();
    const oldest = Math.max(1, this.#newest - capacity + 1);
    const first = Math.max(seen + 1, oldest);
    const reader = { number: ++this.#came, stream, first };
    this.#readers.push({ ...reader, paused: false, unread: 0, tooSlow: false });
    await this.#judge();
  }

  /** No more than may wait for anybody, and than the log still has for them. */
  async publish(count: number): Promise<void> {
    const unread = this.#readers.filter(({ tooSlow }) => !tooSlow)
      .map((reader) => reader.unread);
    const room = queueMax - Math.max(0, ...unread);
    if (room > 0) await this.#publish(Math.min(count, room), "short");
    await this.#judge();
  }

  async flood(): Promise<void> {
    if (this.#flooded) return;
    this.#flooded = true;
    const text = "x".repeat(flood.bytes);
    for (const reader of this.#readers) reader.tooSlow = reader.paused;
    for (let group = 0; group < flood.groups; group++) {
      await this.#publish(flood.inOneTick, text);
    }
    await this.#judge();
  }

  async #publish(count: number, text: string): Promise<void> {
    this.#newest += count;
    for (const reader of this.#readers) reader.unread += count;
    await this.#scene.server.publish(
      ...Array.from({ length: count }, () => text),
    );
  }

  pause(on: number): void {
    const reader = this.#at(on);
    if (reader === undefined || reader.paused) return;
    reader.paused = true;
    reader.stream.pause();
  }

  async resume(on: number): Promise<void> {
    const reader = this.#at(on);
    if (reader === undefined || !reader.paused) return;
    reader.paused = false;
    await reader.stream.resume();
    if (reader.tooSlow) await this.#expectLetGo(reader);
    await this.#judge();
  }

  async leave(on: number, how: "cut" | "close"): Promise<void> {
    const reader = this.#at(on);
    if (reader === undefined) return;
    this.#forget(reader);
    await reader.stream[how]();
    await this.#judge();
  }

  /** All read on, and leave. */
  async end(): Promise<void> {
    for (const reader of [...this.#readers]) {
      await this.resume(this.#readers.indexOf(reader));
    }
    while (this.#readers.length > 0) await this.leave(0, "cut");
    const { server, expect } = this.#scene;
    const left = [await server.timers(), await server.listeners()] as const;
    const [timers, listeners] = this.#before;
    expect(left[0] <= timers && left[1] <= listeners, {
      expected:
        `${timers} timers and ${listeners} listeners when all have left`,
      got: `${left[0]} timers and ${left[1]} listeners`,
    });
  }

  #at(on: number): Reader | undefined {
    return this.#readers[on % (this.#readers.length || 1)];
  }

  #forget(reader: Reader): void {
    this.#readers = this.#readers.filter((other) => other !== reader);
  }

  /** It gets as many as were on their way, and then the end. */
  async #expectLetGo(reader: Reader): Promise<void> {
    const { number, stream } = reader;
    this.#forget(reader);
    await this.#atOnce(() => hasEnded(stream));
    const last = this.#expectInOrder(reader);
    this.#scene.expect(hasEnded(stream) && last < this.#newest, {
      expected:
        `the end for reader ${number}, for whom more than ${queueMax} messages waited`,
      got: hasEnded(stream)
        ? `all messages up to ${last}, and then the end`
        : `message ${last}, and a stream that is still open`,
    });
  }

  /** Who reads has all there is, and stays. */
  async #judge(): Promise<void> {
    for (const reader of this.#readers) {
      if (reader.paused) continue;
      const { number, stream } = reader;
      const has = () => stream.events.length > this.#newest - reader.first;
      await this.#atOnce(() => has() || hasEnded(stream));
      stream.expectOpen();
      const last = this.#expectInOrder(reader);
      this.#scene.expect(last === this.#newest, {
        expected:
          `the messages ${reader.first} to ${this.#newest} for reader ${number}`,
        got: last < reader.first ? "none" : `${reader.first} to ${last}`,
      });
      reader.unread = 0;
    }
  }

  #expectInOrder({ number, stream, first }: Reader): number {
    const got = stream.events.map(({ lastEventId }) => lastEventId);
    const wrong = got.findIndex((id, place) => id !== `${first + place}`);
    this.#scene.expect(wrong < 0, {
      expected: `message ${
        first + wrong
      } for reader ${number}, in order and without a gap`,
      got: wrong < 0 ? "that" : `${own(got, wrong)}`,
    });
    return first + got.length - 1;
  }

  /** Bytes that have piled up take several turns to arrive. */
  async #atOnce(happened: () => boolean): Promise<void> {
    const { clock } = this.#scene;
    const until = clock.now + AT_ONCE_MS;
    while (!happened() && clock.now < until) await clock.advance(2);
  }
}

function hasEnded({ pending, broken }: Probe): boolean {
  return !pending || broken !== undefined;
}

/** Plays one story: a board and readers, some of whom do not read. */
export async function playSlowReaders(
  scene: ServerScene,
  story: readonly Step[],
): Promise<void> {
  const board = new SlowBoard(scene);
  await board.begin();
  for (const step of story) {
    if ("join" in step) await board.join(step.join);
    else if ("publish" in step) await board.publish(step.publish);
    else if ("pause" in step) board.pause(step.pause);
    else if ("resume" in step) await board.resume(step.resume);
    else if ("flood" in step) await board.flood();
    else await board.leave(step.leave, step.how);
  }
  await board.end();
}
