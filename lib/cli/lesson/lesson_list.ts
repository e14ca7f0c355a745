import { type Exercise, inOrder, label, type Lesson } from "catalogue";
import { exerciseState } from "../progress/exercise_state.ts";
import type { Kit } from "../kit/kit.ts";
import { nextExercise } from "../progress/next_exercise.ts";
import { wrap } from "../../text/wrap.ts";

/** Prints every lesson with its progress, and what comes next. */
export function listLessons(kit: Kit): void {
  const { terminal, prefix, lessons } = kit;
  for (const lesson of lessons) {
    terminal.print(`Lesson ${lesson.number}: ${lesson.title}`);
    terminal.print("  " + wrap(lesson.question, terminal.width - 2, "  "));
    for (const track of ["core", "deep"] as const) {
      const line = progressOf(kit, lesson, track);
      if (line) terminal.print(`  ${line}`);
    }
    terminal.print();
  }
  const next = nextExercise(kit);
  terminal.print(
    next
      ? `Next: ${label(next)}, ${prefix} lesson ${next.number.split(".")[0]}`
      : `Everything passed. Next: ${prefix} status`,
  );
}

function progressOf(
  kit: Kit,
  lesson: Lesson,
  track: Exercise["track"],
): string | undefined {
  const exercises = lesson.exercises.filter((each) => each.track === track);
  if (exercises.length === 0) return undefined;
  const passed = exercises.filter(({ id }) => kit.progress.of(id).passed);
  const names = exercises.map(({ number }) => number).join(" ");
  return `${track}: ${passed.length} of ${exercises.length} passed (${names})`;
}

/** The same for programs. */
export function lessonsJson(kit: Kit): unknown {
  const lessons = kit.lessons.map((lesson) => ({
    number: lesson.number,
    id: lesson.id,
    title: lesson.title,
    question: lesson.question,
    exercises: inOrder(lesson.exercises).map((exercise) => ({
      id: exercise.id,
      number: exercise.number,
      title: exercise.title,
      track: exercise.track,
      minutes: exercise.minutes,
      outcome: exercise.outcome,
      state: exerciseState(kit, exercise),
    })),
  }));
  return { lessons, next: nextExercise(kit)?.number ?? null };
}
