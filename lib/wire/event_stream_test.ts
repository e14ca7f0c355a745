import { assertEquals } from "@std/assert";
import { exchanges } from "./exchanges.ts";
import { sequenceDiagram } from "./sequence_diagram.ts";
import type { WireEvent } from "./wire_event.ts";

const encoder = new TextEncoder();

function bytes(at: number, from: "client" | "server", text: string): WireEvent {
  return {
    kind: "bytes",
    at,
    connection: 1,
    from,
    bytes: encoder.encode(text),
  };
}

/** A piece of a chunked body. */
function chunk(text: string): string {
  return `${encoder.encode(text).length.toString(16)}\r\n${text}\r\n`;
}

const asked =
  "GET /messages/stream HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 6\r\n\r\n";
const head =
  "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n";

const recording: WireEvent[] = [
  { kind: "open", at: 0, connection: 1 },
  bytes(0, "client", asked),
  bytes(5, "server", head + chunk(": hello\n\n")),
  bytes(1_000, "server", chunk("id: 7\ndata: se")),
  bytes(
    1_200,
    "server",
    chunk("ven\n\n") + chunk("event: reset\ndata: {}\n\n"),
  ),
  { kind: "reset", at: 2_000, connection: 1, from: "server" },
];

Deno.test("exchanges() reads events and comments out of a chunked stream, each when it is whole", () => {
  const events = exchanges(recording).filter(({ kind }) => kind === "event");
  const common = { kind: "event", connection: 1, from: "server", answers: 1 };
  assertEquals(events as unknown[], [
    { ...common, at: 5, data: "hello" },
    { ...common, at: 1_200, type: "message", id: "7", data: "seven" },
    { ...common, at: 1_200, type: "reset", data: "{}" },
  ]);
});

Deno.test("sequenceDiagram() shows the stream, its events, Last-Event-ID and the cut", () => {
  const diagram = sequenceDiagram(exchanges(recording), { format: "mermaid" });
  assertEquals(diagram.split("\n").map((line) => line.trim()), [
    "sequenceDiagram",
    "participant Client",
    "participant Server",
    "Client->>Server: GET /messages/stream [Last-Event-ID: 6]",
    "Server-->>Client: 200 an event stream",
    "Server-->>Client: : hello",
    "Server-->>Client: event 7 seven",
    "Server-->>Client: event reset {}",
    "Server--xClient: breaks off the connection (RST)",
  ]);
});

Deno.test("sequenceDiagram() says that a stream stays open, and no reader of another type is disturbed", () => {
  const open = exchanges(recording.slice(0, 3));
  const text = sequenceDiagram(open, { format: "mermaid" });
  assertEquals(text.includes("Note over Server: the stream stays open"), true);
  const plain = recording.map((event) =>
    event.kind === "bytes" && event.from === "server" && event.at === 5
      ? bytes(
        5,
        "server",
        head.replace("event-stream", "plain") + chunk("data: x\n\n"),
      )
      : event
  );
  assertEquals(exchanges(plain).some(({ kind }) => kind === "event"), false);
});
