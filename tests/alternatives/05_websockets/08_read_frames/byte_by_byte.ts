// Goes over the bytes one by one, and knows at each what it means. Copies every payload; judges a frame when its head is complete.

export interface Frame {
  fin: boolean;
  rsv: number;
  opcode: number;
  payload: Uint8Array;
}

export interface Options {
  maxPayloadBytes?: number;
  masked?: boolean;
}

export class WebSocketError extends Error {
  override name = "WebSocketError";
  constructor(public code: number, message = `Closed with ${code}`) {
    super(message);
  }
}

interface Head {
  first: number;
  length: number;
  key: number[];
}

function judged(head: number[], masked: boolean, max: number): Head {
  const [first, second, ...rest] = head as [number, number, ...number[]];
  const key = second & 0x80 ? rest.splice(-4) : [];
  const opcode = first & 0x0f;
  const digits = rest.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const length = rest.length === 0 ? BigInt(second & 0x7f) : digits;
  const wrong = (first & 0x70) !== 0 ||
    (opcode > 2 && opcode < 8) || opcode > 10 ||
    (opcode > 7 && (first < 0x80 || length > 125n)) ||
    (key.length > 0) !== masked ||
    (rest.length === 2 && length < 126n) ||
    (rest.length === 8 && (length < 65_536n || rest[0]! > 127));
  if (wrong) throw new WebSocketError(1002);
  if (length > max) throw new WebSocketError(1009);
  return { first, length: Number(length), key };
}

export async function* readFrames(
  bytes: ReadableStream<Uint8Array>,
  { maxPayloadBytes = 1_048_576, masked = true }: Options = {},
): AsyncGenerator<Frame, void, unknown> {
  let head: number[] = [];
  let frame: Head | null = null;
  let payload: number[] = [];
  for await (const piece of bytes) {
    for (const byte of piece) {
      if (frame === null) {
        head.push(byte);
        const second = head[1] ?? 0;
        const lengthBytes = [126, 127].indexOf(second & 0x7f) * 6 + 2;
        const size = 2 + Math.max(0, lengthBytes) + (second & 0x80 ? 4 : 0);
        if (head.length < 2 || head.length < size) continue;
        frame = judged(head, masked, maxPayloadBytes);
      } else payload.push(byte ^ (frame.key[payload.length % 4] ?? 0));
      if (payload.length < frame.length) continue;
      const { first } = frame;
      yield {
        fin: first >= 0x80,
        rsv: 0,
        opcode: first & 0x0f,
        payload: new Uint8Array(payload),
      };
      head = [];
      frame = null;
      payload = [];
    }
  }
  if (head.length > 0) throw new WebSocketError(1002);
}
