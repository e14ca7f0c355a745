import { join } from "@std/path";
import { residentBytesMax, resultsBytesMax } from "../limits.ts";
import { beginOddDay, type Day } from "./odd_day.ts";
import { readTests, type TestOutcome } from "./read_tests.ts";
import type { Ruling } from "../verdict/ruling.ts";
import { sandboxArguments, subjectEnvironment } from "../submission/sandbox.ts";
import { tooMuchMemory, tooMuchOutput } from "./subject_end.ts";
import { SubjectOutput } from "./subject_output.ts";
import type { Submission } from "../submission/submission.ts";
import { warden } from "../warden/warden.ts";

/** What a run of a learner's tests is given. */
export interface SuiteRunOptions {
  /** Where the board answers. */
  readonly port: number;
  /** Real time for the run, at most. */
  readonly limitMs: number;
  /** What the run sees of clock and chance; default "usual". */
  readonly day?: Day;
}

/** What a run of a learner's tests came to. */
export interface SuiteRun {
  /** All tests, also those that were ignored, in order. */
  readonly tests: readonly TestOutcome[];
  /** Whether the run came to its own end: false when it hung or did not load. */
  readonly finished: boolean;
  /** What the run printed, capped. */
  readonly output: string;
}

/**
 * The board takes what it needs before the learner's file is imported, by a
 * name that stands nowhere: what Deno can read in a main module is loaded
 * without asking for permission, and so is all that it imports.
 */
const mainModule = `import "board";
(${beginOddDay})(Deno.args[2]);
await import(Deno.args[1]);
`;

/**
 * Runs a learner's tests in a sandbox. The main module is ours.
 *
 * @throws {Ruling} If the run takes more memory or prints more than it may.
 */
export async function runSuite(
  submission: Submission,
  { port, limitMs, day = "usual" }: SuiteRunOptions,
): Promise<SuiteRun> {
  const { folder, module, program } = submission;
  const main = join(folder, "suite.js");
  await Deno.writeTextFile(main, mainModule);
  const results = join(folder, "results.xml");
  await Deno.writeTextFile(results, "");
  const sandbox = sandboxArguments(submission, `127.0.0.1:${port}`);
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "test",
      ...sandbox,
      `--junit-path=${results}`,
      main,
      "--",
      String(port),
      module,
      day,
    ],
    cwd: program,
    clearEnv: true,
    env: subjectEnvironment(submission),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const { success, output } = await watched(child, limitMs);
  const tests = await testsIn(results);
  const failed = tests.some(({ verdict }) => verdict === "fail");
  // A run that loads always ends with failures or with success, and says so.
  return { tests, output, finished: tests.length > 0 && success === !failed };
}

/** Waits for the end, within the limits of every learner's process. */
async function watched(
  child: Deno.ChildProcess,
  limitMs: number,
): Promise<{ success: boolean; output: string }> {
  warden().watch(child.pid, residentBytesMax);
  const output = new SubjectOutput();
  let ruling: Ruling | undefined;
  const read = async (stream: ReadableStream<Uint8Array>) => {
    for await (const bytes of stream) {
      if (!output.push(bytes) || ruling) continue;
      ruling = tooMuchOutput(output.bytes);
      child.kill("SIGKILL");
    }
  };
  const timer = setTimeout(() => child.kill("SIGKILL"), limitMs);
  await Promise.all([read(child.stdout), read(child.stderr)]);
  const { success } = await child.status;
  clearTimeout(timer);
  const { killedAtBytes } = await warden().forget(child.pid);
  if (killedAtBytes !== undefined) ruling = tooMuchMemory(killedAtBytes);
  if (ruling) throw ruling;
  return { success, output: output.text };
}

/** Deno writes the file, where the tests may not; its texts are the learner's. */
async function testsIn(results: string): Promise<TestOutcome[]> {
  const { size } = await Deno.stat(results);
  if (size > resultsBytesMax) throw tooMuchOutput(size);
  return readTests(await Deno.readTextFile(results));
}
