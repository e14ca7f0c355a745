// An async generator and the library's stream; a signal wakes the loop when the reader leaves.
import { type EventLog, problem } from "kernel";
import {
  accepts,
  type ServerSentEventMessage,
  ServerSentEventStream,
} from "@std/http";

interface Options {
  heartbeatMs?: number;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { heartbeatMs = 15_000 } = options;
  return (request) => {
    if (!accepts(request, "text/event-stream")) {
      return problem(406, { title: "Not Acceptable" });
    }
    const left = new AbortController();
    const events = follow(log, heartbeatMs, left.signal);
    const stream = new ReadableStream<ServerSentEventMessage>({
      async pull(controller) {
        const { done, value } = await events.next();
        if (done) return;
        controller.enqueue(value);
      },
      cancel: () => left.abort(),
    });
    return new Response(stream.pipeThrough(new ServerSentEventStream()), {
      headers: {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-cache, no-transform",
        "x-accel-buffering": "no",
      },
    });
  };
}

async function* follow(
  log: EventLog,
  heartbeatMs: number,
  left: AbortSignal,
): AsyncGenerator<ServerSentEventMessage> {
  let cursor = log.newest;
  yield { retry: 2_000 };
  while (!left.aborted) {
    for (const message of log.since(cursor)) {
      cursor = message.id;
      yield { id: message.id, data: JSON.stringify(message) };
    }
    await somethingHappens(log, heartbeatMs, left, cursor);
    if (log.newest === cursor) yield { comment: "still here" };
  }
}

async function somethingHappens(
  log: EventLog,
  heartbeatMs: number,
  left: AbortSignal,
  cursor: number,
): Promise<void> {
  if (log.newest > cursor || left.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => resolve();
  const timer = setTimeout(done, heartbeatMs);
  const forget = log.onAppend(done);
  left.addEventListener("abort", done);
  await promise;
  clearTimeout(timer);
  forget();
  left.removeEventListener("abort", done);
}
