import { frameBytes, WebSocketFrameReader } from "wire";

/** An open WebSocket, as bytes. */
export interface RawSocket {
  /** What the other side sends, from its first frame on. */
  readonly readable: ReadableStream<Uint8Array>;
  /** What the other side gets. */
  readonly writable: WritableStream<Uint8Array>;
}

const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** Sends every frame back as a server does, answers pings, and ends after the close. */
export async function echoFrames(
  { readable, writable }: RawSocket,
): Promise<void> {
  const answers: Uint8Array[] = [];
  let closed = false;
  const reader = new WebSocketFrameReader({
    frame({ fin, opcode, payload }) {
      if (closed || opcode === PONG) return;
      closed = opcode === CLOSE;
      const answer = opcode === PING ? PONG : opcode;
      answers.push(frameBytes({ fin, opcode: answer, payload, masked: false }));
    },
  });
  const writer = writable.getWriter();
  for await (const bytes of readable) {
    reader.push(bytes);
    for (const answer of answers.splice(0)) await writer.write(answer);
    if (closed) break;
  }
  await writer.close();
}
