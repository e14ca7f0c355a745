// Caught by: makes nobody else wait
// Misconception: A broadcast is done when everybody has it.
// Says: as fast as the slowest
import type { EventLog, Message } from "kernel";

interface Options {
  queueMax?: number;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { queueMax = 256 } = options;
  const readers = new Set<WritableStreamDefaultWriter<string>>();
  const waiting: Message[] = [];
  let sending = false;
  log.onAppend((message) => {
    waiting.push(message);
    if (!sending) broadcast();
  });

  async function broadcast(): Promise<void> {
    sending = true;
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      if (waiting.length > queueMax) waiting.length = 0;
      for (const reader of readers) {
        await reader.ready.catch(() => readers.delete(reader));
        reader.write(event(next)).catch(() => readers.delete(reader));
      }
    }
    sending = false;
  }

  return (request) => {
    const cursor = Number(request.headers.get("last-event-id"));
    const { readable, writable } = new TextEncoderStream();
    const reader = writable.getWriter();
    for (const message of log.since(cursor)) {
      reader.write(event(message)).catch(() => {});
    }
    readers.add(reader);
    return new Response(readable, {
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      },
    });
  };
}

function event(message: Message): string {
  return `id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`;
}
