import { assertEquals } from "@std/assert";
import { followLines } from "./follow_lines.ts";

Deno.test("followLines() gives lines as they are written", async () => {
  const path = await Deno.makeTempFile();
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const append = (text: string) =>
    Deno.writeTextFile(path, text, { append: true });
  await append('{"a":1}\n{"b"');
  const lines = followLines(path, ended);
  assertEquals((await lines.next()).value, '{"a":1}');
  await append(':"ü"}\n\n');
  assertEquals((await lines.next()).value, '{"b":"ü"}');
  await append("last\ncut off");
  end();
  assertEquals((await lines.next()).value, "last");
  assertEquals((await lines.next()).done, true);
  await Deno.remove(path);
});

Deno.test("followLines() reads what was written before a failed end", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "one\ntwo\n");
  const ended = Promise.reject(new Error("killed"));
  assertEquals(await Array.fromAsync(followLines(path, ended)), ["one", "two"]);
  await Deno.remove(path);
});
