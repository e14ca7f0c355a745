import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  FAKE_LESSON,
  fakeExercise,
  type FakeKit,
  fakeKit,
  TIME_OUT,
} from "../_fake_kit.ts";
import { type ExamRequest, runExam, suiteFile } from "./run_exam.ts";

const HOLD = fakeExercise();

/** Stands for a suite: writes result lines as the examiner does. */
const EMIT = `
const emit = (event) => Deno.writeTextFileSync(
  Deno.env.get("EXAM_RESULTS"),
  JSON.stringify({ exercise: "${HOLD.id}", ...event }) + "\\n",
  { append: true },
);
emit({ type: "plan", path: "${HOLD.path}", checks: ["a", "b"], seed: "1" });
`;
const PASS =
  `emit({ type: "verdict", check: "a", verdict: "pass", durationMs: 1 });`;

function suite(source: string): Promise<FakeKit> {
  return fakeKit({ [suiteFile(HOLD)]: source, "deno.json": "{}" });
}

function request(kit: FakeKit, change: Partial<ExamRequest> = {}): ExamRequest {
  return {
    root: kit.root,
    exercises: [HOLD],
    subject: "exercises",
    seed: "4711",
    slow: 2,
    prefix: "deno task",
    signal: kit.signal,
    ...change,
  };
}

Deno.test("runExam() tells the suite everything by its environment", async () => {
  await using kit = await suite(`${EMIT}
    const { EXAM_SUBJECT, EXAM_SEED, EXAM_SLOW, EXAM_STRICT, EXAM_PREFIX } =
      Deno.env.toObject();
    const output = [EXAM_SUBJECT, EXAM_SEED, EXAM_SLOW, EXAM_STRICT, EXAM_PREFIX];
    emit({ type: "verdict", check: "a", verdict: "pass", durationMs: 1,
      output: output.join(" ") });
  `);
  const [result] = (await runExam(request(kit))).results();
  assertEquals(result!.checks[0]!.output, "exercises 4711 2 1 deno task");
});

Deno.test("runExam() counts a run that dies as a crash of what is missing", async () => {
  await using kit = await suite(`${EMIT}${PASS} Deno.exit(0);`);
  const [result] = (await runExam(request(kit))).results();
  assertEquals(result!.checks.map(({ verdict }) => verdict), ["pass", "crash"]);
});

Deno.test("runExam() shows why a suite did not load", async () => {
  await using kit = await suite('import "../no_such_module.ts";');
  const [result] = (await runExam(request(kit))).results();
  assertEquals(result!.verdict, "harness-error");
  assertStringIncludes(
    result!.checks[0]!.report?.got ?? "",
    "no_such_module.ts",
  );
});

Deno.test("runExam() stops at an abort and keeps what was finished", async () => {
  await using kit = await suite(`${EMIT}${PASS}
    await new Promise(() => setInterval(() => {}, 1_000));
  `);
  const controller = new AbortController();
  const book = await runExam(request(kit, {
    signal: controller.signal,
    onEvent: (event) => event.type === "verdict" && controller.abort(),
  }));
  const [result] = book.results();
  assertEquals(result!.checks.map(({ verdict }) => verdict), [
    "pass",
    "not-run",
  ]);
});

Deno.test("runExam() grades only what was asked for", async () => {
  await using kit = await suite(`${EMIT}${PASS}`);
  const exercises = FAKE_LESSON.exercises.slice(0, 1);
  const book = await runExam(request(kit, { exercises }));
  assertEquals(book.results().length, 1);
});

Deno.test("runExam() runs suites side by side, and tells of one after the other", async () => {
  const events = (id: string) => `
    const emit = (event) => Deno.writeTextFileSync(Deno.env.get("EXAM_RESULTS"),
      JSON.stringify({ exercise: "${id}", ...event }) + "\\n", { append: true });
    emit({ type: "plan", path: "", checks: ["a"], seed: "1" });`;
  await using kit = await fakeKit({
    "deno.json": "{}",
    // The first suite ends only because the second runs beside it.
    [suiteFile(HOLD)]: `${events(HOLD.id)}
      while (Deno.readTextFileSync("note") !== "done") {
        await new Promise((go) => setTimeout(go, 1));
      }
      ${PASS}`,
    [suiteFile(TIME_OUT)]: `${events(TIME_OUT.id)}${PASS}
      Deno.writeTextFileSync("note", "done");`,
    "note": "",
  });
  const told: string[] = [];
  await runExam(request(kit, {
    exercises: [HOLD, TIME_OUT],
    jobs: 2,
    onEvent: ({ type, exercise }) => told.push(`${type} ${exercise}`),
  }));
  assertEquals(told, [
    `plan ${HOLD.id}`,
    `verdict ${HOLD.id}`,
    `plan ${TIME_OUT.id}`,
    `verdict ${TIME_OUT.id}`,
  ]);
});
