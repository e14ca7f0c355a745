import type { Sent } from "../subject/protocol.ts";

/**
 * Encodes a command for the subject's process: the length of the JSON text in
 * four bytes (network order), and the JSON text in UTF-8. Nobody else writes to
 * its standard input.
 */
export function encodeCommand(command: Sent): Uint8Array {
  const body = new TextEncoder().encode(JSON.stringify(command));
  const frame = new Uint8Array(4 + body.length);
  new DataView(frame.buffer).setUint32(0, body.length);
  frame.set(body, 4);
  return frame;
}
