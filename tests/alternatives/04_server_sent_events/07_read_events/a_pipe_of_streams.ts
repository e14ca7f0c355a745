// Three streams one after the other: text, lines, events. Tells retry at the blank line.

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

export function readEvents(
  stream: ReadableStream<Uint8Array>,
  options: Options = {},
): AsyncIterable<ReceivedEvent> {
  const { sizeMax = 1_048_576 } = options;
  return stream
    .pipeThrough(new TextDecoderStream() as unknown as TextTransform)
    .pipeThrough(toLines(sizeMax))
    .pipeThrough(toEvents(sizeMax, options));
}

type TextTransform = TransformStream<Uint8Array, string>;

function toLines(sizeMax: number): TransformStream<string, string> {
  let line = "";
  let skipLf = false;
  return new TransformStream({
    transform(text, controller) {
      for (const character of text) {
        if (skipLf && character === "\n") {
          skipLf = false;
          continue;
        }
        skipLf = character === "\r";
        if (character === "\r" || character === "\n") {
          controller.enqueue(line);
          line = "";
        } else line += character;
        if (line.length > sizeMax) throw new EventTooLargeError("line");
      }
    },
  });
}

function toEvents(
  sizeMax: number,
  { lastEventId = "", onRetry }: Options,
): TransformStream<string, ReceivedEvent> {
  const empty = () => ({ event: "", data: "", retry: "" });
  let fields: Record<string, string> = empty();
  return new TransformStream({
    transform(line, controller) {
      if (line === "") {
        const { event, data, retry } = fields;
        if (retry) onRetry?.(Number(retry));
        const type = event || "message";
        if (data) {
          controller.enqueue({ type, data: data.slice(0, -1), lastEventId });
        }
        fields = empty();
        return;
      }
      let [name, value] = [line, ""];
      const colon = line.indexOf(":");
      if (colon >= 0) {
        [name, value] = [line.slice(0, colon), line.slice(colon + 1)];
      }
      if (value.startsWith(" ")) value = value.substring(1);
      if (name === "data") fields.data += `${value}\n`;
      if (name === "event") fields.event = value;
      if (name === "id" && value.indexOf("\0") < 0) lastEventId = value;
      if (name === "retry" && value !== "" && !/[^0-9]/.test(value)) {
        if (fields.retry) onRetry?.(Number(fields.retry));
        fields.retry = value;
      }
      if (fields.data!.length > sizeMax + 1) {
        throw new EventTooLargeError("data");
      }
    },
  });
}
