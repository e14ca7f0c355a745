import type { ClientScene } from "exam";
import fc from "fast-check";
import { AWKWARD } from "../_awkward.ts";
import { type Options, Streams, type Way } from "./_04_streams.ts";

const HOUR_MS = 3_600_000;

/** What can happen to streams. Of several, `on` says which one is meant. */
export type Step =
  | { readonly construct: Options; readonly closeOn?: string | undefined }
  | { readonly open: "plain" | "in chunks"; readonly on: number }
  | { readonly answer: number; readonly on: number }
  | { readonly wrongType: string; readonly on: number }
  | {
    readonly write: string;
    readonly pieces: number;
    readonly written?: number;
    readonly on: number;
  }
  | { readonly lose: Way; readonly on: number }
  | { readonly awayMs: number }
  | { readonly waitMs: number }
  /** Up to `past` ms after what is due next. */
  | { readonly waitToNext: number }
  | { readonly sleepMs: number }
  | { readonly close: true };

/** Times of reconnections are shorter than silences, so that only one thing is due at a time. */
const RETRIES = [400, 1_100, 1_900, 3_100];
const SILENCES = [7_000, 12_345, 45_000, 61_000];
const LONG_ID = "x".repeat(100_001);
const IDS = [
  "7",
  "",
  "今日は",
  "a\x01b",
  "a\0b",
  LONG_ID,
  // Whether U+0085 is a control character that no header carries, the text leaves open.
  ...AWKWARD.filter((text) => text.trim() === text && !text.includes("\u0085")),
];

const block: fc.Arbitrary<string> = fc.array(
  fc.oneof(
    fc.constantFrom(...AWKWARD, "").map((text) => `data: ${text}`),
    fc.constantFrom(...IDS).map((id) => `id: ${id}`),
    fc.constantFrom(...RETRIES).map((ms) => `retry: ${ms}`),
    fc.constantFrom("event: reset", "event", ": comment", "retry: soon"),
  ),
  { maxLength: 4 },
).map((lines) => [...lines, ""].map((line) => `${line}\n`).join(""));

const on = fc.nat(2);

/** Draws one step. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({
      construct: fc.record({
        retryMs: fc.constantFrom(...RETRIES),
        silenceMs: fc.constantFrom(...SILENCES),
      }),
      closeOn: fc.constantFrom(undefined, undefined, "open", "reset", "error"),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      open: fc.constantFrom("plain", "in chunks"),
      on,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      write: block,
      pieces: fc.integer({ min: 1, max: 4 }),
      on,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      write: block,
      pieces: fc.constant(3),
      written: fc.constantFrom(1, 2),
      on,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      lose: fc.constantFrom("end", "cut", "the last chunk"),
      on,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.record({ answer: fc.constantFrom(204, 404, 500, 503), on }),
      fc.record({
        wrongType: fc.constantFrom("text/html", "text/event-streamx"),
        on,
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({ awayMs: fc.constantFrom(1_000, 8_000) }),
  },
  {
    weight: 4,
    arbitrary: fc.oneof(
      fc.record({ waitMs: fc.constantFrom(1, 500, 5_000) }),
      fc.record({ waitToNext: fc.constantFrom(-1, 0, 1) }),
    ),
  },
  { weight: 1, arbitrary: fc.record({ sleepMs: fc.constant(HOUR_MS) }) },
  { weight: 1, arbitrary: fc.record({ close: fc.constant(true as const) }) },
);

/** A stream that meets everything, in an order that hurts. */
const everything: readonly Step[] = [
  { open: "plain", on: 0 },
  { write: "retry: 1100\nid: 7\ndata: one\n\nid: 8\n\n", pieces: 3, on: 0 },
  { waitToNext: -1 },
  { write: ":\n", pieces: 1, on: 0 },
  { waitToNext: -1 },
  { write: "id: 999\nda", pieces: 1, on: 0 },
  { lose: "cut", on: 0 },
  { waitToNext: 0 },
  { waitMs: 3_000 },
  { open: "in chunks", on: 0 },
  { write: "data: two\n\n", pieces: 2, on: 0 },
  { waitToNext: 0 },
  { waitMs: 500 },
  { awayMs: 8_000 },
  { waitMs: 5_000 },
  { waitToNext: 0 },
  { waitMs: 5_000 },
  { open: "in chunks", on: 0 },
  { write: "id: 今日は\ndata: 今\nretry: 400\n\n", pieces: 7, on: 0 },
  { lose: "the last chunk", on: 0 },
  { waitMs: 1_000 },
  { open: "plain", on: 0 },
  { sleepMs: HOUR_MS },
  { waitMs: 1_000 },
  { open: "plain", on: 0 },
  { write: "id\ndata: three\n\n", pieces: 1, on: 0 },
  { lose: "end", on: 0 },
  { waitMs: 1_000 },
  { answer: 503, on: 0 },
  { waitMs: 5_000 },
];

/** Three streams of one page, which differ in everything. */
const three: readonly Step[] = [
  { open: "in chunks", on: 0 },
  { write: "id: 7\nretry: 400\ndata: one\n\n", pieces: 1, on: 0 },
  { construct: { retryMs: 3_100, silenceMs: 45_000 }, closeOn: "reset" },
  { open: "plain", on: 1 },
  { write: "今", pieces: 3, written: 2, on: 0 },
  { write: "data: two\n\n", pieces: 1, on: 1 },
  { lose: "end", on: 1 },
  { lose: "end", on: 0 },
  { waitToNext: 1 },
  { waitMs: 5_000 },
  { open: "plain", on: 1 },
  {
    write: "data: a\n\nevent: reset\ndata: b\n\n" +
      "event: reset\ndata: c\n\ndata: d\n\n",
    pieces: 1,
    on: 1,
  },
  { construct: { retryMs: 1_900, silenceMs: 12_345 } },
  { wrongType: "text/html", on: 2 },
  { open: "plain", on: 0 },
  { write: "data: two\n\n", pieces: 1, on: 0 },
];

/** A server that is asked, goes away without a word, and stays away for some time. */
const unheard: readonly Step[] = [
  { awayMs: 8_000 },
  { awayMs: 8_000 },
  { waitMs: 5_000 },
  { open: "plain", on: 0 },
  { write: "id: 7\ndata: one\n\n", pieces: 2, on: 0 },
];

/** Stories that hurt. */
export const examples: readonly (readonly Step[])[] = [
  everything,
  three,
  unheard,
];

/** Plays one story: the learner's streams beside the model of them. */
export async function playStreams(
  scene: ClientScene,
  story: readonly Step[],
): Promise<void> {
  const streams = new Streams(scene);
  await streams.construct({ retryMs: 1_900, silenceMs: 12_345 });
  for (const step of story) await play(streams, step);
  await streams.end();
}

async function play(streams: Streams, step: Step): Promise<void> {
  if ("construct" in step) {
    await streams.construct(step.construct, step.closeOn);
  } else if ("waitMs" in step) await streams.pass(step.waitMs);
  else if ("waitToNext" in step) {
    await streams.pass(Math.max(0, streams.nextMs + step.waitToNext));
  } else if ("awayMs" in step) await streams.away(step.awayMs);
  else if ("sleepMs" in step) await streams.sleep(step.sleepMs);
  else if ("close" in step) await streams.close();
  else if ("open" in step) await streams.begin(step.on, step.open);
  else if ("lose" in step) await streams.lose(step.on, step.lose);
  else if ("write" in step) {
    await streams.write(step.on, step.write, step);
  } else await refuse(streams, step);
}

/** Any other answer than a stream, with a body that would go on. */
async function refuse(
  streams: Streams,
  step: Step & { readonly on: number },
): Promise<void> {
  await streams.refuse(step.on, async (request) => {
    if ("answer" in step) return await request.answer(step.answer);
    if (!("wrongType" in step)) return;
    await request.writeHead(200, { "content-type": step.wrongType });
    await request.write("data: welcome\n\n");
  });
}
