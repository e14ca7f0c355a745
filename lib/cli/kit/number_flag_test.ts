import { assertEquals, assertThrows } from "@std/assert";
import { numberFlag } from "./number_flag.ts";
import { UsageError } from "./usage_error.ts";

Deno.test("numberFlag() reads numbers within its bounds", () => {
  assertEquals(numberFlag("slow", "1.5", { min: 1, max: 100 }), 1.5);
  assertEquals(numberFlag("seed", "0", { min: 0, whole: true }), 0);
  assertEquals(numberFlag("seed", undefined, { min: 0 }), undefined);
});

Deno.test("numberFlag() refuses everything else", () => {
  for (
    const value of ["x", "", "-1", "1e3", "0x10", "1.5", "99999999999999999"]
  ) {
    const read = () => numberFlag("seed", value, { min: 0, whole: true });
    assertThrows(read, UsageError, `"--seed" needs a whole number`);
  }
  assertThrows(
    () => numberFlag("slow", "0", { min: 1, max: 100 }),
    UsageError,
    '"--slow" needs a number from 1 to 100: "0" is not',
  );
});
