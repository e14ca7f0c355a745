import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { HttpHead, HttpHeads } from "./http_head.ts";
import { HttpReader } from "./http_reader.ts";

interface Read {
  heads: HttpHead[];
  bodies: string[];
  completed: number;
  raw: string;
  error?: string;
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function textOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

function read(
  kind: keyof HttpHeads,
  stream: string,
  options: { methods?: string[]; cuts?: number[] } = {},
): Read {
  const result: Read = { heads: [], bodies: [], completed: 0, raw: "" };
  const reader = new HttpReader(kind, {
    head: (head) => {
      result.heads.push(head);
      result.bodies.push("");
    },
    body: (bytes) => result.bodies.push(result.bodies.pop() + textOf(bytes)),
    complete: () => result.completed++,
    raw: (bytes) => result.raw += textOf(bytes),
    error: (error) => result.error = error.message,
  });
  for (const method of options.methods ?? []) reader.expectMethod(method);
  const bytes = bytesOf(stream);
  const cuts = [...(options.cuts ?? [])].sort((a, b) => a - b);
  for (const [i, cut] of [0, ...cuts].entries()) {
    reader.push(bytes.subarray(cut, cuts[i]));
  }
  reader.end();
  return result;
}

function statuses(result: Read): (number | string)[] {
  return result.heads.map((head) =>
    head.kind === "response" ? head.status : head.method
  );
}

Deno.test("HttpReader reads pipelined requests of one connection", () => {
  const result = read(
    "request",
    "POST /messages HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}GET /messages?since=1 HTTP/1.1\r\nHost: a\r\n\r\n",
  );
  assertEquals(result.heads, [
    {
      kind: "request",
      method: "POST",
      target: "/messages",
      version: "1.1",
      headers: [["Host", "a"], ["Content-Length", "2"]],
    },
    {
      kind: "request",
      method: "GET",
      target: "/messages?since=1",
      version: "1.1",
      headers: [["Host", "a"]],
    },
  ]);
  assertEquals(result.bodies, ["{}", ""]);
  assertEquals([result.completed, result.error], [2, undefined]);
});

Deno.test("HttpReader reads chunked, sized and close-delimited bodies on one connection", () => {
  const result = read(
    "response",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n3;ext=1\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n" +
      "HTTP/1.1 200\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\nsize" +
      "HTTP/1.1 200 OK\r\n\r\nuntil the end",
  );
  assertEquals(result.bodies, ["abc0123456789", "size", "until the end"]);
  assertEquals([result.completed, result.error], [3, undefined]);
});

Deno.test("HttpReader expects no body after 1xx, 204, 304 and HEAD", () => {
  const result = read(
    "response",
    "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n" +
      "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n" +
      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
    { methods: ["GET", "GET", "HEAD", "GET"] },
  );
  assertEquals(statuses(result), [103, 204, 304, 200, 200]);
  assertEquals(result.bodies, ["", "", "", "", "x"]);
  assertEquals([result.completed, result.error], [5, undefined]);
});

Deno.test("HttpReader hands over raw bytes after 101 and after an answered CONNECT", () => {
  const upgraded = read(
    "response",
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x02hi",
  );
  assertEquals([upgraded.completed, upgraded.raw, upgraded.error], [
    1,
    "\x81\x02hi",
    undefined,
  ]);
  const tunnel = read("response", "HTTP/1.1 200 OK\r\n\r\nbytes", {
    methods: ["CONNECT"],
  });
  assertEquals([tunnel.completed, tunnel.raw], [1, "bytes"]);
});

const UPGRADE =
  "GET /socket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

/** A reader of requests, and what it has reported. */
function requests(): { reader: HttpReader<"request">; seen: string[] } {
  const seen: string[] = [];
  const reader = new HttpReader("request", {
    head: ({ target }) => seen.push(target),
    body: () => {},
    complete: () => seen.push("complete"),
    raw: (bytes) => seen.push(`raw ${textOf(bytes)}`),
  });
  return { reader, seen };
}

Deno.test("HttpReader.switchToRaw() hands over what came behind the request, and all later bytes", () => {
  const { reader, seen } = requests();
  reader.push(bytesOf(`${UPGRADE}\x81\x80mask`));
  reader.push(bytesOf("\x81"));
  assertEquals(seen, ["/socket", "complete"]);
  assertEquals([reader.held, reader.idle], [2, true]);
  reader.switchToRaw();
  reader.push(bytesOf("\x80MASK"));
  assertEquals(seen.slice(2), ["raw \x81\x80mask", "raw \x81", "raw \x80MASK"]);
  assertEquals(reader.held, 0);
});

Deno.test("HttpReader.resume() reads what came behind a refused upgrade as HTTP", () => {
  const { reader, seen } = requests();
  reader.push(bytesOf(`${UPGRADE}GET /next HTTP/1.1\r\n\r\n${UPGRADE}\x81`));
  reader.push(bytesOf("\x80"));
  assertEquals(seen, ["/socket", "complete"]);
  reader.resume();
  const next = ["/next", "complete", "/socket", "complete"];
  assertEquals([seen.slice(2), reader.held], [next, 2]);
  reader.switchToRaw();
  reader.resume();
  reader.push(bytesOf("GET"));
  assertEquals(seen.slice(6), ["raw \x81", "raw \x80", "raw GET"]);
});

Deno.test("HttpReader keeps what is held when the client has closed its half", () => {
  const { reader, seen } = requests();
  reader.push(bytesOf(`${UPGRADE}\x88\x80`));
  reader.end();
  reader.switchToRaw();
  assertEquals(seen.at(-1), "raw \x88\x80");
});

Deno.test("HttpReader reads on behind a body, which no upgrade to WebSocket has", () => {
  const offer =
    "POST / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n";
  const result = read("request", offer + "GET /next HTTP/1.1\r\n\r\n");
  assertEquals(statuses(result), ["POST", "GET"]);
  assertEquals(result.bodies, ["x", ""]);
});

Deno.test("HttpReader reads a body of a megabyte in one piece", () => {
  const result = read(
    "response",
    `HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n${
      "x".repeat(1_000_000)
    }`,
  );
  assertEquals([result.bodies[0]?.length, result.completed, result.error], [
    1_000_000,
    1,
    undefined,
  ]);
});

Deno.test("HttpReader keeps header values as latin1 and joins folded lines", () => {
  const result = read(
    "response",
    "HTTP/1.0 204 \xdcber\r\nX-Name: \xe9t\xe9\r\nX-Fold: a\r\n  b\r\n\r\n",
  );
  assertEquals(result.heads, [{
    kind: "response",
    status: 204,
    reason: "\xdcber",
    version: "1.0",
    headers: [["X-Name", "\xe9t\xe9"], ["X-Fold", "a b"]],
  }]);
});

const broken: [
  name: string,
  kind: keyof HttpHeads,
  stream: string,
  error: string,
][] = [
  [
    "start line",
    "request",
    "nonsense\r\n\r\n",
    'request line is malformed: current value is "nonsense"',
  ],
  [
    "version",
    "response",
    "HTTP/2.0 200 OK\r\n\r\n",
    'status line is malformed: current value is "HTTP/2.0 200 OK"',
  ],
  [
    "header line",
    "response",
    "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
    'header line is malformed: current value is "no colon"',
  ],
  [
    "length",
    "response",
    "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
    'Content-Length must be one number: current value is "-1"',
  ],
  [
    "chunk size",
    "response",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
    'chunk size is malformed: current value is "xyz"',
  ],
  [
    "transfer coding",
    "request",
    "POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
    'last transfer coding of a request must be chunked: current value is "gzip"',
  ],
  [
    "cut head",
    "response",
    "HTTP/1.1 200 OK\r\nContent-",
    "stream ended inside a message",
  ],
  ["cut start line", "response", "HTTP/1.1 2", "stream ended inside a message"],
  [
    "cut body",
    "response",
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab",
    "stream ended inside a message",
  ],
  [
    "endless header",
    "request",
    `GET / HTTP/1.1\r\nX: ${"x".repeat(70_000)}`,
    "head must have at most 65536 bytes",
  ],
];

for (const [name, kind, stream, message] of broken) {
  Deno.test(`HttpReader reports a broken ${name}`, () => {
    const result = read(kind, stream);
    assertEquals(
      result.error?.startsWith(`Cannot read HTTP ${kind}: ${message}`),
      true,
      result.error,
    );
    assertEquals(result.completed, 0);
  });
}

Deno.test("HttpReader throws when nobody handles the error", () => {
  const reader = new HttpReader("request", {
    head: () => {},
    body: () => {},
    complete: () => {},
  });
  let message = "";
  try {
    reader.push(bytesOf("?\n"));
  } catch (error) {
    message = (error as Error).message;
  }
  assertEquals(
    message,
    'Cannot read HTTP request: request line is malformed: current value is "?"',
  );
});

const body = fc.string({ unit: "binary-ascii", maxLength: 40 });
const chunks = fc.array(
  fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 20 }),
  { maxLength: 4 },
);
const response = fc.oneof(
  body.map((text) =>
    `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`
  ),
  chunks.map((texts) =>
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${
      texts.map((text) => `${text.length.toString(16)}\r\n${text}\r\n`).join("")
    }0\r\n\r\n`
  ),
  fc.constantFrom(
    "HTTP/1.1 100 Continue\r\n\r\n",
    "HTTP/1.1 204 No Content\nA: 1\n\n",
  ),
  body.map((text) => `HTTP/1.0 200 OK\r\n\r\n${text}`),
  body.map((text) =>
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n${text}`
  ),
  body,
);

Deno.test("HttpReader reads the same for any cutting of the stream", () => {
  fc.assert(
    fc.property(
      fc.array(response, { maxLength: 5 }),
      fc.infiniteStream(fc.nat()),
      (parts, numbers) => {
        const stream = parts.join("");
        const cuts = [...numbers.take(8)].map((number) =>
          number % (stream.length + 1)
        );
        assertEquals(
          read("response", stream, { cuts }),
          read("response", stream),
        );
        const everywhere = Array.from(stream, (_, i) => i);
        assertEquals(
          read("response", stream, { cuts: everywhere }),
          read("response", stream),
        );
      },
    ),
  );
});
