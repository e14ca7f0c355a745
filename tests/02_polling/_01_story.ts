import type { Probe, ServerScene, Stories } from "exam";
import fc from "fast-check";

/** What can happen to a board that answers by cursors. */
export type CursorStep =
  /** So many messages in one tick. */
  | { readonly publish: number }
  /** A cursor, counted from the newest message or from the oldest that is kept. */
  | {
    readonly since: "newest" | "oldest" | "beginning" | "absent";
    readonly plus: number;
    readonly limit: number | undefined;
  }
  | { readonly nonsense: "since" | "limit"; readonly text: string }
  /** Reads from the beginning to the end, in pages of so many. */
  | { readonly read: number };

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;
/** More than a page of the default limit. */
const capacity = 120;
const LIMIT_MAX = 1_000;
const DEFAULT_LIMIT = 100;

const limit = fc.constantFrom(
  undefined,
  undefined,
  1,
  2,
  99,
  100,
  101,
  999,
  LIMIT_MAX,
);

const step: fc.Arbitrary<CursorStep> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ publish: fc.constantFrom(1, 1, 3, 50, 121) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      since: fc.constantFrom<("newest" | "oldest" | "beginning" | "absent")[]>(
        "newest",
        "oldest",
        "oldest",
        "beginning",
        "absent",
      ),
      plus: fc.constantFrom(-101, -2, -1, 0, 1, 900, 2 ** 32),
      limit,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      nonsense: fc.constantFrom<("since" | "limit")[]>("since", "limit"),
      text: fc.constantFrom(
        "yesterday",
        "-3",
        "2.5",
        "1e2",
        "0x10",
        "%201",
        "1%0A2",
        "%2B1",
        "NaN",
        "9".repeat(30),
      ),
    }),
  },
  fc.record({
    nonsense: fc.constant("limit" as const),
    text: fc.constantFrom("0", "1001"),
  }),
  fc.record({ read: fc.constantFrom(40, 60, 119) }),
);

/** Each border of a log that is empty, that fills and that drops. */
const borders: readonly CursorStep[] = [
  { since: "beginning", plus: 0, limit: undefined },
  { since: "newest", plus: 1, limit: undefined },
  { publish: 3 },
  { since: "newest", plus: -1, limit: 1 },
  { since: "newest", plus: 0, limit: undefined },
  { since: "newest", plus: 1, limit: undefined },
  { publish: 121 },
  { since: "oldest", plus: -2, limit: undefined },
  { since: "oldest", plus: -1, limit: undefined },
  { since: "oldest", plus: -1, limit: LIMIT_MAX },
  { since: "absent", plus: 0, limit: undefined },
  { since: "beginning", plus: 0, limit: 101 },
  { nonsense: "limit", text: "0" },
  { nonsense: "limit", text: "1001" },
  { nonsense: "since", text: "9".repeat(30) },
  { read: 60 },
  { publish: 1 },
  { since: "oldest", plus: -2, limit: 1 },
  { since: "oldest", plus: -1, limit: 2 },
  { since: "newest", plus: 1, limit: undefined },
];

/** Cursors on every side of a log that moves on. */
export const cursorStories: Stories<CursorStep> = {
  step,
  examples: [borders],
};

/** Plays one story, and says at each step what every cursor has to get. */
export async function playCursors(
  scene: ServerScene,
  story: readonly CursorStep[],
): Promise<void> {
  await scene.server.start({ capacity });
  const board = new CursorBoard(scene);
  for (const step of story) {
    if ("publish" in step) await board.publish(step.publish);
    else if ("since" in step) await board.ask(step);
    else if ("read" in step) await board.read(step.read);
    else await board.nonsense(step.nonsense, step.text);
  }
}

/** What is kept, and what a cursor gets of it: the small model beside the server. */
class CursorBoard {
  readonly #scene: ServerScene;
  readonly #texts: string[] = [];

  constructor(scene: ServerScene) {
    this.#scene = scene;
  }

  get #oldest(): number {
    return Math.max(1, this.#texts.length - capacity + 1);
  }

  async publish(count: number): Promise<void> {
    const { length } = this.#texts;
    const texts = Array.from(
      { length: count },
      (_, place) => `text of ${length + place + 1}`,
    );
    this.#texts.push(...texts);
    await this.#scene.server.publish(...texts);
  }

  async ask(
    { since, plus, limit }: Extract<CursorStep, { plus: number }>,
  ): Promise<void> {
    const from = {
      newest: this.#texts.length + plus,
      oldest: this.#oldest + plus,
      beginning: 0,
      absent: 0,
    }[since];
    const cursor = Math.max(0, from);
    const query = [
      ...(since === "absent" ? [] : [`since=${cursor}`]),
      ...(limit === undefined ? [] : [`limit=${limit}`]),
    ].join("&");
    const probe = await this.#get(query === "" ? "" : `?${query}`);
    await this.#expectAnswer(probe, cursor, limit);
  }

  /** Follows the cursor from page to page, as a reader does. */
  async read(limit: number): Promise<void> {
    for (let cursor = 0;;) {
      const probe = await this.#get(`?since=${cursor}&limit=${limit}`);
      const page = this.#page(cursor, limit);
      const messages = await probe.expectMessages(...page);
      const last = messages.at(-1)?.id ?? cursor;
      // The ids are those of the log: with others nobody gets any further.
      const expected = page.length === 0
        ? cursor
        : Math.max(cursor, this.#oldest - 1) + page.length;
      this.#scene.expect(last === expected, {
        expected: `a page that ends with message ${expected}`,
        got: `message ${last}`,
      });
      if (page.length < limit) return;
      cursor = expected;
    }
  }

  async nonsense(name: "since" | "limit", text: string): Promise<void> {
    const probe = await this.#get(`?${name}=${text}`);
    await probe.expectStatus(400);
  }

  async #get(query: string): Promise<Probe> {
    const { server, clock } = this.#scene;
    const probe = await server.get(`/messages${query}`);
    if (probe.pending) await clock.advance(AT_ONCE_MS);
    return probe;
  }

  /** The texts directly after a cursor that can be answered. */
  #page(cursor: number, limit = DEFAULT_LIMIT): string[] {
    const from = Math.max(cursor, this.#oldest - 1);
    return this.#texts.slice(from, from + limit);
  }

  async #expectAnswer(
    probe: Probe,
    cursor: number,
    limit?: number,
  ): Promise<void> {
    const newest = this.#texts.length;
    const range = { oldest: this.#oldest, newest };
    if (cursor > newest) {
      await probe.expectProblem(400, "/problems/cursor-from-future", range);
    } else if (cursor > 0 && cursor + 1 < range.oldest) {
      await probe.expectProblem(410, "/problems/cursor-gone", range);
    } else await probe.expectMessages(...this.#page(cursor, limit));
  }
}
