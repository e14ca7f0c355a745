import { assertEquals } from "@std/assert";
import { hintsOf } from "./hints_of.ts";

const text = `# Hints for 3.2 Time out

1. What ends the wait,
   and when?
2. A timer can be stopped:

   \`\`\`ts
   clearTimeout(timer);
   \`\`\`
3. The last one.
`;

const hints = [
  "What ends the wait,\nand when?",
  "A timer can be stopped:\n\n```ts\nclearTimeout(timer);\n```",
  "The last one.",
];

Deno.test("hintsOf() keeps several lines and code", () => {
  assertEquals(hintsOf(text), hints);
  assertEquals(hintsOf(text.replaceAll("\n", "\r\n")), hints);
});

Deno.test("hintsOf() finds none where there are none", () => {
  assertEquals(hintsOf("# Hints for 3.3 Lose nothing\n"), []);
});
