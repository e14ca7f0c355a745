// Caught by: sends a comment after 15 s of silence, and not before
// Misconception: A connection that is open stays open.
// Says: Proxies cut a connection
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
  _heartbeatMs: number,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let forget = () => {};
  return new ReadableStream({
    start(controller) {
      const send = (text: string) => {
        controller.enqueue(encoder.encode(text));
      };
      send(": welcome\n\n");
      forget = log.onAppend((message) => send(event(message)));
    },
    cancel() {
      forget();
    },
  });
}

function event(message: Message): string {
  return `id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`;
}
