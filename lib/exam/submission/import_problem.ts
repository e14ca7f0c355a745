import type { ExerciseFacts } from "../exercise_facts.ts";
import { importedSpecifier, missingExport } from "./load_messages.ts";
import { offeredOfKernel } from "./offered_of_kernel.ts";
import { standardDoor, standardNames } from "./standard_door.ts";

/** What an exercise wanted to import and cannot have, in the learner's words. */
export interface ImportProblem {
  /** What it asked for. */
  readonly got: string;
  /** Why that is not there, and what is there instead. */
  readonly why: string;
}

/** Recognises an import of what is not there, or not allowed, in an error of Deno's. */
export async function importProblem(
  exercise: ExerciseFacts,
  message: string,
): Promise<ImportProblem | undefined> {
  const missing = missingExport(message);
  if (missing) return await missingName(exercise, missing);
  const specifier = importedSpecifier(message);
  if (specifier === undefined) return undefined;
  return missingPath(exercise, specifier) ?? notAllowed(exercise, specifier);
}

/** A module that may be imported has no such name, or it would be the exercise. */
async function missingName(
  exercise: ExerciseFacts,
  { module, name }: { readonly module: string; readonly name: string },
): Promise<ImportProblem | undefined> {
  const hidden = exercise.forbidden.find((entry) =>
    entry.name === `kernel ${name}`
  );
  if (hidden) {
    return {
      got: `an import that this exercise does not allow: "${name}" of "kernel"`,
      why:
        `You may import kernel; not "${name}" of it, because ${hidden.because}.`,
    };
  }
  const names = module === "kernel"
    ? offeredOfKernel(exercise)
    : await standardNames(module);
  if (names === undefined) return undefined;
  return {
    got: `an import of "${name}", which "${module}" does not have here`,
    why: offer(module, names),
  };
}

/**
 * Says what there is of a module of `@std/*`, where an error of Deno's says that
 * it has no such name.
 */
export async function offeredInstead(
  message: string,
): Promise<string | undefined> {
  const { module = "" } = missingExport(message) ?? {};
  const names = await standardNames(module);
  return names && offer(module, names);
}

function offer(module: string, names: readonly string[]): string {
  return `Of "${module}" the kit has ${names.toSorted().join(", ")}. ` +
    "Use one of these, or write it yourself.";
}

/** A package that may be imported has no such path. */
function missingPath(
  { imports }: ExerciseFacts,
  specifier: string,
): ImportProblem | undefined {
  const name = imports.find((name) => specifier.startsWith(`${name}/`));
  const paths = name === undefined ? undefined : standardDoor(name);
  if (name === undefined || paths === undefined) return undefined;
  const specifiers = Object.keys(paths).map((path) => name + path.slice(1));
  return {
    got: `an import of "${specifier}", which the kit does not have`,
    why: offer(name, specifiers),
  };
}

function notAllowed(
  { forbidden, imports }: ExerciseFacts,
  specifier: string,
): ImportProblem {
  const because = forbidden.find(({ name }) => specifier.startsWith(name))
    ?.because ??
    "that is what you are writing, or it is not part of the kit";
  const allowed = imports.join(", ") || "nothing";
  return {
    got: `an import that this exercise does not allow: "${specifier}"`,
    why: `You may import ${allowed}; not "${specifier}", because ${because}.`,
  };
}
