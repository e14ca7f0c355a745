/**
 * Lesson 4, the naive client: what a browser's `EventSource` does, as far as
 * the lesson needs it. Exercises 4.3 and 4.4 mend it.
 *
 * @module
 */
import type { Message } from "kernel";
import { delay } from "@std/async/delay";
import { ServerSentEventParseStream } from "@std/http";

/** How long it waits before it comes back, in milliseconds. */
const RETRY_MS = 500;

/** Options for {@linkcode messages}. */
export interface Options {
  /**
   * Id of the last message that the caller has seen.
   *
   * @default {0}
   */
  since?: number;
  /**
   * Ends the iteration.
   *
   * @default {undefined} The iteration never ends.
   */
  signal?: AbortSignal;
}

/** Yields the messages of the board at `url` as they come, over many cuts. */
export async function* messages(
  url: URL,
  options: Options = {},
): AsyncGenerator<Message> {
  const { since = 0, signal = new AbortController().signal } = options;
  const headers = new Headers({ accept: "text/event-stream" });
  if (since > 0) headers.set("last-event-id", `${since}`);
  while (!signal.aborted) {
    try {
      const address = new URL("messages/stream", url);
      const { body } = await fetch(address, { headers, signal });
      const parser = new ServerSentEventParseStream();
      // Once more: Deno forgets the signal of a fetch whose response nobody keeps.
      const events = body!.pipeThrough(parser, { signal });
      for await (const { id, event, data } of events) {
        if (id !== undefined) headers.set("last-event-id", id);
        if (!event && data) yield JSON.parse(data);
      }
    } catch {
      // Cut off: come back, and say what was seen last.
    }
    await delay(RETRY_MS, { signal }).catch(() => {});
  }
}
