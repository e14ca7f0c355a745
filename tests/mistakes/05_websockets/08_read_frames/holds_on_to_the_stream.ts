// Caught by: cancels the stream when it is left
// Misconception: Whoever stops reading has let go of the stream.
// Says: after the caller left
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
  let rest = new Uint8Array();
  const reader = bytes.getReader();
  for (
    let read = await reader.read();
    !read.done;
    read = await reader.read()
  ) {
    const piece = read.value;
    const joined = new Uint8Array(rest.length + piece.length);
    joined.set(rest);
    joined.set(piece, rest.length);
    rest = joined;
    while (rest.length >= 2) {
      const fin = (rest[0]! & 0x80) !== 0;
      const rsv = (rest[0]! & 0x70) >> 4;
      const opcode = rest[0]! & 0x0f;
      const isMasked = (rest[1]! & 0x80) !== 0;
      let length = rest[1]! & 0x7f;
      if (rsv !== 0) throw new WebSocketError(1002, "Reserved bits");
      if (![0, 1, 2, 8, 9, 10].includes(opcode)) {
        throw new WebSocketError(1002, "Opcode");
      }
      if (isMasked !== masked) throw new WebSocketError(1002, "Mask");
      if (opcode >= 8 && !fin) throw new WebSocketError(1002, "No fin");
      if (opcode >= 8 && length > 125) throw new WebSocketError(1002, "Long");
      const view = new DataView(rest.buffer);
      let start = 2;
      if (length === 126) {
        if (rest.length < 4) break;
        length = view.getUint16(2);
        if (length < 126) throw new WebSocketError(1002, "Not minimal");
        start = 4;
      } else if (length === 127) {
        if (rest.length < 10) break;
        const long = view.getBigUint64(2);
        if (long >> 63n !== 0n) throw new WebSocketError(1002, "First bit");
        if (long < 65_536n) throw new WebSocketError(1002, "Not minimal");
        length = Number(long);
        start = 10;
      }
      if (length > maxPayloadBytes) throw new WebSocketError(1009, "Large");
      if (isMasked) start += 4;
      if (rest.length < start + length) break;
      const payload = rest.slice(start, start + length);
      if (isMasked) {
        const key = rest.subarray(start - 4, start);
        for (let at = 0; at < length; at++) payload[at]! ^= key[at % 4]!;
      }
      rest = rest.slice(start + length);
      yield { fin, rsv, opcode, payload };
    }
  }
  if (rest.length > 0) throw new WebSocketError(1002, "Ended inside a frame");
}
