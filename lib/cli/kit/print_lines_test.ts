import { assertEquals } from "@std/assert";
import { printLines } from "./print_lines.ts";

Deno.test("printLines() puts its prefix before every line, also the last", async () => {
  const parts = ["on", "e\r\ntwo\n\nthr", "ee"];
  const stream = ReadableStream.from(parts).pipeThrough(
    new TextEncoderStream(),
  );
  const lines: string[] = [];
  await printLines(stream, "you | ", (line) => lines.push(line));
  assertEquals(lines, ["you | one", "you | two", "you | ", "you | three"]);
});

Deno.test("printLines() breaks a line that does not end, and keeps its prefix", async () => {
  const part = "x".repeat(65_536);
  const parts = Array.from({ length: 100 }, () => part);
  const stream = ReadableStream.from(parts).pipeThrough(
    new TextEncoderStream(),
  );
  const lines: string[] = [];
  await printLines(stream, "you | ", (line) => lines.push(line));
  assertEquals(lines.length, 800);
  assertEquals(lines.every((line) => line.startsWith("you | x")), true);
});
