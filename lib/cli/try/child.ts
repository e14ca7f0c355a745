/**
 * Runs the learner's file for `try`, in a process of its own. Its argument is
 * a {@linkcode TryOrder} as JSON. Whatever the learner prints goes to the
 * terminal, so reports go over HTTP.
 *
 * @module
 */
import {
  type Draft,
  EventLog,
  type Handler,
  type Message,
  serve,
} from "kernel";
import { board } from "../board/board.ts";
import { bytesInHexadecimal } from "../view/bytes_in_hexadecimal.ts";
import { offeredInstead } from "../../exam/submission/import_problem.ts";
import { echoFrames } from "./echo_frames.ts";
import { trialArgument } from "./trial_argument.ts";
import { dispatchEvents } from "./events.ts";
import type { TryOrder } from "./process.ts";
import { withoutOurs } from "../kit/without_ours.ts";

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
    (log: EventLog, options: Record<string, unknown>) => Handler
  >();
  const log = new EventLog();
  const stop = new AbortController().signal;
  const { takesPosts, target } = order;
  const options = { stop, ...(order.storage ? { storage: storage() } : {}) };
  const parts = { log, handler: handler(log, options), takesPosts };
  const server = await serve(board(parts), { port: Number(target) });
  await report("ready", { url: server.url.href });
}

/** Keeps a list; the parent keeps it too, for the time after the next save. */
function storage() {
  let list = order.saved;
  return {
    load: () => Promise.resolve(structuredClone(list)),
    async save(news: readonly unknown[]) {
      list = structuredClone(news);
      await report("saved", list);
    },
  };
}

/** A program serves itself, on a listener of ours, until it is ended. */
async function serveProgram(): Promise<void> {
  const serving = await load<
    (listener: Deno.Listener, options: unknown) => Promise<void>
  >();
  const listener = Deno.listen({
    hostname: "127.0.0.1",
    port: Number(order.target),
  });
  const { port } = listener.addr as Deno.NetAddr;
  await report("ready", { url: `http://127.0.0.1:${port}/` });
  await serving(listener, {
    ...order.options,
    ...(order.converse === "" ? {} : { [order.converse]: echoFrames }),
    stop: new AbortController().signal,
  });
}

async function listen(): Promise<void> {
  const messages = await load<
    (url: URL, options: unknown) => AsyncIterable<Message>
  >();
  await report("ready", {});
  for await (const message of messages(new URL(order.target), order.options)) {
    await report("message", message);
  }
  await report("ended", {});
}

/** What 5.3 gives: a way to listen, and a way to speak. */
interface Line {
  readonly messages: AsyncIterable<Message>;
  publish(draft: Draft): Promise<number>;
}

/** Listens, and says something now and then. */
async function converse(): Promise<void> {
  const connect = await load<(url: URL, options: unknown) => Line>();
  await report("ready", {});
  const line = connect(new URL(order.target), order.options);
  let said = 0;
  setInterval(() => say(`word ${++said}`), order.publishEveryMs);
  for await (const message of line.messages) await report("message", message);
  await report("ended", {});

  async function say(text: string): Promise<void> {
    await report("published", { text });
    try {
      const id = await line.publish({ from: "you", text });
      await report("acknowledged", { text, id });
    } catch (error) {
      await report("rejected", { text, error: String(error) });
    }
  }
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
  // One after the other, so that they arrive in their order.
  let told = Promise.resolve();
  const called = (name: string, values: readonly unknown[]) => {
    const text = values.map(inspectPlainly).join(" ");
    told = told.then(() => report(name, text));
  };
  const { target } = order;
  const given = await trialArgument(order.call, { target, called });
  let value: unknown;
  try {
    value = await asked(...given as unknown[]);
  } finally {
    await told;
  }
  if (isGenerator(value)) {
    for await (const item of value) await report("yielded", inspect(item));
    await report("ended", "");
  } else await report("returned", inspect(value));
}

/** Dispatches whatever a service worker gets. */
async function work(): Promise<void> {
  const register = await load<(scope: unknown) => void>();
  await report("ready", {});
  // One after the other, so that they arrive in their order.
  let told = Promise.resolve();
  await dispatchEvents(register, {
    board: order.target,
    pushes: order.pushes,
    tell: (kind, what) => told = told.then(() => report(kind, what)),
  });
}

/** Names need no quotes. */
function inspectPlainly(value: unknown): string {
  return typeof value === "string" ? value : inspect(value);
}

function isGenerator(
  value: unknown,
): value is AsyncIterable<unknown> | Generator<unknown> {
  if (typeof value !== "object" || value === null) return false;
  return Symbol.asyncIterator in value ||
    (Symbol.iterator in value && "next" in value);
}

function inspect(value: unknown): string {
  return Deno.inspect(withBytesInHexadecimal(value), { colors: false });
}

/** Bytes in decimal say nothing about frames. */
function withBytesInHexadecimal(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return {
      [Symbol.for("Deno.customInspect")]: () => bytesInHexadecimal(value),
    };
  }
  if (typeof value !== "object" || value === null) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map((
      [name, member],
    ) => [name, withBytesInHexadecimal(member)]),
  );
}

/** The learner's part of the stack, without ours. */
function complaint(error: unknown): string {
  return withoutOurs(
    error instanceof Error ? error.stack ?? error.message : `${error}`,
  );
}

const RUNS: Readonly<Record<string, () => Promise<void>>> = {
  server: serveHandler,
  program: serveProgram,
  client: runClient,
  function: call,
  worker: work,
};

function runClient(): Promise<void> {
  if (order.stream !== "") return follow();
  return order.publishEveryMs > 0 ? converse() : listen();
}

void leaveWithParent();
try {
  await RUNS[order.kind]?.();
} catch (error) {
  if (order.kind === "function") await report("threw", complaint(error));
  else console.error(complaint(error));
  const instead = await offeredInstead(`${error}`);
  if (instead !== undefined) console.error(instead);
  Deno.exit(1);
}
if (order.kind !== "server") Deno.exit();
