// Caught by: lets at most queueMax messages wait
// Misconception: 256 is right for everybody.
// Says: they had been waiting
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
    return new Response(stream(log, cursor, 256), {
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
      for (const message of log.since(cursor)) send(message);
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
