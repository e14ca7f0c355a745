import { assertEquals } from "@std/assert";
import { withoutOurs } from "./without_ours.ts";

Deno.test("withoutOurs() keeps the learner's words and their part of the stack", () => {
  const text = `asked at /lib/exam/ by ext:me
Error: Remove this line
    at file:///tmp/hold_the_line_1/exercises/03_long_polling/01_hold.ts:21:11
    at hold (file:///home/Anna%20(2)/kit/exercises/03_long_polling/01_hold.ts:3:1)
    at file:///home/kit/lib/exam/subject/server_kind.ts:62:22
    at nativeMapped (ext:deno_http/00_serve.ts:1:13714)`;
  assertEquals(
    withoutOurs(text),
    `asked at /lib/exam/ by ext:me
Error: Remove this line
    at exercises/03_long_polling/01_hold.ts:21:11
    at hold (exercises/03_long_polling/01_hold.ts:3:1)`,
  );
});
