import {
  type ClientScene,
  describeJson,
  membersOf,
  message,
  own,
  type PeerExchange,
  type SocketProbe,
  textOf,
} from "exam";
import fc from "fast-check";
import { AWKWARD } from "../_awkward.ts";
import { reasonsOf } from "../_reasons.ts";
import { type NextRequest, requestsOf } from "./_requests.ts";

const HOUR_MS = 3_600_000;
/** Within which a client that wakes has to see that its connection is dead. */
const WAKE_MS = 1_000;
/** Far from the defaults. */
const pingAfterMs = 4_000;
const deadAfterMs = 7_000;

/** How a connection, or the handshake before it, ends. */
type Ending = "cut" | "end" | 1000 | 1011 | 4000 | 503;

/** What can happen to a connection; after its end the next one is begun. */
export type Step =
  /** A passive board answers no close frame. */
  | { readonly accept: "passive" | "polite" }
  | { readonly say: string; readonly count: number }
  | { readonly pull: number }
  | { readonly waitMs: number }
  /** To what is due next, and so many milliseconds more. */
  | { readonly waitToNext: number }
  | { readonly lose: Ending }
  | { readonly sleep: true }
  | { readonly abort: number };

/** Draws one step. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ accept: fc.constantFrom("passive", "polite") }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      say: fc.constantFrom(
        "message",
        "message",
        "ping",
        "pong",
        "error",
        "__proto__",
      ),
      count: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ pull: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ waitMs: fc.constantFrom(1, 999, pingAfterMs) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ waitToNext: fc.constantFrom(-1, 0, 0, 1) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      lose: fc.constantFrom<Ending>("cut", "end", 1000, 1011, 4000, 503),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.record({ sleep: fc.constant(true as const) }),
      fc.record({ abort: fc.nat(5) }),
    ),
  },
);

/** Silences of all kinds on several connections, one after the other. */
const silences: readonly Step[] = [
  { pull: 2 },
  { waitToNext: -1 },
  { accept: "passive" },
  { waitToNext: 0 },
  { say: "message", count: 3 },
  { waitToNext: -1 },
  { say: "ping", count: 2 },
  { waitToNext: 0 },
  { waitToNext: -1 },
  { say: "error", count: 1 },
  { pull: 1 },
  { waitToNext: 0 },
  { waitToNext: 0 },
  { waitToNext: 0 },
  { accept: "polite" },
  { say: "message", count: 2 },
  { pull: 1 },
  { waitToNext: 0 },
  { abort: 1 },
  { pull: 1 },
  { accept: "polite" },
  { say: "message", count: 2 },
  { lose: 1000 },
  { accept: "passive" },
  { waitMs: 999 },
  { sleep: true },
];

/** Stories that hurt. */
export const examples: readonly (readonly Step[])[] = [silences];

/** Words for all that a message says; its type may be there or not. */
function told({ id, at, from, text }: Record<string, unknown>): string {
  return describeJson({ id, at, from, text });
}

/** Connections of a client, one after the other, and what each has to do. */
class Connections {
  readonly #scene: ClientScene;
  readonly #next: NextRequest;
  #request: PeerExchange | undefined;
  #socket: SocketProbe | undefined;
  #pulls = 0;
  #said: string[] = [];
  /** When something was received last, or the request was sent. */
  #heardAt = 0;
  /** What it has to have sent: its type, and when. */
  #wanted: string[] = [];
  #asked = false;

  constructor(scene: ClientScene) {
    this.#scene = scene;
    this.#next = requestsOf(scene, "a/board/");
  }

  /** Begins a connection; nothing is asked before the first `next()`. */
  async begin(): Promise<void> {
    const { client, clock, peer } = this.#scene;
    const options = { since: 7, pingAfterMs, deadAfterMs };
    await client.start(options, { pull: false, below: "a/board/" });
    peer.expectNoRequest();
    [this.#pulls, this.#said, this.#wanted, this.#asked] = [0, [], [], false];
    await this.#pull();
    this.#request = await this.#next();
    this.#request.hold();
    this.#heardAt = clock.now;
  }

  async accept(passive: boolean): Promise<void> {
    if (this.#socket || this.#request === undefined) return;
    this.#socket = await this.#request.accept({ passive });
    this.#hear();
    await this.#judge();
  }

  async say(type: string, count: number): Promise<void> {
    if (this.#socket === undefined) return;
    const frames = Array.from({ length: count }, () => {
      if (type !== "message") return { type, title: "no message" };
      const place = this.#said.length;
      const one = message(8 + place, own(AWKWARD, place % AWKWARD.length));
      this.#said.push(told({ ...one }));
      return { type, ...one };
    });
    this.#hear();
    const pongs = type === "ping" ? count : 0;
    for (let one = 0; one < pongs; one++) this.#wants("pong");
    await this.#socket.sendTogether(...frames);
    await this.#judge();
  }

  async pull(count: number): Promise<void> {
    for (let one = 0; one < count; one++) await this.#pull();
    await this.#judge();
  }

  /** Lets time pass; what falls silent for too long is lost on the way. */
  async pass(ms: number): Promise<void> {
    const { clock } = this.#scene;
    const until = clock.now + ms;
    const askAt = this.#heardAt + pingAfterMs;
    const diesAt = this.#heardAt + deadAfterMs;
    if (askAt <= until && !this.#asked && this.#socket) {
      await clock.advance(Math.max(0, askAt - clock.now));
      this.#asked = true;
      this.#wants("ping");
      await this.#judge();
    }
    await clock.advance(Math.min(until, diesAt) - clock.now);
    if (diesAt > until) return await this.#judge();
    await this.#expectClosed();
    await this.#expectLost();
  }

  /** How long it is until something is due. */
  get nextMs(): number {
    const isAsked = this.#asked || this.#socket === undefined;
    const silenceMs = isAsked ? deadAfterMs : pingAfterMs;
    return this.#heardAt + silenceMs - this.#scene.clock.now;
  }

  async lose(how: Ending): Promise<void> {
    const [socket, request] = [this.#socket, this.#request];
    if (socket === undefined) {
      await (how === 503 ? request?.answer(503) : request?.cut());
    } else if (how === 503) return;
    else if (typeof how === "number") await socket.close(how);
    else await socket[how]();
    await this.#expectLost();
  }

  /** A ping on waking does no harm. */
  async sleep(): Promise<void> {
    const { clock } = this.#scene;
    await clock.sleepAndWake(HOUR_MS);
    await clock.advance(WAKE_MS);
    await this.#expectLost({ pinged: true });
  }

  async abort(reason: number): Promise<void> {
    const { client, random } = this.#scene;
    const yielded = client.yielded.length;
    await client.abort(own(reasonsOf(random), reason % 6));
    await this.#expectClosed();
    if (yielded === this.#pulls) await client.pull();
    await client.expectEnded();
    await this.#expectOver(yielded);
  }

  async #pull(): Promise<void> {
    const { client } = this.#scene;
    // One question at a time, as a loop asks.
    if (client.yielded.length < this.#pulls) return;
    this.#pulls++;
    await client.pull();
  }

  #hear(): void {
    this.#heardAt = this.#scene.clock.now;
    this.#asked = false;
  }

  #wants(type: string): void {
    this.#wanted.push(`${type} at ${this.#scene.clock.now} ms`);
  }

  /** It goes on: what was sent and yielded so far is right. */
  async #judge(): Promise<void> {
    await this.#scene.clock.advance(0);
    this.#scene.client.expectRunning();
    this.#judgeFrames();
    this.#judgeYields(this.#pulls);
  }

  #judgeFrames(pinged = false): void {
    const got = this.#socket?.messages.map(({ value, at }) => {
      const { type, ...others } = membersOf(value);
      const alone = Object.keys(others).length === 0;
      return `${alone ? textOf(type) : describeJson(value)} at ${at} ms`;
    }) ?? [];
    const last = got.length === this.#wanted.length + 1 &&
      got.at(-1)?.startsWith("ping");
    const sent = pinged && last ? got.slice(0, -1) : got;
    this.#scene.expect(sent.join() === this.#wanted.join(), {
      expected: `your client to have sent ${
        this.#wanted.join(", ") || "nothing"
      }`,
      got: got.join(", ") || "nothing",
    });
  }

  #judgeYields(count: number): void {
    const got = this.#scene.client.yielded.map(({ value }) =>
      told(membersOf(value))
    );
    const wanted = this.#said.slice(0, count);
    this.#scene.expect(got.join() === wanted.join(), {
      expected: `the messages ${wanted.join(", ") || "(none)"} so far`,
      got: got.join(", ") || "none",
    });
  }

  async #expectClosed(): Promise<void> {
    await this.#scene.clock.advance(0);
    const closed = this.#socket
      ? this.#socket.closed !== undefined || this.#socket.gone
      : this.#request?.gone;
    this.#scene.expect(!!closed, {
      expected: "the socket closed",
      got: "a socket that is still open",
    });
  }

  /** Messages that wait are yielded first. */
  async #expectLost({ pinged = false } = {}): Promise<void> {
    const { client } = this.#scene;
    this.#judgeFrames(pinged);
    for (let left = this.#said.length + 1; left > 0; left--) await this.#pull();
    await client.expectError("ConnectionLostError");
    await this.#expectOver(this.#said.length, pinged);
  }

  async #expectOver(yielded: number, pinged = false): Promise<void> {
    const { client, clock, peer, expect } = this.#scene;
    const timers = await client.timers();
    expect(timers === 0, {
      expected: "no timer left at the end of a connection",
      got: `${timers}`,
    });
    await clock.advance(deadAfterMs);
    this.#judgeFrames(pinged);
    this.#judgeYields(yielded);
    peer.expectNoRequest();
    [this.#socket, this.#request] = [undefined, undefined];
    await this.begin();
  }
}

/** Plays one story: connections, one after the other, and boards that fall silent. */
export async function playConnections(
  scene: ClientScene,
  story: readonly Step[],
): Promise<void> {
  const connections = new Connections(scene);
  await connections.begin();
  for (const step of story) {
    if ("accept" in step) await connections.accept(step.accept === "passive");
    else if ("say" in step) await connections.say(step.say, step.count);
    else if ("pull" in step) await connections.pull(step.pull);
    else if ("waitMs" in step) await connections.pass(step.waitMs);
    else if ("waitToNext" in step) {
      await connections.pass(Math.max(0, connections.nextMs + step.waitToNext));
    } else if ("lose" in step) await connections.lose(step.lose);
    else if ("sleep" in step) await connections.sleep();
    else await connections.abort(step.abort);
  }
  await connections.abort(0);
}
