import { assert, assertEquals } from "@std/assert";
import { machineFactor } from "./machine_factor.ts";

Deno.test("machineFactor() is between 1 and 10 and stays what it was", () => {
  const factor = machineFactor();
  assert(factor >= 1 && factor <= 10, `${factor}`);
  assertEquals(machineFactor(), factor);
});
