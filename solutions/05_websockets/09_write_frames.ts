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
  demand([1, 2, 8, 9, 10].includes(opcode), `the opcode is ${opcode}`);
  demand(
    !control || payload.length <= 125,
    "a control frame is over 125 bytes",
  );
  const step = control ? 125 : maxPayloadBytes;
  let at = 0;
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

/** The code in two bytes, then the reason; nothing at all is right too. */
function closePayload(
  { code, reason = "" }: { code?: number; reason?: string },
): Uint8Array {
  if (code === undefined) {
    demand(reason === "", "a reason needs a code");
    return new Uint8Array();
  }
  demand(maySend(code), `the code ${code} may not be sent`);
  const text = encode(reason);
  const payload = new Uint8Array(2 + text.length);
  new DataView(payload.buffer).setUint16(0, code);
  payload.set(text, 2);
  return payload;
}

/** 1004 to 1006 and 1015 name what was never sent (RFC 6455, section 7.4.1). */
function maySend(code: number): boolean {
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
  const start = 2 + lengthBytes + (masked ? 4 : 0);
  const bytes = new Uint8Array(start + length);
  const view = new DataView(bytes.buffer);
  const short = lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127;
  bytes[0] = first;
  bytes[1] = (masked ? 128 : 0) | short;
  if (lengthBytes === 2) view.setUint16(2, length);
  if (lengthBytes === 8) view.setBigUint64(2, BigInt(length));
  bytes.set(payload, start);
  if (masked) mask(bytes, start);
  return bytes;
}

/** Masks in the frame, not in the caller's bytes. */
function mask(bytes: Uint8Array, start: number): void {
  const key = crypto.getRandomValues(new Uint8Array(4));
  bytes.set(key, start - 4);
  for (let at = start; at < bytes.length; at++) {
    bytes[at]! ^= key[at - start & 3]!;
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function demand(right: boolean, otherwise: string): void {
  if (right) return;
  throw new RangeError(`Cannot write the message: ${otherwise}`);
}
