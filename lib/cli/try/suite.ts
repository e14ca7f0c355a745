import { type Exercise, exerciseFile, type Lesson } from "catalogue";
import type { Kit } from "../kit/kit.ts";
import { runOnSave } from "./run_on_save.ts";
import { startLearner } from "./start_learner.ts";

/** Runs the learner's own tests once for each save, against a right server. */
export async function trySuite(
  kit: Kit,
  _lesson: Lesson,
  exercise: Exercise,
  inspect: boolean,
): Promise<void> {
  const file = exerciseFile(exercise);
  kit.terminal.print(
    "Your tests run once for each save, against a right server, so that they\n" +
      "should pass. Ctrl-C ends.\n",
  );
  await runOnSave(
    kit,
    new URL(file, kit.root),
    () =>
      Promise.resolve(startLearner(kit, "", [
        "test",
        "--no-prompt",
        "--no-check",
        "--allow-read=.",
        "--allow-env",
        ...(inspect ? ["--inspect-wait"] : []),
        file,
      ])),
  );
}
