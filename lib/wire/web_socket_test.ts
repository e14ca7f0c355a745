import { assertEquals } from "@std/assert";
import { frame, type Line, recorded, request, response } from "./_recorded.ts";
import { exchanges } from "./exchanges.ts";
import { meter } from "./meter.ts";
import { sequenceDiagram } from "./sequence_diagram.ts";

const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
const asked = `GET /messages/socket HTTP/1.1\r\nHost: a\r\n${upgrade}`;
const switched = `HTTP/1.1 101 Switching Protocols\r\n${upgrade}`;

/** A frame as a client sends it. */
function up(opcode: number, payload: string | Uint8Array = ""): Uint8Array {
  return frame(opcode, payload, { masked: true });
}

function joined(...parts: (string | Uint8Array)[]): Uint8Array {
  const encoder = new TextEncoder();
  return Uint8Array.from(
    parts.flatMap((
      part,
    ) => [...typeof part === "string" ? encoder.encode(part) : part]),
  );
}

function diagram(lines: readonly Line[]): string[] {
  return sequenceDiagram(exchanges(recorded(...lines))).split("\n").slice(3)
    .map((line) => line.trim());
}

const opened: readonly Line[] = [
  [0, 1, "client", asked],
  [5, 1, "server", switched],
];
const BYE = Uint8Array.of(3, 232, 98, 121, 101);

Deno.test("exchanges() reads frames both ways, however they are cut", () => {
  const [text, pong] = [up(1, "hi"), frame(10, "x")];
  const all = exchanges(recorded(
    ...opened,
    [10, 1, "client", text.subarray(0, 3)],
    [11, 1, "server", joined(frame(2, "abc"), pong.subarray(0, 1))],
    [12, 1, "client", joined(text.subarray(3), up(9, "x"))],
    [13, 1, "server", pong.subarray(1)],
  )).slice(2);
  assertEquals(
    all.map((exchange) =>
      exchange.kind === "frame" && [
        exchange.at,
        exchange.completeAt,
        exchange.from,
        exchange.opcode,
        exchange.upgrade,
        exchange.headBytes,
        new TextDecoder().decode(exchange.payload),
      ]
    ),
    [
      [10, 12, "client", 1, 1, 6, "hi"],
      [11, 11, "server", 2, 1, 2, "abc"],
      [11, 13, "server", 10, 1, 2, "x"],
      [12, 12, "client", 9, 1, 6, "x"],
    ],
  );
});

Deno.test("exchanges() reads frames behind the handshake, on both sides", () => {
  const all = exchanges(recorded(
    [0, 1, "client", joined(asked, up(1, "early"))],
    [2, 1, "client", up(1, "soon")],
    [5, 1, "server", joined(switched, frame(1, "welcome"))],
    [6, 1, "client", up(8)],
  ));
  assertEquals(
    all.map((exchange) => [
      exchange.at,
      exchange.kind,
      exchange.kind === "frame"
        ? new TextDecoder().decode(exchange.payload)
        : "",
    ]),
    [
      [0, "request", ""],
      [0, "frame", "early"],
      [2, "frame", "soon"],
      [5, "response", ""],
      [5, "frame", "welcome"],
      [6, "frame", ""],
    ],
  );
});

Deno.test("exchanges() reads no frames of a refused upgrade, but the next request", () => {
  const all = exchanges(recorded(
    [0, 1, "client", asked],
    [5, 1, "server", response("426 Upgrade Required", "no")],
    [6, 1, "client", asked],
    [7, 1, "server", switched],
    [8, 1, "client", up(9)],
  ));
  assertEquals(all.map(({ kind }) => kind), [
    "request",
    "response",
    "request",
    "response",
    "frame",
  ]);
});

Deno.test("exchanges() tells a frame whose end never came, or never could", () => {
  const long = frame(2, "x".repeat(200));
  const impossible = Uint8Array.of(
    0x82,
    127,
    255,
    255,
    255,
    255,
    255,
    255,
    255,
    255,
  );
  for (
    const [bytes, announced, received] of [
      [long.subarray(0, 14), 200, 10],
      [joined(impossible, "and more"), 2 ** 64, 0],
    ] as const
  ) {
    const last = exchanges(recorded(...opened, [9, 1, "server", bytes])).at(-1);
    assertEquals(
      last?.kind === "frame" &&
        [last.completeAt, last.payloadBytes, last.received],
      [undefined, announced, received],
    );
  }
});

Deno.test("sequenceDiagram() shows handshake, full duplex, heartbeat and close", () => {
  assertEquals(
    diagram([
      ...opened,
      [10, 1, "client", up(1, "one")],
      [11, 1, "server", frame(1, "two")],
      [12, 1, "client", up(2, "three")],
      [20_012, 1, "server", frame(9)],
      [20_013, 1, "client", up(10)],
      [20_500, 1, "server", frame(8, BYE)],
      [20_501, 1, "client", up(8, BYE)],
      [20_502, 1, "server", "FIN"],
      [20_503, 1, "client", "FIN"],
    ]),
    [
      "Client->>Server: GET /messages/socket [Upgrade: websocket]",
      "Server-->>Client: 101 Switching Protocols",
      "Client->>Server: text one",
      "Server-->>Client: text two",
      "Client->>Server: binary 5 bytes",
      "Note over Client,Server: silence for 20 s",
      "Server-->>Client: ping",
      "Client->>Server: pong",
      'Server-->>Client: close 1000 "bye"',
      'Client->>Server: close 1000 "bye"',
      "Server-->>Client: closes the connection (FIN)",
    ],
  );
});

Deno.test("sequenceDiagram() says that a socket, or only its connection, stays open", () => {
  assertEquals(
    diagram(opened).at(-1),
    "Note over Client,Server: the socket stays open",
  );
  assertEquals(
    diagram([...opened, [6, 1, "client", up(8)], [7, 1, "server", frame(8)]])
      .slice(2),
    [
      "Client->>Server: close (no code)",
      "Server-->>Client: close (no code)",
      "Note over Client,Server: the connection stays open",
    ],
  );
});

Deno.test("sequenceDiagram() shows a socket that was cut, and how long the client waited", () => {
  assertEquals(
    diagram([
      ...opened,
      [6, 1, "server", frame(8, BYE)],
      [7, 1, "server", "FIN"],
      [3_007, 2, "client", asked],
      [3_008, 2, "server", switched],
      [4_500, 2, "server", "RST"],
    ]).slice(2),
    [
      'Server-->>Client: close 1000 "bye"',
      "Server--xClient: closes the connection (FIN)",
      "Note over Client: waits 3 s",
      "Client->>Server: GET /messages/socket [Upgrade: websocket]",
      "Server-->>Client: 101 Switching Protocols",
      "Note over Client,Server: silence for 1.4 s",
      "Server--xClient: breaks off the connection (RST)",
    ],
  );
});

Deno.test("sequenceDiagram() tells sockets apart by their connections", () => {
  assertEquals(
    diagram([
      ...opened,
      [6, 2, "client", asked],
      [7, 2, "server", switched],
      [8, 1, "client", up(1, "hi")],
      [9, 1, "server", frame(1, "hi")],
      [9, 2, "server", frame(1, "hi")],
      [10, 1, "client", "RST"],
    ]),
    [
      "Client->>Server: GET /messages/socket [Upgrade: websocket] [connection 1, new]",
      "Server-->>Client: 101 Switching Protocols",
      "Client->>Server: GET /messages/socket [Upgrade: websocket] [connection 2, new]",
      "Server-->>Client: 101 Switching Protocols",
      "Client->>Server: text [connection 1] hi",
      "Server-->>Client: text hi",
      "Server-->>Client: text [connection 2] hi",
      "Client--xServer: breaks off the connection (RST) [connection 1]",
      "Note over Client,Server: the socket stays open [connection 2]",
    ],
  );
});

Deno.test("sequenceDiagram() lets a client close in one packet with its handshake", () => {
  assertEquals(
    diagram([
      [0, 1, "client", joined(asked, up(8))],
      [5, 1, "server", joined(switched, frame(8))],
      [6, 1, "server", "FIN"],
    ]).slice(1),
    [
      "Client->>Server: close (no code)",
      "Server-->>Client: 101 Switching Protocols",
      "Server-->>Client: close (no code)",
      "Server-->>Client: closes the connection (FIN)",
    ],
  );
});

Deno.test("sequenceDiagram() shows frames as plain text", () => {
  const text = sequenceDiagram(
    exchanges(recorded(...opened, [10, 1, "client", up(1, "hi")])),
    { format: "text", width: 60 },
  );
  assertEquals(text.split("\n").slice(1), [
    "    0.000  |-- GET /messages/socket [Upgrade: websocket] ->|",
    "    0.005  |<- 101 Switching Protocols  - - - - - - - - - -|",
    "    0.010  |-- text hi ----------------------------------->|",
    "           |             the socket stays open             |",
  ]);
});

Deno.test("meter() counts complete frames and the bytes of their heads", () => {
  const { framesUp, framesDown, frameHeadBytes, requests, bytesUp } = meter(
    recorded(
      ...opened,
      [6, 1, "client", joined(up(1, "one"), up(1, "two"))],
      [7, 1, "server", frame(2, "x".repeat(126))],
      [8, 1, "server", frame(2, "not whole").subarray(0, 5)],
      [9, 2, "client", request("/messages", "{}")],
    ),
  );
  assertEquals([framesUp, framesDown, frameHeadBytes], [2, 1, 6 + 6 + 4]);
  assertEquals([requests, bytesUp], [
    2,
    asked.length + 18 + request("/messages", "{}").length,
  ]);
});
