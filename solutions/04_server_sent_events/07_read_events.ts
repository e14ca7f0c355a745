/**
 * 4.7 Read events: one possibility.
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
  const { sizeMax = 1_048_576 } = options;
  // Strips one byte order mark, and keeps a character of which only a part has come.
  const decoder = new TextDecoder();
  const lines = new Lines();
  const block = new Block(sizeMax, options);
  for await (const bytes of stream) {
    const text = decoder.decode(bytes, { stream: true });
    for (const line of lines.endedBy(text)) {
      refuseAbove(sizeMax, line);
      const event = line === "" ? block.end() : block.take(line);
      if (event) yield event;
    }
    // The end of the last line may never come.
    refuseAbove(sizeMax, lines.rest);
  }
}

/** Counts characters, not bytes: it is the memory that is limited. */
function refuseAbove(sizeMax: number, text: string): void {
  if (text.length <= sizeMax) return;
  throw new EventTooLargeError(
    `Cannot read an event: it is larger than ${sizeMax} characters`,
  );
}

/** Cuts a text that comes in pieces into lines that end with LF, CR or CRLF. */
class Lines {
  /** What has come of the line that has not ended. */
  rest = "";
  #afterCr = false;

  /** The lines that end within the next piece. */
  endedBy(text: string): string[] {
    if (text === "") return [];
    // A CR ended its line when it came; the LF of a CRLF may only follow now.
    const late = this.#afterCr && text.startsWith("\n");
    this.#afterCr = text.endsWith("\r");
    // Most streams have no CR, and are then cut in half the time.
    const end = text.includes("\r") ? /\r\n|\n|\r/ : "\n";
    const lines = (late ? text.slice(1) : text).split(end);
    lines[0] = this.rest + lines[0];
    this.rest = lines.pop()!;
    return lines;
  }
}

/** The fields since the last blank line. */
class Block {
  readonly #sizeMax: number;
  readonly #onRetry: ((ms: number) => void) | undefined;
  #type = "";
  #data: string | undefined;
  #lastEventId: string;

  constructor(sizeMax: number, { lastEventId = "", onRetry }: Options) {
    this.#sizeMax = sizeMax;
    this.#lastEventId = lastEventId;
    this.#onRetry = onRetry;
  }

  /** Takes a line that is not blank. */
  take(line: string): void {
    const colon = line.indexOf(":");
    if (colon === -1) return this.#set(line, "");
    const space = line[colon + 1] === " " ? 1 : 0;
    // The name of a comment is empty, and so no field's name.
    this.#set(line.slice(0, colon), line.slice(colon + 1 + space));
  }

  /** Returns the event; without a data field there is none, but an id stays. */
  end(): ReceivedEvent | undefined {
    const [type, data] = [this.#type || "message", this.#data];
    this.#type = "";
    this.#data = undefined;
    if (data !== undefined) {
      return { type, data, lastEventId: this.#lastEventId };
    }
  }

  #set(name: string, value: string): void {
    if (name === "data") this.#append(value);
    else if (name === "event") this.#type = value;
    else if (name === "id" && !value.includes("\0")) this.#lastEventId = value;
    else if (name === "retry" && /^[0-9]+$/.test(value)) {
      this.#onRetry?.(Number(value));
    }
  }

  #append(value: string): void {
    this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
    refuseAbove(this.#sizeMax, this.#data);
  }
}
