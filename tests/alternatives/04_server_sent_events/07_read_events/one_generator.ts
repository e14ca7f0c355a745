// One generator for text, lines and events, with all of its state in variables. Counts characters.
export interface ReceivedEvent {
  type: string;
  data: string;
  lastEventId: string;
}

export interface Options {
  lastEventId?: string;
  onRetry?: (ms: number) => void;
  sizeMax?: number;
}

export class EventTooLargeError extends Error {
  override name = "EventTooLargeError";
}

export async function* readEvents(
  stream: ReadableStream<Uint8Array>,
  options: Options = {},
): AsyncGenerator<ReceivedEvent> {
  const { onRetry, sizeMax = 1_048_576 } = options;
  let { lastEventId = "" } = options;
  let rest = "";
  let afterCr = false;
  let type = "";
  let data: string[] = [];
  let size = -1;
  const check = (length: number) => {
    if (length > sizeMax) {
      throw new EventTooLargeError(`${length} > ${sizeMax}`);
    }
  };
  const decoder = new TextDecoder();
  for await (const bytes of stream) {
    let text = decoder.decode(bytes, { stream: true });
    if (text === "") continue;
    if (afterCr && text.startsWith("\n")) text = text.slice(1);
    afterCr = text.endsWith("\r");
    const lines = (rest + text).split(/\r\n|\n|\r/);
    rest = lines.pop()!;
    for (const line of lines) {
      check(line.length);
      if (line === "") {
        if (data.length > 0) {
          yield { type: type || "message", data: data.join("\n"), lastEventId };
        }
        type = "";
        data = [];
        size = -1;
        continue;
      }
      const colon = line.indexOf(":");
      const name = colon === -1 ? line : line.slice(0, colon);
      const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (name === "data") {
        data.push(value);
        size += value.length + 1;
        check(size);
      }
      if (name === "event") type = value;
      if (name === "id" && !value.includes("\0")) lastEventId = value;
      if (name === "retry" && /^[0-9]+$/.test(value)) onRetry?.(Number(value));
    }
    check(rest.length);
  }
}
