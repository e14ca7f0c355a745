// Caught by: gives who comes back all that was missed
// Misconception: What is replayed waits as well.
// Says: throws the reader out again
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
  let forget = () => {};
  return new ReadableStream({
    start(controller) {
      const send = (message: Message) =>
        controller.enqueue(encoder.encode(event(message)));
      for (const message of log.since(cursor)) {
        if (controller.desiredSize! <= 0) return controller.close();
        send(message);
      }
      forget = log.onAppend((message) => {
        if (controller.desiredSize! > 0) return send(message);
        forget();
        controller.close();
      });
    },
    cancel: () => forget(),
  }, new CountQueuingStrategy({ highWaterMark: queueMax }));
}

function event(message: Message): string {
  return `id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`;
}
