/**
 * 4.1 Keep it open
 *
 * The board is busy: ten messages a second, and for each of them a thousand
 * readers ask, are answered and ask again. Answer each reader once, and keep
 * the answer open for as long as the reader stays.
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
}

/** Answers `GET /messages/stream` with an event stream that stays open. */
export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { heartbeatMs = 15_000 } = options;
  return (request) => {
    // TODO: Look at what the request accepts, say more about the answer, and change the stream below.
    if (request.url) throw new Error("Remove this line and keep it open");
    return new Response(stream(log, heartbeatMs), {
      headers: { "content-type": "text/event-stream" },
    });
  };
}

/** The stream of the lesson: it shows no life while nothing happens, and it never tidies up. */
function stream(
  log: EventLog,
  _heartbeatMs: number,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      log.onAppend((message) => {
        controller.enqueue(encoder.encode(event(message)));
      });
    },
  });
}

/** One event. JSON has no line breaks of its own, so one `data` line is enough. */
function event(message: Message): string {
  return `id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`;
}
