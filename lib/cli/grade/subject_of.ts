import type { Exercise } from "catalogue";
import type { Kit } from "../kit/kit.ts";
import { pathFrom } from "../kit/path_from.ts";
import { UsageError } from "../kit/usage_error.ts";

/**
 * Finds out whose code is to be graded.
 *
 * @param given What stood behind `--subject`: a folder that holds
 * `03_long_polling/…` or `exercises/03_…`, for one exercise also its file,
 * `solutions` for ours, nothing for the learner's own
 * @returns The value of `EXAM_SUBJECT`
 * @throws {UsageError} When there is nothing to grade at that place
 */
export async function subjectOf(
  { calledIn, root }: Pick<Kit, "calledIn" | "root">,
  given: string | boolean | undefined,
  exercises: readonly Exercise[],
): Promise<string> {
  if (typeof given !== "string") return "exercises";
  const path = pathFrom(calledIn, given);
  const info = await stat(path);
  if (await isOurs(given, path, { root, info })) return given;
  if (!info) throw problem(given, "there is no such file or folder");
  if (info.isSymlink && !await exists(path)) {
    throw problem(given, "it is a symbolic link to nothing");
  }
  if (info.isFile && exercises.length !== 1) {
    throw problem(given, "it is one file, so say which exercise it is");
  }
  if (!info.isFile && !info.isDirectory && !info.isSymlink) {
    throw problem(given, "it is neither a file nor a folder");
  }
  if (info.isDirectory && !await holdsAny(path, exercises)) {
    const { path: example = "" } = exercises[0] ?? {};
    throw problem(
      given,
      `the folder holds neither ${example}.ts nor exercises/${example}.ts, ` +
        "nor another exercise that was asked for",
    );
  }
  return path;
}

/** Our own, unless a folder of that name is where the user stands. */
async function isOurs(
  given: string,
  path: string,
  { root, info }: {
    readonly root: URL;
    readonly info: Deno.FileInfo | undefined;
  },
): Promise<boolean> {
  if (given !== "exercises" && given !== "solutions") return false;
  if (!info?.isDirectory) return true;
  const own = await Deno.realPath(new URL(given, root)).catch(() => undefined);
  return own === await Deno.realPath(path);
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}

async function holdsAny(
  folder: string,
  exercises: readonly Exercise[],
): Promise<boolean> {
  for (const { path } of exercises) {
    if (await stat(`${folder}/${path}.ts`)) return true;
    if (await stat(`${folder}/exercises/${path}.ts`)) return true;
  }
  return false;
}

/** A link counts as there: the examiner says what is wrong with it. */
async function stat(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.lstat(path);
  } catch {
    return undefined;
  }
}

function problem(given: string, cause: string): UsageError {
  return new UsageError(`Cannot grade "${given}": ${cause}`, "grade --help");
}
