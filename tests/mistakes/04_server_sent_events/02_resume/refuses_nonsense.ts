// Caught by: takes what it cannot read for absent
// Misconception: Nonsense is answered with 400, as in lesson 2.
// Says: for good
import type { EventLog, Message } from "kernel";

interface Options {
  heartbeatMs?: number;
  retryMs?: number;
  over?: AbortSignal;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { over = new AbortController().signal } = options;
  return (request) => {
    if (over.aborted) return new Response(null, { status: 204 });
    if (!/^\d*$/.test(request.headers.get("last-event-id") ?? "")) {
      return new Response("Not an id", { status: 400 });
    }
    return new Response(stream(log, request, { ...options, over }), {
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      },
    });
  };
}

function stream(
  log: EventLog,
  request: Request,
  options: Options & { over: AbortSignal },
): ReadableStream<Uint8Array> {
  const { heartbeatMs = 15_000, retryMs = 3_000, over } = options;
  const encoder = new TextEncoder();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let leave = () => {};
  return new ReadableStream({
    start(controller) {
      const send = (text: string) => {
        controller.enqueue(encoder.encode(text));
        clearTimeout(timer);
        timer = setTimeout(() => send(":\n\n"), heartbeatMs);
      };
      const end = () => {
        leave();
        controller.close();
      };
      send(`retry: ${retryMs}\n\n`);
      let cursor = cursorOf(request);
      if (isLost(cursor, log)) {
        const { oldest, newest } = log;
        send(`event: reset\ndata: ${JSON.stringify({ oldest, newest })}\n\n`);
        cursor = 0;
      }
      for (const message of log.since(cursor)) send(event(message));
      const forget = log.onAppend((message) => send(event(message)));
      over.addEventListener("abort", end);
      leave = () => {
        forget();
        clearTimeout(timer);
        over.removeEventListener("abort", end);
      };
    },
    cancel: () => leave(),
  });
}

function cursorOf(request: Request): number {
  const since = new URL(request.url).searchParams.get("since");
  const candidates = [request.headers.get("last-event-id"), since];
  return Number(candidates.find((text) => /^\d+$/.test(text ?? "")) ?? 0);
}

function isLost(cursor: number, log: EventLog): boolean {
  return cursor > log.newest || cursor > 0 && cursor + 1 < log.oldest;
}

function event(message: Message): string {
  return `id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`;
}
