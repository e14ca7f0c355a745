// Caught by: sends each message to every reader, as an event of its own
// Misconception: There is one stream, and whoever reads it.
// Says: not only who came last
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
  let publish: (message: Message) => void;
  log.onAppend((message) => publish?.(message));
  return (request) => {
    if (accepts(request, "text/event-stream") === undefined) {
      return problem(406, { title: "Not Acceptable" });
    }
    return new Response(stream((listener) => publish = listener, heartbeatMs), {
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      },
    });
  };
}

function stream(
  listen: (listener: (message: Message) => void) => void,
  heartbeatMs: number,
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
      listen((message) => send(event(message)));
    },
    cancel() {
      clearTimeout(timer);
    },
  });
}

function event(message: Message): string {
  return `id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`;
}
