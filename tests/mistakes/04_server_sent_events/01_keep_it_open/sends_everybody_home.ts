// Caught by: goes on for the others when one reader leaves
// Misconception: When a stream is cancelled, the work is done.
// Says: tidy away the others
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
  const leaving: (() => void)[] = [];
  return (request) => {
    if (accepts(request, "text/event-stream") === undefined) {
      return problem(406, { title: "Not Acceptable" });
    }
    return new Response(stream(log, heartbeatMs, leaving), {
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
  leaving: (() => void)[],
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let timer: ReturnType<typeof setTimeout> | undefined;
  return new ReadableStream({
    start(controller) {
      const send = (text: string) => {
        controller.enqueue(encoder.encode(text));
        clearTimeout(timer);
        timer = setTimeout(() => send(":\n\n"), heartbeatMs);
      };
      send(": welcome\n\n");
      const forget = log.onAppend((message) => send(event(message)));
      leaving.push(() => {
        forget();
        clearTimeout(timer);
      });
    },
    cancel() {
      for (const leave of leaving.splice(0)) leave();
    },
  });
}

function event(message: Message): string {
  return `id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`;
}
