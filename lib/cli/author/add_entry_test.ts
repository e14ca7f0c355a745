import { assertStringIncludes, assertThrows } from "@std/assert";
import { fakeExercise } from "../_fake_kit.ts";
import { UsageError } from "../kit/usage_error.ts";
import { addEntry } from "./add_entry.ts";

const entry = fakeExercise({ outcome: 'You can say "id": 1.' });

Deno.test("addEntry() adds behind what is there, and changes nothing else", () => {
  const begin = "const lesson = {\n  exercises: [";
  for (const list of ["],\n};\n", "\n    { id: 1 },\n  ],\n};\n"]) {
    const text = addEntry(begin + list, "lesson.ts", entry);
    assertStringIncludes(text, '{ id: "long_polling/hold", number: "3.1"');
    assertStringIncludes(text, 'outcome: "You can say \\"id\\": 1."');
    assertStringIncludes(text, "},\n  ],\n};\n");
  }
});

Deno.test("addEntry() refuses a module whose list it cannot find", () => {
  const odd = "export const lesson = { exercises: makeThem() };\n";
  const add = () => addEntry(odd, "lessons/07_x/lesson.ts", entry);
  assertThrows(
    add,
    UsageError,
    "Cannot add the entry to lessons/07_x/lesson.ts",
  );
});
