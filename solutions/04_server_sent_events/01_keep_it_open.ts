/**
 * 4.1 Keep it open: one possibility.
 *
 * @module
 */
import { type EventLog, type Message, problem } from "kernel";
import { accepts } from "@std/http";

/** Options for {@linkcode handler}. */
export interface Options {
  /**
   * How long a stream may be silent before it gets a comment, in milliseconds.
   *
   * @default {15_000}
   */
  heartbeatMs?: number;
}

/** The board as an event stream: every message that is published from now on. */
export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { heartbeatMs = 15_000 } = options;
  return (request) => {
    if (accepts(request, "text/event-stream") === undefined) {
      return problem(406, { title: "This address has only an event stream" });
    }
    return new Response(stream(log, heartbeatMs), {
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        // Else nginx collects the answer until it ends, and it never ends.
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
      // Whatever is sent puts the next heartbeat off, the heartbeat too.
      const send = (text: string) => {
        controller.enqueue(encoder.encode(text));
        clearTimeout(timer);
        timer = setTimeout(() => send(":\n\n"), heartbeatMs);
      };
      send(": welcome\n\n");
      forget = log.onAppend((message) => send(event(message)));
    },
    // Deno calls this when the reader leaves; nothing else tells us.
    cancel() {
      forget();
      clearTimeout(timer);
    },
  });
}

/** JSON has no line breaks of its own, so one `data` line is enough. */
function event(message: Message): string {
  return `id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`;
}
