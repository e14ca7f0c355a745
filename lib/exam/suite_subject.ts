import { join, resolve } from "@std/path";
import { shorten } from "./describe.ts";
import { checkMsMax, outputShownBytesMax, residentBytesMax } from "./limits.ts";
import { kitFolder } from "./kit_folder.ts";
import { fail } from "./ruling.ts";
import { sandboxArguments, subjectEnvironment } from "./sandbox.ts";
import type { Stage } from "./stage.ts";
import type { Submission } from "./submission.ts";
import { warden } from "./warden.ts";

/** What became of one of the learner's tests. */
export interface TestOutcome {
  /** Name of the test. */
  readonly name: string;
  /** Whether it passed. */
  readonly verdict: "pass" | "fail";
  /** The message of its error; empty when it passed. */
  readonly message: string;
}

/** What a run of the learner's tests came to. */
export interface SuiteReport {
  /** The tests that were run, in order. */
  readonly tests: readonly TestOutcome[];
  /** Whether the run came to its own end: false when it hung or did not load. */
  readonly finished: boolean;
  /** What the run printed, capped. */
  readonly output: string;
}

/** The learner's own tests, run by `deno test` against variants of a server. */
export class SuiteSubject {
  readonly #stage: Stage;
  readonly #submission: Submission;

  /** The tests of a submission. */
  constructor(stage: Stage, submission: Submission) {
    this.#stage = stage;
    this.#submission = submission;
  }

  /**
   * Runs the learner's tests with `"board"` being the file `variant` beside
   * the suite, such as `right` for `tests/02_polling/06_prove_it/right.ts`.
   */
  async run(variant: string): Promise<SuiteReport> {
    const { exercise, settings, story } = this.#stage;
    const source = resolve(
      kitFolder,
      "tests",
      exercise.path,
      `${variant}.ts`,
    );
    const { folder, board } = this.#submission;
    await Deno.copyFile(source, board);
    const results = join(folder, "results.xml");
    await Deno.remove(results).catch(() => {});
    const { success, output } = await this.#deno(
      results,
      checkMsMax * settings.slow / 2,
    );
    const tests = readTests(await Deno.readTextFile(results).catch(() => ""));
    const failed = tests.filter(({ verdict }) => verdict === "fail");
    story.tell(
      `ran your tests against the board "${variant}": ${
        tests.length - failed.length
      } passed, ${failed.length} failed`,
    );
    // A run that loads always ends with failures or with success, and says so.
    const finished = tests.length > 0 && success === (failed.length === 0);
    return { tests, finished, output };
  }

  /** Demands a report in which every test passed, at least `least` of them. */
  expectAllPass(report: SuiteReport, least: number): void {
    const failed = report.tests.find(({ verdict }) => verdict === "fail");
    if (failed) {
      fail(
        "every test to pass",
        `"${failed.name}" failed: ${shorten(failed.message)}`,
      );
    }
    if (!report.finished) {
      fail("tests that load and end", shorten(report.output) || "no end");
    }
    if (report.tests.length < least) {
      fail(`at least ${least} tests`, `${report.tests.length}`);
    }
  }

  async #deno(
    results: string,
    limitMs: number,
  ): Promise<{ success: boolean; output: string }> {
    const { folder, module } = this.#submission;
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "test",
        ...sandboxArguments(this.#submission, "127.0.0.1:0"),
        `--junit-path=${results}`,
        module,
      ],
      cwd: folder,
      clearEnv: true,
      env: subjectEnvironment(this.#submission),
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    warden().watch(child.pid, residentBytesMax);
    const timer = setTimeout(() => child.kill("SIGKILL"), limitMs);
    const { success, stdout, stderr } = await child.output();
    clearTimeout(timer);
    warden().forget(child.pid);
    const decoder = new TextDecoder();
    const printed = decoder.decode(stderr) + decoder.decode(stdout);
    return { success, output: printed.slice(0, outputShownBytesMax) };
  }
}

/** Reads the file that `deno test --junit-path` writes. */
function readTests(xml: string): TestOutcome[] {
  const cases = xml.matchAll(
    /<testcase name="([^"]*)"[^>]*?(?:\/>|>([\s\S]*?)<\/testcase>)/g,
  );
  return [...cases].map(([, name, inside = ""]) => {
    const [, message] = /<(?:failure|error) message="([^"]*)"/.exec(inside) ??
      [];
    return {
      name: unescape(name!),
      verdict: message === undefined ? "pass" : "fail",
      message: unescape(message ?? ""),
    };
  });
}

const entities: Record<string, string> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
};

function unescape(text: string): string {
  return text.replaceAll(
    /&(?:#(\d+)|(\w+));/g,
    (whole, code, name) =>
      code === undefined
        ? entities[name] ?? whole
        : String.fromCodePoint(Number(code)),
  );
}
