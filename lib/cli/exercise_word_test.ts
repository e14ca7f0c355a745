import { assertEquals } from "@std/assert";
import { exerciseWord } from "./exercise_word.ts";

const kit = (calledIn: string) => ({ calledIn, root: new URL("file:///kit/") });
const hold = "03_long_polling/01_hold";

Deno.test("exerciseWord() knows a file of an exercise wherever the user stands", () => {
  const words = {
    "/kit/exercises/03_long_polling": "01_hold.ts",
    "/kit/exercises": `${hold}.ts`,
    "/kit": `./exercises/${hold}.ts`,
    "/elsewhere": `/kit/solutions/${hold}.ts`,
  };
  for (const [folder, word] of Object.entries(words)) {
    assertEquals(exerciseWord(kit(folder), word), hold, folder);
  }
});

Deno.test("exerciseWord() leaves every other word alone", () => {
  for (const word of ["3.1", "hold", "http://127.0.0.1/x.ts", "other.ts"]) {
    assertEquals(exerciseWord(kit("/kit"), word), word);
  }
});
