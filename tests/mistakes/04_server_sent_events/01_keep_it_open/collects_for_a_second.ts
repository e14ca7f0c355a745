// Caught by: sends each message at once, in a write of its own
// Misconception: One write a second is cheaper than ten.
// Says: is a poller again
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
  const encoder = new TextEncoder();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let forget = () => {};
  return new ReadableStream({
    start(controller) {
      const send = (text: string) => {
        controller.enqueue(encoder.encode(text));
        clearTimeout(timer);
        timer = setTimeout(() => send(":\n\n"), heartbeatMs);
      };
      send(": welcome\n\n");
      let waiting = "";
      const flush = setInterval(() => {
        if (waiting !== "") send(waiting);
        waiting = "";
      }, 1_000);
      const remove = log.onAppend((message) => waiting += event(message));
      forget = () => {
        remove();
        clearInterval(flush);
      };
    },
    cancel() {
      forget();
      clearTimeout(timer);
    },
  });
}

function event(message: Message): string {
  return `id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`;
}
