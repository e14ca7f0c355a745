import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { type Played, playStories } from "./stories.ts";

const seed = "0123456789abcdef0123456789abcdef";
const step = fc.integer({ min: 1, max: 9 });

/** Plays with `judge`, and keeps what was played. */
function player(judge: (story: readonly number[]) => Played["verdict"]) {
  const played: (readonly number[])[] = [];
  const play = (story: readonly unknown[]) => {
    const steps = story as readonly number[];
    played.push(steps);
    return Promise.resolve({ verdict: judge(steps), steps });
  };
  return { played, play };
}

Deno.test("playStories() plays the examples first, then as many as are to be drawn", async () => {
  const { played, play } = player(() => "pass");
  const examples = [[1, 2], [3]];
  const { verdict } = await playStories(
    { step, examples, drawn: 5, stepsMax: 7 },
    seed,
    play,
  );
  assertEquals(verdict, "pass");
  assertEquals(played.slice(0, 2), examples);
  assertEquals(played.length, 7);
  assertEquals(
    played.every(({ length }) => length >= 1 && length <= 7),
    true,
  );
});

Deno.test("playStories() draws the same from one seed, and others from another", async () => {
  const stories: string[] = [];
  for (const given of [seed, seed, seed.replaceAll("0", "f")]) {
    const { played, play } = player(() => "pass");
    await playStories({ step, drawn: 3 }, given, play);
    stories.push(JSON.stringify(played));
  }
  assertEquals(stories[0], stories[1]);
  assertEquals(stories[0] === stories[2], false);
});

Deno.test("playStories() leaves out of an example whatever need not be there", async () => {
  const fails = (story: readonly number[]) =>
    story.includes(3) && story.includes(7) &&
    story.indexOf(3) < story.indexOf(7);
  const { play } = player((story) => fails(story) ? "fail" : "pass");
  const examples = [[1, 1, 3, 2, 2, 2, 4, 4, 7, 1, 3]];
  const { verdict, steps } = await playStories({ step, examples }, seed, play);
  assertEquals({ verdict, steps }, { verdict: "fail", steps: [3, 7] });
});

Deno.test("playStories() leaves steps out of a story that was drawn", async () => {
  const { play } = player((story) =>
    story.filter((step) => step > 5).length >= 2 ? "fail" : "pass"
  );
  const { steps } = await playStories({ step, drawn: 9 }, seed, play);
  assertEquals(steps.length, 2);
});

Deno.test("playStories() stops at once where the learner's side has ended", async () => {
  const { played, play } = player(() => "crash");
  const { verdict } = await playStories({ step, drawn: 9 }, seed, play);
  assertEquals(verdict, "crash");
  assertEquals(played.length, 1);
});

Deno.test("playStories() does not take another end for a smaller failure", async () => {
  const examples = [[1, 2, 3, 4]];
  const { play } = player((story) => story.length === 4 ? "fail" : "crash");
  const { steps } = await playStories({ step, examples }, seed, play);
  assertEquals(steps, [1, 2, 3, 4]);
});

Deno.test("playStories() can leave a story as it failed", async () => {
  const examples = [[1, 1, 3, 2]];
  const { played, play } = player((story) =>
    story.includes(3) ? "fail" : "pass"
  );
  const options = { shrink: false };
  const { steps } = await playStories({ step, examples }, seed, play, options);
  assertEquals(steps, [1, 1, 3, 2]);
  assertEquals(played.length, 1);
});

Deno.test("playStories() needs a story", async () => {
  const { play } = player(() => "pass");
  await assertRejects(
    () => playStories({ step, drawn: 0 }, seed, play),
    Error,
    "draw at least one",
  );
});
