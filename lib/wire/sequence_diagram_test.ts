import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { columns } from "../text/columns.ts";
import { type Line, recorded, request, response } from "./_recorded.ts";
import { exchanges } from "./exchanges.ts";
import {
  sequenceDiagram,
  type SequenceDiagramOptions,
} from "./sequence_diagram.ts";

function draw(lines: Line[], options: SequenceDiagramOptions = {}): string[] {
  return sequenceDiagram(exchanges(recorded(...lines)), options).split("\n");
}

/** The lines of a Mermaid diagram after the participants. */
function steps(lines: Line[], options: SequenceDiagramOptions = {}): string[] {
  return draw(lines, options).slice(3).map((line) => line.trim());
}

const poll = request("/messages?since=0");
const message = '{"id":7,"at":1,"from":"ann","text":"hi"}';

Deno.test("sequenceDiagram() tells polling", () => {
  assertEquals(
    draw([
      [0, 1, "client", poll],
      [3, 1, "server", response("200 OK", "[]")],
      [2_003, 1, "client", poll],
      [2_005, 1, "server", response("200 OK", `[${message}]`)],
    ]),
    [
      "sequenceDiagram",
      "    participant Client",
      "    participant Server",
      "    Client->>Server: GET /messages?since=0",
      "    Server-->>Client: 200 []",
      "    Note over Client: waits 2 s",
      "    Client->>Server: GET /messages?since=0",
      "    Server-->>Client: 200 [1 message: 7]",
    ],
  );
});

Deno.test("sequenceDiagram() draws long polling as text of 80 columns", () => {
  assertEquals(
    draw([
      [5, 1, "client", poll],
      [25_005, 1, "server", response("204 No Content")],
      [25_006, 1, "client", poll],
      [60_006, 1, "client", "RST"],
    ], { format: "text" }),
    [
      "  seconds  Client                                                         Server",
      "    0.000  |-- GET /messages?since=0 ----------------------------------------->|",
      "           |                                                        held 25 s  |",
      "   25.000  |<- 204 No Content - - - - - - - - - - - - - - - - - - - - - - - - -|",
      "           |                   client immediately asks again                   |",
      "   25.001  |-- GET /messages?since=0 ----------------------------------------->|",
      "           |                                                        held 35 s  |",
      "   60.001  |-- breaks off the connection (RST) - - - - - - - - - - - - - - - -x|",
    ],
  );
});

Deno.test("sequenceDiagram() names the request when another came between", () => {
  assertEquals(
    steps([
      [0, 1, "client", poll],
      [2_000, 2, "client", request("/messages", '{"from":"ann","text":"hi"}')],
      [2_001, 2, "server", response("201 Created", message)],
      [2_002, 1, "server", response("200 OK", `[${message}]`)],
    ]),
    [
      "Client->>Server: GET /messages?since=0",
      'Client->>Server: POST /messages {"from":"ann","text":"hi"}',
      'Server-->>Client: 201 {"id":7,"at":1,"from":"ann","text":"hi"}',
      "Note over Server: held 2 s",
      "Server-->>Client: 200 [1 message: 7] to GET /messages?since=0",
    ],
  );
});

Deno.test("sequenceDiagram() tells that a client asks again after a cut", () => {
  assertEquals(
    steps([
      [0, 1, "client", poll],
      [1, 1, "server", response("200 OK", "[1,2,3]").slice(0, -3)],
      [2, 1, "server", "RST"],
      [502, 2, "client", poll],
    ], { connections: true }),
    [
      "Client->>Server: GET /messages?since=0 [connection 1, new]",
      "Server-->>Client: 200 [1,2 (incomplete)",
      "Server--xClient: breaks off the connection (RST)",
      "Note over Client: waits 500 ms",
      "Client->>Server: GET /messages?since=0 [connection 2, new]",
      "Note over Server: no answer yet",
    ],
  );
});

Deno.test("sequenceDiagram() tells a body that comes late", () => {
  assertEquals(
    steps([
      [0, 1, "client", poll],
      [1, 1, "server", response("200 OK", "[1]").slice(0, -1)],
      [3_001, 1, "server", "]"],
    ]).slice(1),
    ["Server-->>Client: 200 [1]", "Note over Server: body complete after 3 s"],
  );
});

Deno.test("sequenceDiagram() lets parallel polls of one path stand for themselves", () => {
  assertEquals(
    steps([
      [0, 1, "client", poll],
      [1, 2, "client", poll],
      [50, 1, "server", response("204 No Content")],
      [51, 2, "server", response("204 No Content")],
      [1_051, 2, "client", poll],
      [2_050, 1, "client", poll],
    ]).filter((line) => line.startsWith("Note")),
    [
      "Note over Client: waits 1 s",
      "Note over Client: waits 2 s",
      "Note over Server: no answer yet to GET /messages?since=0",
      "Note over Server: no answer yet",
    ],
  );
});

Deno.test("sequenceDiagram() tells the hold behind an interim response", () => {
  assertEquals(
    steps([
      [0, 1, "client", poll],
      [1, 1, "server", "HTTP/1.1 103 Early Hints\r\n\r\n"],
      [5_000, 1, "server", response("204 No Content")],
    ]).slice(1),
    [
      "Server-->>Client: 103 Early Hints",
      "Note over Server: held 5 s",
      "Server-->>Client: 204 No Content",
    ],
  );
});

Deno.test("sequenceDiagram() does not draw that a client closed its half", () => {
  assertEquals(
    steps([
      [0, 1, "client", poll],
      [1, 1, "client", "FIN"],
      [5_000, 1, "server", response("204 No Content")],
      [5_000, 1, "server", "FIN"],
    ]).slice(1),
    ["Note over Server: held 5 s", "Server-->>Client: 204 No Content"],
  );
});

Deno.test("sequenceDiagram() summarises bodies", () => {
  const bodies: [body: string, label: string][] = [
    ["[]", "200 []"],
    ['[{"id":1},{"id":2},{"id":3},{"id":4}]', "200 [4 messages: 1 … 4]"],
    ['{ "a":\n 1 }', '200 {"a":1}'],
    ["two\nlines", "200 two lines"],
    ["x".repeat(99), `200 ${"x".repeat(43)}…`],
    ["a;#b", "200 a#59;#35;b"],
  ];
  for (const [body, label] of bodies) {
    const lines = steps([[0, 1, "client", poll], [
      0,
      1,
      "server",
      response("200 OK", body),
    ]]);
    assertEquals(lines[1], `Server-->>Client: ${label}`);
  }
});

Deno.test("sequenceDiagram() shows the title of a problem and the size of binary bodies", () => {
  const head =
    "HTTP/1.1 410 Gone\r\nContent-Type: application/problem+json\r\n";
  const problem = '{"title":"Cursor is gone","oldest":3}';
  const lines = exchanges([
    ...recorded(
      [0, 1, "client", poll + poll],
      [
        0,
        1,
        "server",
        `${head}Content-Length: ${problem.length}\r\n\r\n${problem}`,
      ],
      [0, 1, "server", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"],
    ),
    {
      kind: "bytes",
      at: 0,
      connection: 1,
      from: "server",
      bytes: new Uint8Array([255, 0]),
    },
  ]);
  const drawn = sequenceDiagram(lines, { format: "text" });
  assertEquals(drawn.includes("<- 410 Cursor is gone"), true, drawn);
  assertEquals(drawn.includes("<- 200 [2 bytes]"), true, drawn);
});

Deno.test("sequenceDiagram() shows bytes that are no HTTP", () => {
  assertEquals(
    steps([[0, 1, "client", poll], [0, 1, "server", "hello\n"]]).slice(1),
    [
      'Server-->>Client: not HTTP: status line is malformed: current value is "hello"',
      "Note over Server: no answer yet to GET /messages?since=0",
    ],
  );
});

Deno.test("sequenceDiagram() takes names, a start and a width", () => {
  const options = {
    format: "text",
    participants: { client: "Page", server: "Board" },
    startAt: 1_000,
    width: 40,
  } as const;
  assertEquals(draw([[3_500, 1, "client", poll]], options), [
    "  seconds  Page                    Board",
    "    2.500  |-- GET /messages?since=0 ->|",
    "           |            no answer yet  |",
  ]);
  assertEquals(draw([], { participants: { client: "A; B" } }).slice(1), [
    "    participant Client as A#59; B",
    "    participant Server",
    "    Note over Client,Server: nothing crossed the wire",
  ]);
  assertThrows(
    () => sequenceDiagram([], { width: 39 }),
    RangeError,
    "Cannot draw a sequence diagram: width must be at least 40 columns: current value is 39",
  );
});

Deno.test("sequenceDiagram() keeps text diagrams within their width", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 120 });
  fc.assert(
    fc.property(
      text,
      text,
      text,
      fc.integer({ min: 40, max: 120 }),
      (body, client, server, width) => {
        const lines = draw(
          [[0, 1, "client", request("/messages", body)], [
            2_000,
            1,
            "server",
            response("200 OK", body),
          ], [9_999, 1, "client", poll]],
          { format: "text", width, participants: { client, server } },
        );
        for (const line of lines) assertEquals(columns(line), width, line);
      },
    ),
  );
});
