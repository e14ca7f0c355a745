import { concat } from "@std/bytes";
import type { Side, WireEvent } from "./wire_event.ts";

/** One line of a scripted recording: when, on which connection, from whom, what. */
export type Line = [
  at: number,
  connection: number,
  from: Side,
  what: string | Uint8Array | "FIN" | "RST",
];

/** A recording as tests write it; connections are opened by their first line. */
export function recorded(...lines: readonly Line[]): WireEvent[] {
  const opened = new Set<number>();
  return lines.flatMap(([at, connection, from, what]): WireEvent[] => {
    const events: WireEvent[] = [];
    if (!opened.has(connection)) events.push({ kind: "open", at, connection });
    opened.add(connection);
    if (what === "FIN") events.push({ kind: "end", at, connection, from });
    else if (what === "RST") {
      events.push({ kind: "reset", at, connection, from });
    } else {
      events.push({
        kind: "bytes",
        at,
        connection,
        from,
        bytes: bytesOf(what),
      });
    }
    return events;
  });
}

/** A request as bytes. */
export function request(target: string, body?: string): string {
  if (body === undefined) return `GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`;
  const length = new TextEncoder().encode(body).length;
  return `POST ${target} HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\n${body}`;
}

/** A response as bytes; without body it has none. */
export function response(status: string, body?: string): string {
  if (body === undefined) return `HTTP/1.1 ${status}\r\n\r\n`;
  const length = new TextEncoder().encode(body).length;
  return `HTTP/1.1 ${status}\r\nContent-Length: ${length}\r\n\r\n${body}`;
}

/** What {@linkcode frame} writes; what is left out is as usual. */
export interface FrameParts {
  readonly fin?: boolean;
  readonly rsv?: number;
  /** As a client has to send it. */
  readonly masked?: boolean;
  /** Bytes of the length. */
  readonly form?: 0 | 2 | 8;
}

/** A WebSocket frame as bytes. */
export function frame(
  opcode: number,
  payload: string | Uint8Array = "",
  parts: FrameParts = {},
): Uint8Array {
  const { fin = true, rsv = 0, masked = false } = parts;
  const bytes = bytesOf(payload);
  const { length } = bytes;
  const { form = length < 126 ? 0 : length < 65_536 ? 2 : 8 } = parts;
  const lengthBits = form === 8 ? 127 : form === 2 ? 126 : length;
  const size = new DataView(new ArrayBuffer(8));
  size.setBigUint64(0, BigInt(length));
  const mask = masked ? [0x37, 0xfa, 0x21, 0x3d] : [];
  return concat([
    Uint8Array.of(
      (fin ? 0x80 : 0) | rsv << 4 | opcode,
      (masked ? 0x80 : 0) | lengthBits,
      ...new Uint8Array(size.buffer, 8 - form),
      ...mask,
    ),
    masked ? bytes.map((byte, i) => byte ^ mask[i % 4]!) : bytes,
  ]);
}

function bytesOf(what: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return typeof what === "string"
    ? new TextEncoder().encode(what)
    : new Uint8Array(what);
}
