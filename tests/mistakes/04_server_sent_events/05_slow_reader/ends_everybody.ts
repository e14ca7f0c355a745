// Caught by: makes nobody else wait
// Misconception: When it becomes too much, all begin anew.
// Says: full for all
import type { EventLog, Message } from "kernel";

interface Options {
  queueMax?: number;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { queueMax = 256 } = options;
  const ends = new Set<() => void>();
  return (request) => {
    const cursor = Number(request.headers.get("last-event-id"));
    return new Response(stream(log, cursor, queueMax, ends), {
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
  ends: Set<() => void>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let forget = () => {};
  return new ReadableStream({
    start(controller) {
      const send = (message: Message) =>
        controller.enqueue(encoder.encode(event(message)));
      for (const message of log.since(cursor)) send(message);
      const end = () => {
        forget();
        controller.close();
      };
      ends.add(end);
      const remove = log.onAppend((message) => {
        if (controller.desiredSize! > 0) return send(message);
        for (const end of [...ends]) end();
      });
      forget = () => {
        ends.delete(end);
        remove();
      };
    },
    cancel: () => forget(),
  }, new CountQueuingStrategy({ highWaterMark: queueMax }));
}

function event(message: Message): string {
  return `id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`;
}
