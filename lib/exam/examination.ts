import { buildReport } from "./build_report.ts";
import { buildScene } from "./build_scene.ts";
import { checkMsMax } from "./limits.ts";
import { examinerFault } from "./verdict/examiner_fault.ts";
import { machineFactor } from "./machine_factor.ts";
import { Peer } from "./peers/peer.ts";
import { printable } from "./text/printable.ts";
import { awaitRulings } from "./verdict/await_rulings.ts";
import { Ruling } from "./verdict/ruling.ts";
import type { Settings } from "./settings.ts";
import { Stage } from "./stage/stage.ts";
import { formatMs } from "./verdict/account.ts";
import { type Submission, submit } from "./submission/submission.ts";
import { SubjectProcess } from "./process/subject_process.ts";
import { derivedSeed } from "./random/derived_seed.ts";
import { playStories, type Stories } from "./stories.ts";
import type { ExerciseFacts } from "./exercise_facts.ts";
import type { CheckDefinition } from "./suite.ts";
import type { Report, Verdict, VerdictEvent } from "./verdict/verdict.ts";

awaitRulings();

/** A started process, and the peer that it may speak to. */
interface Actors {
  readonly process: SubjectProcess;
  readonly peer?: Peer;
}

/** Kinds of exercises that listen, and have no peer. */
const listens: ReadonlySet<ExerciseFacts["kind"]> = new Set([
  "server",
  "program",
]);

/** Processes that are started before they are needed. */
const startedEarly = 2;

/** Options of an {@linkcode Examination}. */
export interface ExaminationOptions {
  /** How many checks there are, at most: no process is started for nothing. */
  readonly checks?: number;
  /** The folder that the file must really lie in; by default the file was named alone. */
  readonly root?: string;
  /** Whether a story that fails is made smaller for whoever reads of it; default true. */
  readonly shrink?: boolean;
}

/** One file, examined check by check. */
export class Examination implements AsyncDisposable {
  readonly #exercise: ExerciseFacts;
  readonly #settings: Settings;
  readonly #file: string;
  readonly #root: string;
  readonly #shrink: boolean;
  readonly #pool: Promise<Actors>[] = [];
  #left: number;
  #submission: Promise<Submission> | undefined;
  readonly #unloaded = new WeakMap<VerdictEvent, string>();
  #unloadable: string | undefined;

  /** Examines `file` as a solution of `exercise`. */
  constructor(
    exercise: ExerciseFacts,
    file: string,
    settings: Settings,
    { checks = Infinity, root = file, shrink = true }: ExaminationOptions = {},
  ) {
    this.#root = root;
    this.#shrink = shrink;
    this.#left = checks;
    this.#exercise = exercise;
    this.#file = file;
    // Limits in real time grow with a machine that is slow or busy.
    this.#settings = { ...settings, slow: settings.slow * machineFactor() };
  }

  /** Starts the first processes, so that the first check need not wait. */
  warmUp(): void {
    while (this.#pool.length < Math.min(startedEarly, this.#left)) {
      const actors = this.#start();
      // A file that cannot be submitted is reported by the check that needs it.
      actors.catch(() => {});
      this.#pool.push(actors);
    }
  }

  /** Runs one check and judges it. */
  async run(check: CheckDefinition): Promise<VerdictEvent> {
    this.#left--;
    if (this.#unloadable !== undefined) {
      return this.notRun(check, this.#unloadable);
    }
    const startedAt = performance.now();
    const outcome =
      await (check.stories
        ? this.#playStories(check, check.stories)
        : this.#perform(check));
    const durationMs = Math.round(performance.now() - startedAt);
    return this.#event(check, durationMs, outcome);
  }

  /** What a file that cannot be loaded gave instead, if the verdict says that. */
  unloadable(event: VerdictEvent): string | undefined {
    return this.#unloaded.get(event);
  }

  /** The verdict on a check that needs a file that loads. */
  notRun(check: CheckDefinition, got: string): VerdictEvent {
    return this.#event(check, 0, { ruling: notRun(got) });
  }

  /** Ends all processes and removes the copied files. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const started of await Promise.allSettled(this.#pool.splice(0))) {
      if (started.status === "rejected") continue;
      const { process, peer } = started.value;
      await process[Symbol.asyncDispose]();
      await peer?.close();
    }
    const [submission] = await Promise.allSettled([this.#submission]);
    if (submission.status === "rejected" || !submission.value) return;
    await Deno.remove(submission.value.folder, { recursive: true });
  }

  async #start(): Promise<Actors> {
    const submission = await (this.#submission ??= submit(
      this.#exercise,
      this.#file,
      this.#root,
    ));
    const { slow } = this.#settings;
    if (listens.has(this.#exercise.kind)) {
      return {
        process: new SubjectProcess(submission, {
          allowNet: "127.0.0.1:0",
          slow,
        }),
      };
    }
    const peer = await Peer.listen(this.#exercise);
    return {
      process: new SubjectProcess(submission, {
        allowNet: peer.url.host,
        slow,
      }),
      peer,
    };
  }

  async #playStories(
    check: CheckDefinition,
    stories: Stories,
  ): Promise<Outcome> {
    const seed = derivedSeed(this.#settings.seed, `${check.name} (stories)`);
    const play = async (story: readonly unknown[]) => {
      const outcome = await this.#perform(check, story);
      const verdict: Verdict = outcome.ruling?.details.verdict ?? "pass";
      return { ...outcome, verdict };
    };
    return await playStories(stories, seed, play, { shrink: this.#shrink });
  }

  async #perform(
    check: CheckDefinition,
    story: readonly unknown[] = [],
  ): Promise<Outcome> {
    let stage: Stage | undefined;
    try {
      const actors = await (this.#pool.shift() ?? this.#start());
      stage = new Stage(this.#exercise, this.#settings, {
        ...actors,
        realTime: check.realTime ?? false,
      });
      actors.peer?.enter(stage);
      const submission = await this.#submission!;
      const scene = buildScene(stage, check, { submission, peer: actors.peer });
      this.warmUp();
      await within(
        checkMsMax * this.#settings.slow,
        check.body(scene, story),
      );
      await stage.clock.settle();
      return { stage };
    } catch (error) {
      const ruling = error instanceof Ruling
        ? error
        : stage?.process.ended ?? examinerFault(error);
      const { unloadable, got } = ruling.details;
      if (unloadable) this.#unloadable = got;
      return { stage, ruling };
    } finally {
      await stage?.[Symbol.asyncDispose]();
    }
  }

  #report(check: CheckDefinition, ruling: Ruling, stage?: Stage): Report {
    const [exercise, { prefix }] = [this.#exercise, this.#settings];
    return buildReport(check, ruling, { exercise, prefix, stage });
  }

  #event(
    check: CheckDefinition,
    durationMs: number,
    { stage, ruling }: Outcome,
  ): VerdictEvent {
    const output = printable(stage?.process.output ?? "");
    const event: VerdictEvent = {
      type: "verdict",
      exercise: this.#exercise.id,
      check: check.name,
      verdict: ruling?.details.verdict ?? "pass",
      durationMs,
      ...(ruling ? { report: this.#report(check, ruling, stage) } : {}),
      ...(output === "" ? {} : { output }),
    };
    const { unloadable, got = "" } = ruling?.details ?? {};
    if (unloadable) this.#unloaded.set(event, got);
    return event;
  }
}

interface Outcome {
  readonly stage?: Stage | undefined;
  readonly ruling?: Ruling;
}

function notRun(got: string): Ruling {
  return new Ruling({
    verdict: "not-run",
    expected: "a file that loads",
    got,
    why:
      "This check was not run, because the file could not be loaded. Mend the first failure, and this one runs.",
  });
}

/** Ends a check that takes too long in real time. */
async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() =>
    reject(
      new Ruling({
        verdict: "timeout",
        expected: "the check to end",
        got: `no end within ${formatMs(limitMs)} of real time`,
        why:
          "Something takes far longer than it should. On a slow machine, grade with --slow 4.",
      }),
    ), limitMs);
  try {
    await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
