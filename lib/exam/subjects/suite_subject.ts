import { resolve } from "@std/path";
import type { Day } from "../process/odd_day.ts";
import { BoardProcess } from "../process/board_process.ts";
import { shorten } from "../../text/shorten.ts";
import { kitFolder } from "../kit_folder.ts";
import { checkMsMax } from "../limits.ts";
import type { TestOutcome } from "../process/read_tests.ts";
import { fail } from "../verdict/ruling.ts";
import type { Stage } from "../stage/stage.ts";
import type { Submission } from "../submission/submission.ts";
import { runSuite, type SuiteRun } from "../process/suite_run.ts";

/** What a run of the learner's tests came to. */
export interface SuiteReport extends SuiteRun {
  /** The tests that ran, in order. */
  readonly tests: readonly TestOutcome[];
  /** How many tests were ignored or filtered out: they prove nothing. */
  readonly ignored: number;
}

/** How the account tells a day. */
const WHEN: Readonly<Record<Day, string>> = {
  usual: "",
  early: " at half past midnight, with draws near 0",
  late: " before the year ended, with draws near 1",
};

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
   * Runs the learner's tests with `"board"` standing for the file `variant` beside
   * the suite, such as `right` for `tests/02_polling/06_prove_it/right.ts`. It
   * answers from a process of its own. On an odd day clock and chance of the tests
   * are at an end of what they may be.
   */
  async run(variant: string, day: Day = "usual"): Promise<SuiteReport> {
    const { exercise, settings, account } = this.#stage;
    const folder = resolve(kitFolder, "tests", exercise.path);
    await using board = await BoardProcess.start(
      resolve(folder, `${variant}.ts`),
    );
    const run = await runSuite(this.#submission, {
      port: board.port,
      limitMs: checkMsMax * settings.slow / 2,
      day,
    });
    const ran = run.tests.filter(({ verdict }) => verdict !== "ignored");
    const ignored = run.tests.length - ran.length;
    const failed = ran.filter(({ verdict }) => verdict === "fail").length;
    account.tell(
      `ran your tests against the board "${variant}"${WHEN[day]}: ${
        ran.length - failed
      } passed, ${failed} failed${ignored > 0 ? `, ${ignored} ignored` : ""}`,
    );
    return { ...run, tests: ran, ignored };
  }

  /** Demands a report in which every test ran and passed, at least `least` of them. */
  expectAllPass(report: SuiteReport, least: number): void {
    const { tests, ignored, finished, output } = report;
    const failed = tests.find(({ verdict }) => verdict === "fail");
    if (failed) {
      fail(
        "every test to pass",
        `"${failed.name}" failed: ${shorten(failed.message)}`,
      );
    }
    if (ignored > 0) {
      fail(
        "every test to run",
        `${ignored} of ${ignored + tests.length} ignored or filtered out`,
        "A test that does not run proves nothing, and is soon forgotten.",
      );
    }
    if (!finished) fail("tests that load and end", shorten(output) || "no end");
    if (tests.length < least) {
      fail(`at least ${least} tests`, `${tests.length}`);
    }
  }
}
