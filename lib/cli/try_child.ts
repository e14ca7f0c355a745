/**
 * Runs the learner's file for `try`, in a process of its own.
 *
 * Arguments: what it is ("server" or "client"), its file as a URL, where to
 * report to, and then the port to listen on or the board to listen to. Whatever
 * the learner prints goes to the terminal, so reports go over HTTP.
 *
 * @module
 */
import { EventLog, type Handler, serve } from "kernel";
import { board } from "./board.ts";
import type { Messages } from "./stage.ts";

const [kind, file = "", control = "", target = "", posts] = Deno.args;

/** The parent is gone when its end of the pipe is. */
async function leaveWithParent(): Promise<never> {
  for await (const _ of Deno.stdin.readable);
  Deno.exit();
}

async function report(kind: string, body: unknown): Promise<void> {
  const to = new URL(kind, control);
  const response = await fetch(to, {
    method: "POST",
    body: JSON.stringify(body),
  });
  await response.body?.cancel();
}

async function serveHandler(): Promise<void> {
  const { handler }: {
    handler(log: EventLog, options: { stop: AbortSignal }): Handler;
  } = await import(file);
  const log = new EventLog();
  const stop = new AbortController().signal;
  const parts = {
    log,
    handler: handler(log, { stop }),
    handlesPosts: posts === "posts",
  };
  const server = await serve(board(parts), { port: Number(target) });
  await report("ready", { url: server.url.href });
}

async function listen(): Promise<void> {
  const { messages }: { messages: Messages } = await import(file);
  await report("ready", {});
  for await (const message of messages(new URL(target))) {
    await report("message", message);
  }
  await report("ended", {});
}

/** Shows the learner's part of the stack, without ours. */
function complain(error: unknown): void {
  const text = error instanceof Error
    ? error.stack ?? error.message
    : `${error}`;
  console.error(
    text.split("\n").filter((line) => !line.includes("/lib/cli/")).join("\n"),
  );
}

void leaveWithParent();
try {
  if (kind === "server") await serveHandler();
  else await listen();
} catch (error) {
  complain(error);
  Deno.exit(1);
}
if (kind === "client") Deno.exit();
