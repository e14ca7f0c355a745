import { own, type ServerScene } from "exam";
import fc from "fast-check";
import {
  acknowledge,
  expectWaiting,
  post,
  type Push,
  send,
  type Taken,
  taken,
} from "./_messages.ts";

/** What can happen to a push service. */
export type MessageStep =
  | {
    readonly send: string;
    readonly ttl: number;
    readonly urgency: string | null;
    readonly topic: string | null;
    readonly bytes: number;
  }
  | {
    readonly sendWrong: string;
    readonly topic: string;
    readonly wrong: "TTL" | "urgency" | "topic" | "length";
  }
  | { readonly list: string; readonly least: string | null }
  | { readonly acknowledge: number }
  | { readonly waitMs: number };

/** Far from the defaults. */
const options = { maxTtlSeconds: 100, maxBodyBytes: 300 };

const urgencies = ["high", "normal", "low", "very-low"];

const names = ["ada", "__proto__"];
const name = fc.constantFrom(...names);
const topic = fc.constantFrom("ferry", "constructor");

/** Draws what happens next. */
export const messageStep: fc.Arbitrary<MessageStep> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      send: name,
      ttl: fc.constantFrom(0, 1, 2, 60, 99, 100, 101, 99_999_999_999),
      urgency: fc.constantFrom(null, ...urgencies),
      topic: fc.option(topic),
      bytes: fc.constantFrom(0, 1, 299, 300),
    }),
  },
  fc.record({
    sendWrong: name,
    topic,
    wrong: fc.constantFrom("TTL", "urgency", "topic", "length"),
  }),
  fc.record({ list: name, least: fc.constantFrom(null, ...urgencies) }),
  fc.record({ acknowledge: fc.nat(9) }),
  fc.record({
    waitMs: fc.constantFrom(1, 999, 1_000, 1_001, 59_000, 99_999, 100_000),
  }),
);

const sent = { send: "ada", urgency: null, topic: "ferry", bytes: 9 } as const;

/** Messages that replace each other, and of which the old one would have ended before the new one. */
export const messageExamples: readonly (readonly MessageStep[])[] = [[
  { ...sent, ttl: 2 },
  { ...sent, send: "__proto__", ttl: 60, urgency: "low" },
  { ...sent, ttl: 60, topic: null },
  { waitMs: 1_000 },
  { ...sent, ttl: 60, urgency: "high" },
  { acknowledge: 0 },
  { waitMs: 1_000 },
  { list: "ada", least: "high" },
  { sendWrong: "ada", topic: "ferry", wrong: "TTL" },
  { sendWrong: "ada", topic: "ferry", wrong: "urgency" },
  { sendWrong: "ada", topic: "ferry", wrong: "topic" },
  { sendWrong: "ada", topic: "ferry", wrong: "length" },
  { list: "ada", least: null },
  { acknowledge: 3 },
  { ...sent, ttl: 101, urgency: "very-low" },
  { list: "ada", least: null },
  { ...sent, ttl: 2, topic: "constructor" },
  { waitMs: 59_000 },
  { acknowledge: 5 },
  { ...sent, ttl: 60, topic: "constructor" },
  { waitMs: 1_001 },
  { list: "ada", least: "low" },
  { ...sent, ttl: 0, topic: "constructor" },
  { waitMs: 39_998 },
  { list: "ada", least: "very-low" },
  { waitMs: 1 },
]];

/** A message that was taken, as the model sees it. */
interface Kept {
  readonly message: Taken;
  readonly name: string;
  readonly endsAt: number;
  isGone: boolean;
}

/** Plays one story, and looks in the end at everything that has to be there. */
export async function playMessages(
  scene: ServerScene,
  story: readonly MessageStep[],
): Promise<void> {
  const { server, clock } = scene;
  await server.start({ options });
  const kept: Kept[] = [];
  for (const step of story) {
    if ("send" in step) kept.push(await sendOne(scene, kept, step));
    else if ("sendWrong" in step) await sendWrong(scene, step);
    else if ("acknowledge" in step) await acknowledgeOne(scene, kept, step);
    else if ("list" in step) await list(scene, kept, step.list, step.least);
    else await clock.advance(step.waitMs);
  }
  for (const name of names) await list(scene, kept, name);
  await clock.advance(options.maxTtlSeconds * 1_000);
  for (const one of kept) await expectAcknowledged(scene, one, false);
}

async function sendOne(
  scene: ServerScene,
  kept: readonly Kept[],
  { send: name, ttl, urgency, topic, bytes }: Extract<
    MessageStep,
    { send: string }
  >,
): Promise<Kept> {
  const path = `/push/${name}`;
  const push: Push = {
    body: scene.random.text().repeat(30).slice(0, bytes),
    ...(urgency === null ? {} : { urgency }),
    ...(topic === null ? {} : { topic }),
  };
  const most = Math.min(ttl, options.maxTtlSeconds);
  const message = ttl === most
    ? await send(scene, path, { ...push, ttl })
    : await shortened(scene, path, { ...push, ttl });
  for (const one of kept) {
    const isReplaced = one.name === name && topic !== null &&
      one.message.topic === topic;
    if (isReplaced) one.isGone = true;
  }
  const endsAt = scene.clock.now + most * 1_000;
  return { message, name, endsAt, isGone: false };
}

/** What asks for more than there is gets what there is. */
async function shortened(
  scene: ServerScene,
  path: string,
  push: Push,
): Promise<Taken> {
  const answer = await post(scene, path, push);
  const message = await taken(scene, answer, push);
  await answer.expectHeader("ttl", `${options.maxTtlSeconds}`);
  return message;
}

/** What is refused changes nothing, and the list is looked at after it. */
async function sendWrong(
  scene: ServerScene,
  { sendWrong: name, topic, wrong }: Extract<
    MessageStep,
    { sendWrong: string }
  >,
): Promise<void> {
  const faults: Record<typeof wrong, Push> = {
    "TTL": { ttl: "1.5" },
    "urgency": { urgency: "urgent" },
    "topic": { topic: `${topic} 2` },
    "length": { body: "x".repeat(options.maxBodyBytes + 1) },
  };
  const push = { topic, body: "wrong", ...faults[wrong] };
  const answer = await post(scene, `/push/${name}`, push);
  if (wrong === "length") await answer.expectStatus(413);
  else await answer.expectStatus(400, 422);
}

function isThere({ clock }: ServerScene, { isGone, endsAt }: Kept): boolean {
  return !isGone && endsAt > clock.now;
}

async function list(
  scene: ServerScene,
  kept: readonly Kept[],
  name: string,
  least: string | null = null,
): Promise<void> {
  const there = kept.filter((one) => one.name === name && isThere(scene, one));
  const wanted = urgencies
    .slice(0, urgencies.indexOf(least ?? "very-low") + 1)
    .flatMap((urgency) =>
      there.filter(({ message }) => message.urgency === urgency)
    );
  const query = least === null ? "" : `?urgency=${least}`;
  const messages = wanted.map(({ message }) => message);
  await expectWaiting(scene, `/push/${name}${query}`, messages);
}

/** Acknowledges one of all messages that there ever were; without one, nothing happens. */
async function acknowledgeOne(
  scene: ServerScene,
  kept: readonly Kept[],
  { acknowledge: place }: Extract<MessageStep, { acknowledge: number }>,
): Promise<void> {
  if (kept.length === 0) return;
  const one = own(kept, place % kept.length);
  await expectAcknowledged(scene, one, isThere(scene, one));
  one.isGone = true;
}

async function expectAcknowledged(
  scene: ServerScene,
  { message }: Kept,
  isThere: boolean,
): Promise<void> {
  const answer = await acknowledge(scene, message);
  await answer.expectStatus(isThere ? 204 : 404);
}
