import { assertEquals } from "@std/assert";
import { headingsOf } from "./headings_of.ts";

const text = `# Exercises
## For all
### The board
## 3.1 Hold
### Hold it
### Both right
## 3.10 Let go
### Let it go
`;

Deno.test("headingsOf() gives those of one exercise and of all, and tells what is demanded", () => {
  const { all, demanding } = headingsOf(text, "3.1");
  assertEquals([...all], [
    ...["Exercises", "For all", "The board"],
    ...["3.1 Hold", "Hold it", "Both right"],
  ]);
  assertEquals(demanding, ["Hold it"]);
});
