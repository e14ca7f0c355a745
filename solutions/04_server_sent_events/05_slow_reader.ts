/**
 * 4.5 Slow reader: one possibility.
 *
 * @module
 */
import type { EventLog, Message } from "kernel";

/** Options for {@linkcode handler}. */
export interface Options {
  /**
   * How many messages may wait for one reader.
   *
   * @default {256}
   */
  queueMax?: number;
}

/** The board as an event stream that lets go of readers who do not read. */
export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { queueMax = 256 } = options;
  return (request) => {
    const cursor = Number(request.headers.get("last-event-id"));
    return new Response(stream(log, cursor, queueMax), {
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
  cursor: number,
  queueMax: number,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let forget = () => {};
  let isLive = false;
  return new ReadableStream({
    start(controller) {
      const send = (message: Message) =>
        controller.enqueue(encoder.encode(event(message)));
      // A replay is as long as it is: only what comes live can be too much.
      for (const message of log.since(cursor)) send(message);
      isLive = true;
      forget = log.onAppend((message) => {
        // desiredSize is what is left of queueMax.
        if (controller.desiredSize! > 0) return send(message);
        forget();
        // What waits is still delivered; the reader comes back for the rest.
        controller.close();
      });
    },
    cancel: () => forget(),
  }, { highWaterMark: queueMax, size: () => isLive ? 1 : 0 });
}

function event(message: Message): string {
  return `id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`;
}
