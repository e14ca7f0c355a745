import { demandExercise } from "../kit/demand_files.ts";
import { type Exercise, label } from "catalogue";
import { chooseExercise } from "../kit/choose.ts";
import { type Command, EXIT, type Kit } from "../kit/kit.ts";
import { UsageError } from "../kit/usage_error.ts";

/** `solution n.m`: after a pass, or when the learner says that it is meant. */
export const solution: Command = {
  words: "n.m",
  summary: "show one possible solution; asks first unless you passed",
  flags: { yes: { says: "show it without asking" } },
  maxWords: 1,
  async run(kit, { words, flags }) {
    const { terminal, prefix } = kit;
    const exercise = chooseExercise(kit.lessons, words[0], "solution");
    demandExercise(kit, exercise, ["solution"]);
    if (!isMeant(kit, exercise, flags.yes === true)) {
      terminal.print(`Good. Next: ${prefix} hint ${exercise.number}`);
      return EXIT.ok;
    }
    const file = `solutions/${exercise.path}.ts`;
    const text = await Deno.readTextFile(new URL(file, kit.root));
    terminal.print(`One possible solution of ${label(exercise)}: ${file}\n`);
    terminal.print(text.trimEnd());
    terminal.print(`\nNext: ${prefix} grade ${exercise.number}`);
    return EXIT.ok;
  },
};

function isMeant(kit: Kit, exercise: Exercise, yes: boolean): boolean {
  if (yes || kit.progress.of(exercise.id).firstPassedAt) return true;
  if (!kit.terminal.interactive) {
    throw new UsageError(
      `${
        label(exercise)
      } has not passed yet, and there is no terminal to ask ` +
        "whether you want to see the solution; say so with --yes",
      `solution ${exercise.number} --yes`,
    );
  }
  return kit.terminal.confirm(
    `${label(exercise)} has not passed yet. Show the solution?`,
  );
}
