import { natives } from "./natives.ts";

/** Bytes of the length before a JSON text. */
export const lengthBytes = 4;

/**
 * Encodes one value as a frame: the token, the length of the JSON text in
 * four bytes (network order), and the JSON text in UTF-8.
 */
export function encodeFrame(token: string, value: unknown): Uint8Array {
  const head = natives.encode(token);
  const body = natives.encode(natives.stringify(value));
  const frame = new natives.Uint8Array(
    head.length + lengthBytes + body.length,
  );
  natives.copy(frame, head, 0);
  natives.copy(frame, lengthOf(body.length), head.length);
  natives.copy(frame, body, head.length + lengthBytes);
  return frame;
}

function lengthOf(size: number): Uint8Array {
  const bytes = new natives.Uint8Array(lengthBytes);
  bytes[0] = size >>> 24;
  bytes[1] = size >>> 16;
  bytes[2] = size >>> 8;
  bytes[3] = size;
  return bytes;
}
