import { assertEquals } from "@std/assert";
import { frameBytes } from "wire";
import { echoFrames } from "./echo_frames.ts";

Deno.test("echoFrames() answers as a server does, and ends after the close", async () => {
  const frames = [
    frameBytes({ opcode: 1, payload: "hel", fin: false }),
    frameBytes({ opcode: 9, payload: "there?" }),
    frameBytes({ opcode: 0, payload: "lo" }),
    frameBytes({ opcode: 10, payload: "unasked" }),
    frameBytes({ opcode: 8, payload: "\x03\xe8" }),
    frameBytes({ opcode: 1, payload: "too late" }),
  ];
  const { readable, writable } = new TransformStream<Uint8Array>();
  const answers = new Response(readable).bytes();
  await echoFrames({ readable: ReadableStream.from(frames), writable });
  const expected = [
    frameBytes({ opcode: 1, payload: "hel", fin: false, masked: false }),
    frameBytes({ opcode: 10, payload: "there?", masked: false }),
    frameBytes({ opcode: 0, payload: "lo", masked: false }),
    frameBytes({ opcode: 8, payload: "\x03\xe8", masked: false }),
  ];
  assertEquals([...await answers], expected.flatMap((frame) => [...frame]));
});
