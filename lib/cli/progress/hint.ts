import { demandExercise } from "../kit/demand_files.ts";
import { chooseExercise } from "../kit/choose.ts";
import { type Exercise, label } from "catalogue";
import { hintsOf } from "./hints_of.ts";
import { type Command, EXIT, type Kit } from "../kit/kit.ts";
import { wrap } from "../../text/wrap.ts";

/** `hint n.m`: one more hint each time. */
export const hint: Command = {
  words: "n.m",
  summary: "show a hint; one more each time, three in all",
  flags: {
    all: { says: "every hint at once" },
    json: { says: "one JSON document instead of text" },
  },
  maxWords: 1,
  async run(kit, { words, flags }) {
    const { terminal, prefix, progress } = kit;
    const exercise = chooseExercise(kit.lessons, words[0], "hint");
    demandExercise(kit, exercise, ["hints"]);
    const hints = await readHints(kit, exercise);
    const before = progress.of(exercise.id).hints ?? 0;
    const count = flags.all ? hints.length : before + 1;
    const shown = hints.slice(0, count);
    if (shown.length > before) progress.hinted(exercise.id, shown.length);
    if (flags.json) {
      const { id } = exercise;
      terminal.print(JSON.stringify({ id, hints: shown, of: hints.length }));
      return EXIT.ok;
    }
    if (hints.length === 0) {
      terminal.print(`There is no hint for ${label(exercise)}.`);
      terminal.print(`Next: ${prefix} try ${exercise.number}`);
      return EXIT.ok;
    }
    terminal.print(`Hints for ${label(exercise)}`);
    for (const [index, each] of shown.entries()) {
      terminal.print(`\n${numbered(index + 1, each, terminal.width)}`);
    }
    const last = shown.length === hints.length;
    const more = last ? "solution" : "hint";
    terminal.print(
      last
        ? "\nThat was the last hint."
        : `\nHint ${shown.length} of ${hints.length}.`,
    );
    terminal.print(`Next: ${prefix} grade ${exercise.number}`);
    terminal.print(`Still stuck: ${prefix} ${more} ${exercise.number}`);
    return EXIT.ok;
  },
};

async function readHints(
  { root }: Kit,
  { path }: Exercise,
): Promise<string[]> {
  const [lesson, name] = path.split("/");
  const file = new URL(`exercises/${lesson}/hints/${name}.md`, root);
  return hintsOf(await Deno.readTextFile(file));
}

/** A hint with its number; code blocks keep their lines. */
function numbered(number: number, hint: string, width: number): string {
  const indent = "   ";
  const [first = "", ...rest] = hint.split(/\n(?=```)|\n\n|(?<=\n```)\n/);
  const parts = rest.map((part) =>
    part.startsWith("```")
      ? part.replace(/^/gm, indent)
      : indent + wrap(part, width, indent)
  );
  return [wrap(`${number}. ${first}`, width, indent), ...parts].join("\n\n");
}
