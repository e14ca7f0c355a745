import { basename, dirname, join, resolve, toFileUrl } from "@std/path";
import { exerciseBytesMax } from "./limits.ts";
import { kitFolder } from "./kit_folder.ts";
import { reducedKernel } from "./kernel_names.ts";
import { openPublicRooms, publicUrl } from "./public_rooms.ts";
import { Ruling } from "./ruling.ts";
import type { ExerciseFacts } from "./suite.ts";
import { subjectConfig, subjectLock } from "./subject_config.ts";
import { warden } from "./warden.ts";

/** An exercise file, copied to where it runs. */
export interface Submission {
  /** The temporary folder that holds everything the subject may read. */
  readonly folder: string;
  /** URL of the copied exercise. */
  readonly module: string;
  /** Path of the configuration under which it runs. */
  readonly config: string;
  /** Where `"board"` is, in exercises whose own tests import a server. */
  readonly board: string;
  /** Folders that it may read beside its own. */
  readonly rooms: readonly string[];
  /** Environment variables that it may read. */
  readonly environment: readonly string[];
  /** Path of the lock file that lists what it may import. */
  readonly lock: string;
}

/**
 * Returns the file that `subject` means for an exercise: `exercises`,
 * `solutions`, one file, or a folder that holds the exercises or a folder
 * `exercises`.
 */
export function subjectFile(path: string, subject: string): string {
  if (subject === "exercises" || subject === "solutions") {
    return join(kitFolder, subject, `${path}.ts`);
  }
  if (subject.endsWith(".ts")) return resolve(subject);
  const nested = join(subject, "exercises", `${path}.ts`);
  return resolve(exists(nested) ? nested : join(subject, `${path}.ts`));
}

/** Whether a stub is as it was handed out; line ends do not count. */
export function isUntouched(path: string, file: string): boolean {
  const stub = join(kitFolder, "tests", "stubs", `${path}.ts`);
  if (!exists(file) || !exists(stub)) return false;
  return normalised(stub) === normalised(file);
}

/**
 * Copies the bytes of an exercise, and of the references that it may build
 * on, into a temporary folder with a configuration of its own.
 *
 * @throws {Ruling} If the file is no regular file of at most 256 KiB.
 */
export async function submit(
  exercise: ExerciseFacts,
  file: string,
): Promise<Submission> {
  const bytes = await readRegularFile(file);
  const folder = await Deno.makeTempDir({ prefix: "hold_the_line_" });
  warden().remove(folder);
  const copy = join(folder, "exercises", `${exercise.path}.ts`);
  await write(copy, bytes);
  await copyNeeded(exercise, { file, folder });
  const rooms = await openPublicRooms(folder);
  const board = join(folder, "board.ts");
  const kernel = await writeKernel(
    exercise,
    folder,
    publicUrl(rooms, "kernel/mod.ts"),
  );
  const config = join(folder, "deno.json");
  const lock = join(folder, "deno.lock");
  const urls = {
    kernel,
    board: toFileUrl(board).href,
    solutions: `${toFileUrl(join(folder, "solutions")).href}/`,
  };
  await Deno.writeTextFile(
    config,
    JSON.stringify(subjectConfig(exercise, rooms, urls)),
  );
  await Deno.writeTextFile(lock, JSON.stringify(subjectLock(exercise)));
  const module = toFileUrl(copy).href;
  const { environment = [] } = exercise;
  const { readable } = rooms;
  return { folder, module, config, board, rooms: readable, environment, lock };
}

/** Copies what an exercise builds on: our solutions, and the learner's own where they are. */
async function copyNeeded(
  { needs }: ExerciseFacts,
  { file, folder }: { readonly file: string; readonly folder: string },
): Promise<void> {
  for (const needed of needs) {
    const reference = join(kitFolder, "solutions", `${needed}.ts`);
    const copy = join(folder, "solutions", `${needed}.ts`);
    await write(copy, await Deno.readFile(reference));
    const own = join(dirname(dirname(file)), `${needed}.ts`);
    const info = await Deno.lstat(own).catch(() => undefined);
    // An earlier exercise that cannot be had never costs a later one.
    if (!info?.isFile || info.size > exerciseBytesMax) continue;
    const target = join(folder, "exercises", `${needed}.ts`);
    await write(target, await Deno.readFile(own));
  }
}

/** Returns where a subject finds the kernel, or what it may have of it. */
async function writeKernel(
  exercise: ExerciseFacts,
  folder: string,
  url: string,
): Promise<string> {
  const source = reducedKernel(exercise, url);
  if (source === undefined) return url;
  const file = join(folder, "kernel.ts");
  await Deno.writeTextFile(file, source);
  return toFileUrl(file).href;
}

async function readRegularFile(file: string): Promise<Uint8Array> {
  const expected = `a regular file of at most ${
    exerciseBytesMax / 1024
  } KiB at ${basename(file)}`;
  const info = await Deno.lstat(file).catch(() => undefined);
  if (info === undefined) throw unreadable(expected, `no file at ${file}`);
  if (info.isSymlink) throw unreadable(expected, "a symbolic link");
  if (!info.isFile) throw unreadable(expected, "something that is no file");
  if (info.size > exerciseBytesMax) {
    throw unreadable(expected, `${info.size} bytes`);
  }
  return await Deno.readFile(file);
}

function unreadable(expected: string, got: string): Ruling {
  const why =
    "Only your own file is graded: put your code into it, as plain TypeScript.";
  return new Ruling({ verdict: "crash", expected, got, why });
}

async function write(file: string, bytes: Uint8Array): Promise<void> {
  await Deno.mkdir(dirname(file), { recursive: true });
  await Deno.writeFile(file, bytes);
}

function exists(file: string): boolean {
  try {
    Deno.lstatSync(file);
    return true;
  } catch {
    return false;
  }
}

function normalised(file: string): string {
  return Deno.readTextFileSync(file).replaceAll("\r\n", "\n").trimEnd();
}
