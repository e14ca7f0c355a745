// Caught by: frees the stream of a reader who left
// Misconception: A generator that is returned to stops at once, also while it waits.
// Says: after all have left
import { type EventLog, type Message, problem } from "kernel";
import { accepts } from "@std/http";

interface Options {
  heartbeatMs?: number;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { heartbeatMs = 15_000 } = options;
  return (request) => {
    if (accepts(request, "text/event-stream") === undefined) {
      return problem(406, { title: "Not Acceptable" });
    }
    return new Response(stream(log, heartbeatMs), {
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
  heartbeatMs: number,
): ReadableStream<Uint8Array> {
  return ReadableStream.from(lines(log, heartbeatMs))
    .pipeThrough(new TextEncoderStream());
}

async function* lines(
  log: EventLog,
  heartbeatMs: number,
): AsyncGenerator<string> {
  const waiting: Message[] = [];
  let wake = () => {};
  const forget = log.onAppend((message) => {
    waiting.push(message);
    wake();
  });
  try {
    yield ": welcome\n\n";
    while (true) {
      const news = new Promise<void>((resolve) => wake = resolve);
      const message = waiting.shift();
      if (message) yield event(message);
      else if (!await within(news, heartbeatMs)) yield ":\n\n";
    }
  } finally {
    forget();
  }
}

async function within(news: Promise<void>, ms: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ms);
  await Promise.race([promise, news.then(() => resolve(true))]);
  clearTimeout(timer);
  return await promise;
}

function event(message: Message): string {
  return `id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`;
}
