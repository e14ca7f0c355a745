// The log judges the cursor; one listener for the board, and over breaks the streams off.
import {
  CursorFromFutureError,
  CursorGoneError,
  type EventLog,
  type Message,
} from "kernel";

interface Options {
  heartbeatMs?: number;
  retryMs?: number;
  over?: AbortSignal;
}

interface Reader {
  send(text: string): void;
  end(): void;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { heartbeatMs = 15_000, retryMs = 3_000 } = options;
  const readers = new Set<Reader>();
  let isOver = options.over?.aborted ?? false;
  log.onAppend((message) => {
    for (const reader of readers) reader.send(toText(message));
  });
  options.over?.addEventListener("abort", () => {
    isOver = true;
    for (const reader of [...readers]) reader.end();
  });

  function stream(cursor: number): ReadableStream<Uint8Array> {
    let timer: ReturnType<typeof setInterval>;
    let reader: Reader;
    const forget = () => {
      readers.delete(reader);
      clearInterval(timer);
    };
    return new ReadableStream({
      start(controller) {
        const beat = () => reader.send(":\r\n\r\n");
        reader = {
          send(text) {
            controller.enqueue(new TextEncoder().encode(text));
            clearInterval(timer);
            timer = setInterval(beat, heartbeatMs);
          },
          end() {
            forget();
            controller.error(new Error("It is over"));
          },
        };
        const missed = replay(log, cursor);
        reader.send(`retry:${retryMs}\r\n${missed}\r\n`);
        readers.add(reader);
      },
      cancel: forget,
    });
  }

  return ({ headers, url }) => {
    if (isOver) return new Response(null, { status: 204 });
    const since = new URL(url).searchParams.get("since") ?? "";
    const header = headers.get("last-event-id") ?? "";
    const cursor = read(header) ?? read(since) ?? 0;
    return new Response(stream(cursor), {
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      },
    });
  };
}

function read(text: string): number | undefined {
  const id = /^\d+$/.test(text) ? Number(text) : undefined;
  return Number.isSafeInteger(id) ? id : undefined;
}

/** All that was missed in one text, the first event's lines behind those of retry. */
function replay(log: EventLog, cursor: number): string {
  try {
    return log.since(cursor).map(toText).join("");
  } catch (error) {
    if (
      error instanceof CursorGoneError || error instanceof CursorFromFutureError
    ) {
      const { oldest, newest } = error;
      const data = JSON.stringify({ oldest, newest });
      return `event:reset\r\ndata:${data}\r\n\r\n${replay(log, 0)}`;
    }
    throw error;
  }
}

function toText(message: Message): string {
  return `data:${JSON.stringify(message)}\r\nid:${message.id}\r\n\r\n`;
}
