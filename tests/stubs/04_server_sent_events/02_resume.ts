/**
 * 4.2 Resume
 *
 * Ben reads on the train, and every tunnel cuts the stream. His browser comes
 * back by itself and says what it saw last: `Last-Event-ID: 41`. Go on with 42.
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

/** Answers `GET /messages/stream` from where the reader stopped. */
export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { heartbeatMs = 15_000, retryMs = 3_000, over } = options;
  return (_request) => {
    // TODO: Find out what the reader has seen, and give the stream what it needs. Change the stream below too.
    if (retryMs || over) {
      throw new Error("Remove this line and resume the stream");
    }
    return new Response(stream(log, heartbeatMs), {
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      },
    });
  };
}

/**
 * A stream as in 4.1: it begins with what comes next, and only the reader ends it.
 * Here it has to begin with the oldest kept message, or after what the reader has seen.
 */
function stream(
  log: EventLog,
  heartbeatMs: number,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let forget = () => {};
  return new ReadableStream({
    start(controller) {
      const send = (text: string) => {
        controller.enqueue(encoder.encode(text));
        clearTimeout(timer);
        timer = setTimeout(() => send(":\n\n"), heartbeatMs);
      };
      send(": welcome\n\n");
      forget = log.onAppend((message) => send(event(message)));
    },
    cancel() {
      forget();
      clearTimeout(timer);
    },
  });
}

function event(message: Message): string {
  return `id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`;
}
