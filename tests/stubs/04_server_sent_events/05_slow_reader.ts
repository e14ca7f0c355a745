/**
 * 4.5 Slow reader
 *
 * One reader's laptop is asleep. Its connection is still there, nobody reads
 * from it, and the board goes on talking: a gigabyte by noon, all of it in your
 * memory. Keep a little, then let that reader go. The others notice nothing.
 *
 * @module
 */
import type { EventLog, Message } from "kernel";

/** Options for {@linkcode handler}. */
export interface Options {
  /**
   * How many messages may wait for one reader.
   *
   * @default {256}
   */
  queueMax?: number;
}

/** Answers `GET /messages/stream`; ends the stream of a reader who does not read. */
export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { queueMax = 256 } = options;
  return (request) => {
    const cursor = Number(request.headers.get("last-event-id"));
    // TODO: Let at most `queueMax` messages wait, then end the stream. Change the stream below.
    if (queueMax) throw new Error("Remove this line and bound the queue");
    return new Response(stream(log, cursor), {
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      },
    });
  };
}

/** What comes after `cursor`, as in 4.2. It keeps all that the reader does not read. */
function stream(log: EventLog, cursor: number): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let forget = () => {};
  return new ReadableStream({
    start(controller) {
      const send = (message: Message) =>
        controller.enqueue(encoder.encode(event(message)));
      for (const message of log.since(cursor)) send(message);
      forget = log.onAppend(send);
    },
    cancel: () => forget(),
  });
}

function event(message: Message): string {
  return `id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`;
}
