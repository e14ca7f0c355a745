/**
 * Why a subject's process ended, as rulings.
 *
 * @module
 */
import {
  heapMebibytesMax,
  outputBytesMax,
  residentBytesMax,
} from "./limits.ts";
import { Ruling } from "./ruling.ts";
import { formatMs } from "./story.ts";
import type { SubjectError } from "./subject_event.ts";

/** The file did not finish loading within `limitMs` of real time. */
export function neverLoaded(limitMs: number): Ruling {
  return new Ruling({
    verdict: "timeout",
    expected: "the file to load",
    got: `nothing within ${formatMs(limitMs)} of real time`,
    why:
      "An endless loop or a top-level await that never ends keeps the whole program from " +
      "starting. Top-level code only defines; work begins when the function is called.",
  });
}

/** The event loop did not turn within `limitMs` of real time. */
export function unresponsive(limitMs: number): Ruling {
  return new Ruling({
    verdict: "timeout",
    expected: "your code to let the event loop turn",
    got: `no turn within ${formatMs(limitMs)} of real time`,
    why:
      "A loop without await, or a blocking call such as Atomics.wait, stops everything else " +
      "in the process: no request is answered, no timer fires.",
  });
}

/** It printed more than it may. */
export function tooMuchOutput(bytes: number): Ruling {
  return overLimit(
    "output",
    `${outputBytesMax} bytes of output`,
    `${bytes} bytes`,
  );
}

/** It took more memory than it may. */
export function tooMuchMemory(bytes: number): Ruling {
  const mebibytes = (value: number) =>
    `${Math.round(value / 2 ** 20)} MiB of memory`;
  return overLimit("memory", mebibytes(residentBytesMax), mebibytes(bytes));
}

/** The check has ended, and with it the process. */
export function checkEnded(): Ruling {
  return new Ruling({
    verdict: "crash",
    expected: "the check to go on",
    got: "its end",
  });
}

/** What is known of a process that ended by itself. */
export interface Death {
  /** Its exit code. */
  readonly code: number;
  /** Whether the runner had begun to wait for commands. */
  readonly ready: boolean;
  /** What it printed. */
  readonly output: string;
  /** The error that the runner saw nobody catch. */
  readonly uncaught: SubjectError | undefined;
}

/** Says why a process has ended by itself. */
export function died(death: Death): Ruling {
  const { code, ready, output } = death;
  if (!ready) return neverReady(code, output);
  if (/heap (out of memory|limit)|out of memory/i.test(output)) {
    return overLimit(
      "heap",
      `${heapMebibytesMax} MiB of JavaScript heap`,
      "more",
    );
  }
  const uncaught = death.uncaught ?? uncaughtIn(output);
  const got = uncaught
    ? `an error that nobody caught, which ends the process: ${uncaught.name}: ${uncaught.message}`
    : `the process ended by itself with code ${code}`;
  const why = uncaught
    ? "In a real server an uncaught error takes every other reader down with it. Catch it where it can be answered."
    : "Your code is part of a server or page that goes on: it must never end the process (Deno.exit, process.exit).";
  return new Ruling({
    verdict: "crash",
    expected: "the process to stay alive",
    got,
    why,
  });
}

/** Before the runner is ready, nothing of the learner's has run. */
function neverReady(code: number, output: string): Ruling {
  return new Ruling({
    verdict: "harness-error",
    expected: "the examiner's runner to start",
    got: `code ${code}: ${output}`,
    why:
      "This is an error of the kit, not of your code. Run `deno task doctor`, and report what it says.",
  });
}

function overLimit(what: string, expected: string, got: string): Ruling {
  return new Ruling({
    verdict: "crash",
    expected: `at most ${expected}`,
    got,
    why:
      `The ${what} limit was reached and the process was ended. Something grows without a bound: ` +
      "look for a loop that adds, prints or allocates and never waits.",
  });
}

/** Deno's own words for an error that nobody caught. */
function uncaughtIn(output: string): SubjectError | undefined {
  const match =
    /error: Uncaught (?:\(in (?:worker )?promise\) )?(?:(\w*Error|\w+): )?(.*)/
      .exec(output);
  return match
    ? { name: match[1] ?? "Error", message: match[2] ?? "" }
    : undefined;
}
