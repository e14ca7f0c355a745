import { drawnSeed } from "../../exam/random/drawn_seed.ts";
import { type Exercise, exerciseFile, label, type Lesson } from "catalogue";
import { gradeOnce } from "../grade/grade_once.ts";
import type { Kit } from "../kit/kit.ts";
import { nextExercise } from "../progress/next_exercise.ts";
import { watchFiles } from "../watch/watch_files.ts";

/** Grades the exercises of a lesson whenever they are saved, until Ctrl-C. */
export async function watchLesson(kit: Kit, lesson: Lesson): Promise<void> {
  const { root, terminal } = kit;
  const signal = AbortSignal.any([kit.signal, terminal.gone]);
  const exercises = lesson.exercises.map((exercise) => ({
    exercise,
    file: new URL(exerciseFile(exercise), root),
  }));
  const saved = watchFiles(
    new URL(`exercises/${lesson.path}/`, root),
    exercises.map(({ file }) => file),
    { signal, onPolling: (cause) => terminal.warn(polling(cause)) },
  );
  for await (const files of saved) {
    const changed = exercises.filter(({ file }) => files.includes(file))
      .map(({ exercise }) => exercise);
    terminal.print(`\nSaved: ${changed.map(label).join(", ")}`);
    const seed = drawnSeed();
    const results = await gradeOnce(kit, changed, { seed });
    if (signal.aborted) return;
    const passed = results.every(({ verdict }) => verdict === "pass");
    const [first] = changed;
    terminal.print(
      passed || !first ? onwards(kit, lesson) : again(kit, first, seed),
    );
  }
}

function onwards(kit: Kit, lesson: Lesson): string {
  const next = nextExercise(kit, lesson.exercises);
  return next
    ? `Next: ${label(next)}, open ${exerciseFile(next)}. Ctrl-C ends.`
    : `Lesson ${lesson.number} is done. Next: Ctrl-C, then ${kit.prefix} lesson`;
}

function again({ prefix }: Kit, { number }: Exercise, seed: string): string {
  return [
    "Next: change it and save. Ctrl-C ends.",
    `Stuck: ${prefix} hint ${number}`,
    `The same run again: ${prefix} grade ${number} --seed ${seed}`,
  ].join("\n");
}

function polling(cause: string): string {
  return `Cannot watch files (${cause}): looking once a second instead.`;
}
