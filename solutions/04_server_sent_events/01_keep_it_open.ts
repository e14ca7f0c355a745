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

/** Takes bytes for one reader. */
type Send = (bytes: Uint8Array) => void;

const encoder = new TextEncoder();
const welcome = encoder.encode(": welcome\n\n");
const heartbeat = encoder.encode(":\n\n");

/** The board as an event stream: every message that is published from now on. */
export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { heartbeatMs = 15_000 } = options;
  const readers = new Set<Send>();
  // One listener for all, so that a message is turned into bytes once, however many read it.
  log.onAppend((message) => {
    const bytes = encoder.encode(event(message));
    for (const send of readers) send(bytes);
  });
  return (request) => {
    if (accepts(request, "text/event-stream") === undefined) {
      return problem(406, { title: "This address has only an event stream" });
    }
    return new Response(stream(readers, heartbeatMs), {
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        // Else nginx, by default, collects the answer until it ends, and it never ends.
        "x-accel-buffering": "no",
      },
    });
  };
}

function stream(
  readers: Set<Send>,
  heartbeatMs: number,
): ReadableStream<Uint8Array> {
  let leave = () => {};
  return new ReadableStream({
    start(controller) {
      let lastByteAt = Date.now();
      const send = (bytes: Uint8Array) => {
        controller.enqueue(bytes);
        lastByteAt = Date.now();
      };
      // To set the timer anew for every event would cost more than the event: it looks when it fires.
      const beat = () => {
        if (Date.now() - lastByteAt >= heartbeatMs) send(heartbeat);
        timer = setTimeout(beat, lastByteAt + heartbeatMs - Date.now());
      };
      let timer = setTimeout(beat, heartbeatMs);
      send(welcome);
      readers.add(send);
      leave = () => {
        readers.delete(send);
        clearTimeout(timer);
      };
    },
    // Deno calls this when the reader leaves; nothing else tells us.
    cancel: () => leave(),
  });
}

/** JSON has no line breaks of its own, so one `data` line is enough. */
function event(message: Message): string {
  return `id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`;
}
