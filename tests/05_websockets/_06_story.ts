import {
  demand,
  membersOf,
  own,
  type ServerScene,
  type ServerSocket,
  textOf,
} from "exam";
import fc from "fast-check";

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;
/** Far from the default. */
const maxBufferedBytes = 150_000;
/** Bytes of one message, at most. */
const messageBytesMax = 50_000;

/** What can happen to a board and its readers. `on` says which of them is meant. */
export type Step =
  | { readonly join: true }
  | { readonly publish: number; readonly letter: string }
  /** In one tick as much as may wait for everybody, to the byte. */
  | { readonly fill: string }
  /** In one tick a byte more than may wait, and one more message. */
  | { readonly tooMuch: string }
  | { readonly pause: number }
  | { readonly resume: number }
  | { readonly leave: number; readonly how: "cut" | "close" | "end" };

const letter = fc.constantFrom("x", "é", "東", "🚂");

/** Draws one step. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ join: fc.constant(true as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({ publish: fc.integer({ min: 1, max: 3 }), letter }),
  },
  { weight: 4, arbitrary: fc.record({ fill: letter }) },
  { weight: 2, arbitrary: fc.record({ tooMuch: letter }) },
  { weight: 5, arbitrary: fc.record({ pause: fc.nat(4) }) },
  { weight: 5, arbitrary: fc.record({ resume: fc.nat(4) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      leave: fc.nat(4),
      how: fc.constantFrom("cut", "close", "end"),
    }),
  },
);

/** Readers who sleep and wake, who get as much as they may many times, and then too much. */
const sleepers: readonly Step[] = [
  { join: true },
  { join: true },
  { pause: 1 },
  { fill: "東" },
  { resume: 1 },
  { fill: "x" },
  { pause: 0 },
  { publish: 2, letter: "é" },
  { join: true },
  { pause: 2 },
  { fill: "🚂" },
  { resume: 0 },
  { fill: "é" },
  { leave: 1, how: "cut" },
  { publish: 1, letter: "x" },
  { pause: 0 },
  { tooMuch: "é" },
  { resume: 0 },
  { join: true },
  { fill: "x" },
  { publish: 1, letter: "x" },
];

/** Stories that hurt. */
export const examples: readonly (readonly Step[])[] = [sleepers];

/** A reader, as the model sees it. */
interface Reader {
  readonly number: number;
  readonly socket: ServerSocket;
  /** The first id that it has to get. */
  readonly first: number;
  paused: boolean;
  /** Bytes that were published since it stopped reading. */
  unreadBytes: number;
  /** Whether more was sent to it in one tick than may wait. */
  letGo: boolean;
}

/** A board whose readers are slow. */
class SlowBoard {
  readonly #scene: ServerScene;
  #readers: Reader[] = [];
  #newest = 0;
  #came = 0;
  /** Bytes of a message beside its text and its id. */
  #overhead = 0;
  #before: readonly [timers: number, listeners: number] = [0, 0];

  constructor(scene: ServerScene) {
    this.#scene = scene;
  }

  /** Measures what a message takes beside its text. */
  async begin(): Promise<void> {
    const { server, clock } = this.#scene;
    await server.start({ options: { maxBufferedBytes } });
    this.#before = [await server.timers(), await server.listeners()];
    await this.join();
    const reader = own(this.#readers, 0);
    await server.publish("");
    this.#newest = 1;
    await clock.advance(AT_ONCE_MS);
    const { bytes } = demand(
      reader.socket.messages[0],
      "the message that was published",
      "nothing",
    );
    this.#overhead = bytes.length - 1;
  }

  async join(): Promise<void> {
    if (this.#readers.length === 5) return;
    const { server } = this.#scene;
    const socket = await server.socket("/messages/socket");
    await socket.expectOpen();
    const reader = { number: ++this.#came, socket, first: this.#newest + 1 };
    this.#readers.push({
      ...reader,
      paused: false,
      unreadBytes: 0,
      letGo: false,
    });
  }

  /** Short messages, in one tick, if they may wait for everybody. */
  async publish(count: number, letter: string): Promise<void> {
    const each = this.#overhead + 8 + byteLength(letter);
    if (each * count > this.#room) return;
    await this.#publish(Array.from({ length: count }, () => letter));
  }

  async fill(letter: string): Promise<void> {
    // What is left may be less than a message takes.
    if (this.#room > 2 * this.#overhead) {
      await this.#publish(this.#textsOf(this.#room, letter));
    }
  }

  async tooMuch(letter: string): Promise<void> {
    for (const reader of this.#readers) reader.letGo = true;
    await this.#publish([
      ...this.#textsOf(maxBufferedBytes + 1, letter),
      "more",
    ]);
    await this.#expectNothingLeft("when everybody was let go");
    for (const reader of this.#readers.filter(({ paused }) => !paused)) {
      await this.#expectLetGo(reader);
    }
  }

  pause(on: number): void {
    const reader = this.#at(on);
    if (reader === undefined || reader.paused) return;
    reader.paused = true;
    reader.socket.pause();
  }

  async resume(on: number): Promise<void> {
    const reader = this.#at(on);
    if (reader === undefined || !reader.paused) return;
    reader.paused = false;
    await reader.socket.resume();
    if (reader.letGo) await this.#expectLetGo(reader);
    await this.#judge();
  }

  async leave(on: number, how: "cut" | "close" | "end"): Promise<void> {
    const reader = this.#at(on);
    if (reader === undefined) return;
    this.#forget(reader);
    await reader.socket[how]();
    await this.#judge();
  }

  /** All read on, and leave. */
  async end(): Promise<void> {
    for (const reader of [...this.#readers]) {
      await this.resume(this.#readers.indexOf(reader));
    }
    while (this.#readers.length > 0) await this.leave(0, "close");
    await this.#expectNothingLeft("when all have left");
  }

  /** Bytes that may still be published: those who sleep share them with what they have not read. */
  get #room(): number {
    const unread = this.#readers.filter(({ letGo }) => !letGo)
      .map(({ unreadBytes }) => unreadBytes);
    return maxBufferedBytes - Math.max(0, ...unread);
  }

  #at(on: number): Reader | undefined {
    return this.#readers[on % (this.#readers.length || 1)];
  }

  #forget(reader: Reader): void {
    this.#readers = this.#readers.filter((other) => other !== reader);
  }

  /** Texts of messages that take exactly so many bytes together. */
  #textsOf(bytes: number, letter: string): string[] {
    const count = Math.ceil(bytes / messageBytesMax);
    return Array.from({ length: count }, (_, place) => {
      const share = Math.floor(bytes * (place + 1) / count) -
        Math.floor(bytes * place / count);
      const id = `${this.#newest + 1 + place}`;
      const room = share - this.#overhead - id.length;
      const letters = Math.floor(room / byteLength(letter));
      return letter.repeat(letters) +
        "x".repeat(room - letters * byteLength(letter));
    });
  }

  async #publish(texts: readonly string[]): Promise<void> {
    for (const text of texts) {
      this.#newest++;
      const bytes = this.#overhead + `${this.#newest}`.length +
        byteLength(text);
      for (const reader of this.#readers) reader.unreadBytes += bytes;
    }
    await this.#scene.server.publish(...texts);
    await this.#judge();
  }

  /** It gets a beginning of what was sent, and then the close frame. */
  async #expectLetGo(reader: Reader): Promise<void> {
    const { number, socket } = reader;
    this.#forget(reader);
    await this.#atOnce(() => socket.closed !== undefined || socket.gone);
    const last = this.#expectInOrder(reader);
    this.#scene.expect(last < this.#newest, {
      expected:
        `reader ${number} to be let go, for whom more than ${maxBufferedBytes} bytes waited`,
      got: `all messages up to ${last}`,
    });
    await socket.expectClosed(1013);
  }

  /** Who reads has all there is, and stays. */
  async #judge(): Promise<void> {
    for (const reader of this.#readers) {
      if (reader.paused || reader.letGo) continue;
      const { number, socket, first } = reader;
      const wanted = this.#newest - first + 1;
      await this.#atOnce(() =>
        socket.messages.length >= wanted || socket.closed !== undefined ||
        socket.gone
      );
      const last = this.#expectInOrder(reader);
      this.#scene.expect(
        last === this.#newest && !socket.closed && !socket.gone,
        {
          expected:
            `the messages ${first} to ${this.#newest} for reader ${number}, and an open socket`,
          got: `${last < first ? "none" : `${first} to ${last}`}${
            socket.closed
              ? `, and a close frame with ${socket.closed.code}`
              : ""
          }`,
        },
      );
      reader.unreadBytes = 0;
    }
  }

  #expectInOrder({ number, socket, first }: Reader): number {
    const got = socket.messages.map(({ value }) => textOf(membersOf(value).id));
    const wrong = got.findIndex((id, place) => id !== `${first + place}`);
    this.#scene.expect(wrong < 0, {
      expected: `message ${
        first + wrong
      } for reader ${number}, in order and without a gap`,
      got: wrong < 0 ? "that" : own(got, wrong),
    });
    return first + got.length - 1;
  }

  async #expectNothingLeft(when: string): Promise<void> {
    const { server, expect } = this.#scene;
    const left = [await server.timers(), await server.listeners()] as const;
    const [timers, listeners] = this.#before;
    expect(left[0] <= timers && left[1] <= listeners, {
      expected: `${timers} timers and ${listeners} listeners ${when}`,
      got: `${left[0]} timers and ${left[1]} listeners`,
    });
  }

  /** Bytes that have piled up take several turns to arrive. */
  async #atOnce(happened: () => boolean): Promise<void> {
    const { clock } = this.#scene;
    const until = clock.now + AT_ONCE_MS;
    while (!happened() && clock.now < until) await clock.advance(2);
  }
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Plays one story: a board and readers, some of whom do not read. */
export async function playSlowReaders(
  scene: ServerScene,
  story: readonly Step[],
): Promise<void> {
  const board = new SlowBoard(scene);
  await board.begin();
  for (const step of story) {
    if ("join" in step) await board.join();
    else if ("publish" in step) await board.publish(step.publish, step.letter);
    else if ("fill" in step) await board.fill(step.fill);
    else if ("tooMuch" in step) await board.tooMuch(step.tooMuch);
    else if ("pause" in step) board.pause(step.pause);
    else if ("resume" in step) await board.resume(step.resume);
    else await board.leave(step.leave, step.how);
  }
  await board.end();
}
