import { dirname, join, toFileUrl } from "@std/path";
import { kitFolder } from "../kit_folder.ts";
import { partsOf } from "./parts.ts";
import { readExercise } from "./read_exercise.ts";
import { Ruling } from "../verdict/ruling.ts";
import type { ExerciseFacts } from "../exercise_facts.ts";
import { temporaryFolder } from "./temporary_folder.ts";
import { warden } from "../warden/warden.ts";

/** An exercise file, copied to where it runs. */
export interface Submission {
  /** The temporary folder of everything that is made for it. */
  readonly folder: string;
  /** The folder below it that the subject may read: nothing to be stolen is there. */
  readonly program: string;
  /** URL of the copied exercise. */
  readonly module: string;
  /** Path of the configuration under which it runs. */
  readonly config: string;
  /** Path of the runner, which is the main module. */
  readonly runner: string;
  /**
   * Path of a file that stands where Deno would keep a cache. It is no file of
   * the folder: a process that begins late, when the folder has been removed,
   * would make both anew.
   */
  readonly nowhere: string;
  /** Environment variables that it may read. */
  readonly environment: readonly string[];
}

/**
 * Copies the bytes of an exercise, and of all that it may import, into a
 * temporary folder with a configuration of its own.
 *
 * @param root The folder that the file must really lie in; the file itself when it was named alone.
 * @throws {Ruling} If the file is no regular file of at most 256 KiB inside `root`.
 */
export async function submit(
  exercise: ExerciseFacts,
  file: string,
  root: string = file,
): Promise<Submission> {
  const bytes = readExercise(file, root);
  const parts = await partsOf(exercise);
  const folder = await temporaryFolder();
  warden().remove(folder);
  const program = join(folder, "program");
  const copy = join(program, "exercises", `${exercise.path}.ts`);
  await write(copy, bytes);
  await copyNeeded(exercise, { file, root, program });
  for (const part of parts.folders) await copyFolder(part, program);
  const config = join(folder, "deno.json");
  await Deno.writeTextFile(config, configuration(exercise, parts.imports));
  const runner = join(folder, "main.js");
  await Deno.copyFile(parts.runner, runner);
  const nowhere = Deno.execPath(); // a file, and always there
  const module = toFileUrl(copy).href;
  const { environment = [] } = exercise;
  return { folder, program, module, config, runner, nowhere, environment };
}

/**
 * Resolves what the exercise may import. Every other package would have to be
 * in a cache (`--cached-only`), and there is none.
 */
function configuration(
  { needs }: ExerciseFacts,
  parts: Readonly<Record<string, string>>,
): string {
  const imports = Object.fromEntries(
    Object.entries(parts).map(([name, file]) => [name, `./program/${file}`]),
  );
  if (needs.length > 0) imports["solutions/"] = "./program/solutions/";
  return JSON.stringify({ imports, unstable: ["no-legacy-abort"] });
}

/** Copies what an exercise builds on: our solutions, and the learner's own where they are. */
async function copyNeeded(
  { needs }: ExerciseFacts,
  { file, root, program }: {
    readonly file: string;
    readonly root: string;
    readonly program: string;
  },
): Promise<void> {
  for (const needed of needs) {
    const reference = join(kitFolder, "solutions", `${needed}.ts`);
    const copy = join(program, "solutions", `${needed}.ts`);
    await write(copy, await Deno.readFile(reference));
    const own = join(dirname(dirname(file)), `${needed}.ts`);
    const bytes = readOwn(own, root);
    if (bytes) await write(join(program, "exercises", `${needed}.ts`), bytes);
  }
}

/** An earlier exercise that cannot be had never costs a later one. */
function readOwn(file: string, root: string): Uint8Array | undefined {
  try {
    return readExercise(file, root);
  } catch (error) {
    if (error instanceof Ruling) return undefined;
    throw error;
  }
}

async function copyFolder(from: string, to: string): Promise<void> {
  for await (const { name } of Deno.readDir(from)) {
    await Deno.copyFile(join(from, name), join(to, name));
  }
}

async function write(file: string, bytes: Uint8Array): Promise<void> {
  await Deno.mkdir(dirname(file), { recursive: true });
  await Deno.writeFile(file, bytes);
}
