/**
 * 5.9 Write frames
 *
 * The other direction, and a strict reader: Jo's program hangs up at the first
 * frame whose length takes a byte too many. Write frames that any reader takes.
 *
 * @module
 */

/**
 * What to send: text (1), bytes (2), ping (9), pong (10), or the close (8). Bytes
 * may be a part of a larger buffer, and stay as they are.
 */
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
  options: Options = {},
): Iterable<Uint8Array> {
  const { masked = false, maxPayloadBytes = Infinity } = options;
  if (masked || maxPayloadBytes < Infinity) return; // Not yet.
  const payload = "payload" in message ? message.payload : "";
  const bytes = new TextEncoder().encode(`${payload}`);
  yield Uint8Array.of(128 | message.opcode, bytes.length, ...bytes);
  // TODO: That writes short texts that nobody has to mask. Write every message, and refuse what cannot be sent.
  throw new Error("Remove this line and write every message");
}
