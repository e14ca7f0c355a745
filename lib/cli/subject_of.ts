import type { Exercise } from "./catalogue.ts";
import type { Kit } from "./kit.ts";
import { pathFrom } from "./path_from.ts";
import { UsageError } from "./usage_error.ts";

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
  { calledIn }: Pick<Kit, "calledIn">,
  given: string | boolean | undefined,
  exercises: readonly Exercise[],
): Promise<string> {
  if (typeof given !== "string" || given === "exercises") return "exercises";
  if (given === "solutions") return given;
  const path = pathFrom(calledIn, given);
  const info = await stat(path);
  if (!info) throw problem(given, "there is no such folder");
  if (info.isFile && exercises.length !== 1) {
    throw problem(given, "it is one file, so say which exercise it is");
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
