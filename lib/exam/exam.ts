import { Ahead } from "./ahead.ts";
import { catalogueEntry } from "./catalogue_entry.ts";
import { collectorOf } from "./collect_suite.ts";
import { Examination } from "./examination.ts";
import { formatReport } from "./verdict/format_report.ts";
import { appendResult } from "./verdict/results_file.ts";
import type { Kind } from "catalogue";
import type { Scene, SceneOf } from "./scene.ts";
import { readSettings, type Settings } from "./settings.ts";
import { isUntouched } from "./submission/is_untouched.ts";
import { subjectFile, subjectRoot } from "./submission/subject_file.ts";
import type { Stories } from "./stories.ts";
import type { CheckDefinition, CheckDetails, Suite } from "./suite.ts";
import type { VerdictEvent } from "./verdict/verdict.ts";

/** Defines one check of a suite. */
export interface Check<Played extends Scene = Scene> {
  /** Defines a check that plays one scene. */
  (
    name: string,
    details: CheckDetails,
    body: (scene: Played) => Promise<unknown>,
  ): void;
  /**
   * Defines a check that plays stories, drawn step by step: `body` starts the
   * learner's side, takes it through the story, and asks a model what is
   * allowed. The smallest story that fails is what the learner sees.
   */
  stories<Step>(
    name: string,
    details: CheckDetails & Stories<Step>,
    body: (scene: Played, story: readonly Step[]) => Promise<unknown>,
  ): void;
}

/**
 * Begins the suite of the exercise at `path`, and returns the function that
 * defines its checks. Each check becomes a `Deno.test`, but in a suite that
 * `collectSuite` loads.
 *
 * @example A check
 * ```ts ignore
 * const check = exam("03_long_polling/02_time_out", "server");
 *
 * check("answers 204 at 25 s", { heading: "…", why: "…" }, async ({ server, clock }) => {
 *   const poll = await server.get("/messages?since=0");
 *   await clock.advance(25_000);
 *   await poll.expectStatus(204);
 * });
 * ```
 *
 * @throws {TypeError} If the catalogue has no such exercise or knows it as one of another kind, or while only suites of others are being collected.
 */
export function exam<K extends Kind>(path: string, kind: K): Check<SceneOf[K]> {
  const exercise = catalogueEntry(path);
  if (exercise.kind !== kind) {
    throw new TypeError(
      `Cannot begin the suite of "${path}": the catalogue calls it a ` +
        `${exercise.kind}, its suite a ${kind}: change one of them`,
    );
  }
  const suite: Suite = { exercise, checks: [] };
  const collect = collectorOf(path);
  if (collect) {
    collect(suite);
    return definedBy((check) => void suite.checks.push(check));
  }
  const settings = readSettings((name) => Deno.env.get(name));
  const registrar = new Registrar(suite, settings);
  return definedBy((check) => registrar.register(check));
}

/** The function that hands every check that it is told to `define`. */
function definedBy<Played extends Scene>(
  define: (check: CheckDefinition) => void,
): Check<Played> {
  const check =
    ((name, details, body) =>
      define({ ...details, name, body: body as unknown as Body })) as Check<
        Played
      >;
  check.stories = (name, details, body) => {
    const { step, examples, drawn, stepsMax, ...rest } = details;
    define({
      ...rest,
      name,
      stories: { step, examples, drawn, stepsMax } as Stories,
      body: body as unknown as Body,
    });
  };
  return check;
}

/** A body of which only its suite knows what it plays with. */
type Body = CheckDefinition["body"];

/** Registers the checks of one suite with `Deno.test`. */
class Registrar {
  readonly #suite: Suite;
  readonly #settings: Settings;
  readonly #untouched: boolean;
  readonly #file: string;
  #ahead: Ahead | undefined;

  constructor(suite: Suite, settings: Settings) {
    const { path } = suite.exercise;
    const file = subjectFile(path, settings.subject);
    this.#suite = suite;
    this.#settings = settings;
    this.#untouched = isUntouched(path, file);
    this.#file = file;
    queueMicrotask(() => this.#begin());
  }

  register(check: CheckDefinition): void {
    if (this.#settings.only && !this.#settings.only.has(check.name)) return;
    this.#suite.checks.push(check);
    Deno.test({
      name: `${this.#suite.exercise.number} ${check.name}`,
      ignore: this.#untouched && !this.#settings.strict,
      // What a check leaves behind belongs to the examiner: processes that
      // are started early for the next check.
      sanitizeOps: false,
      sanitizeResources: false,
      fn: () => this.#run(check),
    });
  }

  /** All checks are known: the plan is written, the first process started. */
  #begin(): void {
    const { exercise, checks } = this.#suite;
    const { results, seed } = this.#settings;
    const names = checks.map(({ name }) => name);
    const plan = {
      exercise: exercise.id,
      path: exercise.path,
      checks: names,
      seed,
    };
    appendResult(results, { type: "plan", ...plan });
    if (!this.#untouched) return void this.#examine();
    for (const check of checks) {
      appendResult(results, notStarted(this.#suite, check));
    }
  }

  /** The one examination of this suite, begun when all checks are known. */
  #examine(): Ahead {
    if (this.#ahead) return this.#ahead;
    const { exercise, checks } = this.#suite;
    const { sideBySide, slow, subject } = this.#settings;
    const examination = new Examination(
      exercise,
      this.#file,
      { ...this.#settings, slow: slow * sideBySide },
      { checks: checks.length, root: subjectRoot(this.#file, subject) },
    );
    examination.warmUp();
    // The boards of a suite exercise take turns in one folder.
    const turns = exercise.kind === "suite" ? 1 : sideBySide;
    return this.#ahead = new Ahead(examination, checks, { sideBySide: turns });
  }

  async #run(check: CheckDefinition): Promise<void> {
    const { exercise } = this.#suite;
    const { results } = this.#settings;
    if (this.#untouched) {
      throw reported(notStarted(this.#suite, check), this.#settings);
    }
    appendResult(results, {
      type: "start",
      exercise: exercise.id,
      check: check.name,
    });
    const event = await this.#examine().verdict(check);
    appendResult(results, event);
    if (event.verdict !== "pass") throw reported(event, this.#settings);
  }
}

/** The verdict on a stub that nobody has touched. */
export function notStarted(
  { exercise }: Suite,
  check: CheckDefinition,
): VerdictEvent {
  return {
    type: "verdict",
    exercise: exercise.id,
    check: check.name,
    verdict: "not-started",
    durationMs: 0,
    report: {
      title: check.name,
      did: [],
      expected: `your code in exercises/${exercise.path}.ts`,
      got: "the stub as it was handed out",
      why:
        `Open the file, replace the TODO and save. The task is in exercises/${
          exercise.path.split("/")[0]
        }/README.md.`,
      norm: "",
      byHand: [],
      diagram: "",
      mermaid: "",
    },
  };
}

/** The error that a failed check gives to `deno test`: its report, and no stack of ours. */
function reported(event: VerdictEvent, { seed }: Settings): Error {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const error = new Error(formatReport(event, { seed }));
  Error.stackTraceLimit = stackTraceLimit;
  error.name = "";
  error.stack = "";
  return error;
}
