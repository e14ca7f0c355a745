// Caught by: loses nothing while a slow reader takes the replay
// Misconception: Who listens first cannot lose anything.
// Says: once each and in order
import type { EventLog, Message } from "kernel";

interface Options {
  heartbeatMs?: number;
  retryMs?: number;
  over?: AbortSignal;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { over = new AbortController().signal } = options;
  return (request) => {
    if (over.aborted) return new Response(null, { status: 204 });
    return new Response(stream(log, request, { ...options, over }), {
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
  request: Request,
  options: Options & { over: AbortSignal },
): ReadableStream<Uint8Array> {
  const { heartbeatMs = 15_000, retryMs = 3_000, over } = options;
  const { readable, writable } = new TextEncoderStream();
  const writer = writable.getWriter();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const send = (text: string) => {
    clearTimeout(timer);
    timer = setTimeout(() => send(":\n\n"), heartbeatMs);
    return writer.write(text);
  };
  let forget = () => {};
  const leave = () => {
    forget();
    clearTimeout(timer);
    over.removeEventListener("abort", end);
  };
  const end = () => {
    leave();
    writer.close();
  };
  writer.closed.catch(leave);
  over.addEventListener("abort", end);
  begin().catch(leave);
  return readable;

  async function begin(): Promise<void> {
    forget = log.onAppend((message) => void send(event(message)).catch(leave));
    let cursor = cursorOf(request);
    await send(`retry: ${retryMs}\n\n`);
    if (isLost(cursor, log)) {
      const { oldest, newest } = log;
      await send(
        `event: reset\ndata: ${JSON.stringify({ oldest, newest })}\n\n`,
      );
      cursor = 0;
    }
    for (const message of log.since(cursor)) await send(event(message));
  }
}

function cursorOf(request: Request): number {
  const since = new URL(request.url).searchParams.get("since");
  const candidates = [request.headers.get("last-event-id"), since];
  return Number(candidates.find((text) => /^\d+$/.test(text ?? "")) ?? 0);
}

function isLost(cursor: number, log: EventLog): boolean {
  return cursor > log.newest || cursor > 0 && cursor + 1 < log.oldest;
}

function event(message: Message): string {
  return `id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`;
}
