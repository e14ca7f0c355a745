import { createParser } from "eventsource-parser";
import type { EventExchange, ResponseExchange } from "./exchange.ts";

/** What an event stream says, without place and time. */
export type StreamPart = Pick<EventExchange, "type" | "id" | "data">;

/** Reads the events and comments out of the body of a response. */
export class EventReader {
  readonly #decoder = new TextDecoder();
  readonly #parser: ReturnType<typeof createParser>;

  /** Hands everything that the stream says to `take`. */
  constructor(take: (part: StreamPart) => void) {
    this.#parser = createParser({
      onEvent: ({ event = "message", id, data }) =>
        take({ type: event, data, ...(id === undefined ? {} : { id }) }),
      onComment: (data) => take({ data }),
    });
  }

  /** Takes the next bytes of the body. */
  push(bytes: Uint8Array): void {
    this.#parser.feed(this.#decoder.decode(bytes, { stream: true }));
  }
}

/** Whether the body of a response is an event stream. */
export function isEventStream(
  { head }: Pick<ResponseExchange, "head">,
): boolean {
  return head.status === 200 &&
    head.headers.some(([name, value]) =>
      name.toLowerCase() === "content-type" &&
      /^text\/event-stream\s*(;|$)/i.test(value)
    );
}
