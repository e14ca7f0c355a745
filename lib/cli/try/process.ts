import { fromFileUrl } from "@std/path";
import { serve } from "kernel";
import { type Exercise, exerciseFile } from "catalogue";
import type { Kit } from "../kit/kit.ts";
import type { TryOrder } from "./child/order.ts";
import { kindForms } from "./trial_argument.ts";
import { startLearner, type TryProcess } from "./start_learner.ts";

const CHILD = fromFileUrl(new URL("./child/main.ts", import.meta.url));

/** What the child says, by the path that it posts to. */
export type TryReport = (kind: string, body: unknown) => void;

/** Options of {@linkcode startTry}. */
export interface TryOptions {
  /** The port to listen on, or the board to listen to. */
  readonly target: string;
  /** Whether a debugger may connect. */
  readonly inspect: boolean;
  /** Told what the child reports. */
  readonly onReport: TryReport;
  /** What a function is called with, instead of what the catalogue says. */
  readonly call?: readonly unknown[];
  /** What a server's storage holds at the beginning. */
  readonly saved?: readonly unknown[];
}

/** What a function is called with when the catalogue does not say. */
const BOARD: readonly unknown[] = [{ $url: "messages" }];

/** Starts the learner's file; what it prints appears behind `you |`. */
export async function startTry(
  kit: Pick<Kit, "root" | "terminal">,
  exercise: Exercise,
  { target, inspect, onReport, ...given }: TryOptions,
): Promise<TryProcess> {
  const control = await serve(reports(onReport));
  const { kind, exports, trial = {} } = exercise;
  const { takesPosts = false, stream = "", storage = false } = trial;
  const { options = {}, converse = "", publishEveryMs = 0 } = trial;
  const { call = trial.call ?? BOARD, saved = [] } = given;
  const order: TryOrder = {
    kind,
    file: new URL(exerciseFile(exercise), kit.root).href,
    exports,
    control: control.url.href,
    target,
    takesPosts,
    call: kindForms(call) as unknown[],
    stream,
    options,
    converse,
    publishEveryMs,
    storage,
    saved,
    pushes: trial.pushes ?? [],
  };
  const running = startLearner(kit, "you | ", [
    "run",
    "--no-prompt",
    "--no-check",
    "--allow-net=127.0.0.1",
    "--allow-read=.",
    "--allow-env",
    // Quiet would also hide the debugger's address.
    inspect ? flag(kind) : "--quiet",
    CHILD,
    JSON.stringify(order),
  ]);
  return {
    ended: running.ended,
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await control.stop();
    },
  };
}

/** What runs once would be over before a debugger has come. */
function flag(kind: string): string {
  const runsOnce = kind === "function" || kind === "worker";
  return runsOnce ? "--inspect-wait" : "--inspect";
}

function reports(
  onReport: TryReport,
): (request: Request) => Promise<Response> {
  return async (request) => {
    onReport(new URL(request.url).pathname.slice(1), await request.json());
    return new Response(null, { status: 204 });
  };
}
