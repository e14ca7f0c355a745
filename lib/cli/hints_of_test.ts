import { assertEquals } from "@std/assert";
import { hintsOf } from "./hints_of.ts";

const README = `# Long polling

## 3.1 Hold

### Hints

1. Who waits?
2. Who tells them?
3. \`onAppend\`

## 3.10 Let go

### Hints

1. Another exercise.

## 3.2 Time out

### The limit

1. Not a hint.

### Hints

1. What ends the wait,
   and when?
2. A timer can be stopped:

   \`\`\`ts
   clearTimeout(timer);
   \`\`\`
3. The last one.

### Out of scope

1. Not a hint either.
`;

Deno.test("hintsOf() reads the hints of one exercise only", () => {
  assertEquals(hintsOf(README, "3.1"), [
    "Who waits?",
    "Who tells them?",
    "`onAppend`",
  ]);
});

Deno.test("hintsOf() keeps several lines and code", () => {
  assertEquals(hintsOf(README, "3.2"), [
    "What ends the wait,\nand when?",
    "A timer can be stopped:\n\n```ts\nclearTimeout(timer);\n```",
    "The last one.",
  ]);
});

Deno.test("hintsOf() reads CR LF", () => {
  assertEquals(hintsOf(README.replaceAll("\n", "\r\n"), "3.10"), [
    "Another exercise.",
  ]);
});

Deno.test("hintsOf() finds none where there are none", () => {
  assertEquals(hintsOf(README, "3.3"), []);
});
