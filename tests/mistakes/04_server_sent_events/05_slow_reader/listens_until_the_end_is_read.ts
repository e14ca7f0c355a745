// Caught by: forgets who was let go
// Misconception: A reader is gone when it has read the end.
// Says: listeners
import type { EventLog, Message } from "kernel";

interface Options {
  queueMax?: number;
}

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
  let ended = false;
  return new ReadableStream({
    start(controller) {
      const send = (message: Message) =>
        controller.enqueue(encoder.encode(event(message)));
      for (const message of log.since(cursor)) send(message);
      log.onAppend((message) => {
        if (controller.desiredSize! > 0) return send(message);
        ended = true;
      });
    },
    pull(controller) {
      if (ended && controller.desiredSize === queueMax) controller.close();
    },
    cancel: () => {},
  }, new CountQueuingStrategy({ highWaterMark: queueMax }));
}

function event(message: Message): string {
  return `id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`;
}
