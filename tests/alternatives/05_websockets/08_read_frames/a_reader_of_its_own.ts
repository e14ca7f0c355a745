// Reads with a reader that is released in the end, and joins the pieces of a payload when all of them are there.

import { concat } from "@std/bytes";

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
  readonly code: number;
  constructor(code: number) {
    super(code === 1009 ? "Too big" : "Against the protocol");
    this.code = code;
  }
}

type Take = (size: number) => Promise<Uint8Array | undefined>;

/** Gives so many bytes, `undefined` at the end of the stream. */
function taking(reader: ReadableStreamDefaultReader<Uint8Array>): Take {
  let held: Uint8Array[] = [];
  let size = 0;
  return async (wanted) => {
    while (size < wanted) {
      const { done, value } = await reader.read();
      if (done && size > 0) throw new WebSocketError(1002);
      if (done) return undefined;
      held.push(value);
      size += value.length;
    }
    const all = concat(held);
    held = [all.slice(wanted)];
    size -= wanted;
    return all.slice(0, wanted);
  };
}

async function payloadLength(form: number, take: Take): Promise<number> {
  if (form < 126) return form;
  const digits = await take(form === 126 ? 2 : 8);
  if (!digits) throw new WebSocketError(1002);
  const length = parseInt(digits.toHex(), 16);
  const least = form === 126 ? 126 : 65_536;
  if (length < least || length >= 2 ** 63) throw new WebSocketError(1002);
  return length;
}

async function readFrame(
  take: Take,
  [first, second]: Uint8Array,
  { maxPayloadBytes = 1_048_576, masked = true }: Options,
): Promise<Frame> {
  const opcode = first! & 15;
  const length = await payloadLength(second! & 127, take);
  if (length > maxPayloadBytes) throw new WebSocketError(1009);
  if (second! >= 128 !== masked) throw new WebSocketError(1002);
  const key = masked ? await take(4) : new Uint8Array(4);
  const payload = length === 0 ? new Uint8Array() : await take(length);
  if (!key || !payload) throw new WebSocketError(1002);
  const isControl = opcode >= 8;
  const known = isControl ? opcode <= 10 : opcode <= 2;
  const allowed = !isControl || (first! >= 128 && length <= 125);
  if (!known || !allowed || (first! & 112) > 0) throw new WebSocketError(1002);
  return {
    fin: first! >= 128,
    rsv: 0,
    opcode,
    payload: payload.map((byte, at) => byte ^ key[at % 4]!),
  };
}

export async function* readFrames(
  bytes: ReadableStream<Uint8Array>,
  options: Options = {},
): AsyncGenerator<Frame, void, void> {
  const reader = bytes.getReader();
  const take = taking(reader);
  try {
    for (let head = await take(2); head; head = await take(2)) {
      yield await readFrame(take, head, options);
    }
  } finally {
    await reader.cancel();
    reader.releaseLock();
  }
}
