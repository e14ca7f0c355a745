// Caught by: takes off the mask, wherever the pieces begin
// Misconception: The mask is taken off each piece as it comes, from the key's first byte on.
// Says: not to the first byte of a piece
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
  constructor(readonly code: number, message: string) {
    super(message);
  }
}

export async function* readFrames(
  bytes: ReadableStream<Uint8Array>,
  options: Options = {},
): AsyncGenerator<Frame> {
  const { maxPayloadBytes = 1_048_576, masked = true } = options;
  let head = new Uint8Array();
  let frame: Frame | undefined;
  let key = new Uint8Array();
  let payload: number[] = [];
  let length = 0;
  for await (let piece of bytes) {
    while (piece.length > 0 || (frame && payload.length === length)) {
      if (frame === undefined) {
        head = Uint8Array.of(...head, piece[0]!);
        piece = piece.subarray(1);
        const form = head[1]! & 0x7f;
        const lengthBytes = form < 126 ? 0 : form === 126 ? 2 : 8;
        if (head.length < 2 + lengthBytes + (masked ? 4 : 0)) continue;
        const digits = head.subarray(2, 2 + lengthBytes);
        length = digits.reduce((sum, byte) => sum * 256 + byte, 0);
        if (form < 126) length = form;
        if (length > maxPayloadBytes) throw new WebSocketError(1009, "Large");
        key = head.slice(2 + lengthBytes);
        const [fin, rsv] = [head[0]! > 127, head[0]! >> 4 & 7];
        frame = { fin, rsv, opcode: head[0]! & 15, payload: head };
        payload = [];
      }
      const part = piece.subarray(0, length - payload.length);
      part.forEach((byte, at) => payload.push(byte ^ (key[at % 4] ?? 0)));
      piece = piece.subarray(part.length);
      if (payload.length < length) continue;
      yield { ...frame, payload: Uint8Array.from(payload) };
      frame = undefined;
      head = new Uint8Array();
    }
  }
}
