import { type Exercise, label, type Lesson } from "catalogue";
import { chooseExercises, chooseLesson } from "../kit/choose.ts";
import { type Command, EXIT, type Kit } from "../kit/kit.ts";
import { prepare } from "../doctor/prepare.ts";
import { wrap } from "../../text/wrap.ts";
import { proveLesson } from "./prove_lesson.ts";
import type { proveExercise } from "./prove_exercise.ts";

/** `prove [n | n.m]`: what is missing or unproven, in full sentences. */
export const prove: Command = {
  words: "[n | n.m …]",
  summary: "for authors: say what is missing or unproven",
  flags: {},
  maxWords: Infinity,
  async run(kit, { words }) {
    const { lessons, exercises } = chosen(kit, words);
    await prepare(kit);
    let problems = 0;
    for (const lesson of lessons) {
      const title = `lesson ${lesson.number} ${lesson.title}`;
      problems += await tell(kit, title, proveLesson(kit.root, lesson));
    }
    const proveOne = await loadProver();
    for (const exercise of exercises) {
      const { root, lessons } = kit;
      const found = proveOne({ root, lessons, exercise });
      problems += await tell(kit, label(exercise), found);
      if (kit.signal.aborted) return EXIT.interrupted;
    }
    kit.terminal.print(sum(kit, words, problems));
    return problems === 0 ? EXIT.ok : EXIT.notPassed;
  },
};

/** Prints each problem as it is found; returns how many there were. */
async function tell(
  { terminal, signal }: Kit,
  title: string,
  problems: Iterable<string> | AsyncIterable<string>,
): Promise<number> {
  let count = 0;
  terminal.status(`Proving ${title} …`);
  for await (const problem of problems) {
    if (count++ === 0) terminal.print(`OPEN     ${title}`);
    terminal.print(indented(problem, terminal.width));
    if (signal.aborted) return count;
    terminal.status(`Proving ${title} …`);
  }
  if (count === 0) terminal.print(`PROVED   ${title}`);
  return count;
}

/** The examiner is not loaded before it is needed: it looks at the catalogue. */
async function loadProver(): Promise<typeof proveExercise> {
  const file = "./prove_exercise.ts";
  return (await import(file)).proveExercise;
}

function chosen(
  { lessons }: Kit,
  words: readonly string[],
): { lessons: readonly Lesson[]; exercises: readonly Exercise[] } {
  if (words.length === 0) {
    const exercises = lessons.flatMap(({ exercises }) => exercises);
    return { lessons, exercises };
  }
  const named = words.flatMap((word) =>
    chooseExercises(lessons, word, "prove")
  );
  const whole = words.filter((word) => /^\d+$/.test(word))
    .map((word) => chooseLesson(lessons, word));
  return { lessons: whole, exercises: [...new Set(named)] };
}

/** The sentence, and below it what was told of it, as it was told. */
function indented(problem: string, width: number): string {
  const [sentence = "", ...told] = problem.trimEnd().split("\n");
  const lines = told.map((line) => `    ${line}`.trimEnd());
  return [wrap(`- ${sentence}`, width, "  "), ...lines].join("\n");
}

function sum(
  { prefix }: Kit,
  words: readonly string[],
  problems: number,
): string {
  if (problems === 0) {
    return (
      "\nEverything is proved. Not looked at here: format, and programs that do\n" +
      `nothing. Next: ${prefix} ok`
    );
  }
  const again = ["prove", ...words].join(" ");
  const count = problems === 1 ? "One thing is" : `${problems} things are`;
  return `\n${count} missing or unproven. Mend the first, then: ${prefix} ${again}`;
}
