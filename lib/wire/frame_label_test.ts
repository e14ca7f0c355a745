import { assertEquals } from "@std/assert";
import { frame, type Line, recorded } from "./_recorded.ts";
import { exchanges } from "./exchanges.ts";
import { frameLabel } from "./frame_label.ts";

const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
const asked = `GET /s HTTP/1.1\r\nHost: a\r\n${upgrade}\r\n`;
const switched = `HTTP/1.1 101 Switching Protocols\r\n${upgrade}`;

function labels(
  from: "client" | "server",
  frames: readonly Uint8Array[],
  extensions = "",
): string[] {
  const all = exchanges(recorded(
    [0, 1, "client", asked],
    [1, 1, "server", `${switched}${extensions}\r\n`],
    ...frames.map((bytes): Line => [2, 1, from, bytes]),
  ));
  return all.flatMap((exchange) =>
    exchange.kind === "frame" ? frameLabel(exchange) : []
  );
}

const client = { masked: true };
const more = { fin: false };

const told: [string, readonly Uint8Array[], ...labels: string[]][] = [
  ["a text", [frame(1, '{"type":"ping"}')], 'text {"type":"ping"}'],
  ["an empty text", [frame(1)], 'text ""'],
  [
    "lines and what steers a terminal",
    [frame(1, "a\n\x1b[2Jb")],
    "text a \ufffd[2Jb",
  ],
  [
    "a long text by its beginning and its end",
    [frame(
      1,
      '{"type":"message","id":1,"at":1767600000000,"from":"Ada","text":"Good morning"}',
    )],
    'text {"type":"message","id":1,"a…Ada","text":"Good morning"}',
  ],
  [
    "a megabyte of wide characters",
    [frame(1, "日本e\u0301".repeat(150_000))],
    `text ${"日本e\u0301".repeat(5)}日…e\u0301${"日本e\u0301".repeat(5)}`,
  ],
  [
    "a text that is no UTF-8",
    [frame(1, Uint8Array.of(0xc3, 0x28))],
    "text 2 bytes, no UTF-8",
  ],
  [
    "bytes",
    [frame(2, "hello"), frame(2, "x")],
    "binary 5 bytes",
    "binary 1 byte",
  ],
  ["many bytes", [frame(2, "x".repeat(65_536))], "binary 65,536 bytes"],
  ["pings and pongs", [frame(9, "x"), frame(10)], 'ping "x"', "pong"],
  ["a ping of bytes", [frame(9, Uint8Array.of(255))], "ping 1 byte"],
  ["a close", [frame(8)], "close (no code)"],
  ["a close with a code", [frame(8, Uint8Array.of(3, 232))], "close 1000"],
  [
    "a close with a reason",
    [frame(8, Uint8Array.of(3, 232, 98, 121, 101))],
    'close 1000 "bye"',
  ],
  [
    "a close with a code that is not for the wire",
    [frame(8, Uint8Array.of(3, 237))],
    "close [must not be sent] 1005",
  ],
  ["half a close code", [frame(8, Uint8Array.of(3))], "close (half a code)"],
  [
    "a reason that is no UTF-8",
    [frame(8, Uint8Array.of(3, 232, 255))],
    "close 1000 1 byte, no UTF-8",
  ],
  [
    "a text in fragments, cut within a character, with a ping between",
    [
      frame(1, Uint8Array.of(97, 0xc3), more),
      frame(9),
      frame(0, Uint8Array.of(0xbc), more),
      frame(0, "z"),
      frame(1, "next"),
    ],
    "text [more follows] a\ufffd",
    "ping",
    "continuation [more follows] \ufffd",
    "continuation z",
    "text next",
  ],
  [
    "bytes in fragments",
    [frame(2, "ab", more), frame(0, "c")],
    "binary [more follows] 2 bytes",
    "continuation 1 byte",
  ],
  [
    "a continuation of nothing",
    [frame(0, "c")],
    "continuation [of no message] 1 byte",
  ],
  [
    "a message inside another",
    [frame(1, "a", more), frame(2, "b")],
    "text [more follows] a",
    "binary [inside a text] 1 byte",
  ],
  ["a ping in fragments", [frame(9, "", more)], "ping [more follows]"],
  ["reserved bits", [frame(1, "hi", { rsv: 5 })], "text [RSV1, RSV3] hi"],
  ["a reserved opcode", [frame(11, "hi")], 'opcode 11 "hi"'],
  ["another reserved opcode", [frame(3, "hi")], "opcode 3 2 bytes"],
  ["a masked frame", [frame(1, "hi", client)], "text [masked] hi"],
  [
    "a length that is not minimal",
    [frame(1, "hi", { form: 8 })],
    "text [length not minimal] hi",
  ],
  [
    "a frame that is not complete",
    [frame(2, "x".repeat(2_000)).subarray(0, 1_004)],
    "binary [1,000 of 2,000 bytes]",
  ],
];

for (const [name, frames, ...expected] of told) {
  Deno.test(`frameLabel() names ${name}`, () => {
    assertEquals(labels("server", frames), expected);
  });
}

Deno.test("frameLabel() names an unmasked frame of a client, and no masked one", () => {
  assertEquals(labels("client", [frame(1, "hi", client), frame(1, "hi")]), [
    "text hi",
    "text [unmasked] hi",
  ]);
});

Deno.test("frameLabel() names compression only where it was agreed", () => {
  const frames = [
    frame(1, "hello", { rsv: 4, fin: false }),
    frame(9, "x", { rsv: 4 }),
    frame(0, "w", { rsv: 4 }),
    frame(1, "plain"),
  ];
  const deflate =
    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=15\r\n";
  assertEquals(labels("server", frames, deflate), [
    "compressed text [more follows] 5 bytes",
    'ping [RSV1] "x"',
    "compressed continuation [RSV1] 1 byte",
    "text plain",
  ]);
  assertEquals(labels("server", frames.slice(0, 1)), [
    "text [RSV1] [more follows] hello",
  ]);
});
