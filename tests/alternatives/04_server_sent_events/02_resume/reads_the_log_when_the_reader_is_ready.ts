// No queue of its own: what comes next is read from the log whenever the reader takes more.
import type { EventLog, Message } from "kernel";
import { type ServerSentEventMessage, ServerSentEventStream } from "@std/http";

interface Options {
  heartbeatMs?: number;
  retryMs?: number;
  over?: AbortSignal;
}

export function handler(
  log: EventLog,
  { heartbeatMs = 15_000, retryMs = 3_000, over }: Options = {},
): (request: Request) => Response | Promise<Response> {
  return (request) => {
    if (over?.aborted) return new Response(null, { status: 204 });
    const left = new AbortController();
    const ends = AbortSignal.any([left.signal, ...(over ? [over] : [])]);
    const cursor = cursorOf(request);
    const events = follow(log, cursor, { heartbeatMs, retryMs, ends });
    const stream = new ReadableStream<ServerSentEventMessage>({
      async pull(controller) {
        const { done, value } = await events.next();
        if (!done) return controller.enqueue(value);
        if (!left.signal.aborted) controller.close();
      },
      cancel: () => left.abort(),
    }, { highWaterMark: 0 });
    return new Response(stream.pipeThrough(new ServerSentEventStream()), {
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-cache",
        "x-accel-buffering": "no",
      },
    });
  };
}

async function* follow(
  log: EventLog,
  from: number,
  times: { heartbeatMs: number; retryMs: number; ends: AbortSignal },
): AsyncGenerator<ServerSentEventMessage> {
  const { heartbeatMs, retryMs, ends } = times;
  let cursor = from;
  yield { retry: retryMs };
  if (cursor > log.newest || (cursor > 0 && cursor + 1 < log.oldest)) {
    cursor = 0;
    const data = JSON.stringify({ newest: log.newest, oldest: log.oldest });
    yield { event: "reset", data, id: 0 };
  }
  while (!ends.aborted) {
    for (const message of log.since(cursor)) {
      if (ends.aborted) return;
      cursor = message.id;
      yield toEvent(message);
    }
    const came = await next(log, cursor, heartbeatMs, ends);
    if (!came && !ends.aborted) yield { comment: "" };
  }
}

function toEvent(message: Message): ServerSentEventMessage {
  return { data: JSON.stringify(message), id: message.id };
}

async function next(
  log: EventLog,
  cursor: number,
  ms: number,
  ends: AbortSignal,
): Promise<boolean> {
  if (log.newest > cursor) return true;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const give = (came: boolean) => () => resolve(came);
  const quiet = give(false);
  const forget = log.onAppend(give(true));
  const timer = setTimeout(quiet, ms);
  ends.addEventListener("abort", quiet);
  if (ends.aborted) quiet();
  const came = await promise;
  forget();
  clearTimeout(timer);
  ends.removeEventListener("abort", quiet);
  return came;
}

/** An id that is too great for a number is from the future all the same. */
function cursorOf({ headers, url }: Request): number {
  for (
    const text of [
      headers.get("last-event-id"),
      new URL(url).searchParams.get("since"),
    ]
  ) {
    if (text !== null && /^[0-9]+$/.test(text)) return Number(text);
  }
  return 0;
}
