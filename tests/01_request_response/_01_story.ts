import { membersOf, type Probe, type ServerScene, type Stories } from "exam";
import fc from "fast-check";
import { AWKWARD, LONG } from "../_awkward.ts";
import { expectLocation } from "../_locations.ts";

/** What can happen to a board that answers. */
export type AnswerStep =
  | { readonly post: string; readonly from: string }
  /** A message that does not come over HTTP. */
  | { readonly append: string }
  | { readonly get: true };

const text = fc.constantFrom(
  "same",
  "same",
  "東京\n",
  '"',
  ...AWKWARD,
  LONG,
);

const step: fc.Arbitrary<AnswerStep> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      post: text,
      from: fc.constantFrom("ada", "ben", ...AWKWARD),
    }),
  },
  fc.record({ append: text }),
  { weight: 2, arbitrary: fc.record({ get: fc.constant<true>(true) }) },
);

/** Messages from both sides, two of them alike. */
const bothSides: readonly AnswerStep[] = [
  { get: true },
  { post: "same", from: "ada" },
  { append: "same" },
  { get: true },
  { post: "same", from: "ada" },
  { post: "two\u2028lines", from: "constructor" },
  { get: true },
  { append: "__proto__" },
  { post: LONG, from: " ben " },
  { get: true },
];

/** Messages and questions in any order. */
export const answerStories: Stories<AnswerStep> = {
  step,
  examples: [bothSides],
};

/** Plays one story, and says at each step what the board has to answer. */
export async function playAnswers(
  scene: ServerScene,
  story: readonly AnswerStep[],
): Promise<void> {
  const { server } = scene;
  const drafts: { from: string; text: string }[] = [];
  await server.start();
  for (const step of story) {
    if ("append" in step) {
      drafts.push({ from: "examiner", text: step.append });
      await server.publish(step.append);
    } else if ("post" in step) {
      const draft = { from: step.from, text: step.post };
      drafts.push(draft);
      await expectPublished(scene, draft, drafts.length);
    } else await expectAll(scene, drafts);
  }
  await expectAll(scene, drafts);
}

/** Publishes, and demands the message that the log has made of it. */
async function expectPublished(
  scene: ServerScene,
  draft: { readonly from: string; readonly text: string },
  id: number,
): Promise<void> {
  const probe: Probe = await scene.server.request("POST", "/messages", {
    headers: { "content-type": "application/json" },
    body: JSON.stringify(draft),
  });
  await probe.expectStatus(201);
  const message = membersOf(probe.json);
  const right = message.id === id && message.from === draft.from &&
    message.text === draft.text && Number.isInteger(message.at);
  scene.expect(right, {
    expected: `message ${id}, ${JSON.stringify(draft)}, as the body`,
    got: probe.text || "no body",
  });
  await expectLocation(scene, probe, id);
}

/** Demands all messages, as they were sent. */
async function expectAll(
  { server, expect }: ServerScene,
  drafts: readonly { readonly from: string; readonly text: string }[],
): Promise<void> {
  const probe = await server.get("/messages");
  const messages = await probe.expectMessages(
    ...drafts.map(({ text }) => text),
  );
  for (const [place, { id, from }] of messages.entries()) {
    const wanted = drafts[place]?.from;
    expect(id === place + 1 && from === wanted, {
      expected: `message ${place + 1} from ${JSON.stringify(wanted)}`,
      got: `message ${id} from ${JSON.stringify(from)}`,
    });
  }
}
