// Lists the parts of a message first, and writes heads as lists of numbers. Refuses 1012 to 1014.

export type Outgoing =
  | { opcode: number; payload: string | Uint8Array }
  | { opcode: 8; code?: number; reason?: string };

export interface Options {
  masked?: boolean;
  maxPayloadBytes?: number;
}

export function* writeFrames(
  message: Outgoing,
  options: Options = {},
): Generator<Uint8Array> {
  const { masked = false, maxPayloadBytes = Infinity } = options;
  const { opcode } = message;
  if (![1, 2, 8, 9, 10].includes(opcode)) throw new RangeError("Opcode");
  const payload = payloadOf(message);
  const control = opcode >= 8;
  if (control && payload.length > 125) throw new RangeError("Too long");
  const most = control ? 125 : maxPayloadBytes;
  const parts = [payload.subarray(0, most)];
  for (let at = most; at < payload.length; at += most) {
    parts.push(payload.subarray(at, at + most));
  }
  for (const [index, part] of parts.entries()) {
    const fin = index === parts.length - 1;
    yield frame(fin, index === 0 ? opcode : 0, part, masked);
  }
}

function payloadOf(message: Outgoing): Uint8Array {
  if ("payload" in message) {
    const { payload } = message;
    return typeof payload === "string" ? encode(payload) : payload;
  }
  const { code, reason = "" } = message;
  if (code === undefined) {
    if (reason !== "") throw new RangeError("A reason without a code");
    return new Uint8Array();
  }
  if (!Number.isInteger(code)) throw new RangeError("Half a code");
  if (!maySend(code)) throw new RangeError(`The code ${code}`);
  return Uint8Array.of(code >> 8, code & 0xff, ...encode(reason));
}

function maySend(code: number): boolean {
  if (code < 1000 || code > 4999) return false;
  return code >= 3000 || (code < 1012 && ![1004, 1005, 1006].includes(code));
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function frame(
  fin: boolean,
  opcode: number,
  payload: Uint8Array,
  masked: boolean,
): Uint8Array {
  const { length } = payload;
  const head = [(fin ? 0x80 : 0) | opcode];
  const mask = masked ? 0x80 : 0;
  if (length < 126) head.push(mask | length);
  else if (length < 65_536) head.push(mask | 126, length >> 8, length & 0xff);
  else {
    const digits = new Uint8Array(8);
    new DataView(digits.buffer).setBigUint64(0, BigInt(length));
    head.push(mask | 127, ...digits);
  }
  if (!masked) return joined(head, payload);
  const key = crypto.getRandomValues(new Uint8Array(4));
  const hidden = payload.map((byte, at) => byte ^ key[at % 4]!);
  return joined([...head, ...key], hidden);
}

function joined(head: number[], payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(head.length + payload.length);
  bytes.set(head);
  bytes.set(payload, head.length);
  return bytes;
}
