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
