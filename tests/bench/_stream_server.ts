// Started by server_sent_events_bench.ts: a board with event streams.
//   bare   Deno.serve, and one loop that enqueues the same bytes for all readers
//   board  the solution of 4.1 on Deno.serve
// Prints its URL. The paths are the same on both:
//   GET /messages/stream  a stream that stays open
//   GET /publish?text=X   publishes 20 messages in one tick, the last with the text X
//   GET /rss              resident memory in bytes, after a collection
import { EventLog } from "kernel";
import { handler } from "../../solutions/04_server_sent_events/01_keep_it_open.ts";

const MESSAGES = 20;
const headers = {
  "content-type": "text/event-stream",
  "cache-control": "no-store",
  "x-accel-buffering": "no",
};

interface Board {
  stream(request: Request): Response | Promise<Response>;
  publish(text: string): void;
}

function bareBoard(): Board {
  const encoder = new TextEncoder();
  const readers = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const welcome = encoder.encode(": welcome\n\n");
  let id = 0;
  return {
    stream() {
      let own: ReadableStreamDefaultController<Uint8Array>;
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          own = controller;
          readers.add(own);
          own.enqueue(welcome);
        },
        cancel: () => void readers.delete(own),
      });
      return new Response(body, { headers });
    },
    publish(text) {
      id++;
      const message = { id, at: Date.now(), from: "bench", text };
      const event = `id: ${id}\ndata: ${JSON.stringify(message)}\n\n`;
      const bytes = encoder.encode(event);
      for (const reader of readers) reader.enqueue(bytes);
    },
  };
}

function solutionBoard(): Board {
  const log = new EventLog();
  return {
    stream: handler(log),
    publish: (text) => void log.append({ from: "bench", text }),
  };
}

function residentMemory(): Response {
  (globalThis as { gc?: () => void }).gc?.();
  return new Response(`${Deno.memoryUsage().rss}`);
}

const board = Deno.args[0] === "bare" ? bareBoard() : solutionBoard();

function publish({ searchParams }: URL): Response {
  for (let count = 1; count < MESSAGES; count++) board.publish(`no. ${count}`);
  board.publish(searchParams.get("text")!);
  return new Response("published");
}

Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(`http://127.0.0.1:${port}/`),
}, (request) => {
  const url = new URL(request.url);
  if (url.pathname === "/publish") return publish(url);
  if (url.pathname === "/rss") return residentMemory();
  return board.stream(request);
});

// Ends with its parent, whatever becomes of it.
for await (const _ of Deno.stdin.readable);
Deno.exit();
