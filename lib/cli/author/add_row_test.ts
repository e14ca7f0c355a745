import { assertEquals } from "@std/assert";
import { addRow } from "./add_row.ts";

Deno.test("addRow() adds behind the rows of the first kind that there is", () => {
  const text = "| 1.1 |\n| 2.1 |\n\nThe end.";
  const like = (lesson: number) => [new RegExp(`^\\| ${lesson}`), /^\| \d/];
  assertEquals(
    addRow(text, like(1), "new"),
    "| 1.1 |\nnew\n| 2.1 |\n\nThe end.",
  );
  assertEquals(
    addRow(text, like(7), "new"),
    "| 1.1 |\n| 2.1 |\nnew\n\nThe end.",
  );
  assertEquals(addRow("None.", like(7), "new"), "None.");
});
