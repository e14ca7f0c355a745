// Generators, one behind the other; of the pings that were read together it answers only the latest.
import {
  serve as shakeHands,
  type Socket,
} from "solutions/05_websockets/07_handshake_by_hand.ts";
import {
  type Frame,
  readFrames,
  WebSocketError,
} from "solutions/05_websockets/08_read_frames.ts";
import {
  type Outgoing,
  writeFrames,
} from "solutions/05_websockets/09_write_frames.ts";

export interface Options {
  readonly protocols?: readonly string[];
  readonly maxMessageBytes?: number;
  readonly closeTimeoutMs?: number;
  readonly stop?: AbortSignal;
}

export function serve(
  listener: Deno.TcpListener,
  options: Options = {},
): Promise<void> {
  const converse = (socket: Socket) => echo(socket, options);
  return shakeHands(listener, { ...options, converse });
}

async function echo(
  { readable, writable, signal }: Socket,
  { maxMessageBytes = 1_048_576, closeTimeoutMs = 5_000 }: Options,
): Promise<void> {
  const writer = writable.getWriter();
  let latest: Uint8Array | undefined;
  let closing = false;
  const send = async (message: Outgoing) => {
    // It knows which codes may be said.
    const frames = [...writeFrames(message)];
    if (closing) return;
    closing = message.opcode === 8;
    for (const bytes of frames) await writer.write(bytes);
  };
  /** Whoever asks for the next piece has done with all frames of the last one. */
  async function* pieces() {
    for await (const piece of readable) {
      yield piece;
      if (latest === undefined) continue;
      await send({ opcode: 10, payload: latest });
      latest = undefined;
    }
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  const goAway = () => {
    timer = setTimeout(() => writer.abort().catch(() => {}), closeTimeoutMs);
    send({ opcode: 8, code: 1001 }).catch(() => {});
  };
  signal.addEventListener("abort", goAway);
  try {
    const limit = { maxPayloadBytes: maxMessageBytes };
    const frames = readFrames(ReadableStream.from(pieces()), limit);
    for await (const message of messages(frames, maxMessageBytes)) {
      if (message.opcode === 9) latest = message.payload;
      else await send(replyTo(message));
      if (message.opcode === 8) return;
    }
  } catch (error) {
    const known = error instanceof WebSocketError;
    if (!known && !(error instanceof RangeError)) throw error;
    await send({ opcode: 8, code: known ? error.code : 1002 });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", goAway);
  }
}

interface Message {
  readonly opcode: number;
  readonly payload: Uint8Array;
}

/** Joins the fragments; lets pings and closes pass, and drops pongs. */
async function* messages(
  frames: AsyncIterable<Frame>,
  maxBytes: number,
): AsyncGenerator<Message> {
  let begun: { opcode: number; payload: ArrayBuffer } | undefined;
  for await (const { opcode, payload, fin } of frames) {
    if (opcode >= 8) {
      if (opcode !== 10) yield { opcode, payload };
      continue;
    }
    if ((opcode === 0) !== (begun !== undefined)) {
      throw new WebSocketError(1002, "A fragment stands in the wrong place");
    }
    begun ??= {
      opcode,
      payload: new ArrayBuffer(0, { maxByteLength: maxBytes }),
    };
    const size = begun.payload.byteLength;
    if (size + payload.length > maxBytes) {
      throw new WebSocketError(1009, "A message is too long");
    }
    begun.payload.resize(size + payload.length);
    new Uint8Array(begun.payload).set(payload, size);
    if (!fin) continue;
    const whole = { ...begun, payload: new Uint8Array(begun.payload.slice()) };
    begun = undefined;
    yield whole;
  }
}

function replyTo({ opcode, payload }: Message): Outgoing {
  if (opcode === 1) textOf(payload);
  if (opcode < 8) return { opcode, payload };
  if (payload.length === 0) return { opcode: 8 };
  if (payload.length === 1) throw new WebSocketError(1002, "Half a code");
  const code = new DataView(payload.buffer, payload.byteOffset).getUint16(0);
  return { opcode: 8, code, reason: textOf(payload.subarray(2)) };
}

function textOf(bytes: Uint8Array): string {
  try {
    const options = { fatal: true, ignoreBOM: true };
    return new TextDecoder("utf-8", options).decode(bytes);
  } catch {
    throw new WebSocketError(1007, "It is no UTF-8");
  }
}
