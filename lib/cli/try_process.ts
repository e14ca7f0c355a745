import { fromFileUrl } from "@std/path";
import { serve } from "kernel";
import { exerciseFile } from "./catalogue.ts";
import type { Exercise } from "./catalogue.ts";
import type { Kit } from "./kit.ts";
import { printLines } from "./print_lines.ts";
import { stopChild } from "./stop_child.ts";

const CHILD = fromFileUrl(new URL("./try_child.ts", import.meta.url));

/** What the child says, by the path that it posts to. */
export type TryReport = (kind: string, body: unknown) => void;

/** Options of {@linkcode startTry}. */
export interface TryOptions {
  /** The port to listen on, or the board to listen to. */
  readonly target: string;
  /** Whether `POST /messages` is the learner's business. */
  readonly handlesPosts: boolean;
  /** Whether a debugger may connect. */
  readonly inspect: boolean;
  /** Told what the child reports. */
  readonly onReport: TryReport;
}

/** The learner's file, running. */
export interface TryProcess extends AsyncDisposable {
  /** Resolves when it has ended, by itself or not. */
  readonly ended: Promise<void>;
}

/** Starts the learner's file; what it prints appears behind `you |`. */
export async function startTry(
  { root, terminal }: Pick<Kit, "root" | "terminal">,
  exercise: Exercise,
  options: TryOptions,
): Promise<TryProcess> {
  const control = await serve(reports(options.onReport));
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--no-check",
      "--allow-net=127.0.0.1",
      "--allow-read=.",
      "--allow-env",
      // Quiet would also hide the debugger's address.
      options.inspect ? "--inspect" : "--quiet",
      CHILD,
      exercise.kind,
      new URL(exerciseFile(exercise), root).href,
      control.url.href,
      options.target,
      options.handlesPosts ? "posts" : "",
    ],
    cwd: fromFileUrl(root),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const print = (line: string) => terminal.print(line);
  const printed = Promise.all([
    printLines(child.stdout, "you | ", print),
    printLines(child.stderr, "you | ", print),
  ]);
  return {
    ended: printed.then(() => child.status).then(() => {}),
    async [Symbol.asyncDispose]() {
      await stopChild(child);
      await printed;
      await child.stdin.close().catch(() => {});
      await control.stop();
    },
  };
}

function reports(
  onReport: TryReport,
): (request: Request) => Promise<Response> {
  return async (request) => {
    onReport(new URL(request.url).pathname.slice(1), await request.json());
    return new Response(null, { status: 204 });
  };
}
