import { assertEquals } from "@std/assert";
import { type Line, recorded, request, response } from "./_recorded.ts";
import type { Exchange } from "./exchange.ts";
import { exchanges } from "./exchanges.ts";

function told(...lines: Line[]): string[] {
  return exchanges(recorded(...lines)).map(tell);
}

function tell(exchange: Exchange): string {
  const { at, connection, kind } = exchange;
  const start = `${at} ${connection} ${kind}`;
  if (kind === "cut") {
    return `${start} ${exchange.by} ${exchange.how} ${
      exchange.pendingRequest ?? "-"
    }`;
  }
  if (kind === "unreadable") return `${start} ${exchange.from}`;
  if (exchange.kind === "event") return `${start} event ${exchange.data}`;
  if (exchange.kind === "frame") return `${start} ${exchange.opcode}`;
  const body = new TextDecoder().decode(exchange.body);
  const end = `${body || "-"} ${exchange.completeAt ?? "incomplete"}`;
  return kind === "request"
    ? `${start} #${exchange.id} ${exchange.head.target} ${end}`
    : `${start} ${exchange.head.status} to #${exchange.answers} ${end}`;
}

Deno.test("exchanges() pairs responses with the requests of a kept connection", () => {
  assertEquals(
    told(
      [0, 1, "client", request("/a")],
      [5, 1, "server", response("200 OK", "one")],
      [6, 1, "client", request("/b", "{}")],
      [9, 1, "server", response("204 No Content")],
    ),
    [
      "0 1 request #1 /a - 0",
      "5 1 response 200 to #1 one 5",
      "6 1 request #2 /b {} 6",
      "9 1 response 204 to #2 - 9",
    ],
  );
});

Deno.test("exchanges() pairs pipelined requests in their order", () => {
  assertEquals(
    told(
      [0, 1, "client", request("/a") + request("/b")],
      [5, 1, "server", response("200 OK", "a") + response("200 OK", "b")],
    ),
    [
      "0 1 request #1 /a - 0",
      "0 1 request #2 /b - 0",
      "5 1 response 200 to #1 a 5",
      "5 1 response 200 to #2 b 5",
    ],
  );
});

Deno.test("exchanges() orders connections by first bytes", () => {
  assertEquals(
    told(
      [0, 1, "client", "GET /slow HT"],
      [1, 2, "client", request("/quick")],
      [2, 2, "server", response("200 OK", "x")],
      [3, 1, "client", "TP/1.1\r\n\r\n"],
      [4, 1, "server", response("200 OK", "yz").slice(0, -1)],
      [9, 1, "server", "z"],
    ),
    [
      "0 1 request #2 /slow - 3",
      "1 2 request #1 /quick - 1",
      "2 2 response 200 to #1 x 2",
      "4 1 response 200 to #2 yz 9",
    ],
  );
});

Deno.test("exchanges() lets a 100 and the final response answer the same request", () => {
  assertEquals(
    told(
      [0, 1, "client", request("/a", "body").slice(0, -4)],
      [1, 1, "server", "HTTP/1.1 100 Continue\r\n\r\n"],
      [2, 1, "client", "body"],
      [3, 1, "server", response("201 Created", "ok")],
    ),
    [
      "0 1 request #1 /a body 2",
      "1 1 response 100 to #1 - 1",
      "3 1 response 201 to #1 ok 3",
    ],
  );
});

Deno.test("exchanges() expects no body for HEAD", () => {
  assertEquals(
    told(
      [0, 1, "client", "HEAD /a HTTP/1.1\r\n\r\n" + request("/b")],
      [
        1,
        1,
        "server",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" +
        response("200 OK", "b"),
      ],
    ).slice(2),
    ["1 1 response 200 to #1 - 1", "1 1 response 200 to #2 b 1"],
  );
});

Deno.test("exchanges() names the request that a cut leaves unanswered", () => {
  for (const [word, how] of [["FIN", "end"], ["RST", "reset"]] as const) {
    assertEquals(
      told([0, 1, "client", request("/a")], [7, 1, "client", word]).at(-1),
      `7 1 cut client ${how} 1`,
    );
  }
});

Deno.test("exchanges() keeps the part of a body that arrived before a cut", () => {
  assertEquals(
    told(
      [0, 1, "client", request("/a")],
      [1, 1, "server", response("200 OK", "whole").slice(0, -3)],
      [2, 1, "server", "FIN"],
      [3, 1, "client", "FIN"],
    ).slice(1),
    ["1 1 response 200 to #1 wh incomplete", "2 1 cut server end 1"],
  );
});

Deno.test("exchanges() takes the FIN after a complete answer for a plain close", () => {
  assertEquals(
    told(
      [0, 1, "client", request("/a")],
      [1, 1, "server", "HTTP/1.1 200 OK\r\n\r\nto the end"],
      [2, 1, "server", "FIN"],
    ).slice(1),
    ["1 1 response 200 to #1 to the end 2", "2 1 cut server end -"],
  );
});

Deno.test("exchanges() lets a client close its half and read its answer", () => {
  assertEquals(
    told([0, 1, "client", request("/a")], [1, 1, "client", "FIN"], [
      2,
      1,
      "server",
      response("204 No Content"),
    ]).slice(1),
    ["1 1 cut client end -", "2 1 response 204 to #1 - 2"],
  );
});

Deno.test("exchanges() leaves out the bytes after an upgrade to a protocol unknown here", () => {
  const upgrade = "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n";
  assertEquals(
    told(
      [0, 1, "client", `GET /s HTTP/1.1\r\n${upgrade}`],
      [1, 1, "server", `HTTP/1.1 101 Switching\r\n${upgrade}frames`],
      [2, 1, "client", "frames"],
    ),
    ["0 1 request #1 /s - 0", "1 1 response 101 to #1 - 1"],
  );
});

Deno.test("exchanges() reads requests behind an upgrade that was refused", () => {
  const upgrade = "GET /s HTTP/1.1\r\nUpgrade: websocket\r\n\r\n";
  assertEquals(
    told(
      [0, 1, "client", upgrade + request("/next")],
      [5, 1, "server", response("426 Upgrade Required", "no")],
      [6, 1, "server", response("204 No Content")],
    ),
    [
      "0 1 request #1 /s - 0",
      "0 1 request #2 /next - 5",
      "5 1 response 426 to #1 no 5",
      "6 1 response 204 to #2 - 6",
    ],
  );
});

Deno.test("exchanges() reports bytes that are no HTTP", () => {
  const all = exchanges(
    recorded([0, 1, "client", request("/a")], [1, 1, "server", "hello\n"], [
      2,
      1,
      "server",
      "FIN",
    ]),
  );
  assertEquals(all.map(tell).slice(1), [
    "1 1 unreadable server",
    "2 1 cut server end 1",
  ]);
  assertEquals(
    all[1]?.kind === "unreadable" && all[1].reason,
    'status line is malformed: current value is "hello"',
  );
});
