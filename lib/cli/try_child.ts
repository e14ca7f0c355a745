/**
 * Runs the learner's file for `try`, in a process of its own. Its argument is
 * a {@linkcode TryOrder} as JSON. Whatever the learner prints goes to the
 * terminal, so reports go over HTTP.
 *
 * @module
 */
import { EventLog, type Handler, serve } from "kernel";
import { board } from "./board.ts";
import type { Messages } from "./stage.ts";
import type { TryOrder } from "./try_process.ts";
import { withoutOurs } from "./without_ours.ts";

const order: TryOrder = JSON.parse(Deno.args[0] ?? "{}");

/** The parent is gone when its end of the pipe is. */
async function leaveWithParent(): Promise<never> {
  for await (const _ of Deno.stdin.readable);
  Deno.exit();
}

async function report(kind: string, body: unknown): Promise<void> {
  const response = await fetch(new URL(kind, order.control), {
    method: "POST",
    body: JSON.stringify(body),
  });
  await response.body?.cancel();
}

/** What the learner's file exports under the name that the exercise asks for. */
async function load<Export>(): Promise<Export> {
  const module: Record<string, unknown> = await import(order.file);
  const found = module[order.exports];
  if (typeof found === "function") return found as Export;
  throw new TypeError(
    `Cannot run the file: it exports no function "${order.exports}"`,
  );
}

async function serveHandler(): Promise<void> {
  const handler = await load<
    (log: EventLog, options: { stop: AbortSignal }) => Handler
  >();
  const log = new EventLog();
  const stop = new AbortController().signal;
  const { takesPosts, target } = order;
  const parts = { log, handler: handler(log, { stop }), takesPosts };
  const server = await serve(board(parts), { port: Number(target) });
  await report("ready", { url: server.url.href });
}

async function listen(): Promise<void> {
  const messages = await load<Messages>();
  await report("ready", {});
  for await (const message of messages(new URL(order.target))) {
    await report("message", message);
  }
  await report("ended", {});
}

/** Constructs what works like an `EventSource`, until the parent ends it. */
async function follow(): Promise<void> {
  const Source = await load<
    new (url: URL) => EventTarget & { readonly readyState: number }
  >();
  await report("ready", {});
  const source = new Source(new URL(order.stream, order.target));
  // One after the other, so that they arrive in their order.
  let told = Promise.resolve();
  for (const type of ["open", "message", "error"]) {
    source.addEventListener(type, (event) => {
      const { data = "", lastEventId = "" } = event as MessageEvent;
      const { readyState } = source;
      const body = { type, data, lastEventId, readyState };
      told = told.then(() => report("event", body));
    });
  }
  await new Promise(() => {});
}

async function call(): Promise<void> {
  const asked = await load<(...values: unknown[]) => unknown>();
  await report("ready", {});
  const value = await asked(...order.call.map(argument));
  if (isIterable(value)) {
    for await (const item of value) await report("yielded", inspect(item));
    await report("ended", "");
  } else await report("returned", inspect(value));
}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null &&
    Symbol.asyncIterator in value;
}

function inspect(value: unknown): string {
  return Deno.inspect(value, { colors: false });
}

/** Catalogues hold no URLs, as the board's address is known only now, and no streams. */
function argument(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if ("$url" in value) return new URL(String(value.$url), order.target);
  if ("$pieces" in value) {
    return ReadableStream.from(value.$pieces as readonly string[])
      .pipeThrough(new TextEncoderStream());
  }
  return value;
}

/** The learner's part of the stack, without ours. */
function complaint(error: unknown): string {
  return withoutOurs(
    error instanceof Error ? error.stack ?? error.message : `${error}`,
  );
}

const RUNS: Readonly<Record<string, () => Promise<void>>> = {
  server: serveHandler,
  client: order.stream === "" ? listen : follow,
  function: call,
};

void leaveWithParent();
try {
  await RUNS[order.kind]?.();
} catch (error) {
  if (order.kind === "function") await report("threw", complaint(error));
  else console.error(complaint(error));
  Deno.exit(1);
}
if (order.kind !== "server") Deno.exit();
