import { join, toFileUrl } from "@std/path";
import { bundled, isBundled } from "./bundled.ts";
import { kitFolder } from "../kit_folder.ts";
import { offeredOfKernel } from "./offered_of_kernel.ts";
import { standardDoor } from "./standard_door.ts";
import type { ExerciseFacts } from "../exercise_facts.ts";

/** What a subject's process may load, as files that stand alone. */
export interface Parts {
  /** Path of the runner: one module, with the clock in it. */
  readonly runner: string;
  /** Folders whose files are copied to where the exercise finds them. */
  readonly folders: readonly string[];
  /** File names by what an exercise writes to import them. */
  readonly imports: Readonly<Record<string, string>>;
}

/** Stand-ins for modules of Node.js that would wait in real time or hide what they do. */
const standIns: Readonly<Record<string, string>> = {
  "node:timers": "timers",
  "timers": "timers",
  "node:timers/promises": "timers_promises",
  "timers/promises": "timers_promises",
  "node:https": "https",
  "node:process": "process",
  "process": "process",
};

/**
 * Returns what the process of an exercise may load: the runner, of the kernel
 * and of `@std/*` what the exercise may import, and `web-push` where it may.
 * Nothing else of the kit is there to be found.
 */
export async function partsOf(exercise: ExerciseFacts): Promise<Parts> {
  const imports: Record<string, string> = {
    ...standIns,
    kernel: "kernel",
    ...standardImports(exercise),
  };
  if (exercise.imports.includes("web-push")) imports["web-push"] = "web_push";
  if (exercise.kind === "suite") imports.board = "board";
  const [runner, kernel, others] = await Promise.all([
    bundledRunner(),
    bundled({ kernel: kernelEntry(exercise) }, { withoutNode: true }),
    bundled(entries(imports)),
  ]);
  return {
    runner,
    folders: [kernel, others],
    imports: Object.fromEntries(
      Object.entries(imports).map(([name, file]) => [name, `${file}.js`]),
    ),
  };
}

/**
 * Returns the path of the bundled runner. Called early, it fetches what
 * bundling needs, so that no check has to wait for the network.
 *
 * @throws {Error} If it cannot be bundled.
 */
export async function bundledRunner(): Promise<string> {
  return join(await bundled(runnerEntry, runnerOptions), "runner.js");
}

/** Whether {@linkcode bundledRunner} has nothing to do. */
export function hasBundledRunner(): boolean {
  return isBundled(runnerEntry, runnerOptions);
}

const runnerEntry = { runner: entry("lib/exam/subject/runner.ts") };
const runnerOptions = { external: "kernel", withoutNode: true };

function entries(
  imports: Readonly<Record<string, string>>,
): Record<string, string> {
  const files = new Set(Object.values(imports));
  files.delete("kernel");
  return Object.fromEntries([...files].map((name) => [name, sourceOf(name)]));
}

/** The module behind a file name: a stand-in of ours, or one of `lib/std/`. */
function sourceOf(name: string): string {
  const [, room, file] = /^std_(.+?)__(.+)$/.exec(name) ?? [];
  if (room !== undefined) return entry(`lib/std/${room}/${file}`);
  const standIn = `lib/exam/subject/stand_ins/${name}.ts`;
  if (name === "board") return entry(standIn);
  return `${entry(standIn)}export { default } from ${url(standIn)};\n`;
}

function kernelEntry(exercise: ExerciseFacts): string {
  const names = offeredOfKernel(exercise).join(", ");
  return `export { ${names} } from ${url("lib/kernel/mod.ts")};\n`;
}

function entry(path: string): string {
  return `export * from ${url(path)};\n`;
}

function url(path: string): string {
  return JSON.stringify(toFileUrl(join(kitFolder, path)).href);
}

/** Every path of the allowed `@std/*` packages, with a name for its file. */
function standardImports({ imports }: ExerciseFacts): Record<string, string> {
  const packages = imports.filter((name) => name.startsWith("@std/"));
  return Object.fromEntries(packages.flatMap((name) => {
    const room = name.replace("@std/", "");
    return Object.entries(standardDoor(name) ?? {}).map(([path, file]) => [
      name + path.slice(1),
      `std_${room}__${file.replace("./", "")}`,
    ]);
  }));
}
