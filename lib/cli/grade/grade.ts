import { dirname } from "@std/path";
import { drawnSeed } from "../../exam/random/drawn_seed.ts";
import type { Exercise } from "catalogue";
import { demandExercise } from "../kit/demand_files.ts";
import { chooseExercises } from "../kit/choose.ts";
import { exerciseState } from "../progress/exercise_state.ts";
import { gradeJson } from "./grade_json.ts";
import { exitCode, gradeOnce } from "./grade_once.ts";
import { shellQuoted } from "../../exam/text/shell_quoted.ts";
import type { ExerciseResult } from "./gradebook.ts";
import { junit } from "./junit.ts";
import { type Command, EXIT, type Invocation, type Kit } from "../kit/kit.ts";
import { nextExercise } from "../progress/next_exercise.ts";
import { numberFlag } from "../kit/number_flag.ts";
import { pathFrom } from "../kit/path_from.ts";
import { prepare } from "../doctor/prepare.ts";
import { seedFlag } from "./seed_flag.ts";
import { subjectOf } from "./subject_of.ts";
import { UsageError } from "../kit/usage_error.ts";

const MAX_SLOW = 100;
const MAX_JOBS = 16;

/** `grade [n | n.m]`: what the hidden suites say. */
export const grade: Command = {
  words: "[n | n.m …]",
  summary: "grade an exercise, a lesson, what you started, or all",
  flags: {
    all: { says: "every exercise; else those that you have started" },
    subject: {
      value: "DIR",
      says: "whose code: a folder, a file, or solutions; else yours",
    },
    seed: { value: "S", says: "the same run again, with the seed it printed" },
    slow: {
      value: "N",
      says: `stretch limits of real time, up to ${MAX_SLOW} times`,
    },
    jobs: { value: "N", says: "grade N exercises side by side" },
    json: { says: "one JSON document instead of text" },
    junit: { value: "FILE", says: "write a JUnit report as well" },
  },
  maxWords: Infinity,
  async run(kit, invocation) {
    const exercises = chosen(kit, invocation);
    const { flags } = invocation;
    if (exercises.length === 0 && !flags.json) return nothingStarted(kit);
    for (const exercise of exercises) demandGradable(kit, exercise, flags);
    const seed = seedFlag(flags.seed) ?? drawnSeed();
    const slow = numberFlag("slow", flags.slow, { min: 1, max: MAX_SLOW }) ?? 1;
    const jobs = numberFlag("jobs", flags.jobs, {
      min: 1,
      max: MAX_JOBS,
      whole: true,
    }) ?? 1;
    const subject = await subjectOf(kit, flags.subject, exercises);
    const report = await reportFile(kit, flags.junit);
    await prepare(kit);
    const startedAt = Date.now();
    const quiet = flags.json === true;
    const results = await gradeOnce(kit, exercises, {
      subject,
      seed,
      slow,
      jobs,
      quiet,
    });
    if (quiet) {
      const json = gradeJson(results, { subject: shown(invocation), seed });
      kit.terminal.print(JSON.stringify(json, null, 2));
    } else {
      closing(kit, invocation, results, seed);
    }
    if (report) {
      await Deno.writeTextFile(report, junit(results, { seed, startedAt }));
    }
    return exitCode(kit, results);
  },
};

/** Makes sure that the report can be written, before anything is graded. */
async function reportFile(
  { calledIn }: Kit,
  given: string | boolean | undefined,
): Promise<string | undefined> {
  if (typeof given !== "string") return undefined;
  const file = pathFrom(calledIn, given);
  try {
    await Deno.mkdir(dirname(file), { recursive: true });
    (await Deno.open(file, { create: true, append: true })).close();
    return file;
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `Cannot write the report to "${given}": ${cause}. Nothing was graded`,
      "grade --help",
    );
  }
}

/** Without a word: what the learner began; for a submission: all there is. */
function chosen(
  kit: Kit,
  { words, flags }: Invocation,
): readonly Exercise[] {
  if (words.length > 0) {
    const named = words.flatMap((word) =>
      chooseExercises(kit.lessons, word, "grade")
    );
    return [...new Set(named)];
  }
  const all = kit.lessons.flatMap((lesson) => lesson.exercises);
  if (flags.all || flags.subject !== undefined) return all;
  return all.filter((exercise) => exerciseState(kit, exercise) !== "new");
}

/** What the author of an exercise owes to whoever is graded. */
function demandGradable(
  kit: Kit,
  exercise: Exercise,
  { subject }: Invocation["flags"],
): void {
  demandExercise(kit, exercise, ["suite", "stub"]);
  const ours = kit.lessons.flatMap(({ exercises }) => exercises)
    .filter(({ id }) =>
      exercise.needs.includes(id) ||
      (subject === "solutions" && id === exercise.id)
    );
  for (const each of ours) demandExercise(kit, each, ["solution"]);
}

function nothingStarted({ terminal, prefix, lessons }: Kit): number {
  terminal.print("You have not started an exercise yet: nothing to grade.");
  terminal.print(
    `Next: ${prefix} lesson ${lessons[0]?.number ?? ""}`.trimEnd(),
  );
  return EXIT.notPassed;
}

function closing(
  kit: Kit,
  invocation: Invocation,
  results: readonly ExerciseResult[],
  seed: string,
): void {
  const { terminal, prefix } = kit;
  if (kit.signal.aborted) {
    terminal.print("\nStopped. This is what was finished.");
  }
  terminal.print(`\nSeed ${seed}. The same run again:`);
  terminal.print(`  ${prefix} ${again(invocation, results, seed)}`);
  terminal.print(next(kit, results, invocation.flags.subject === undefined));
}

function again(
  { words, flags }: Invocation,
  results: readonly ExerciseResult[],
  seed: string,
): string {
  const { subject, all } = flags;
  const started = all || typeof subject === "string" || words.length > 0
    ? []
    : results.map(({ exercise }) => exercise.number);
  return [
    "grade",
    ...words,
    ...started,
    ...(all ? ["--all"] : []),
    ...(typeof subject === "string" ? ["--subject", quoted(subject)] : []),
    `--seed ${seed}`,
  ].join(" ");
}

function shown({ flags }: Invocation): string {
  return typeof flags.subject === "string" ? flags.subject : "exercises";
}

/** Shells of Windows know double quotes only. */
function quoted(path: string): string {
  if (Deno.build.os !== "windows") return shellQuoted(path);
  return /^[\w./\\:-]+$/.test(path) ? path : `"${path}"`;
}

function next(
  kit: Kit,
  results: readonly ExerciseResult[],
  own: boolean,
): string {
  const { prefix } = kit;
  if (kit.signal.aborted) return `Next: ${prefix} status`;
  const open = results.find(({ verdict }) =>
    verdict !== "pass" && verdict !== "harness-error"
  );
  if (!open && results.some(({ verdict }) => verdict === "harness-error")) {
    return `Next: ${prefix} doctor`;
  }
  if (open && own) return nextAfterFailure(prefix, open);
  if (!own) return "Next: add --json or --junit FILE to keep this";
  const following = nextExercise(kit);
  return following
    ? `Next: exercise ${following.number}, ${prefix} lesson ${
      following.number.split(".")[0]
    }`
    : `Everything passed. Next: ${prefix} status`;
}

function nextAfterFailure(
  prefix: string,
  { exercise, verdict }: ExerciseResult,
): string {
  const { number } = exercise;
  return verdict === "not-started"
    ? `Next: ${prefix} lesson ${number.split(".")[0]}`
    : `Next: ${prefix} try ${number}\nStuck: ${prefix} hint ${number}`;
}
