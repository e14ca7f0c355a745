import { assertEquals } from "@std/assert";
import { fakeMutant } from "./_fake_mutant.ts";
import { openLines, sumLine, sumOf } from "./sum.ts";

const explanation = {
  exercise: "3.1",
  in: "a();",
  change: "a → b",
  because: "Nobody can tell the difference.",
};
const mutant = fakeMutant();
const other = fakeMutant({ change: "a → c", becomes: "c();" });

Deno.test("survivors are explained or open, and so are faults", () => {
  const sum = sumOf([
    { mutant: other, fate: { kind: "rejected", by: "the check" } },
    { mutant, fate: { kind: "survived" } },
    { mutant: other, fate: { kind: "survived" } },
    { mutant, fate: { kind: "harness-error", told: "harness-error: it\n  x" } },
  ], [explanation]);
  assertEquals(
    sumLine(sum),
    "4 mutants, 1 rejected, 1 explained, 1 unexplained, 1 harness-error",
  );
  assertEquals(openLines(sum), [
    "SURVIVED solutions/03_long_polling/01_hold.ts:7  a → c",
    "  - a();",
    "  + c();",
    "HARNESS  solutions/03_long_polling/01_hold.ts:7  a → b",
    "  - a();",
    "  + b();",
    "    harness-error: it",
    "      x",
  ]);
});
