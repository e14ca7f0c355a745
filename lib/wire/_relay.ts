import type { Socket } from "node:net";
import type { Side, WireEvent } from "./wire_event.ts";

/** Where and when a relay writes down what it sees. */
export interface Recorder {
  now(): number;
  record(event: WireEvent): void;
}

/**
 * Passes on everything between two sockets, in both directions, until both have ended or one was reset.
 *
 * @returns Cuts the connection: both sides see a reset.
 */
export function relay(
  client: Socket,
  server: Socket,
  connection: number,
  recorder: Recorder,
): () => void {
  const { now, record } = recorder;
  record({ kind: "open", at: now(), connection });
  let broken = false;
  pass("client", client, server);
  pass("server", server, client);
  return cut;

  /** Written down as the client sees it: the other end has reset. */
  function cut(): void {
    if (broken) return;
    broken = true;
    record({ kind: "reset", at: now(), connection, from: "server" });
    client.resetAndDestroy();
    server.resetAndDestroy();
  }

  function pass(from: Side, source: Socket, sink: Socket): void {
    source.on("data", (data: Uint8Array) => {
      record({
        kind: "bytes",
        at: now(),
        connection,
        from,
        bytes: new Uint8Array(data),
      });
      if (!sink.write(data)) source.pause();
    });
    sink.on("drain", () => source.resume());
    source.on("end", () => {
      record({ kind: "end", at: now(), connection, from });
      sink.end();
    });
    source.on("error", () => {
      if (broken) return;
      broken = true;
      record({ kind: "reset", at: now(), connection, from });
      resetAfterFlush(sink);
    });
  }
}

/** Bytes that came before an RST are delivered before it. */
function resetAfterFlush(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket.writable && socket.writableLength > 0) {
    socket.write("", () => socket.resetAndDestroy());
  } else socket.resetAndDestroy();
}
