import { epochMs, errorCharactersMax } from "../limits.ts";
import { importProblem } from "../submission/import_problem.ts";
import { placeIn, withoutPaths } from "../submission/load_messages.ts";
import { type Got, Ruling } from "../verdict/ruling.ts";
import type { Stage } from "../stage/stage.ts";
import type { Begin, BeginFacts, Surroundings } from "../subject/begin.ts";
import type { SubjectError } from "../subject/protocol.ts";
import { SubjectCommandError } from "../process/subject_command_error.ts";
import { jsonOf } from "../text/describe.ts";
import type { ExerciseFacts } from "../exercise_facts.ts";

/** Adds what every subject has to be told to the parameters of one kind. */
export type CompleteParameters = <Parameters extends object>(
  parameters: Parameters,
) => Parameters & BeginFacts & Surroundings;

/**
 * Lets the subject load the exercise and begin.
 *
 * @throws {Ruling} If the exercise cannot be loaded.
 */
export async function beginSubject(
  stage: Stage,
  begin: Begin,
): Promise<void> {
  try {
    await stage.process.begin(begin);
    await catchUp(stage);
  } catch (error) {
    if (!(error instanceof SubjectCommandError)) throw error;
    throw await loadRuling(stage.exercise, wordsOf(error.error));
  }
}

/** A check may let time pass before it begins. */
async function catchUp({ clock, process }: Stage): Promise<void> {
  if (clock.commanded === 0) return;
  await process.command({
    do: "moveTo",
    until: epochMs + clock.commanded,
  });
}

/** An error as texts of a bounded length, whatever its members were: all matching is done behind this cut. */
function wordsOf(error: SubjectError): SubjectError {
  const { name, message, stack, phase } = error as unknown as Record<
    string,
    unknown
  >;
  const text = (value: unknown) =>
    (typeof value === "string" ? value : jsonOf(value))
      .slice(0, errorCharactersMax);
  return {
    name: text(name ?? "Error"),
    message: text(message ?? ""),
    stack: text(stack ?? ""),
    ...(phase === "import" || phase === "export" ? { phase } : {}),
  };
}

/** Says why an exercise could not be loaded, in the learner's words. */
async function loadRuling(
  exercise: ExerciseFacts,
  error: SubjectError,
): Promise<Ruling> {
  const imported = error.phase === "import" && !isRefused(error)
    ? await importProblem(exercise, error.message)
    : undefined;
  const got = imported?.got ?? describeError(error);
  return new Ruling({
    verdict: "crash",
    expected: error.phase === undefined
      ? `${exercise.exports}() to return without an error`
      : `the file to load and to export "${exercise.exports}"`,
    got,
    why: imported?.why ?? whyNotLoaded(error),
    ...(error.phase === undefined ? {} : { unloadable: true }),
  });
}

function describeError({ name, message, phase, stack }: SubjectError): Got {
  const text = withoutPaths(message);
  if (phase === "export") return text;
  if (isSyntaxError(message)) {
    // Deno draws the place; a bar keeps these lines apart from ours.
    const [first = "", ...drawn] = text.split("\n");
    return [first, ...drawn.map((line) => `| ${line}`)];
  }
  return `${name}: ${text}${placeIn(stack)}`;
}

function isSyntaxError(message: string): boolean {
  return message.includes("SyntaxError") ||
    message.startsWith("The module's source code could not be parsed");
}

function whyNotLoaded(error: SubjectError): string {
  if (isSyntaxError(error.message)) {
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
