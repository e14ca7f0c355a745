import { assertEquals } from "@std/assert";
import { FAKE_RESULT } from "./_fake_results.ts";
import { gradeJson } from "./grade_json.ts";

Deno.test("gradeJson() gives a point for each check that passed", () => {
  const json = gradeJson([FAKE_RESULT], { subject: "exercises", seed: "7" });
  assertEquals(json.points, { got: 1, of: 5 });
  assertEquals(json.passed, false);
  assertEquals(json.seed, "7");
});

Deno.test("gradeJson() keeps reports and stable ids", () => {
  const json = gradeJson([FAKE_RESULT], { subject: "meyer", seed: "7" });
  const [exercise] = json.exercises as { id: string; checks: unknown }[];
  assertEquals(exercise!.id, "long_polling/hold");
  assertEquals(exercise!.checks, FAKE_RESULT.checks);
});
