import { fromFileUrl } from "@std/path";
import type { Exercise } from "catalogue";
import { temporaryFolder } from "../../exam/submission/temporary_folder.ts";
import type { ExamEvent } from "../../exam/verdict/verdict.ts";
import { followLines } from "./follow_lines.ts";
import { Gradebook } from "./gradebook.ts";
import { oneAfterTheOther } from "./one_after_the_other.ts";
import { stopChild } from "../kit/stop_child.ts";

/** How much of what the test run prints is kept, in characters. */
const MAX_OUTPUT = 8_000;

/** What to grade, and how. */
export interface ExamRequest {
  /** The folder of `deno.json`, ending in "/". */
  readonly root: URL;
  /** Which suites run, in this order. */
  readonly exercises: readonly Exercise[];
  /** Whose code: "exercises", "solutions", a folder or a file. */
  readonly subject: string;
  /** Fixes all that is random. */
  readonly seed: string;
  /** Factor on every real-time limit. */
  readonly slow: number;
  /** How many suites may run side by side. @default {1} */
  readonly jobs?: number;
  /** How the user starts tasks; commands in failures begin with it. */
  readonly prefix: string;
  /** Stops the run. */
  readonly signal: AbortSignal;
  /** Told of each event as it comes, one exercise after the other. */
  readonly onEvent?: (event: ExamEvent) => void;
}

/** The suite of an exercise, from the root. */
export function suiteFile(exercise: Exercise): string {
  return `tests/${exercise.path}_test.ts`;
}

/**
 * Runs the suites in a process of their own, or in one each when several run
 * side by side, and collects what they report.
 */
export async function runExam(request: ExamRequest): Promise<Gradebook> {
  const { exercises, jobs = 1, signal } = request;
  const folder = await temporaryFolder();
  const book = new Gradebook(exercises);
  const tell = listener(request, book);
  const waiting = jobs === 1 ? [exercises] : exercises.map((each) => [each]);
  const work = async () => {
    while (!signal.aborted) {
      const next = waiting.shift();
      if (!next) return;
      const results = `${folder}/${waiting.length}.jsonl`;
      await collect({ ...request, exercises: next }, results, book, tell);
    }
  };
  try {
    await Promise.all(Array.from({ length: jobs }, work));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  book.end({ interrupted: true }, waiting.flat());
  return book;
}

async function collect(
  request: ExamRequest,
  results: string,
  book: Gradebook,
  tell: (event: ExamEvent) => void,
): Promise<void> {
  await Deno.writeTextFile(results, "");
  const child = start(request, results);
  const output = Promise.all([lastOf(child.stdout), lastOf(child.stderr)]);
  const stop = () => void stopChild(child);
  request.signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const line of followLines(results, child.status)) {
      const event: ExamEvent = JSON.parse(line);
      book.record(event);
      tell(event);
    }
  } finally {
    request.signal.removeEventListener("abort", stop);
    await stopChild(child);
  }
  const printed = (await output).join("\n");
  const ending = { interrupted: request.signal.aborted, output: printed };
  book.end(ending, request.exercises);
}

/** Suites that run side by side speak at the same time. */
function listener(
  { exercises, jobs = 1, onEvent = () => {} }: ExamRequest,
  book: Gradebook,
): (event: ExamEvent) => void {
  if (jobs === 1) return onEvent;
  const ids = exercises.map(({ id }) => id);
  const isComplete = (id: string) => book.isComplete(id);
  return oneAfterTheOther(onEvent, { ids, isComplete });
}

/** Reads a stream to its end and keeps the last part of it. */
async function lastOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  for await (const part of stream.pipeThrough(new TextDecoderStream())) {
    text = (text + part).slice(-MAX_OUTPUT);
  }
  return text;
}

function start(request: ExamRequest, results: string): Deno.ChildProcess {
  const { root, exercises, subject, seed, slow, prefix, jobs = 1 } = request;
  // Left over from another shell, these would grade something else.
  const { EXAM_ONLY: _, ...env } = Deno.env.toObject();
  return new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--no-check", "--quiet", ...exercises.map(suiteFile)],
    cwd: fromFileUrl(root),
    clearEnv: true,
    env: {
      ...env,
      NO_COLOR: "1",
      EXAM_SUBJECT: subject,
      EXAM_RESULTS: results,
      EXAM_SEED: seed,
      EXAM_SLOW: String(slow),
      EXAM_SIDE_BY_SIDE: env.EXAM_SIDE_BY_SIDE ?? String(sideBySide(jobs)),
      EXAM_STRICT: "1",
      EXAM_PREFIX: prefix,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Checks of one suite at a time: all suites together take no more than the machine has. */
function sideBySide(jobs: number): number {
  return Math.max(
    1,
    Math.min(2, Math.floor(navigator.hardwareConcurrency / jobs)),
  );
}
