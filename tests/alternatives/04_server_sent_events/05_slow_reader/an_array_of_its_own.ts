// A queue of its own beside the stream's, and an error that drops it.
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
  const queue: Message[] = [];
  let wake = () => {};
  let replay = log.since(cursor);
  return new ReadableStream({
    start(controller) {
      forget = log.onAppend((message) => {
        queue.push(message);
        wake();
        if (queue.length <= queueMax) return;
        forget();
        queue.length = 0;
        controller.error(new Error("The reader does not read"));
      });
    },
    async pull(controller) {
      if (replay.length > 0) {
        const [first, ...rest] = replay;
        replay = rest;
        return controller.enqueue(encoder.encode(event(first!)));
      }
      if (queue.length === 0) {
        await new Promise<void>((resolve) => wake = resolve);
      }
      const message = queue.shift();
      if (message) controller.enqueue(encoder.encode(event(message)));
    },
    cancel() {
      forget();
      wake();
    },
  }, { highWaterMark: 0 });
}

function event(message: Message): string {
  return `id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`;
}
