// Caught by: sends nothing before the news
// Misconception: Headers first, so that the client knows that it is being held.
// Says: cannot be taken back
import type { EventLog } from "kernel";

export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    const body = new ReadableStream({
      async start(controller) {
        if (log.newest <= since) await news(log);
        controller.enqueue(JSON.stringify(log.since(since)));
        controller.close();
      },
    }).pipeThrough(new TextEncoderStream());
    return new Response(body, {
      headers: { "content-type": "application/json" },
    });
  };
}

function news(log: EventLog): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const forget = log.onAppend(() => {
    forget();
    resolve();
  });
  return promise;
}
