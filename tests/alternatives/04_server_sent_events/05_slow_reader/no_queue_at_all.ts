// Nothing waits: the log is read when the reader is ready, and the stream ends when the log has moved on.
import type { EventLog, Message } from "kernel";

interface Options {
  queueMax?: number;
}

export function handler(
  log: EventLog,
  _options: Options = {},
): (request: Request) => Response | Promise<Response> {
  return (request) => {
    const cursor = Number(request.headers.get("last-event-id"));
    return new Response(stream(log, cursor), {
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      },
    });
  };
}

function stream(log: EventLog, from: number): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let cursor = from;
  let wake = () => {};
  return new ReadableStream({
    async pull(controller) {
      if (log.newest === cursor) {
        await new Promise<void>((resolve) => {
          const forget = log.onAppend(() => wake());
          wake = () => {
            forget();
            resolve();
          };
        });
      }
      const next = messageAfter(log, cursor);
      if (next === undefined) return controller.close();
      cursor = next.id;
      controller.enqueue(encoder.encode(event(next)));
    },
    cancel: () => wake(),
  }, { highWaterMark: 0 });
}

/** Undefined when the log has dropped it. */
function messageAfter(log: EventLog, cursor: number): Message | undefined {
  if (cursor > 0 && cursor + 1 < log.oldest) return undefined;
  return log.since(cursor, 1)[0];
}

function event(message: Message): string {
  return `id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`;
}
