import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { frame, type Line, recorded, request, response } from "./_recorded.ts";
import { exchanges } from "./exchanges.ts";
import {
  GrowingDiagram,
  type GrowingDiagramOptions,
} from "./growing_diagram.ts";
import { sequenceDiagram } from "./sequence_diagram.ts";

/** The lines that each line of a recording adds, and the last ones. */
function grown(
  lines: readonly Line[],
  options: GrowingDiagramOptions = {},
): string[][] {
  const diagram = new GrowingDiagram(options);
  const parts: string[][] = [];
  for (const event of recorded(...lines)) {
    const added = diagram.read(event);
    if (event.kind !== "open") parts.push(added);
    else assertEquals(added, []);
  }
  return [...parts, diagram.finish()];
}

function whole(lines: readonly Line[], options: GrowingDiagramOptions = {}) {
  const all = exchanges(recorded(...lines));
  return sequenceDiagram(all, { ...options, format: "text" }).split("\n");
}

/** How many lines each part adds. */
function counts(lines: readonly Line[], options?: GrowingDiagramOptions) {
  return grown(lines, options).map(({ length }) => length);
}

const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
const stream =
  "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

Deno.test("GrowingDiagram tells a message when it is complete", () => {
  const lines: Line[] = [
    [0, 1, "client", request("/a").slice(0, 9)],
    [1, 1, "client", request("/a").slice(9)],
    [2, 1, "server", response("200 OK", "whole").slice(0, -3)],
    [3, 1, "server", "ole"],
  ];
  assertEquals(counts(lines), [0, 2, 0, 1, 0]);
  assertEquals(grown(lines).flat(), whole(lines));
});

Deno.test("GrowingDiagram keeps the order of beginning", () => {
  const lines: Line[] = [
    [0, 1, "client", request("/a", "body").slice(0, -2)],
    [1, 2, "client", request("/b")],
    [2, 2, "server", response("200 OK", "b")],
    [3, 1, "client", "dy"],
  ];
  assertEquals(counts(lines), [0, 0, 0, 4, 1]);
  assertEquals(grown(lines).flat(), whole(lines));
});

Deno.test("GrowingDiagram leaves out no exchange whose head came late", () => {
  const all = grown([
    [0, 1, "client", request("/a").slice(0, 9)],
    [1, 2, "client", request("/b")],
    [2, 1, "client", request("/a").slice(9)],
  ]).flat();
  const targets = all.flatMap((line) => /GET (\/.)/.exec(line)?.[1] ?? []);
  assertEquals(targets.slice(0, 2), ["/b", "/a"]);
});

Deno.test("GrowingDiagram tells a stream when it begins, and forgets it when it ends", () => {
  const event = "data: x\n\n";
  const lines: Line[] = [
    [0, 1, "client", request("/a")],
    [1, 1, "server", stream],
    [2, 1, "server", `9\r\n${event}\r\n`],
    [3, 1, "server", "0\r\n\r\n"],
    [4, 1, "client", request("/a")],
  ];
  assertEquals(counts(lines).slice(0, 4), [2, 1, 1, 0]);
  assertEquals(grown(lines).flat(), whole(lines));
});

Deno.test("GrowingDiagram tells what a broken connection left incomplete", () => {
  const lines: Line[] = [
    [0, 1, "client", request("/a")],
    [1, 1, "server", response("200 OK", "whole").slice(0, -3)],
    [2, 1, "server", "RST"],
  ];
  assertEquals(counts(lines), [2, 0, 2, 0]);
  assertEquals(grown(lines).flat(), whole(lines));
});

Deno.test("GrowingDiagram waits for the answer to a client that closed its half", () => {
  const lines: Line[] = [
    [0, 1, "client", request("/a")],
    [1, 1, "client", "FIN"],
    [2, 1, "server", response("200 OK", "whole")],
  ];
  assertEquals(counts(lines), [2, 0, 1, 0]);
  assertEquals(grown(lines).flat(), whole(lines));
});

Deno.test("GrowingDiagram tells remarks as soon as nothing is under way", () => {
  const remarks = [{ at: 1, over: 0, text: "sleeps" }];
  const cast = {
    names: ["Ann", "Board"],
    sides: () => ({ client: 0, server: 1 }),
    remarks,
  };
  const lines: Line[] = [
    [0, 1, "client", request("/a")],
    [2, 1, "server", response("204 No Content")],
  ];
  assertEquals(grown(lines, { cast }).flat().length, 4);
  assertEquals(grown([], { cast }), [whole([], { cast })]);
});

Deno.test("GrowingDiagram says that nothing crossed the wire", () => {
  assertEquals(grown([]), [whole([])]);
});

Deno.test("GrowingDiagram shows both ends of many lines, and how many are left out", () => {
  const lines = Array.from({ length: 20 }, (_, poll): Line[] => [
    [poll, 1, "client", request(`/${poll}`)],
    [poll, 1, "server", response("204 No Content")],
  ]).flat();
  const options = { most: { first: 4, last: 3 } };
  const parts = grown(lines, options);
  const all = whole(lines);
  assertEquals(parts.flat().slice(0, 5), all.slice(0, 5));
  assertEquals(parts.at(-1)!.slice(1), all.slice(-3));
  assertEquals(parts.flat().length, 5 + 2 + 3);
  assertEquals(/\d+/.exec(parts.at(-1)![0]!)?.[0], "33");
});

Deno.test("GrowingDiagram demands room for each participant", () => {
  assertThrows(
    () => new GrowingDiagram({ width: 39 }),
    RangeError,
    "width must be at least 40 columns: current value is 39",
  );
});

/** Exchanges on up to four connections, bodies cut in two at will. */
const conversation = fc.array(
  fc.record({
    connection: fc.integer({ min: 1, max: 4 }),
    wait: fc.integer({ min: 0, max: 400 }),
    what: fc.constantFrom("ask", "publish", "answer", "none", "cut"),
    cut: fc.nat({ max: 20 }),
  }),
  { maxLength: 40 },
).map((steps) => {
  const times = new Map<number, number>();
  const asked = new Map<number, number>();
  const lines = steps.flatMap(({ connection, wait, what, cut }): Line[] => {
    const at = (times.get(connection) ?? 0) + wait;
    times.set(connection, at + 200);
    if (what === "cut") return [[at, connection, "client", "RST"]];
    const isAnswer = what === "answer" || what === "none";
    const open = asked.get(connection) ?? 0;
    if (isAnswer && open === 0) return [];
    asked.set(connection, isAnswer ? open - 1 : open + 1);
    if (what === "none") {
      return [[at, connection, "server", response("204 No Content")]];
    }
    if (what === "ask") return [[at, connection, "client", request("/m")]];
    const body = JSON.stringify([{ id: cut, text: "a text that is long" }]);
    const [from, text] = isAnswer
      ? ["server" as const, response("200 OK", body)]
      : ["client" as const, request("/m", body)];
    const place = text.length - cut - 1;
    return [
      [at, connection, from, text.slice(0, place)],
      [at + 199, connection, from, text.slice(place)],
    ];
  });
  // What other connections carry comes between the two pieces of a body.
  lines.sort(([a], [b]) => a - b);
  const gone = new Set<number>();
  return lines.filter(([, connection, , what]) => {
    const isGone = gone.has(connection);
    if (what === "RST") gone.add(connection);
    return !isGone;
  });
});

Deno.test("GrowingDiagram draws what sequenceDiagram() draws", () => {
  fc.assert(fc.property(conversation, (lines) => {
    assertEquals(grown(lines).flat(), whole(lines));
  }));
});

Deno.test("GrowingDiagram draws what sequenceDiagram() draws of a socket", () => {
  const lines: Line[] = [
    [0, 1, "client", `GET /s HTTP/1.1\r\nHost: a\r\n${upgrade}`],
    [1, 1, "server", `HTTP/1.1 101 Switching Protocols\r\n${upgrade}`],
    [2, 1, "client", frame(1, "hello", { masked: true })],
    [1_500, 1, "server", frame(1, "hi").subarray(0, 2)],
    [1_501, 1, "server", frame(1, "hi").subarray(2)],
    [1_600, 1, "client", frame(8, "", { masked: true })],
    [1_601, 1, "server", frame(8)],
    [1_602, 1, "server", "FIN"],
  ];
  assertEquals(grown(lines).flat(), whole(lines));
});
