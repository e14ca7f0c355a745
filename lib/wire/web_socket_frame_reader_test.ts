import { assert, assertEquals, assertThrows } from "@std/assert";
import { concat } from "@std/bytes";
import fc from "fast-check";
import type { WebSocketFrame, WebSocketFrameHead } from "./web_socket_frame.ts";
import { WebSocketFrameReader } from "./web_socket_frame_reader.ts";

interface Read {
  heads: WebSocketFrameHead[];
  frames: WebSocketFrame[];
  idle: boolean;
  received: number;
  error?: string;
}

function read(...pieces: readonly Uint8Array[]): Read {
  const heads: WebSocketFrameHead[] = [];
  const frames: WebSocketFrame[] = [];
  let error: string | undefined;
  const reader = new WebSocketFrameReader({
    head: (head) => heads.push(head),
    frame: (frame) => frames.push(frame),
    error: ({ message }) => error = message,
  });
  for (const piece of pieces) reader.push(piece);
  const { idle, received } = reader;
  return { heads, frames, idle, received, ...(error ? { error } : {}) };
}

function hex(text: string): Uint8Array {
  return Uint8Array.fromHex(text.replaceAll(" ", ""));
}

function described(frame: WebSocketFrame): string {
  const { fin, rsv, opcode, masked, headBytes, payload } = frame;
  return `${fin ? "fin " : ""}rsv ${rsv} opcode ${opcode} ${
    masked ? "masked " : ""
  }${headBytes}+${payload.length} ${new TextDecoder().decode(payload)}`.trim();
}

// RFC 6455 §5.7, and frames that it does not allow.
const examples: [name: string, bytes: string, ...frames: string[]][] = [
  ["an unmasked text", "81 05 48 65 6c 6c 6f", "fin rsv 0 opcode 1 2+5 Hello"],
  [
    "a masked text",
    "81 85 37 fa 21 3d 7f 9f 4d 51 58",
    "fin rsv 0 opcode 1 masked 6+5 Hello",
  ],
  [
    "a text in two fragments",
    "01 03 48 65 6c 80 02 6c 6f",
    "rsv 0 opcode 1 2+3 Hel",
    "fin rsv 0 opcode 0 2+2 lo",
  ],
  [
    "ping and masked pong",
    "89 05 48 65 6c 6c 6f 8a 85 37 fa 21 3d 7f 9f 4d 51 58",
    "fin rsv 0 opcode 9 2+5 Hello",
    "fin rsv 0 opcode 10 masked 6+5 Hello",
  ],
  [
    "an empty masked frame",
    "82 80 01 02 03 04",
    "fin rsv 0 opcode 2 masked 6+0",
  ],
  ["reserved bits", "f1 00", "fin rsv 7 opcode 1 2+0"],
  ["RSV1", "c1 01 41", "fin rsv 4 opcode 1 2+1 A"],
  ["a reserved opcode", "8f 00", "fin rsv 0 opcode 15 2+0"],
  ["a ping that is not final", "09 00", "rsv 0 opcode 9 2+0"],
  [
    "two bytes for a short length",
    "81 7e 00 01 41",
    "fin rsv 0 opcode 1 4+1 A",
  ],
  [
    "eight bytes for a short length",
    "81 ff 00 00 00 00 00 00 00 01 00 00 00 00 41",
    "fin rsv 0 opcode 1 masked 14+1 A",
  ],
];

for (const [name, bytes, ...frames] of examples) {
  Deno.test(`WebSocketFrameReader reads ${name}`, () => {
    const result = read(hex(bytes));
    assertEquals(result.frames.map(described), frames);
    assertEquals([result.idle, result.error], [true, undefined]);
  });
}

for (
  const [length, headBytes] of [[125, 2], [126, 4], [65_535, 4], [65_536, 10]]
) {
  Deno.test(`WebSocketFrameReader reads a payload of ${length} bytes`, () => {
    const { frames, idle } = read(frameOf({ length: length! }));
    assertEquals(
      frames.map(({ headBytes, payload }) => [headBytes, payload.length]),
      [[
        headBytes!,
        length!,
      ]],
    );
    assert(idle);
  });
}

Deno.test("WebSocketFrameReader tells the head of a frame that never ends", () => {
  const { heads, frames, idle, received } = read(hex("82 7e 03 e8 01 02 03"));
  assertEquals(heads.map(({ payloadBytes }) => payloadBytes), [1_000]);
  assertEquals([frames.length, idle, received], [0, false, 3]);
});

Deno.test("WebSocketFrameReader takes no more room than what has come", () => {
  const head = hex("82 7f 00 00 00 00 04 00 00 00");
  const before = Deno.memoryUsage();
  const readers = Array.from({ length: 100 }, () => {
    const reader = new WebSocketFrameReader({ frame: () => {} });
    reader.push(head);
    reader.push(new Uint8Array(10));
    return reader;
  });
  const after = Deno.memoryUsage();
  const grown = after.external - before.external;
  assert(grown < 100 * 131_072, `${grown} bytes for ${readers.length} frames`);
});

for (
  const [name, length] of [
    ["more than the limit", "00 00 00 00 04 00 00 01"],
    ["a length beyond safe integers", "00 20 00 00 00 00 00 01"],
    ["the highest bit of a length", "80 00 00 00 00 00 00 00"],
  ] as const
) {
  Deno.test(`WebSocketFrameReader refuses ${name}, and reads nothing more`, () => {
    const result = read(hex("81 7f" + length), hex("81 00 81 00"));
    assertEquals([result.heads.length, result.frames.length], [1, 0]);
    assert(
      result.error?.startsWith(
        "Cannot read WebSocket frame: payload must have at most 67108864 bytes: current value is ",
      ),
      result.error,
    );
  });
}

Deno.test("WebSocketFrameReader throws when nobody handles the error", () => {
  const reader = new WebSocketFrameReader({ frame: () => {} });
  assertThrows(
    () => reader.push(hex("81 ff ffffffffffffffff 00000000")),
    RangeError,
  );
});

interface Sent {
  length: number;
  first?: number;
  mask?: readonly number[];
}

/** A frame as bytes; its payload counts upwards. */
function frameOf({ length, first = 0x82, mask }: Sent): Uint8Array {
  const payload = Uint8Array.from(
    { length },
    (_, i) => i ^ (mask?.[i % 4] ?? 0),
  );
  const bit = mask ? 0x80 : 0;
  const size = new DataView(new ArrayBuffer(8));
  size.setBigUint64(0, BigInt(length));
  const wide = [...new Uint8Array(size.buffer)];
  const head = length < 126
    ? [bit | length]
    : length < 65_536
    ? [bit | 126, ...wide.slice(6)]
    : [bit | 127, ...wide];
  return concat([Uint8Array.of(first, ...head, ...mask ?? []), payload]);
}

const sent: fc.Arbitrary<Sent> = fc.record({
  length: fc.oneof(fc.nat(20), fc.constantFrom(0, 125, 126, 127, 300)),
  first: fc.nat(255),
  mask: fc.array(fc.nat(255), { minLength: 4, maxLength: 4 }),
}, { requiredKeys: ["length"] });

Deno.test("WebSocketFrameReader reads the same frames for any cutting of the stream", () => {
  fc.assert(fc.property(
    fc.array(sent, { maxLength: 6 }),
    fc.infiniteStream(fc.nat()),
    (frames, numbers) => {
      const stream = Uint8Array.from(
        frames.flatMap((frame) => [...frameOf(frame)]),
      );
      const whole = read(stream);
      assertEquals(
        whole.frames.map((
          { opcode, masked, payload },
        ) => [opcode, masked, payload]),
        frames.map(({ first = 0x82, mask, length }) => [
          first & 15,
          mask !== undefined,
          Uint8Array.from({ length }, (_, i) => i),
        ]),
      );
      const cuts = [...numbers.take(8)].map((n) => n % (stream.length + 1))
        .sort((a, b) => a - b);
      assertEquals(
        read(...[0, ...cuts].map((cut, i) => stream.subarray(cut, cuts[i]))),
        whole,
      );
      assertEquals(
        read(...Array.from(stream, (byte) => Uint8Array.of(byte))),
        whole,
      );
    },
  ));
});

Deno.test("WebSocketFrameReader reads any bytes without fault", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const { frames } = read(bytes);
      const bytesRead = frames.reduce(
        (sum, frame) => sum + frame.headBytes + frame.payload.length,
        0,
      );
      assert(bytesRead <= bytes.length);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("WebSocketFrameReader reads a megabyte that comes byte by byte", () => {
  const stream = frameOf({ length: 1_048_576, mask: [1, 2, 3, 4] });
  const payloads: Uint8Array[] = [];
  const reader = new WebSocketFrameReader({
    frame: ({ payload }) => payloads.push(payload),
  });
  for (let i = 0; i < stream.length; i++) {
    reader.push(stream.subarray(i, i + 1));
  }
  const [payload] = payloads;
  assertEquals([payloads.length, payload?.length], [1, 1_048_576]);
  assert(payload!.every((byte, i) => byte === (i & 255)));
});
