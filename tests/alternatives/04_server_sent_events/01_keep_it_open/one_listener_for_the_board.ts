// One listener and one clock for the board, which look after all streams; it sends what is kept, too.
import { type EventLog, type Message, problem } from "kernel";
import { accepts } from "@std/http";

interface Options {
  heartbeatMs?: number;
}

class Reader {
  silentSince = Date.now();
  constructor(
    readonly controller: ReadableStreamDefaultController<string>,
  ) {}

  send(text: string): void {
    this.controller.enqueue(text);
    this.silentSince = Date.now();
  }
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { heartbeatMs = 15_000 } = options;
  const readers = new Set<Reader>();
  log.onAppend((message) => {
    for (const reader of readers) reader.send(event(message));
  });
  let clock: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    const now = Date.now();
    for (const reader of readers) {
      if (now - reader.silentSince >= heartbeatMs) reader.send(": \n\n");
    }
    windUp();
  };
  const windUp = () => {
    clearTimeout(clock);
    const oldest = Math.min(...[...readers].map((each) => each.silentSince));
    if (readers.size === 0) return;
    clock = setTimeout(look, oldest + heartbeatMs - Date.now());
  };
  return (request) => {
    if (accepts(request, "text/event-stream") !== "text/event-stream") {
      return problem(406, { title: "Only an event stream" });
    }
    let reader: Reader;
    const body = new ReadableStream<string>({
      start(controller) {
        reader = new Reader(controller);
        reader.send(":\n\n");
        for (const message of log.since(0)) reader.send(event(message));
        readers.add(reader);
        windUp();
      },
      cancel() {
        readers.delete(reader);
        windUp();
      },
    }).pipeThrough(new TextEncoderStream());
    const headers = {
      "Content-Type": "text/event-stream",
      "Cache-Control": "no-cache",
      "X-Accel-Buffering": "no",
    };
    return new Response(body, { headers });
  };
}

function event(message: Message): string {
  return `data:${JSON.stringify(message)}\r\nid:${message.id}\r\n\r\n`;
}
