import type { ClientScene, PeerExchange, Stories, Thrown } from "exam";
import fc from "fast-check";
import { type Pieces, type Reader, Readers } from "../_readers.ts";

/** What can happen to readers that keep tags; `of` says to which of them. */
export type TagStep =
  | { readonly start: number; readonly since: number }
  | {
    readonly messages: number;
    readonly tag: string | undefined;
    readonly of: number;
    /** Absent when the answer comes at once and whole. */
    readonly pieces?: Pieces | undefined;
  }
  /** 304, with another tag, with the same one, or without. */
  | { readonly notModified: string | undefined; readonly of: number }
  | { readonly waitMs: number }
  | { readonly abort: string | Thrown };

/** A reader and what it may know of its URL. */
interface Tagged extends Reader {
  readonly intervalMs: number;
  tag: string | undefined;
}

const INTERVALS_MS = [2_000, 700, 9_000];
const MOST_READERS = 3;

/** Tags of which some look alike, and some look like what they are not. */
const TAGS = ['"a"', 'W/"a"', '"A"', '"a, b"', '"*"', '"constructor"'];

const of = fc.nat(2);
const tag = fc.constantFrom(undefined, ...TAGS);

const step: fc.Arbitrary<TagStep> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      messages: fc.constantFrom(0, 0, 1, 3),
      tag,
      of,
      pieces: fc.option(
        fc.record({
          beforeMs: fc.constantFrom(0, 3_000),
          withinMs: fc.constantFrom(1, 9_000),
        }),
        { nil: undefined, freq: 4 },
      ),
    }),
  },
  { weight: 3, arbitrary: fc.record({ notModified: tag, of }) },
  {
    weight: 4,
    arbitrary: fc.record({
      waitMs: fc.constantFrom(1, 699, 700, 1_999, 2_000, 9_000),
    }),
  },
  fc.record({ start: fc.nat(2), since: fc.constantFrom(0, 7, 900) }),
  fc.record({
    abort: fc.constantFrom<(string | Thrown)[]>(
      "The reader left",
      { name: "TimeoutError", message: "Too long" },
      {},
    ),
  }),
);

/** A tag that is confirmed, replaced, lost and found, beside a reader with the same cursor. */
const manyTags: readonly TagStep[] = [
  { messages: 0, tag: '"a"', of: 0 },
  { start: 2, since: 0 },
  { messages: 0, tag: 'W/"a"', of: 1 },
  { waitMs: 2_000 },
  { notModified: 'W/"a"', of: 0 },
  { waitMs: 2_000 },
  { notModified: '"A"', of: 0 },
  { waitMs: 2_000 },
  { notModified: undefined, of: 0 },
  { waitMs: 9_000 },
  { messages: 0, tag: undefined, of: 0 },
  { notModified: undefined, of: 1 },
  { waitMs: 2_000 },
  { messages: 3, tag: '"a"', of: 0 },
  { waitMs: 2_000 },
  { messages: 0, tag: '"a, b"', of: 0, pieces: { beforeMs: 1, withinMs: 900 } },
  { waitMs: 9_000 },
  { messages: 1, tag: '"*"', of: 1 },
  { notModified: undefined, of: 0 },
  { waitMs: 9_000 },
  { messages: 0, tag: '"*"', of: 1 },
  { waitMs: 9_000 },
  { abort: "The reader left" },
];

/** Answers with and without tags, to readers side by side. */
export const tagStories: Stories<TagStep> = {
  step,
  examples: [manyTags],
};

/** Plays one story, and says at each step who has to ask, when, and with which tag. */
export async function playTags(
  scene: ClientScene,
  story: readonly TagStep[],
): Promise<void> {
  const readers = new Readers<Tagged>(scene, {
    onQuestion: (reader, question) => expectTag(scene, reader, question),
  });
  await begin(readers, 0, 0);
  for (const step of story) {
    if ("start" in step) {
      if (readers.count < MOST_READERS) {
        await begin(readers, step.since, step.start);
      }
    } else if ("messages" in step) await answer(scene, readers, step);
    else if ("notModified" in step) await confirm(scene, readers, step);
    else if ("waitMs" in step) await readers.pass(step.waitMs);
    else {
      await readers.abort(step.abort);
      // Only the messages of the reader that was started last can be seen.
      await begin(readers, 3, 0);
    }
  }
  await readers.abort("The story is over");
}

function begin(
  readers: Readers<Tagged>,
  since: number,
  place: number,
): Promise<void> {
  const intervalMs = INTERVALS_MS[place] ?? 2_000;
  return readers.start(
    (below) => ({ below, cursor: since, ids: [], intervalMs, tag: undefined }),
    {
      // The default is left out, as a caller would.
      options: { since, ...(place === 0 ? {} : { intervalMs }) },
      withinMs: 0,
    },
  );
}

function expectTag(
  { expect }: ClientScene,
  { below, tag }: Tagged,
  question: PeerExchange,
): void {
  const given = question.headers.get("if-none-match") ?? undefined;
  const described = (tag?: string) =>
    tag === undefined ? "no If-None-Match" : `If-None-Match: ${tag}`;
  expect(given === tag, {
    expected: `a question below /${below} with ${described(tag)}`,
    got: described(given),
  });
}

async function answer(
  { clock }: ClientScene,
  readers: Readers<Tagged>,
  { messages, tag, of, pieces }: Extract<TagStep, { messages: number }>,
): Promise<void> {
  const reader = readers.at(of);
  const ids = Array.from(
    { length: messages },
    (_, place) => reader.cursor + place + 1,
  );
  const complete = () => {
    reader.ids.push(...ids);
    reader.cursor = ids.at(-1) ?? reader.cursor;
    // It belongs to the URL of the cursor that was.
    reader.tag = ids.length > 0 ? undefined : tag;
    waitFrom(reader, clock.now);
  };
  const headers = tag === undefined ? {} : { etag: tag };
  await readers.answer(reader, ids, { headers, pieces, complete });
}

/** Answers 304; who asked without a tag cannot be answered so. */
async function confirm(
  scene: ClientScene,
  readers: Readers<Tagged>,
  { notModified, of }: Extract<TagStep, { notModified: unknown }>,
): Promise<void> {
  const reader = readers.at(of);
  const { question } = reader;
  if (!question || reader.tag === undefined) return;
  reader.question = undefined;
  reader.tag = notModified ?? reader.tag;
  waitFrom(reader, scene.clock.now);
  await question.answer(304, {
    headers: notModified === undefined ? {} : { etag: notModified },
  });
  await readers.pass(0);
  await readers.expectYielded(reader);
}

function waitFrom(reader: Tagged, nowMs: number): void {
  const dueAt = nowMs + reader.intervalMs;
  reader.due = { from: dueAt, to: dueAt };
}
