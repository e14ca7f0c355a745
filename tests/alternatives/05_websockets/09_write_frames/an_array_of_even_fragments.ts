// Returns an array, with fragments that are all about as long. Throws when it is called, and sends 1012 to 1014.

import { concat } from "@std/bytes";

interface Options {
  masked?: boolean;
  maxPayloadBytes?: number;
}

interface Outgoing {
  opcode: number;
  payload?: string | Uint8Array;
  code?: number;
  reason?: string;
}

const mayBeSent = [[1000, 1003], [1007, 1014], [3000, 4999]] as const;

function inBytes(value: number, count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let at = count - 1; at >= 0; at--) {
    bytes[at] = value % 256;
    value = Math.floor(value / 256);
  }
  return bytes;
}

function toBytes(value: string | Uint8Array): Uint8Array {
  return value instanceof Uint8Array ? value : new TextEncoder().encode(value);
}

function closing({ code, reason }: Outgoing): Uint8Array {
  if (code === undefined && !reason) return new Uint8Array();
  if (
    !Number.isInteger(code) ||
    !mayBeSent.some(([from, to]) => from <= code! && code! <= to)
  ) {
    throw new RangeError(`A close with ${code} cannot be sent`);
  }
  return concat([inBytes(code!, 2), toBytes(reason ?? "")]);
}

function lengthOf(payload: Uint8Array): [form: number, digits: Uint8Array] {
  const { length } = payload;
  if (length <= 125) return [length, new Uint8Array()];
  return length <= 65_535
    ? [126, inBytes(length, 2)]
    : [127, inBytes(length, 8)];
}

function toFrame(first: number, payload: Uint8Array, masked: boolean) {
  const [form, digits] = lengthOf(payload);
  if (!masked) return concat([Uint8Array.of(first, form), digits, payload]);
  const key = new Uint8Array(4);
  crypto.getRandomValues(key);
  const hidden = Uint8Array.from(payload, (byte, at) => byte ^ key[at & 3]!);
  return concat([Uint8Array.of(first, 128 + form), digits, key, hidden]);
}

export function writeFrames(
  message: Outgoing,
  { masked = false, maxPayloadBytes = Infinity }: Options = {},
): Uint8Array[] {
  const { opcode } = message;
  if (![1, 2, 8, 9, 10].includes(opcode)) {
    throw new RangeError(`There is no message with the opcode ${opcode}`);
  }
  const payload = opcode === 8 ? closing(message) : toBytes(message.payload!);
  if (opcode > 7) {
    if (payload.length > 125) throw new RangeError("125 bytes at most");
    return [toFrame(128 + opcode, payload, masked)];
  }
  const count = Math.ceil(payload.length / maxPayloadBytes) || 1;
  return Array.from({ length: count }, (_, at) => {
    const [from, to] = [at, at + 1].map((place) =>
      Math.floor(place * payload.length / count)
    );
    const fin = at === count - 1 ? 128 : 0;
    const first = fin + (at === 0 ? opcode : 0);
    return toFrame(first, payload.subarray(from, to), masked);
  });
}
