import { assert, assertEquals } from "@std/assert";
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

Deno.test("hintsOf() reads hints that are folded away", () => {
  const folded = `## 3.1 Hold

### Hints

<details><summary>Three hints, one at a time</summary>

1. Who waits?
   \`<details>\` does not.
2. Who tells them?
3. \`onAppend\`

</details>

## 3.2 Time out
`;
  const hints = [
    "Who waits?\n`<details>` does not.",
    "Who tells them?",
    "`onAppend`",
  ];
  assertEquals(hintsOf(folded, "3.1"), hints);
  assertEquals(hintsOf(folded.replaceAll("\n", "\r\n"), "3.1"), hints);
});

Deno.test("hintsOf() finds three hints for every exercise of lesson 3", async () => {
  const path = "../../exercises/03_long_polling/README.md";
  const text = await Deno.readTextFile(new URL(path, import.meta.url));
  for (let exercise = 1; exercise <= 6; exercise++) {
    const hints = hintsOf(text, `3.${exercise}`);
    assertEquals(hints.length, 3, `3.${exercise}`);
    for (const hint of hints) assert(!hint.includes("<"), hint);
  }
});

Deno.test("hintsOf() reads CR LF", () => {
  assertEquals(hintsOf(README.replaceAll("\n", "\r\n"), "3.10"), [
    "Another exercise.",
  ]);
});

Deno.test("hintsOf() finds none where there are none", () => {
  assertEquals(hintsOf(README, "3.3"), []);
});
