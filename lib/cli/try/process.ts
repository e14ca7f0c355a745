import { fromFileUrl } from "@std/path";
import { serve } from "kernel";
import { type Exercise, exerciseFile } from "catalogue";
import type { Kit } from "../kit/kit.ts";
import { startLearner, type TryProcess } from "./start_learner.ts";

const CHILD = fromFileUrl(new URL("./child.ts", import.meta.url));

/** What the child is told to do. */
export interface TryOrder {
  /** What the file is: "server", "program", "client", "function" or "worker". */
  readonly kind: string;
  /** The learner's file, as a URL. */
  readonly file: string;
  /** The name under which it exports what is run. */
  readonly exports: string;
  /** Where to report to. */
  readonly control: string;
  /** The port to listen on, or the board to listen to. */
  readonly target: string;
  /** Whether `POST /messages` is the learner's business. */
  readonly takesPosts: boolean;
  /** What a function is called with. */
  readonly call: readonly unknown[];
  /** The path of the stream that a class is given; empty for what is none. */
  readonly stream: string;
  /** What a client or a program is given beside the address or the listener. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The option of a program that is a function over the bytes of a WebSocket; empty for none. */
  readonly converse: string;
  /** How often a client that speaks publishes something, in milliseconds; 0 for never. */
  readonly publishEveryMs: number;
  /** Whether a server is given a `storage`. */
  readonly storage: boolean;
  /** What that storage holds at the beginning. */
  readonly saved: readonly unknown[];
  /** What a service worker is pushed. */
  readonly pushes: readonly (string | null)[];
}

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
    call,
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
