import { assertEquals, assertRejects } from "@std/assert";
import { dirname, join } from "@std/path";
import { testExercise } from "../_grade_source.ts";
import { subjectArguments, subjectEnvironment } from "./sandbox.ts";
import { submit } from "./submission.ts";

Deno.test("a subject that begins when its folder has been removed does not make it anew", async () => {
  const parent = await Deno.makeTempDir();
  const file = join(parent, "exercise.ts");
  await Deno.writeTextFile(file, "export function handler() {}");
  const submission = await submit(testExercise, file);
  await Deno.remove(submission.folder, { recursive: true });
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: subjectArguments(submission, "127.0.0.1:0"),
    cwd: dirname(file),
    clearEnv: true,
    env: subjectEnvironment(submission),
  }).output();
  assertEquals(success, false);
  await assertRejects(
    () => Deno.lstat(submission.folder),
    Deno.errors.NotFound,
  );
  await Deno.remove(parent, { recursive: true });
});
