import { demandExercise } from "../kit/demand_files.ts";
import { exerciseFile, label } from "catalogue";
import { chooseExercise } from "../kit/choose.ts";
import { type Command, EXIT, type Kit } from "../kit/kit.ts";
import { fileState, stubFile } from "./stub.ts";

/** `reset n.m`: the exercise as it was, after a backup of what is there. */
export const reset: Command = {
  words: "n.m",
  summary: "start an exercise afresh; keeps a backup of your file",
  flags: {},
  maxWords: 1,
  async run(kit, { words }) {
    const { terminal, prefix } = kit;
    const exercise = chooseExercise(kit.lessons, words[0], "reset");
    demandExercise(kit, exercise, ["stub"]);
    const file = exerciseFile(exercise);
    const state = fileState(kit.root, exercise);
    if (state === "untouched") {
      terminal.print(`${label(exercise)} is as it was: nothing to reset.`);
    } else {
      const backup = state === "changed"
        ? await keepBackup(kit, file)
        : undefined;
      await restore(kit, stubFile(exercise), file);
      kit.progress.restarted(exercise.id);
      terminal.print(`${file} is as it was.`);
      if (backup) terminal.print(`Your file is kept as\n  ${backup}`);
    }
    terminal.print(
      `Next: open ${file}, then ${prefix} grade ${exercise.number}`,
    );
    return EXIT.ok;
  },
};

/** Beside the file, with the time, and not ending in .ts. */
async function keepBackup({ root }: Kit, file: string): Promise<string> {
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  const text = await Deno.readFile(new URL(file, root));
  for (let count = 1;; count++) {
    const name = `${file}.${stamp}${count > 1 ? `-${count}` : ""}.backup`;
    try {
      await Deno.writeFile(new URL(name, root), text, { createNew: true });
      return name;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

/** A rename replaces a symbolic link too, instead of writing through it. */
async function restore(
  { root }: Kit,
  stub: string,
  file: string,
): Promise<void> {
  await Deno.mkdir(new URL("./", new URL(file, root)), { recursive: true });
  const beside = new URL(`${file}.${Deno.pid}.tmp`, root);
  await Deno.writeFile(beside, await Deno.readFile(new URL(stub, root)));
  await Deno.rename(beside, new URL(file, root));
}
