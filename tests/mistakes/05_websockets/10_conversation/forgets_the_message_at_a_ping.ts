// Caught by: joins fragments, and answers pings in between
// Misconception: What comes in between begins something new.
// Says: change nothing about it
import { concat } from "@std/bytes";
import {
  serve as shakeHands,
  type Socket,
} from "solutions/05_websockets/07_handshake_by_hand.ts";
import {
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

export async function serve(
  listener: Deno.TcpListener,
  options: Options = {},
): Promise<void> {
  const converse = (socket: Socket) => echo(socket, options);
  await shakeHands(listener, { ...options, converse });
}

async function echo(
  { readable, writable, signal }: Socket,
  { maxMessageBytes = 1_048_576, closeTimeoutMs = 5_000 }: Options,
): Promise<void> {
  const writer = writable.getWriter();
  let opcode = 0;
  let parts: Uint8Array[] = [];
  let size = 0;
  let closing = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const send = async (message: Outgoing) => {
    if (closing) return;
    closing = message.opcode === 8;
    for (const bytes of writeFrames(message)) await writer.write(bytes);
  };
  const goAway = () => {
    timer = setTimeout(() => writer.abort().catch(() => {}), closeTimeoutMs);
    send({ opcode: 8, code: 1001 }).catch(() => {});
  };
  signal.addEventListener("abort", goAway);
  try {
    const limit = { maxPayloadBytes: maxMessageBytes };
    for await (const frame of readFrames(readable, limit)) {
      if (frame.opcode === 8) return await send(goodbye(frame.payload));
      if (frame.opcode === 9) {
        await send({ opcode: 10, payload: frame.payload });
        parts = [];
      }
      if (frame.opcode > 2) continue;
      if (frame.opcode === 0 && opcode === 0) fail(1002, "nothing to continue");
      if (frame.opcode !== 0 && opcode !== 0) fail(1002, "it has not ended");
      opcode = opcode || frame.opcode;
      size += frame.payload.length;
      if (size > maxMessageBytes) fail(1009, "it is too long");
      parts.push(frame.payload);
      if (!frame.fin) continue;
      const payload = concat(parts);
      if (opcode === 1) demandText(payload);
      await send({ opcode, payload });
      opcode = 0;
      parts = [];
      size = 0;
    }
  } catch (error) {
    if (!(error instanceof WebSocketError)) throw error;
    await send({ opcode: 8, code: error.code });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", goAway);
  }
}

function goodbye(payload: Uint8Array): Outgoing {
  if (payload.length === 0) return { opcode: 8 };
  if (payload.length === 1) fail(1002, "half a code");
  const code = payload[0]! * 256 + payload[1]!;
  if (!maySay(code)) fail(1002, `the code ${code}`);
  demandText(payload.subarray(2));
  return { opcode: 8, code };
}

function maySay(code: number): boolean {
  if (code < 1000 || code > 4999) return false;
  if (code < 3000 && code > 1011) return false;
  return ![1004, 1005, 1006].includes(code);
}

function demandText(bytes: Uint8Array): void {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    fail(1007, "it is no UTF-8");
  }
}

function fail(code: number, why: string): never {
  throw new WebSocketError(code, `Cannot go on: ${why}`);
}
