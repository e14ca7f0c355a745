// Started by kernel_bench.ts: a board on bare `Deno.serve`, or on the kernel.
// Prints its URL. The paths are the same on both:
//   GET /         a small answer at once
//   GET /held     held until the next publish
//   GET /publish  answers all who are held
//   GET /rss      resident memory in bytes, after a collection
import { EventLog, routes, serve } from "kernel";

interface Board {
  /** Calls back when the next message comes. */
  onNext(heard: (text: string) => void): void;
  publish(): void;
}

function bareBoard(): Board {
  let resolvers: ((text: string) => void)[] = [];
  return {
    onNext: (heard) => void resolvers.push(heard),
    publish: () => {
      const waiting = resolvers;
      resolvers = [];
      for (const resolve of waiting) resolve("hello");
    },
  };
}

function kernelBoard(): Board {
  const log = new EventLog();
  return {
    onNext: (heard) => {
      const remove = log.onAppend(({ text }) => {
        remove();
        heard(text);
      });
    },
    publish: () => void log.append({ from: "bench", text: "hello" }),
  };
}

function now(): Response {
  return new Response("hello");
}

async function held(board: Board): Promise<Response> {
  return new Response(
    await new Promise<string>((resolve) => board.onNext(resolve)),
  );
}

function publish(board: Board): Response {
  board.publish();
  return new Response("published");
}

function residentMemory(): Response {
  (globalThis as { gc?: () => void }).gc?.();
  return new Response(`${Deno.memoryUsage().rss}`);
}

async function startBare(): Promise<URL> {
  const board = bareBoard();
  const { promise, resolve } = Promise.withResolvers<URL>();
  Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }) => resolve(new URL(`http://127.0.0.1:${port}/`)),
  }, (request) => {
    const { pathname } = new URL(request.url);
    if (request.method !== "GET") return new Response(null, { status: 405 });
    if (pathname === "/held") return held(board);
    if (pathname === "/publish") return publish(board);
    if (pathname === "/rss") return residentMemory();
    return now();
  });
  return await promise;
}

async function startKernel(): Promise<URL> {
  const board = kernelBoard();
  const { url } = await serve(routes({
    "GET /": now,
    "GET /held": () => held(board),
    "GET /publish": () => publish(board),
    "GET /rss": residentMemory,
  }));
  return url;
}

const url = Deno.args[0] === "bare" ? await startBare() : await startKernel();
console.log(url.href);

// Ends with its parent, whatever becomes of it.
for await (const _ of Deno.stdin.readable);
Deno.exit();
