import { unfinished } from "../kit/demand_files.ts";
import { type Exercise, exerciseFile, inOrder } from "catalogue";
import { exerciseState } from "./exercise_state.ts";
import { type Command, EXIT, type Kit } from "../kit/kit.ts";
import { nextExercise } from "./next_exercise.ts";
import { paintState } from "../kit/paint.ts";
import { plural } from "../../text/plural.ts";
import { wrap } from "../../text/wrap.ts";

/** `status`: every exercise with its state, and what comes next. */
export const status: Command = {
  words: "",
  summary: "show every exercise, how it stands and what comes next",
  flags: { json: { says: "one JSON document instead of text" } },
  maxWords: 0,
  run(kit, { flags }) {
    if (flags.json) printJson(kit);
    else printText(kit);
    for (const sentence of unfinished(kit)) {
      kit.terminal.warn(wrap(sentence, kit.terminal.width));
    }
    return Promise.resolve(EXIT.ok);
  },
};

function printText(kit: Kit): void {
  const { terminal, prefix } = kit;
  const all = kit.lessons.flatMap((lesson) => lesson.exercises);
  const columns = 1 + Math.max(...all.map(({ title }) => title.length));
  for (const lesson of kit.lessons) {
    terminal.print(`Lesson ${lesson.number}: ${lesson.title}`);
    for (const exercise of inOrder(lesson.exercises)) {
      terminal.print(line(kit, exercise, columns));
    }
    terminal.print();
  }
  const passed = all.filter(({ id }) => kit.progress.of(id).passed).length;
  terminal.print(`${passed} of ${all.length} exercises passed.`);
  const next = nextExercise(kit);
  terminal.print(
    next
      ? `Next: open ${exerciseFile(next)}, then ${prefix} grade ${next.number}`
      : `Everything passed. Next: ${prefix} lesson`,
  );
}

function line(kit: Kit, exercise: Exercise, columns: number): string {
  const { checks, hints } = kit.progress.of(exercise.id);
  const facts = [
    `${exercise.track}, ${exercise.minutes} min`,
    checks ? `${checks.passed} of ${checks.of} checks` : "",
    hints ? plural(hints, "hint") : "",
  ];
  const word = paintState(exerciseState(kit, exercise), 8);
  return `  ${exercise.number.padEnd(5)}${word}${
    exercise.title.padEnd(columns)
  }${facts.filter(Boolean).join(", ")}`;
}

function printJson(kit: Kit): void {
  const exercises = kit.lessons.flatMap((lesson) => lesson.exercises).map((
    exercise,
  ) => ({
    id: exercise.id,
    number: exercise.number,
    title: exercise.title,
    track: exercise.track,
    minutes: exercise.minutes,
    state: exerciseState(kit, exercise),
    ...kit.progress.of(exercise.id),
  }));
  const next = nextExercise(kit)?.number ?? null;
  kit.terminal.print(JSON.stringify({ exercises, next }, null, 2));
}
