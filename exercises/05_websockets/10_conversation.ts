/**
 * 5.10 Conversation
 *
 * You can shake hands, read frames and write frames. What is left is to behave:
 * to put messages together, to answer who asks whether you are there, and to
 * part so that both sides know that it is over.
 *
 * @module
 */
import {
  serve as shakeHands,
  type Socket,
} from "solutions/05_websockets/07_handshake_by_hand.ts";
import {
  readFrames,
  WebSocketError,
} from "solutions/05_websockets/08_read_frames.ts";
import { writeFrames } from "solutions/05_websockets/09_write_frames.ts";

/** Options for {@linkcode serve}. */
export interface Options {
  /**
   * The subprotocols to choose from.
   *
   * @default {[]}
   */
  readonly protocols?: readonly string[];
  /**
   * The size of a message at most, over all its frames.
   *
   * @default {1_048_576}
   */
  readonly maxMessageBytes?: number;
  /**
   * How long you wait for the answer to your close frame, in milliseconds
   * after `stop`.
   *
   * @default {5_000}
   */
  readonly closeTimeoutMs?: number;
  /**
   * Stops the server.
   *
   * @default {undefined} It never stops.
   */
  readonly stop?: AbortSignal;
}

/** Sends every message back; resolves when it has stopped and the last connection is closed. */
export async function serve(
  listener: Deno.TcpListener,
  options: Options = {},
): Promise<void> {
  const converse = (socket: Socket) => echo(socket, options);
  await shakeHands(listener, { ...options, converse });
}

/**
 * One conversation. What the three parts do:
 *
 * - `readFrames` yields `{ fin, opcode, payload }`. It throws a `WebSocketError`
 *   whose `code` is 1002 or 1009; an end inside a frame is 1002 too.
 * - `writeFrames` takes `{ opcode, payload }`, for a close `{ opcode: 8, code }`
 *   or `{ opcode: 8 }`, and throws a `RangeError` at a code that may not be
 *   sent. The types `Frame` and `Outgoing` are exported beside the functions.
 * - The `signal` of a `Socket` is one for all conversations. `abort()` of its
 *   `writable`, or of your writer while you hold one, cuts the connection at
 *   once, also in the middle of a write.
 * - When your promise settles, 5.7 ends the connection so that what you have
 *   written arrives, also when the other side goes on sending. What you throw
 *   goes to the console, unless the connection broke off.
 */
async function echo(
  { readable, writable }: Socket,
  { maxMessageBytes = 1_048_576 }: Options,
): Promise<void> {
  const writer = writable.getWriter();
  try {
    const limit = { maxPayloadBytes: maxMessageBytes };
    for await (const { opcode, payload } of readFrames(readable, limit)) {
      // TODO: That takes every frame for a message, and every message for one to send back. Converse.
      if (opcode) throw new Error("Remove this line and converse");
      for (const bytes of writeFrames({ opcode, payload })) {
        await writer.write(bytes);
      }
    }
  } catch (error) {
    if (!(error instanceof WebSocketError)) throw error;
    for (const bytes of writeFrames({ opcode: 8, code: error.code })) {
      await writer.write(bytes);
    }
  }
}
