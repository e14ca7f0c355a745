import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { FrameReader } from "./frames.ts";
import { encodeFrame } from "../subject/encode_frame.ts";

const token = "0123456789abcdef";

/** Reads a stream cut at `cuts`; returns the frames and the stray text. */
function read(stream: Uint8Array, cuts: readonly number[]) {
  const frames: unknown[] = [];
  const stray: number[] = [];
  const reader = new FrameReader(token, {
    begins: () => true,
    frame: (json) => frames.push(JSON.parse(new TextDecoder().decode(json))),
    stray: (bytes) => stray.push(...bytes),
  });
  const places = [
    0,
    ...cuts.map((cut) => cut % (stream.length + 1)),
    stream.length,
  ];
  places.sort((a, b) => a - b);
  for (let i = 1; i < places.length; i++) {
    reader.push(stream.slice(places[i - 1], places[i]));
  }
  reader.end();
  return { frames, stray: new Uint8Array(stray) };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(pieces.flatMap((piece) => [...piece]));
}

Deno.test("FrameReader reads every frame and hands over everything else, however the stream is cut", () => {
  const piece = fc.oneof(
    fc.jsonValue().map((value) => ({ value })),
    fc.string().map((noise) => ({ noise })),
  );
  fc.assert(fc.property(fc.array(piece), fc.array(fc.nat()), (pieces, cuts) => {
    const encoder = new TextEncoder();
    const values = pieces.flatMap((piece) =>
      "value" in piece ? [piece.value] : []
    );
    const noise = pieces.flatMap((piece) =>
      "noise" in piece ? [piece.noise] : []
    );
    const stream = joined(
      pieces.map((piece) =>
        "value" in piece
          ? encodeFrame(token, piece.value)
          : encoder.encode(piece.noise)
      ),
    );
    const { frames, stray } = read(stream, cuts);
    assertEquals(
      frames,
      values.map((value) => JSON.parse(JSON.stringify(value))),
    );
    assertEquals(stray, encoder.encode(noise.join("")));
  }));
});

Deno.test("FrameReader reads a large frame in tiny pieces without copying it for each", () => {
  const value = "x".repeat(2_000_000);
  const stream = encodeFrame(token, value);
  const cuts = Array.from({ length: 50_000 }, (_, index) => index * 40);
  assertEquals(read(stream, cuts).frames, [value]);
});

Deno.test("FrameReader asks for room before a frame has come, and reads nothing more without", () => {
  const asked: number[] = [];
  const frames: Uint8Array[] = [];
  const reader = new FrameReader(token, {
    begins: (bytes) => asked.push(bytes) < 2,
    frame: (json) => frames.push(json.slice()),
    stray: () => {},
  });
  const announced = new Uint8Array([
    ...new TextEncoder().encode(token),
    255,
    255,
    255,
    255,
  ]);
  reader.push(joined([encodeFrame(token, 1), announced]));
  reader.push(encodeFrame(token, 2));
  reader.end();
  assertEquals(asked, [1, 2 ** 32 - 1]);
  assertEquals(frames, [new TextEncoder().encode("1")]);
});
