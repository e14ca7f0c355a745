import { assertEquals } from "@std/assert";
import { Recording, type WireEvent } from "wire";
import { liveWire } from "./live_wire.ts";

function show(...events: WireEvent[]): string[] {
  const lines: string[] = [];
  const recording = new Recording();
  const stop = liveWire(recording, (line) => lines.push(line), {
    startedAt: 1_000,
  });
  for (const event of events) recording.record(event);
  stop();
  recording.record(say(9_000, "client", "GET /later HTTP/1.1\r\n\r\n"));
  return lines;
}

function say(
  at: number,
  from: "client" | "server",
  what: string | Uint8Array,
  connection = 1,
): WireEvent {
  const bytes = typeof what === "string"
    ? new TextEncoder().encode(what)
    : what;
  return { kind: "bytes", at, connection, from, bytes };
}

const OPEN: WireEvent = { kind: "open", at: 1_000, connection: 1 };
const ASK = say(
  1_500,
  "client",
  "GET /messages?since=0 HTTP/1.1\r\nHost: a\r\n\r\n",
);

Deno.test("liveWire() prints an exchange when it is complete, once", () => {
  const lines = show(
    OPEN,
    ASK,
    say(2_000, "server", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"),
    say(2_250, "server", "lo"),
  );
  assertEquals(lines, [
    "   0.500 s  -> GET /messages?since=0",
    "   1.000 s  <- 200 OK  hello",
  ]);
});

Deno.test("liveWire() tells a close from a request left unanswered", () => {
  const end: WireEvent = {
    kind: "end",
    at: 3_000,
    connection: 1,
    from: "client",
  };
  assertEquals(
    show(OPEN, ASK, end).at(-1),
    "   2.000 s  -- the client left before the answer",
  );
  const answer = say(2_000, "server", "HTTP/1.1 204 No Content\r\n\r\n");
  assertEquals(
    show(OPEN, ASK, answer, end).at(-1),
    "   2.000 s  -- the client closed the connection",
  );
});

Deno.test("liveWire() keeps a line within the terminal", () => {
  const body = "x".repeat(500);
  const head = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`;
  const line = show(OPEN, ASK, say(2_000, "server", head + body)).at(-1)!;
  assertEquals(line.length, 80);
  assertEquals(line.endsWith("…"), true);
});

Deno.test("liveWire() shows how a stream resumes, and that it broke off", () => {
  const lines = show(
    OPEN,
    say(
      1_500,
      "client",
      "GET /messages/stream HTTP/1.1\r\nHost: a\r\nLast-Event-ID: 6\r\n\r\n",
    ),
    say(
      2_000,
      "server",
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" +
        "id: 7\ndata: seven\n\nevent: reset\ndata: {}\n\n",
    ),
    { kind: "reset", at: 3_000, connection: 1, from: "server" },
  );
  assertEquals(lines, [
    "   0.500 s  -> GET /messages/stream [Last-Event-ID: 6]",
    "   1.000 s  <- 200 OK  an event stream",
    "   1.000 s  <- event 7 seven",
    "   1.000 s  <- event reset {}",
    "   2.000 s  -- the server left within the answer",
  ]);
});

const UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

function opened(connection: number): WireEvent[] {
  return [
    { kind: "open", at: 1_000, connection },
    say(1_100, "client", `GET /s HTTP/1.1\r\n${UPGRADE}`, connection),
    say(
      1_200,
      "server",
      `HTTP/1.1 101 Switching Protocols\r\n${UPGRADE}`,
      connection,
    ),
  ];
}

Deno.test("liveWire() shows frames when they are complete, both ways", () => {
  const lines = show(
    ...opened(1),
    say(1_300, "client", Uint8Array.of(0x81, 0x82, 0, 0, 0, 0, 0x68)),
    say(1_400, "client", Uint8Array.of(0x69)),
    say(1_500, "server", Uint8Array.of(0x8a, 0, 0x88, 2, 3, 232)),
    { kind: "reset", at: 1_600, connection: 1, from: "server" },
  );
  assertEquals(lines, [
    "   0.100 s  -> GET /s [Upgrade: websocket]",
    "   0.200 s  <- 101 Switching Protocols",
    "   0.300 s  -> text hi",
    "   0.500 s  <- pong",
    "   0.500 s  <- close 1000",
    "   0.600 s  -- the server broke off the connection",
  ]);
});

Deno.test("liveWire() tells several sockets apart", () => {
  const ping = Uint8Array.of(0x89, 0);
  const lines = show(
    ...opened(1),
    ...opened(2),
    say(1_300, "server", ping, 1),
    say(1_300, "server", ping, 2),
    say(1_300, "server", ping, 1),
  );
  assertEquals(lines.slice(-3), [
    "   0.300 s  <- ping",
    "   0.300 s  <- ping [connection 2]",
    "   0.300 s  <- ping [connection 1]",
  ]);
});
