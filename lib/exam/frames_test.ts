import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { FrameReader } from "./frames.ts";
import { encodeFrame } from "./subject/encode_frame.ts";

const token = "0123456789abcdef";

/** Reads a stream cut at `cuts`; returns the frames and the stray text. */
function read(stream: Uint8Array, cuts: readonly number[]) {
  const frames: unknown[] = [];
  const stray: number[] = [];
  const reader = new FrameReader(token, {
    frame: (value) => frames.push(value),
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

Deno.test("FrameReader says undefined for a frame whose text is no JSON", () => {
  const frame = encodeFrame(token, "right");
  frame[frame.length - 1] = 0;
  assertEquals(read(frame, []).frames, [undefined]);
});

Deno.test("FrameReader reads a large frame in tiny pieces without copying it for each", () => {
  const value = "x".repeat(2_000_000);
  const stream = encodeFrame(token, value);
  const cuts = Array.from({ length: 50_000 }, (_, index) => index * 40);
  assertEquals(read(stream, cuts).frames, [value]);
});

Deno.test("FrameReader takes a token with an impossible length for somebody else's bytes", () => {
  const forged = new Uint8Array([
    ...new TextEncoder().encode(token),
    255,
    255,
    255,
    255,
    65,
  ]);
  const { frames, stray } = read(
    joined([forged, encodeFrame(token, "right")]),
    [],
  );
  assertEquals(frames, ["right"]);
  assertEquals(stray, forged);
});
