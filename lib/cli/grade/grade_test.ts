import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { fakeExercise, type FakeKit, fakeKit } from "../_fake_kit.ts";
import { grade } from "./grade.ts";
import { exitCode } from "./grade_once.ts";
import type { Verdict } from "./gradebook.ts";
import type { Invocation } from "../kit/kit.ts";
import { suiteFile } from "./run_exam.ts";
import { UsageError } from "../kit/usage_error.ts";

const HOLD = fakeExercise();
const FILE = `exercises/${HOLD.path}.ts`;

/** A kit in which 3.1 was started, and its suite gives one verdict. */
function gradedKit(verdict: string): Promise<FakeKit> {
  return fakeKit({
    ...ENTRY_POINTS,
    [FILE]: "mine",
    [suiteFile(HOLD)]: `
      const exercise = "${HOLD.id}";
      const report = { title: "", did: [], expected: "204", got: "200", why: "",
        norm: "", byHand: [], diagram: "", mermaid: "" };
      for (const event of [
        { type: "plan", exercise, path: "", checks: ["holds"], seed: "1" },
        { type: "verdict", exercise, check: "holds", durationMs: 1,
          verdict: "${verdict}", report },
      ]) {
        Deno.writeTextFileSync(Deno.env.get("EXAM_RESULTS"),
          JSON.stringify(event) + "\\n", { append: true });
      }`,
  });
}

/** What `prepare` caches. */
const ENTRY_POINTS = {
  "deno.json": "{}",
  "lib/exam/mod.ts": "",
  "lib/exam/subject/runner.ts": "",
};

async function call(
  kit: FakeKit,
  words: string[],
  flags: Invocation["flags"] = {},
): Promise<{ code: number; text: string }> {
  const code = await grade.run(kit, { words, flags });
  return { code, text: kit.terminal.lines.join("\n") };
}

Deno.test("grade ends with 0 only when everything passed", async () => {
  const codes = {
    pass: 0,
    fail: 1,
    timeout: 1,
    crash: 1,
    "not-started": 1,
    "harness-error": 3,
  };
  for (const [verdict, expected] of Object.entries(codes)) {
    await using kit = await gradedKit(verdict);
    assertEquals((await call(kit, ["3.1"])).code, expected, verdict);
  }
});

Deno.test("grade without a word grades what was started, and says so again", async () => {
  await using kit = await gradedKit("fail");
  const { text } = await call(kit, [], { seed: "7" });
  assertMatch(
    text,
    /^Seed 7\. The same run again:\n {2}deno task grade 3\.1 --seed 7$/m,
  );
  assertMatch(text, /^Next: deno task try 3\.1\nStuck: deno task hint 3\.1$/m);
});

Deno.test("grade remembers the learner's own gradings only", async () => {
  await using kit = await gradedKit("pass");
  await call(kit, ["3.1"], { subject: "solutions" });
  assertEquals(kit.progress.of(HOLD.id), {});
  await call(kit, ["3.1"]);
  assertEquals(kit.progress.of(HOLD.id).passed, true);
});

Deno.test("grade remembers nothing that is the kit's own fault", async () => {
  await using kit = await gradedKit("harness-error");
  await call(kit, ["3.1"]);
  assertEquals(kit.progress.of(HOLD.id), {});
});

Deno.test("grade --json prints one document and nothing else", async () => {
  await using kit = await gradedKit("fail");
  const { code, text } = await call(kit, ["3.1"], { json: true });
  const json = JSON.parse(text);
  assertEquals([code, json.passed, json.points], [1, false, { got: 0, of: 1 }]);
});

Deno.test("grade --json has not passed when nothing was started", async () => {
  await using kit = await fakeKit(ENTRY_POINTS);
  const { code, text } = await call(kit, [], { json: true });
  assertEquals([code, JSON.parse(text).passed], [1, false]);
});

Deno.test("grade --junit writes beside where it was called", async () => {
  await using kit = await gradedKit("pass");
  await call(kit, ["3.1"], { junit: "report.xml" });
  const xml = await Deno.readTextFile(new URL("report.xml", kit.root));
  assertMatch(xml, /<testsuites name="Hold the Line" tests="1" failures="0"/);
});

Deno.test("grade --junit makes the folder of the report", async () => {
  await using kit = await gradedKit("pass");
  await call(kit, ["3.1"], { junit: "out/x/report.xml" });
  const xml = await Deno.readTextFile(new URL("out/x/report.xml", kit.root));
  assertMatch(xml, /tests="1" failures="0"/);
});

Deno.test("grade --junit says before it grades that it cannot write there", async () => {
  await using kit = await gradedKit("pass");
  await assertRejects(
    () => call(kit, ["3.1"], { junit: "deno.json/report.xml" }),
    UsageError,
    "Nothing was graded",
  );
  assertEquals(kit.progress.of(HOLD.id), {});
});

Deno.test("grade says what comes when nothing was started", async () => {
  await using kit = await fakeKit(ENTRY_POINTS);
  const { code, text } = await call(kit, []);
  assertEquals(code, 1);
  assertMatch(text, /nothing to grade\.\nNext: deno task lesson 3$/);
});

Deno.test("grade refuses a seed that is none", async () => {
  await using kit = await gradedKit("pass");
  await assertRejects(
    () => call(kit, ["3.1"], { seed: "No seed!" }),
    UsageError,
  );
});

Deno.test("grade tells a fault of the kit apart where it alone decides", async () => {
  await using kit = await fakeKit(ENTRY_POINTS);
  const codeOf = (...verdicts: Verdict[]) =>
    exitCode(
      kit,
      verdicts.map((verdict) => ({ exercise: HOLD, verdict, checks: [] })),
    );
  assertEquals(codeOf("pass", "harness-error"), 3);
  assertEquals(codeOf("harness-error", "fail"), 1);
  assertEquals(codeOf("harness-error", "not-started", "pass"), 1);
  assertEquals(codeOf("pass", "pass"), 0);
  assertEquals(codeOf(), 1);
});
