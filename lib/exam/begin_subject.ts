import { epochMs } from "./limits.ts";
import { kitFolder } from "./kit_folder.ts";
import { Ruling } from "./ruling.ts";
import type { Stage } from "./stage.ts";
import { SubjectCommandError, type SubjectError } from "./subject_event.ts";
import type { ExerciseFacts } from "./suite.ts";

/** Adds what every subject has to be told to the parameters of one kind. */
export type CompleteParameters = (
  parameters: Record<string, unknown>,
) => Record<string, unknown>;

/**
 * Lets the subject load the exercise and begin.
 *
 * @throws {Ruling} If the exercise cannot be loaded.
 */
export async function beginSubject(
  stage: Stage,
  parameters: Record<string, unknown>,
): Promise<void> {
  try {
    await stage.process.begin(parameters);
    await catchUp(stage);
  } catch (error) {
    if (!(error instanceof SubjectCommandError)) throw error;
    throw loadRuling(stage.exercise, error.error);
  }
}

/** A check may let time pass before it begins. */
async function catchUp({ clock, process }: Stage): Promise<void> {
  if (clock.commanded === 0) return;
  await process.command("moveTo", { until: epochMs + clock.commanded });
}

/** Says why an exercise could not be loaded, in the learner's words. */
function loadRuling(exercise: ExerciseFacts, error: SubjectError): Ruling {
  const imported = error.phase === "import" && !isRefused(error)
    ? importProblem(exercise, error.message)
    : undefined;
  const got = imported?.got ?? describeError(error);
  return new Ruling({
    verdict: "crash",
    expected: error.phase === undefined
      ? `${exercise.exports}() to return without an error`
      : `the file to load and to export "${exercise.exports}"`,
    got,
    why: imported?.why ?? whyNotLoaded(error),
  });
}

function describeError({ name, message, phase, stack }: SubjectError): string {
  const text = withoutPaths(message);
  if (phase === "export" || text.startsWith("SyntaxError")) return text;
  return `${name}: ${text}${place(stack)}`;
}

function whyNotLoaded(error: SubjectError): string {
  if (error.message.includes("SyntaxError")) {
    return "Deno cannot read the file as TypeScript, so nothing of it runs. Your editor underlines the place; `deno check FILE` names it.";
  }
  if (isRefused(error) && error.message.includes("net access")) {
    return "The examiner serves your function itself, on a port of its own, and your client may speak to its peer only. Remove Deno.serve, Deno.listen or the other address.";
  }
  if (
    error.message.includes("cache storage") || error.name === "NotADirectory"
  ) {
    return "Nothing is kept between two runs: caches, localStorage and sessionStorage are not there. Keep what you need in memory.";
  }
  if (isRefused(error)) {
    return "Exercises run in a sandbox: they may read their own folder and speak to their peer, and nothing else.";
  }
  return "Nothing can be judged before the file loads.";
}

/** Whether the sandbox refused something that the code did while it loaded. */
function isRefused({ name }: SubjectError): boolean {
  return name === "NotCapable" || name === "PermissionDenied";
}

/** Recognises an import that the exercise does not allow. */
function importProblem(
  exercise: ExerciseFacts,
  message: string,
): { got: string; why: string } | undefined {
  const [, name] = /does not provide an export named '(\w+)'/.exec(message) ??
    [];
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
  const specifier = importedSpecifier(message);
  if (specifier === undefined) return undefined;
  const forbidden = exercise.forbidden.find(({ name }) =>
    specifier.startsWith(name)
  );
  const allowed = exercise.imports.join(", ") || "nothing";
  const because = forbidden?.because ??
    "that is what you are writing, or it is not part of the kit";
  return {
    got: `an import that this exercise does not allow: "${specifier}"`,
    why: `You may import ${allowed}; not "${specifier}", because ${because}.`,
  };
}

const importMessages = [
  /Import "([^"]+)" not a dependency/,
  /Relative import path "([^"]+)" not prefixed/,
  /Failed loading \S+ for package "([^"]+)"/,
  /JSR package manifest for '([^']+)' failed to load/,
  /Failed reading cache entry for '([^']+)'/,
  /Module not found "([^"]+)"/,
  /Requires read access to "([^"]+)"/,
  /Requires import access to "([^"]+)"/,
];

function importedSpecifier(message: string): string | undefined {
  for (const pattern of importMessages) {
    const [, specifier] = pattern.exec(message) ?? [];
    if (specifier !== undefined) return withoutPaths(specifier);
  }
  return undefined;
}

/** Line and column in the exercise, where the stack names it. */
function place(stack = ""): string {
  const match = /exercises\/\d\d_\w+\/\w+\.ts:(\d+):(\d+)/.exec(stack);
  return match ? ` (line ${match[1]}, column ${match[2]})` : "";
}

/** Temporary folders mean nothing to a learner. */
function withoutPaths(text: string): string {
  return text.replaceAll(`${kitFolder}/`, "").replaceAll(
    /(?:file:\/\/)?\S*?hold_the_line_\w+\//g,
    "",
  );
}
