import { chooseExercise, lessonOf } from "./choose.ts";
import { label } from "./catalogue.ts";
import { hintsOf } from "./hints_of.ts";
import { type Command, EXIT } from "./kit.ts";
import { wrap } from "./wrap.ts";

/** `hint n.m`: one more hint each time. */
export const hint: Command = {
  usage: "n.m [--json]",
  summary: "show a hint; one more each time, three in all",
  flags: { json: "boolean" },
  maxWords: 1,
  async run(kit, { words, flags }) {
    const { terminal, prefix, progress } = kit;
    const exercise = chooseExercise(kit.lessons, words[0], "hint");
    const { path } = lessonOf(kit.lessons, exercise);
    const text = await Deno.readTextFile(
      new URL(`exercises/${path}/README.md`, kit.root),
    );
    const hints = hintsOf(text, exercise.number);
    const shown = Math.min(
      (progress.of(exercise.id).hints ?? 0) + 1,
      hints.length,
    );
    progress.hinted(exercise.id, shown);
    if (flags.json) {
      const shownHints = hints.slice(0, shown);
      terminal.print(
        JSON.stringify({
          id: exercise.id,
          hints: shownHints,
          of: hints.length,
        }),
      );
      return EXIT.ok;
    }
    terminal.print(`Hints for ${label(exercise)}`);
    for (const [index, each] of hints.slice(0, shown).entries()) {
      terminal.print(`\n${numbered(index + 1, each, terminal.width)}`);
    }
    const more = shown < hints.length;
    terminal.print(
      more
        ? `\nHint ${shown} of ${hints.length}. Next: try it, then ${prefix} grade ${exercise.number}`
        : `\nThat was the last hint. Next: ${prefix} grade ${exercise.number}`,
    );
    terminal.print(
      more
        ? `Still stuck: ${prefix} hint ${exercise.number}`
        : `Still stuck: ${prefix} solution ${exercise.number}`,
    );
    return EXIT.ok;
  },
};

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
