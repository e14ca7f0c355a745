/** What is told of a flood, of a megabyte in one piece, and of texts at which patterns would look back. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Line, recorded, request, response } from "./_recorded.ts";
import { exchanges } from "./exchanges.ts";
import { HttpReader } from "./http_reader.ts";
import { sequenceDiagram } from "./sequence_diagram.ts";

const most = { first: 10, last: 20 };

function drawn(lines: readonly Line[], format: "text" | "mermaid"): string {
  return sequenceDiagram(exchanges(recorded(...lines)), { format, most });
}

Deno.test("sequenceDiagram() draws both ends of a flood, and says how much is left out", () => {
  const early = "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(5_000);
  const flood: Line[] = [
    [0, 1, "client", request("/messages")],
    [1, 1, "server", early],
    [2, 1, "server", response("200 OK", "[]")],
  ];
  for (const format of ["text", "mermaid"] as const) {
    const lines = drawn(flood, format).split("\n");
    assert(lines.length < 40, `${lines.length}`);
    assertStringIncludes(
      lines.join("\n"),
      "… 4,972 more lines are left out …",
    );
    assertStringIncludes(lines.at(-1) ?? "", "200 []");
  }
});

Deno.test("sequenceDiagram() draws all when nobody says how much", () => {
  const lines: Line[] = Array.from({ length: 500 }, (_, at): Line => [
    at,
    1,
    at % 2 === 0 ? "client" : "server",
    at % 2 === 0 ? request("/") : response("204 No Content"),
  ]);
  const text = sequenceDiagram(exchanges(recorded(...lines)), {
    format: "text",
  });
  assert(text.split("\n").length > 500);
});

Deno.test("sequenceDiagram() cuts every label, wherever its text comes from", () => {
  const long = "x\u0301".repeat(20_000);
  const head = `GET /${"y".repeat(20_000)} HTTP/1.1\r\nHost: a\r\n` +
    `Last-Event-ID: ${"z".repeat(20_000)}\r\n\r\n`;
  const stream = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
  const lines: Line[] = [
    [0, 1, "client", head],
    [1, 1, "server", stream],
    [2, 1, "server", `event: ${long}\nid: ${long}\ndata: ${long}\n\n`],
    [3, 1, "server", `: ${long}\n\n`],
  ];
  for (const format of ["text", "mermaid"] as const) {
    for (const line of drawn(lines, format).split("\n")) {
      assert(line.length < 15_000, `${line.length} characters`);
    }
  }
});

/** What a reader makes of a stream in pieces: how many heads, and the error. */
function readHeads(kind: "request" | "response", pieces: readonly string[]) {
  const read: { heads: number; error?: string } = { heads: 0 };
  const reader = new HttpReader(kind, {
    head: () => read.heads++,
    body: () => {},
    complete: () => {},
    error: ({ message }) => void (read.error = message),
  });
  for (const piece of pieces) reader.push(new TextEncoder().encode(piece));
  return read;
}

Deno.test("HttpReader ignores a hundred empty lines before each head, and refuses more", () => {
  const heads = {
    request: "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    response: "HTTP/1.1 204 No Content\r\n\r\n",
  };
  for (const kind of ["request", "response"] as const) {
    for (const end of ["\r\n", "\n"]) {
      const patient = end.repeat(100) + heads[kind];
      assertEquals(readHeads(kind, [patient, patient]), { heads: 2 });
      assertEquals(readHeads(kind, [...patient]), { heads: 1 });
      const error =
        `Cannot read HTTP ${kind}: head must have at most 100 empty lines before it: current value is 101`;
      const flood = heads[kind] + end.repeat(3_000_000) + heads[kind];
      assertEquals(readHeads(kind, [flood]), { heads: 1, error });
      assertEquals(readHeads(kind, [...end.repeat(500)]), { heads: 0, error });
    }
  }
});

Deno.test("sequenceDiagram() shows nested JSON and a large body without reading them", () => {
  const nested = "[".repeat(400_000) + "]".repeat(400_000);
  for (const body of [nested, "a".repeat(3_000_000)]) {
    const lines: Line[] = [
      [0, 1, "client", request("/")],
      [1, 1, "server", response("500 Oh", body)],
    ];
    assert(drawn(lines, "text").length < 1_000);
  }
});
