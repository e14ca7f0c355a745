import type { ClientScene } from "exam";
import fc from "fast-check";
import { LINE, Line, type Loss } from "./_03_line.ts";

/** What can happen to a line and its board. */
export type Step =
  | { readonly say: number }
  | { readonly others: number }
  | { readonly accept: number }
  | { readonly replay: number }
  /** Quietly: the acks may come before the messages. */
  | { readonly take: number; readonly quietly?: boolean }
  | { readonly acknowledge: number }
  | { readonly noise: string }
  | { readonly restart: number }
  | { readonly lose: Loss }
  | { readonly waitMs: number }
  | { readonly stable: true }
  | { readonly sleep: true }
  | { readonly dismiss: number }
  | { readonly close: true };

const upTo = (max: number) => fc.integer({ min: 0, max });

/** Draws one step. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ say: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ others: fc.integer({ min: 1, max: 2 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ accept: fc.constantFrom(0, 1, 2, 9, 9) }),
  },
  { weight: 2, arbitrary: fc.record({ replay: upTo(9) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      take: fc.integer({ min: 1, max: 3 }),
      quietly: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ acknowledge: upTo(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      noise: fc.constantFrom("pong", "error", "__proto__"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ restart: upTo(3) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      lose: fc.constantFrom<Loss>("cut", "end", 1001, 1011, 503),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      waitMs: fc.constantFrom(1, 500, LINE.firstDelayMs, 4_000, 30_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ stable: fc.constant(true as const) }) },
  { weight: 1, arbitrary: fc.record({ sleep: fc.constant(true as const) }) },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.record({ dismiss: fc.constantFrom(1008, 4000, 4999) }),
      fc.record({ close: fc.constant(true as const) }),
    ),
  },
);

/** A cut in every place that is known to hurt. */
const everywhere: readonly Step[] = [
  { say: 1 },
  { accept: 9 },
  { others: 2 },
  { say: 2 },
  { take: 2 },
  { acknowledge: 1 },
  { lose: "cut" },
  { others: 3 },
  { say: 3 },
  { waitMs: 800 },
  { lose: "cut" },
  { waitMs: 1_000 },
  { accept: 2 },
  { lose: 1011 },
  { waitMs: 4_000 },
  { accept: 9 },
  { take: 9 },
  { acknowledge: 3 },
  { acknowledge: 0 },
  { lose: "end" },
  { waitMs: 4_000 },
  { lose: 503 },
  { sleep: true },
  { accept: 9 },
  { stable: true },
  { noise: "pong" },
  { say: 1 },
  { lose: 1001 },
  { waitMs: 800 },
  { accept: 1 },
  { replay: 1 },
  { say: 2 },
  { replay: 9 },
  { take: 9, quietly: true },
  { acknowledge: 3 },
  { lose: "cut" },
  { waitMs: 1_000 },
];

/** A board that counts from 1 again, under a line that is full. */
const restarted: readonly Step[] = [
  { accept: 9 },
  { others: 2 },
  { restart: 2 },
  { say: 3 },
  { take: 3 },
  { lose: "cut" },
  { say: 2 },
  { waitMs: 800 },
  { restart: 0 },
  { accept: 9 },
  { others: 1 },
  { take: 4 },
  { restart: 1 },
  { lose: "end" },
  { waitMs: 1_000 },
  { accept: 0 },
  { lose: "cut" },
  { waitMs: 4_000 },
  { accept: 9 },
  { take: 9 },
  { acknowledge: 2 },
  { acknowledge: 2 },
  { say: 1 },
  { dismiss: 4000 },
  { say: 1 },
];

/** Stories that hurt. */
export const examples: readonly (readonly Step[])[] = [everywhere, restarted];

/** Plays one story: a line, the board at its other end, and what both have to come to. */
export async function playLine(
  scene: ClientScene,
  story: readonly Step[],
): Promise<void> {
  const line = new Line(scene);
  await line.connect();
  for (const step of story) await play(line, step);
  await line.end();
}

async function play(line: Line, step: Step): Promise<void> {
  if ("say" in step) await line.say(step.say);
  else if ("others" in step) await line.others(step.others);
  else if ("accept" in step) await line.accept(step.accept);
  else if ("replay" in step) await line.replay(step.replay);
  else if ("take" in step) await line.take(step.take, step.quietly);
  else if ("acknowledge" in step) await line.acknowledge(step.acknowledge);
  else if ("noise" in step) await line.noise(step.noise);
  else if ("restart" in step) await line.restart(step.restart);
  else if ("lose" in step) await line.lose(step.lose);
  else if ("waitMs" in step) await line.pass(step.waitMs);
  else if ("stable" in step) await line.pass(line.toStableMs);
  else if ("sleep" in step) await line.sleep();
  else if ("dismiss" in step) await line.dismiss(step.dismiss);
  else await line.close();
}
