/**
 * 4.2 Resume: one possibility.
 *
 * @module
 */
import type { EventLog, Message } from "kernel";

/** Options for {@linkcode handler}. */
export interface Options {
  /**
   * How long a stream may be silent before it gets a comment, in milliseconds.
   *
   * @default {15_000}
   */
  heartbeatMs?: number;
  /**
   * How long a client should wait before it comes back, in milliseconds.
   *
   * @default {3_000}
   */
  retryMs?: number;
  /**
   * Aborts when nothing more will ever be published.
   *
   * @default {undefined} The board never ends.
   */
  over?: AbortSignal;
}

/** The board as an event stream that goes on where the reader stopped. */
export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { over = new AbortController().signal } = options;
  return (request) => {
    // The one answer after which a browser does not come back.
    if (over.aborted) return new Response(null, { status: 204 });
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
      // No await from here to onAppend: nothing can be published in between.
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

/** What the reader has seen: the header is newer than the address, which never changes. */
function cursorOf(request: Request): number {
  const since = new URL(request.url).searchParams.get("since");
  const candidates = [request.headers.get("last-event-id"), since];
  return Number(candidates.find((text) => /^\d+$/.test(text ?? "")) ?? 0);
}

/** Whether a message after the cursor was dropped, or the cursor is none of ours. */
function isLost(cursor: number, log: EventLog): boolean {
  return cursor > log.newest || cursor > 0 && cursor + 1 < log.oldest;
}

function event(message: Message): string {
  return `id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`;
}
