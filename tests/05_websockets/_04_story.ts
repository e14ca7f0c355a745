import { membersOf, type ServerScene, type ServerSocket } from "exam";
import fc from "fast-check";

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;
/** Far from the defaults. */
const pingAfterMs = 4_020;
const deadAfterMs = 7_350;

/** What can happen to a board and its sockets. `on` says which of them is meant. */
export type Step =
  /** A passive one answers nothing, not even a close frame. */
  | { readonly open: "passive" | "polite" }
  | { readonly say: unknown; readonly on: number }
  | { readonly publish: string }
  | { readonly waitMs: number }
  /** To what is due next on some socket, and so many milliseconds more. */
  | { readonly waitToNext: number }
  | { readonly leave: "close" | "cut" | "end"; readonly on: number };

const on = fc.nat(5);
const PING = '{ "type" : "ping" }';

/** Draws one step. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ open: fc.constantFrom("passive", "polite") }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      say: fc.constantFrom<unknown>(
        ...[{ type: "pong" }, PING, "null", "{", "", '"ping"', "[]"],
        ...[{ type: "__proto__" }, new Uint8Array([1])],
      ),
      on,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ publish: fc.constantFrom("ping", "{}", "") }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      waitMs: fc.constantFrom(1, 999, pingAfterMs, deadAfterMs - 1, 30_000),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ waitToNext: fc.constantFrom(-1, 0, 1) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ leave: fc.constantFrom("close", "cut", "end"), on }),
  },
);

/** Sockets with silences of their own, that answer late, ask, die and leave. */
const crowd: readonly Step[] = [
  { open: "polite" },
  { waitMs: 999 },
  { open: "passive" },
  { waitMs: 999 },
  { open: "polite" },
  { publish: "ping" },
  { waitToNext: 0 },
  { waitToNext: -1 },
  { publish: "" },
  { say: PING, on: 1 },
  { waitToNext: 0 },
  { say: "", on: 0 },
  { waitToNext: 0 },
  { leave: "cut", on: 2 },
  { waitToNext: 0 },
  { waitToNext: -1 },
  { say: "null", on: 0 },
  { say: new Uint8Array([1]), on: 0 },
  { waitToNext: 0 },
  { publish: "{}" },
  { open: "polite" },
  { waitToNext: 0 },
  { say: { type: "pong" }, on: 1 },
  { waitToNext: 0 },
  { waitMs: 999 },
  { leave: "end", on: 1 },
  { waitMs: 30_000 },
];

/** Stories that hurt. */
export const examples: readonly (readonly Step[])[] = [crowd];

/** A socket, as the model sees it. */
interface Talker {
  readonly number: number;
  readonly socket: ServerSocket;
  /** When something was received from it last, in ms since the check began. */
  heardAt: number;
  /** When it has to have been asked. */
  readonly pings: number[];
  pongs: number;
  messages: number;
  diedAt: number | undefined;
}

/** A board that asks those who are silent. */
class Board {
  readonly #scene: ServerScene;
  readonly #talkers: Talker[] = [];
  #came = 0;
  #before: readonly [timers: number, listeners: number] = [0, 0];

  constructor(scene: ServerScene) {
    this.#scene = scene;
  }

  async begin(): Promise<void> {
    const { server } = this.#scene;
    await server.start({ options: { pingAfterMs, deadAfterMs } });
    this.#before = [await server.timers(), await server.listeners()];
  }

  async open(how: "passive" | "polite"): Promise<void> {
    if (this.#alive.length === 5) return;
    const { server, clock } = this.#scene;
    const passive = how === "passive";
    const socket = await server.socket("/messages/socket", { passive });
    await socket.expectOpen();
    const counts = { pings: [], pongs: 0, messages: 0, diedAt: undefined };
    const number = ++this.#came;
    this.#talkers.push({ number, socket, heardAt: clock.now, ...counts });
    await this.pass(0);
  }

  async say(on: number, what: unknown): Promise<void> {
    const talker = this.#at(on);
    if (talker === undefined) return;
    talker.heardAt = this.#scene.clock.now;
    if (what === PING) talker.pongs++;
    await talker.socket.send(what);
    await this.pass(AT_ONCE_MS);
  }

  async publish(text: string): Promise<void> {
    for (const talker of this.#alive) talker.messages++;
    await this.#scene.server.publish(text);
    await this.pass(AT_ONCE_MS);
  }

  async leave(on: number, how: "close" | "cut" | "end"): Promise<void> {
    const talker = this.#at(on);
    if (talker === undefined) return;
    this.#talkers.splice(this.#talkers.indexOf(talker), 1);
    await talker.socket[how]();
    await this.pass(AT_ONCE_MS);
  }

  /** Lets time pass, and looks what became of every socket. */
  async pass(ms: number): Promise<void> {
    const until = this.#scene.clock.now + ms;
    for (const talker of this.#alive) {
      const { heardAt, pings } = talker;
      const askAt = heardAt + pingAfterMs;
      // Only one ping until something is received again.
      if (askAt <= until && !pings.includes(askAt)) pings.push(askAt);
      if (heardAt + deadAfterMs <= until) talker.diedAt = heardAt + deadAfterMs;
    }
    await this.#scene.clock.advance(ms);
    for (const talker of this.#talkers) this.#judge(talker);
  }

  /** How long it is until something is due. */
  get nextMs(): number {
    const { now } = this.#scene.clock;
    const moments = this.#alive.flatMap(({ heardAt }) => [
      heardAt + pingAfterMs - now,
      heardAt + deadAfterMs - now,
    ]).filter((ms) => ms > 0);
    return moments.length === 0 ? 0 : Math.min(...moments);
  }

  /** Nobody says anything any more: in the end nobody is there. */
  async end(): Promise<void> {
    await this.pass(deadAfterMs);
    const { server, expect } = this.#scene;
    const left = [await server.timers(), await server.listeners()] as const;
    const [timers, listeners] = this.#before;
    expect(left[0] <= timers && left[1] <= listeners, {
      expected:
        `${timers} timers and ${listeners} listeners when nobody is alive`,
      got: `${left[0]} timers and ${left[1]} listeners`,
    });
  }

  get #alive(): Talker[] {
    return this.#talkers.filter(({ diedAt }) => diedAt === undefined);
  }

  #at(on: number): Talker | undefined {
    return this.#alive[on % (this.#alive.length || 1)];
  }

  #judge({ number, socket, pings, pongs, messages, diedAt }: Talker): void {
    const { expect } = this.#scene;
    const frames = socket.messages.map(({ value, at }) => ({
      type: membersOf(value).type,
      at,
    }));
    const asked = frames.filter(({ type }) => type === "ping")
      .map(({ at }) => `at ${at} ms`);
    const wanted = pings.map((at) => `at ${at} ms`);
    expect(asked.join() === wanted.join(), {
      expected: `pings on socket ${number} ${wanted.join(", ") || "not yet"}`,
      got: asked.join(", ") || "none",
    });
    const count = (wanted: string) =>
      frames.filter(({ type }) => type === wanted).length;
    expect(count("pong") === pongs && count("message") === messages, {
      expected: `${pongs} pongs and ${messages} messages on socket ${number}`,
      got: `${count("pong")} pongs and ${count("message")} messages`,
    });
    const closedAt = socket.closed?.at ?? (socket.gone ? NaN : undefined);
    const told = (at?: number) =>
      at === undefined ? "open" : `closed at ${at} ms`;
    expect(closedAt === diedAt, {
      expected: `socket ${number} ${told(diedAt)}`,
      got: told(closedAt),
    });
  }
}

/** Plays one story: a board and sockets that talk, are silent, die and leave. */
export async function playTalkers(
  scene: ServerScene,
  story: readonly Step[],
): Promise<void> {
  const board = new Board(scene);
  await board.begin();
  for (const step of story) {
    if ("open" in step) await board.open(step.open);
    else if ("say" in step) await board.say(step.on, step.say);
    else if ("publish" in step) await board.publish(step.publish);
    else if ("waitMs" in step) await board.pass(step.waitMs);
    else if ("waitToNext" in step) {
      await board.pass(Math.max(0, board.nextMs + step.waitToNext));
    } else await board.leave(step.on, step.leave);
  }
  await board.end();
}
