import { assertEquals, assertMatch } from "@std/assert";
import { tooOld } from "./too_old.ts";

Deno.test("tooOld() accepts 2.9 and everything newer", () => {
  for (const version of ["2.9.0", "2.9.6", "2.10.1", "3.0.0", "2.9.0-rc.1"]) {
    assertEquals(tooOld(version), undefined, version);
  }
});

Deno.test("tooOld() refuses older versions with the remedy", () => {
  for (const version of ["1.46.3", "2.8.3"]) {
    const refusal = tooOld(version) ?? "";
    assertMatch(refusal, new RegExp(`Deno ${version}: .*2\\.9 or newer`));
    assertMatch(refusal, /Next: deno upgrade, or npm install -g deno@2\.9\.6/);
  }
});
