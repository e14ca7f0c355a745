/**
 * 5.9 Write frames: one possibility.
 *
 * @module
 */

/** What to send: text (1), bytes (2), ping (9), pong (10), or the close (8). */
export type Outgoing =
  | { opcode: number; payload: string | Uint8Array }
  | { opcode: 8; code?: number; reason?: string };

/** Options for {@linkcode writeFrames}. */
export interface Options {
  /**
   * Whether to mask: clients have to, servers must not.
   *
   * @default {false}
   */
  masked?: boolean;
  /**
   * The size of one payload, at most: longer messages become several frames.
   *
   * @default {Infinity}
   */
  maxPayloadBytes?: number;
}

/**
 * Yields the frames of a message, each in one piece.
 *
 * @throws {RangeError} If the message cannot be sent: an unknown opcode, a
 * control frame over 125 bytes, a close code that may not be sent.
 */
export function* writeFrames(
  message: Outgoing,
  { masked = false, maxPayloadBytes = Infinity }: Options = {},
): Generator<Uint8Array> {
  const { opcode } = message;
  const payload = payloadOf(message);
  const control = opcode > 7;
  if (![1, 2, 8, 9, 10].includes(opcode)) refuse(`the opcode is ${opcode}`);
  if (control && payload.length > 125) refuse("it is over 125 bytes");
  const step = control ? 125 : maxPayloadBytes;
  let at = 0;
  // An empty message is one frame too.
  do {
    const part = payload.subarray(at, at + step);
    const fin = at + part.length === payload.length;
    yield frame((fin ? 128 : 0) | (at === 0 ? opcode : 0), part, masked);
    at += part.length;
  } while (at < payload.length);
}

function payloadOf(message: Outgoing): Uint8Array {
  if (!("payload" in message)) return closePayload(message);
  const { payload } = message;
  return typeof payload === "string" ? encode(payload) : payload;
}

/** The code in two bytes and then the reason, or nothing at all. */
function closePayload(
  { code, reason = "" }: { code?: number; reason?: string },
): Uint8Array {
  if (code === undefined) {
    if (reason !== "") refuse("a reason needs a code");
    return new Uint8Array();
  }
  if (!maySend(code)) refuse(`the code ${code} may not be sent`);
  return Uint8Array.of(code >> 8, code & 255, ...encode(reason));
}

/** 1004 to 1006 and 1015 are never sent (RFC 6455, section 7.4.1). */
function maySend(code: number): boolean {
  if (!Number.isInteger(code)) return false;
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
    (code >= 3000 && code <= 4999);
}

function frame(
  first: number,
  payload: Uint8Array,
  masked: boolean,
): Uint8Array {
  const { length } = payload;
  const lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const short = lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127;
  const start = 2 + lengthBytes + (masked ? 4 : 0);
  const bytes = new Uint8Array(start + length);
  const view = new DataView(bytes.buffer);
  bytes[0] = first;
  bytes[1] = (masked ? 128 : 0) | short;
  if (lengthBytes === 2) view.setUint16(2, length);
  if (lengthBytes === 8) view.setBigUint64(2, BigInt(length));
  bytes.set(payload, start);
  // Masks the copy: the payload is the caller's.
  if (masked) mask(bytes.subarray(start), bytes.subarray(start - 4, start));
  return bytes;
}

/** Draws the key where it stands in the frame, and masks with it. */
function mask(payload: Uint8Array, key: Uint8Array<ArrayBuffer>): void {
  crypto.getRandomValues(key);
  for (let at = 0; at < payload.length; at++) payload[at]! ^= key[at & 3]!;
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function refuse(fault: string): never {
  throw new RangeError(`Cannot write the message: ${fault}`);
}
