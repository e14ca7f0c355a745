import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import fc from "fast-check";
import { columns } from "../text/columns.ts";
import { frame, type Line, recorded, request, response } from "./_recorded.ts";
import type { Cast } from "./cast.ts";
import { exchanges } from "./exchanges.ts";
import {
  sequenceDiagram,
  type SequenceDiagramOptions,
} from "./sequence_diagram.ts";

/** Connection 1 is the browser's with the push service, 2 its with the board, others are the board's own. */
const cast: Cast = {
  names: ["User agent", "Board", "Push service"],
  sides: (connection) =>
    [{ client: 0, server: 2 }, { client: 0, server: 1 }][connection - 1] ??
      { client: 1, server: 2 },
};

const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
const token = "abcdefghijklmnopqrstuvwxyz0123456789";

const created = response("201 Created", "");
const sealed = new Uint8Array(173).fill(255);
const post =
  `POST /wpush/${token} HTTP/1.1\r\nHost: a\r\nContent-Length: 173\r\n\r\n`;

const pushed: readonly Line[] = [
  [0, 1, "client", `GET / HTTP/1.1\r\nHost: a\r\n${upgrade}`],
  [5, 1, "server", `HTTP/1.1 101 Switching Protocols\r\n${upgrade}`],
  [10, 2, "client", request("/subscriptions", '{"endpoint":"http://x"}')],
  [11, 2, "server", created],
  [2_000, 3, "client", post],
  [2_000, 3, "client", sealed],
  [2_150, 1, "server", frame(1, '{"messageType":"notification"}')],
  [2_151, 3, "server", created],
  [2_152, 1, "client", frame(1, '{"messageType":"ack"}', { masked: true })],
  [2_300, 1, "client", "FIN"],
  [9_000, 4, "client", `GET / HTTP/1.1\r\nHost: a\r\n${upgrade}`],
  [9_001, 4, "server", `HTTP/1.1 101 Switching Protocols\r\n${upgrade}`],
];

function draw(
  lines: readonly Line[],
  options: SequenceDiagramOptions = {},
): string[] {
  return sequenceDiagram(exchanges(recorded(...lines)), { cast, ...options })
    .split("\n");
}

Deno.test("sequenceDiagram() draws three participants as text of 80 columns", () => {
  const remarks = [
    { at: 2_000, over: 1, text: "Ada publishes" },
    { at: 2_200, over: 0, text: "is closed" },
    { at: 9_999, over: 2, text: "waits" },
  ];
  const options = { format: "text", cast: { ...cast, remarks } } as const;
  assertEquals(draw(pushed, options), [
    "  seconds  User agent                      Board                    Push service",
    "    0.000  |-- GET / [Upgrade: websocket] ------------------------------------>|",
    "    0.005  |<- 101 Switching Protocols  - - - - - - - - - - - - - - - - - - - -|",
    '    0.010  |-- POST /subscriptions {"endp… ->|                                 |',
    "    0.011  |<- 201 Created  - - - - - - - - -|                                 |",
    "           |                           Ada publishes                           |",
    "    2.000  |                                 |-- POST /wpush/ab… [173 bytes] ->|",
    '    2.150  |<- text {"messageType":"notification"}  - - - - - - - - - - - - - -|',
    "           |                                 |                    held 151 ms  |",
    "    2.151  |                                 |<- 201 Created  - - - - - - - - -|",
    '    2.152  |-- text {"messageType":"ack"} ------------------------------------>|',
    "           |  is closed                      |                                 |",
    "    2.300  |-- closes the connection (FIN) - - - - - - - - - - - - - - - - - -x|",
    "    9.000  |                                 |-- GET / [Upgrade: websocket] -->|",
    "    9.001  |                                 |<- 101 Switching Protocols  - - -|",
    "           |                                 |      the socket stays open      |",
    "           |                                 |                          waits  |",
  ]);
});

Deno.test("sequenceDiagram() gives Mermaid three participants", () => {
  const remarks = [{ at: 2_000, over: 1, text: "Ada publishes" }];
  assertEquals(draw(pushed.slice(0, 9), { cast: { ...cast, remarks } }), [
    "sequenceDiagram",
    "    participant P1 as User agent",
    "    participant P2 as Board",
    "    participant P3 as Push service",
    "    P1->>P3: GET / [Upgrade: websocket]",
    "    P3-->>P1: 101 Switching Protocols",
    '    P1->>P2: POST /subscriptions {"endpoint":"http://x"}',
    "    P2-->>P1: 201 Created",
    "    Note over P2: Ada publishes",
    "    P2->>P3: POST /wpush/abcdefghijklmnopqrstuvwxyz0123456789 [173 bytes]",
    '    P3-->>P1: text {"messageType":"notification"}',
    "    Note over P3: held 151 ms",
    "    P3-->>P2: 201 Created",
    '    P1->>P3: text {"messageType":"ack"}',
    "    Note over P1,P3: the socket stays open",
  ]);
});

Deno.test("sequenceDiagram() names requests of several participants only when two are open between the same two", () => {
  const both = [
    [0, 3, "client", request("/a")],
    [1, 4, "client", request("/b")],
    [2, 3, "server", created],
    [3, 4, "server", created],
  ] as const satisfies Line[];
  assertEquals(draw(both).slice(-2).map((line) => line.trim()), [
    "P3-->>P2: 201 Created to GET /a",
    "P3-->>P2: 201 Created",
  ]);
});

Deno.test("sequenceDiagram() says over all participants that nothing crossed the wire", () => {
  assertEquals(
    draw([]).at(-1),
    "    Note over P1,P3: nothing crossed the wire",
  );
  const said = { at: 1, over: 0, text: "sleeps" };
  assertEquals(
    draw([], { cast: { ...cast, remarks: [said] } }).at(-1),
    "    Note over P1: sleeps",
  );
});

Deno.test("sequenceDiagram() demands room for each participant", () => {
  assertMatch(draw(pushed, { format: "text", width: 60 })[0]!, /service$/);
  assertThrows(
    () => draw(pushed, { format: "text", width: 59 }),
    RangeError,
    "width must be at least 60 columns: current value is 59",
  );
});

Deno.test("sequenceDiagram() keeps text diagrams of three within their width", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 120 });
  const width = fc.integer({ min: 60, max: 120 });
  fc.assert(fc.property(text, text, text, text, width, (a, b, c, d, width) => {
    const remarks = [{ at: 1, over: 1, text: d }];
    const lines = draw([
      [0, 2, "client", request("/messages", a)],
      [2_000, 2, "server", response("200 OK", b)],
      [2_001, 3, "client", request("/messages", c)],
      [9_999, 3, "client", "RST"],
    ], {
      format: "text",
      width,
      cast: { ...cast, names: [a, b, c], remarks },
    });
    for (const line of lines) assertEquals(columns(line), width, line);
  }));
});
