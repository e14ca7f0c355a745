import type { Side, WireEvent } from "./wire_event.ts";

/** One line of a scripted recording: when, on which connection, from whom, what. */
export type Line = [
  at: number,
  connection: number,
  from: Side,
  what: string | "FIN" | "RST",
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
        bytes: new TextEncoder().encode(what),
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
