// Looks at every byte, and decodes a line when it is complete. Counts bytes.

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

const LF = 10, CR = 13;

export async function* readEvents(
  stream: ReadableStream<Uint8Array>,
  { lastEventId = "", onRetry, sizeMax = 1_048_576 }: Options = {},
): AsyncGenerator<ReceivedEvent> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let line: number[] = [];
  let before = 0;
  let lines = 0;
  let type = "";
  let data: string | null = null;
  for await (const bytes of stream) {
    for (const byte of bytes) {
      const second = byte === LF && before === CR;
      before = byte;
      if (second) continue;
      if (byte !== LF && byte !== CR) {
        line.push(byte);
        if (line.length > sizeMax) throw new EventTooLargeError("line");
        continue;
      }
      let text = decoder.decode(Uint8Array.from(line));
      if (lines++ === 0 && text.startsWith("\uFEFF")) text = text.slice(1);
      line = [];
      if (text === "") {
        if (data !== null) {
          yield { type: type === "" ? "message" : type, data, lastEventId };
        }
        data = null;
        type = "";
        continue;
      }
      const match = /^(?<name>[^:]*):? ?/.exec(text)!;
      const value = text.slice(match[0].length);
      switch (match.groups!.name) {
        case "data":
          data = data === null ? value : data + "\n" + value;
          if (data.length > sizeMax) throw new EventTooLargeError("data");
          break;
        case "event":
          type = value;
          break;
        case "id":
          if (!value.includes("\0")) lastEventId = value;
          break;
        case "retry":
          if (/^\d+$/.test(value)) onRetry?.(Number.parseInt(value, 10));
      }
    }
  }
}
