/**
 * Why a subject's process ended, as rulings.
 *
 * @module
 */
import { textOf } from "../text/describe.ts";
import {
  heapMebibytesMax,
  outputBytesMax,
  residentBytesMax,
  toldValueBytesMax,
} from "../limits.ts";
import { Ruling } from "../verdict/ruling.ts";
import { formatMs } from "../verdict/account.ts";
import type { SubjectError } from "../subject/protocol.ts";

/** The file did not finish loading within `limitMs` of real time. */
export function neverLoaded(limitMs: number): Ruling {
  return new Ruling({
    verdict: "timeout",
    expected: "the file to load",
    got: `nothing within ${formatMs(limitMs)} of real time`,
    why:
      "An endless loop or a top-level await that never ends keeps the whole program from " +
      "starting. Top-level code only defines; work begins when the function is called.",
    unloadable: true,
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

/** One value is larger than anything that a check can ask for. */
export function tooLargeValue(bytes: number): Ruling {
  return overLimit(
    "values",
    `${toldValueBytesMax} bytes of one value`,
    `${bytes} bytes`,
  );
}

/** What was asked of the exercise's code threw, or gave back what cannot be told. */
export function commandFailed(
  command: string,
  { name, message }: SubjectError,
): Ruling {
  return new Ruling({
    verdict: "crash",
    expected: `"${command}" to be done without an error`,
    got: `${textOf(name)}: ${textOf(message)}`,
    why:
      "The error came out of your code where a caller expects none. Catch it where it can be answered, or let it reject the promise that the caller waits for.",
  });
}

/** What came on the control channel is nothing that the runner says. */
export function unreadableEvent(): Ruling {
  return new Ruling({
    verdict: "crash",
    expected: "the process to say what happens in it",
    got: "something that cannot be read",
    why:
      "Your code has replaced a function that the process itself stands on, or wrote to its standard output what is not its own.",
  });
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
  return new Ruling({
    verdict: "crash",
    expected: "the process to stay alive",
    ...reasonOf(death),
  });
}

/**
 * What the exit code says, and the runner. Anybody can print anything: what
 * was printed is quoted, and is the reason of nothing.
 */
function reasonOf(
  { code, output, uncaught }: Death,
): { readonly got: string; readonly why: string } {
  const ended = `the process ended by itself with code ${code}`;
  if (uncaught) {
    const { name, message } = uncaught;
    return {
      got:
        `an error that nobody caught, which ends the process: ${name}: ${message}`,
      why: whyUncaught,
    };
  }
  if (aborted.has(code)) {
    return {
      got: `the process was aborted (code ${code})`,
      why:
        `Deno aborts when code holds more than ${heapMebibytesMax} MiB of JavaScript heap: look for something that ` +
        "grows without a bound. A call of process.abort() looks the same.",
    };
  }
  const words = uncaughtIn(output);
  if (code === 1 && words !== undefined) {
    return { got: `${ended}, and had printed: ${words}`, why: whyUncaught };
  }
  return {
    got: ended,
    why:
      "Your code is part of a server or page that goes on: it must never end the process (Deno.exit, process.exit).",
  };
}

/** Codes after SIGTRAP and SIGABRT, with which V8 and `abort()` end a process, also on Windows. */
const aborted: ReadonlySet<number> = new Set([
  133,
  134,
  0x80000003,
  0x80000003 | 0,
  0xc0000409,
  0xc0000409 | 0,
]);

const whyUncaught =
  "An error that nobody catches ends the process, and in a real server every other reader goes down with it. Catch it where it can be answered.";

/** Before the runner is ready, nothing of the learner's has run. */
function neverReady(code: number, output: string): Ruling {
  return new Ruling({
    verdict: "harness-error",
    expected: "the examiner's runner to start",
    got: [`code ${code}:`, ...output.split("\n")],
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

/** The line in which Deno tells of an error that nobody caught. */
function uncaughtIn(output: string): string | undefined {
  const at = output.lastIndexOf("error: Uncaught");
  return at === -1 ? undefined : output.slice(at).split("\n", 1)[0];
}
