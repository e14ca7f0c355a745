/**
 * Lesson 4, the naive server: it sends every message to every reader, from the
 * moment the reader comes. It works as long as no connection is cut. Read in
 * the lesson's text what it loses, and mend it in the exercises.
 *
 * @module
 */
import { type EventLog, type Handler, routes } from "kernel";

/** Answers `GET /messages/stream` with what is published from now on. */
export function handler(log: EventLog): Handler {
  const headers = { "content-type": "text/event-stream" };
  return routes({
    "GET /messages/stream": () => new Response(stream(log), { headers }),
  });
}

/** One event for each message: its id, its data, an empty line. */
function stream(log: EventLog): ReadableStream<Uint8Array> {
  let forget = () => {};
  return new ReadableStream({
    start(controller) {
      forget = log.onAppend((message) => {
        const event = `id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`;
        controller.enqueue(new TextEncoder().encode(event));
      });
    },
    cancel: () => forget(),
  });
}
