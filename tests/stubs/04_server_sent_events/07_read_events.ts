/**
 * 4.7 Read events
 *
 * Gus follows the board from a machine without a browser. What reaches him is
 * bytes, in pieces that are cut wherever the network likes, from servers that
 * somebody else wrote. Make events of them.
 *
 * @module
 */

/** An event as a page would get it. */
export interface ReceivedEvent {
  /** What `event` said; `message` when it said nothing. */
  type: string;
  /** The values of the `data` fields, joined by line feeds. */
  data: string;
  /** The last id that the stream has given so far. */
  lastEventId: string;
}

/** Options for {@linkcode readEvents}. */
export interface Options {
  /**
   * The last id that an earlier connection has given.
   *
   * @default {""}
   */
  lastEventId?: string;
  /**
   * Called with each reconnection time that the stream names, in milliseconds.
   *
   * @default {undefined} Nobody is told.
   */
  onRetry?: (ms: number) => void;
  /**
   * The size of one line, and of the data of one event, at most.
   *
   * @default {1_048_576}
   */
  sizeMax?: number;
}

/** A line of the stream, or the data of an event, is larger than `sizeMax`. */
export class EventTooLargeError extends Error {
  override name = "EventTooLargeError";
}

/** Yields the events of a stream as soon as the blank line after each has come. */
export async function* readEvents(
  stream: ReadableStream<Uint8Array>,
  options: Options = {},
): AsyncGenerator<ReceivedEvent> {
  const { lastEventId = "", onRetry, sizeMax = 1_048_576 } = options;
  for await (const bytes of stream) {
    for (const block of new TextDecoder().decode(bytes).split("\n\n")) {
      if (block.length > sizeMax) throw new EventTooLargeError("Too large");
      if (block.startsWith("retry: ")) onRetry?.(Number(block.slice(7)));
      if (!block.startsWith("data: ")) continue;
      yield { type: "message", data: block.slice(6), lastEventId };
    }
  }
  // TODO: That reads a stream whose every piece is one whole, simple event. Read any stream, in any pieces.
  throw new Error("Remove this line and read any stream");
}
