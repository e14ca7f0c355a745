import { exam, type SuiteScene } from "exam";

const check = exam("02_polling/06_prove_it", "suite");

const allWrong = [
  "sends_the_last_again",
  "reads_by_time",
  "tags_the_second",
  "answers_from_a_cache",
  "forgets_after_an_hour",
];

/** How many tests the exercise asks for, at least. */
const TESTS_MIN = 3;

/**
 * Demands that the tests pass our server, and that each of these others fails
 * one. They run in a drawn order: no suite can count its runs.
 */
async function expectCaught(
  { suite, expect, random }: SuiteScene,
  ...wrong: string[]
): Promise<void> {
  const survivors: string[] = [];
  for (const variant of random.shuffled(["right", ...wrong])) {
    const report = await suite.run(variant);
    if (variant === "right") suite.expectAllPass(report, 1);
    else if (!report.tests.some(({ verdict }) => verdict === "fail")) {
      const ended = report.finished ? "" : " (your tests did not end)";
      survivors.push(`${variant}${ended}`);
    }
  }
  expect(survivors.length === 0, {
    expected: `a test that fails against each of ${wrong.join(", ")}`,
    got: `survived: ${survivors.toSorted().join(", ")}`,
  });
}

/** Tests that pass every server prove nothing: demands that they catch at least one. */
async function expectAnyCaught(
  { suite, expect, random }: SuiteScene,
): Promise<void> {
  let caught = false;
  for (const variant of random.shuffled(allWrong)) {
    const { tests } = await suite.run(variant);
    caught = tests.some(({ verdict }) => verdict === "fail");
    if (caught) break;
  }
  expect(caught, {
    expected: "a test that fails against at least one of the wrong servers",
    got: "tests that pass them all",
  });
}

check("has three tests, and our server passes them", {
  heading: "Write tests that our server passes",
  why:
    "A test that demands more than was promised sends people looking for a fault that is none.",
}, async (scene) => {
  const { suite } = scene;
  suite.expectAllPass(await suite.run("right"), TESTS_MIN);
  await expectAnyCaught(scene);
});

check("passes our server however often it is run", {
  heading: "Write tests that our server passes",
  why:
    "A test that fails now and then is soon believed by nobody. Whoever leaves the clock to run, asks for the hour, or draws without looking what came leaves the verdict to chance.",
  realTime: true,
}, async (scene) => {
  const { suite } = scene;
  for (const day of ["usual", "early", "late"] as const) {
    suite.expectAllPass(await suite.run("right", day), 1);
  }
  await expectAnyCaught(scene);
});

check("catches a server that repeats or skips a message", {
  heading: "Prove that each message comes once",
  why:
    "The mistakes of cursors show where a page ends, and where two messages have the same time. A test with one message sees neither.",
}, async (scene) => {
  await expectCaught(scene, "sends_the_last_again", "reads_by_time");
});

check("catches a server whose tag stands still", {
  heading: "Prove that the tag tells news",
  why:
    "A false 304 hides messages. It comes only when two of them are close together, so a test has to bring them close together.",
  norm: "RFC 9110 §8.8.1",
}, async (scene) => {
  await expectCaught(scene, "tags_the_second");
});

check("catches a server for which time matters", {
  heading: "Prove that time changes nothing",
  why:
    "Some mistakes show only when no time passes, others only after a day. A test can have both, for nothing: the clock is its own.",
}, async (scene) => {
  await expectCaught(scene, "answers_from_a_cache", "forgets_after_an_hour");
});
