import { assert, assertEquals, assertLess } from "@std/assert";
import { concat } from "@std/bytes";
import { frameBytes } from "exam";
import fc from "fast-check";
// @ts-types="./_ws.d.ts"
import { Receiver, Sender } from "ws";
import {
  type Frame,
  readFrames,
  WebSocketError,
} from "../../solutions/05_websockets/08_read_frames.ts";
import {
  type Outgoing,
  writeFrames,
} from "../../solutions/05_websockets/09_write_frames.ts";

const mebibyte = 1_048_576;

/** A stream of these pieces, which are the reader's own from then on. */
function streamOf(pieces: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return ReadableStream.from(pieces.map((piece) => piece.slice()));
}

/** Cuts bytes at places from 0 (before the first) to 1 (behind the last). */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const inside = places.map((place) => Math.round(place * bytes.length));
  const borders = [0, ...inside.toSorted((a, b) => a - b), bytes.length];
  return borders.slice(1).map((to, at) => bytes.subarray(borders[at], to));
}

const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
  maxLength: 8,
});

// The reader against bytes that nobody meant.

/** What came out of a reader: frames, then the code of an error or the end. */
interface Reading {
  readonly frames: Frame[];
  readonly code: number | undefined;
}

/** Limits of a reader. */
interface Limits {
  readonly masked: boolean;
  readonly maxPayloadBytes: number;
}

/** Reads to the end. Errors other than `WebSocketError` are not caught. */
async function read(
  pieces: readonly Uint8Array[],
  limits: Limits,
): Promise<Reading> {
  const frames: Frame[] = [];
  try {
    for await (const frame of readFrames(streamOf(pieces), limits)) {
      frames.push(frame);
    }
  } catch (error) {
    if (error instanceof WebSocketError) return { frames, code: error.code };
    throw error;
  }
  return { frames, code: undefined };
}

/** The same once more, slowly: all bytes at once, each rule by itself. */
function readSlowly(bytes: Uint8Array, limits: Limits): Reading {
  const { masked, maxPayloadBytes } = limits;
  const frames: Frame[] = [];
  let rest = [...bytes];
  while (rest.length > 0) {
    const bits = rest.slice(0, 2).map((byte) =>
      byte.toString(2).padStart(8, "0")
    ).join("");
    if (bits.length < 16) return { frames, code: 1002 };
    const opcode = parseInt(bits.slice(4, 8), 2);
    const short = parseInt(bits.slice(9), 2);
    const wrong = bits.slice(1, 4) !== "000" ||
      ![0, 1, 2, 8, 9, 10].includes(opcode) ||
      bits[8] !== (masked ? "1" : "0") ||
      (opcode >= 8 && (bits[0] === "0" || short > 125));
    if (wrong) return { frames, code: 1002 };
    const digits = short < 126 ? 0 : short === 126 ? 2 : 8;
    if (rest.length < 2 + digits) return { frames, code: 1002 };
    const length = rest.slice(2, 2 + digits).reduce(
      (sum, byte) => sum * 256n + BigInt(byte),
      digits === 0 ? BigInt(short) : 0n,
    );
    const least = digits === 0 ? 0n : digits === 2 ? 126n : 65_536n;
    if (length < least || length >= 2n ** 63n) return { frames, code: 1002 };
    if (length > maxPayloadBytes) return { frames, code: 1009 };
    const start = 2 + digits + (masked ? 4 : 0);
    const end = start + Number(length);
    if (rest.length < end) return { frames, code: 1002 };
    const key = masked ? rest.slice(start - 4, start) : [0, 0, 0, 0];
    const payload = Uint8Array.from(
      rest.slice(start, end),
      (byte, at) => byte ^ key[at % 4]!,
    );
    frames.push({ fin: bits[0] === "1", rsv: 0, opcode, payload });
    rest = rest.slice(end);
  }
  return { frames, code: undefined };
}

/** A frame that is right, or wrong in one or two ways, or cut off. */
const anyFrame = fc.record({
  opcode: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(0, 1, 2, 8, 9, 10) },
    { weight: 1, arbitrary: fc.nat(15) },
  ),
  payload: fc.oneof(
    { weight: 8, arbitrary: fc.uint8Array({ maxLength: 20 }) },
    { weight: 1, arbitrary: fc.uint8Array({ minLength: 120, maxLength: 300 }) },
  ),
  fin: fc.oneof(
    { weight: 4, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.boolean() },
  ),
  rsv: fc.oneof(
    { weight: 19, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.nat(7) },
  ),
  mask: fc.uint8Array({ minLength: 4, maxLength: 4 }),
  wrongSide: fc.oneof(
    { weight: 19, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.boolean() },
  ),
  length: fc.oneof(
    { weight: 18, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(16 as const, 64 as const) },
  ),
  declared: fc.oneof(
    { weight: 18, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) },
    { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 70_000n }) },
  ),
});

type AnyFrame = typeof anyFrame extends fc.Arbitrary<infer T> ? T : never;

function encode(frame: AnyFrame, masked: boolean): Uint8Array {
  const { wrongSide, length, declared, ...init } = frame;
  const form = declared !== undefined && declared > 65_535n ? 64 : length;
  return frameBytes({
    ...init,
    masked: masked !== wrongSide,
    ...(form === undefined ? {} : { length: form }),
    ...(declared === undefined ? {} : { declared }),
  });
}

const limits = fc.record({
  masked: fc.boolean(),
  maxPayloadBytes: fc.oneof(
    fc.integer({ min: 125, max: 400 }),
    fc.constantFrom(mebibyte, Infinity),
  ),
});

/** Bytes of frames, or any bytes at all, for readers with these limits. */
const anyInput = limits.chain((drawn) =>
  fc.record({
    limits: fc.constant(drawn),
    places,
    bytes: fc.oneof(
      {
        weight: 3,
        arbitrary: fc.array(anyFrame, { maxLength: 6 }).map((frames) =>
          concat(frames.map((frame) => encode(frame, drawn.masked)))
        ),
      },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }) },
    ),
  })
);

Deno.test("the reader of 5.8 reads 100,000 drawn inputs as the norm does, however they are cut", async () => {
  const endings = new Map<number | undefined, number>();
  await fc.assert(
    fc.asyncProperty(anyInput, async ({ limits, places, bytes }) => {
      const got = await read(cut(bytes, places), limits);
      assertEquals(got, readSlowly(bytes, limits));
      endings.set(got.code, (endings.get(got.code) ?? 0) + 1);
    }),
    { numRuns: 100_000 },
  );
  // The inputs are worth something only if each ending is among them.
  for (const code of [undefined, 1002, 1009]) {
    assert((endings.get(code) ?? 0) > 1_000, `${code} is too rare`);
  }
});

/** Memory for buffers, in or out of the heap. */
function buffersBytes(): number {
  return Deno.memoryUsage().external;
}

Deno.test("10,000 readers that were promised 1 MiB each make no room for it", async () => {
  const promised = frameBytes({ opcode: 2, declared: mebibyte, payload: "12" });
  const before = buffersBytes();
  const readers = Array.from({ length: 10_000 }, () => {
    const asked = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    const pieces = [promised.slice()];
    const stream = new ReadableStream({
      pull(controller) {
        const piece = pieces.pop();
        if (piece) return controller.enqueue(piece);
        asked.resolve();
        return ended.promise.then(() => controller.close());
      },
    }, { highWaterMark: 0 });
    const reading = readFrames(stream).next().catch((error) => error);
    return { asked: asked.promise, end: ended.resolve, reading };
  });
  // All have read the head, and ask for more of the payload.
  await Promise.all(readers.map(({ asked }) => asked));
  assertLess(buffersBytes() - before, 16 * mebibyte);
  for (const { end } of readers) end();
  for (const { reading } of readers) {
    assert(await reading instanceof WebSocketError);
  }
});

Deno.test("a frame of 1 MiB in pieces of one byte costs memory for itself only", async () => {
  const payload = new Uint8Array(mebibyte).fill(7);
  const bytes = frameBytes({ opcode: 2, payload });
  const before = buffersBytes();
  let most = 0;
  const stream = ReadableStream.from((function* () {
    for (let at = 0; at < bytes.length; at++) {
      if (at % 16_384 === 0) most = Math.max(most, buffersBytes() - before);
      yield bytes.slice(at, at + 1);
    }
  })());
  for await (const frame of readFrames(stream)) {
    assertEquals(frame.payload, payload);
  }
  // Every piece that is kept costs some hundred bytes.
  assertLess(most, 64 * mebibyte);
});

// The writer and the reader against npm:ws.

/** A message, as it was sent or as it has come. */
type Said = readonly [
  kind: "text" | "binary" | "ping" | "pong" | "close",
  payload: Uint8Array,
  code?: number,
];

const encoder = new TextEncoder();

/** What a message has to be at the other side. */
function said(message: Outgoing): Said {
  if (!("payload" in message)) {
    const { code = 1005, reason = "" } = message;
    return ["close", encoder.encode(reason), code];
  }
  const { opcode, payload } = message;
  const kinds = { 1: "text", 2: "binary", 9: "ping", 10: "pong" } as const;
  return [
    kinds[opcode as keyof typeof kinds],
    typeof payload === "string" ? encoder.encode(payload) : payload,
  ];
}

async function readWithWs(
  pieces: readonly Uint8Array[],
  isServer: boolean,
): Promise<Said[]> {
  const heard: Said[] = [];
  const receiver = new Receiver({ isServer });
  const own = (bytes: Uint8Array) => new Uint8Array(bytes);
  receiver.on("message", (data: Uint8Array, isBinary: boolean) => {
    heard.push([isBinary ? "binary" : "text", own(data)]);
  });
  receiver.on("ping", (data: Uint8Array) => heard.push(["ping", own(data)]));
  receiver.on("pong", (data: Uint8Array) => heard.push(["pong", own(data)]));
  receiver.on("conclude", (code: number, reason: Uint8Array) => {
    heard.push(["close", own(reason), code]);
  });
  const { promise: failed, reject } = Promise.withResolvers<never>();
  receiver.on("error", reject);
  for (const piece of pieces) {
    const taken = new Promise<void>((resolve) =>
      // It takes the mask off where the bytes are.
      receiver.write(Uint8Array.from(piece), resolve)
    );
    await Promise.race([taken, failed]);
  }
  return heard;
}

/** Joins the frames of 5.8 to messages, control frames between them. */
async function readWithOurs(
  pieces: readonly Uint8Array[],
  masked: boolean,
): Promise<Said[]> {
  const heard: Said[] = [];
  const parts: Uint8Array[] = [];
  let begun = 0;
  for await (const frame of readFrames(streamOf(pieces), { masked })) {
    const { fin, opcode, payload } = frame;
    if (opcode === 8) {
      const [high = 1005 >> 8, low = 1005 & 255] = payload;
      heard.push(["close", payload.slice(2), high * 256 + low]);
    } else if (opcode > 8) heard.push(said({ opcode, payload }));
    else {
      if (opcode > 0) begun = opcode;
      parts.push(payload);
      if (!fin) continue;
      heard.push(said({ opcode: begun, payload: concat(parts) }));
      parts.length = 0;
    }
  }
  return heard;
}

/** A length on one of the borders, or any other that is short. */
const size = fc.oneof(
  fc.nat(200),
  fc.constantFrom(0, 124, 125, 126, 127, 65_535, 65_536, 70_000),
);
const text = fc.string({ unit: "grapheme", maxLength: 40 })
  .filter((drawn) => encoder.encode(drawn).length <= 125);
const shortBytes = fc.uint8Array({ maxLength: 125 });
const someReason = text
  .filter((reason) => encoder.encode(reason).length <= 123);
const someCode = fc.oneof(
  fc.constantFrom(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011),
  fc.integer({ min: 3000, max: 4999 }),
);

/** A message; of long payloads only the size is drawn, so that a failure can be read. */
type Drawn = Outgoing | { readonly opcode: 2; readonly size: number };

const someMessage: fc.Arbitrary<Drawn> = fc.oneof(
  fc.record({ opcode: fc.constant(1), payload: text }),
  fc.record({ opcode: fc.constant(2 as const), size }),
  fc.record({
    opcode: fc.constantFrom(9, 10),
    payload: fc.oneof(text, shortBytes),
  }),
);
const someClose: fc.Arbitrary<Outgoing> = fc.oneof(
  fc.constant({ opcode: 8 as const }),
  fc.record({
    opcode: fc.constant(8 as const),
    code: someCode,
    reason: someReason,
  }),
);

function outgoing(message: Drawn): Outgoing {
  if (!("size" in message)) return message;
  const { opcode, size } = message;
  return {
    opcode,
    payload: Uint8Array.from({ length: size }, (_, at) => at * 7),
  };
}

const conversation = fc.record({
  messages: fc.array(someMessage, { maxLength: 6 }),
  close: someClose,
  masked: fc.boolean(),
  maxPayloadBytes: fc.oneof(
    fc.integer({ min: 1, max: 300 }),
    fc.constantFrom(65_535, 65_536, Infinity),
  ),
  places,
});

/** A message of many fragments takes long to write and to read, and shows no more. */
const fragmentsMax = 1_000;

Deno.test("npm:ws and 5.8 read what 5.9 writes, however it is cut", async () => {
  await fc.assert(
    fc.asyncProperty(conversation, async (drawn) => {
      const { close, masked, maxPayloadBytes, places } = drawn;
      const all = [...drawn.messages.map(outgoing), close];
      const frames = all.flatMap((message) => {
        const size = said(message)[1].length;
        const most = Math.max(maxPayloadBytes, Math.ceil(size / fragmentsMax));
        return [...writeFrames(message, { masked, maxPayloadBytes: most })];
      });
      const pieces = cut(concat(frames), places);
      const wanted = all.map(said);
      assertEquals(await readWithWs(pieces, masked), wanted);
      assertEquals(await readWithOurs(pieces, masked), wanted);
    }),
    { numRuns: 500 },
  );
});

/** Writes messages with `ws`, each one in this many fragments. */
function writeWithWs(
  messages: readonly Outgoing[],
  masked: boolean,
  fragments: number,
): Uint8Array {
  const written: Uint8Array[] = [];
  const sender = new Sender({
    cork() {},
    uncork() {},
    write: (bytes: Uint8Array) => void written.push(bytes.slice()),
  });
  for (const message of messages) {
    const [kind, payload, code] = said(message);
    if (kind === "ping" || kind === "pong") sender[kind](payload, masked);
    else if (kind === "close") {
      const reason = new TextDecoder().decode(payload);
      sender.close(code === 1005 ? undefined : code, reason, masked);
    } else {
      const size = Math.ceil(payload.length / fragments);
      for (let part = 0; part < fragments; part++) {
        // It masks where the bytes are.
        const data = payload.slice(part * size, (part + 1) * size);
        const fin = part === fragments - 1;
        const binary = kind === "binary";
        sender.send(data, { binary, fin, mask: masked, compress: false });
      }
    }
  }
  return concat(written);
}

Deno.test("5.8 reads what npm:ws writes, however it is cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      conversation,
      fc.integer({ min: 1, max: 4 }),
      async ({ messages, close, masked, places }, fragments) => {
        const all = [...messages.map(outgoing), close];
        const written = writeWithWs(all, masked, fragments);
        assertEquals(
          await readWithOurs(cut(written, places), masked),
          all.map(said),
        );
      },
    ),
    { numRuns: 500 },
  );
});
