// Caught by: loses nothing on the way out and back
// Misconception: Old messages make room for new ones.
// Says: without a gap
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
  const waiting: Message[] = [];
  let wake = () => {};
  return new ReadableStream({
    start() {
      waiting.push(...log.since(cursor));
      forget = log.onAppend((message) => {
        waiting.push(message);
        if (waiting.length > queueMax) waiting.shift();
        wake();
      });
    },
    async pull(controller) {
      while (waiting.length === 0) {
        await new Promise<void>((resolve) => wake = resolve);
      }
      controller.enqueue(encoder.encode(event(waiting.shift()!)));
    },
    cancel: () => forget(),
  }, { highWaterMark: 0 });
}

function event(message: Message): string {
  return `id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`;
}
