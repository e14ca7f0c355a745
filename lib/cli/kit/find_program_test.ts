import { assertEquals } from "@std/assert";
import { DELIMITER, fromFileUrl, join } from "@std/path";
import { fakeKit } from "../_fake_kit.ts";
import { findProgram } from "./find_program.ts";

const FILE = Deno.build.os === "windows" ? "deno.exe" : "deno";

Deno.test("findProgram() takes the first folder that holds it", async () => {
  await using kit = await fakeKit({ [`b/${FILE}`]: "", [`c/${FILE}`]: "" });
  const folder = (name: string) => fromFileUrl(new URL(name, kit.root));
  const path = ["a", "b", "c"].map(folder).join(DELIMITER);
  assertEquals(findProgram("deno", path), join(folder("b"), FILE));
});

Deno.test("findProgram() does not count what npx put there for one run", async () => {
  await using kit = await fakeKit({ [`_npx/1/.bin/${FILE}`]: "" });
  const path = fromFileUrl(new URL("_npx/1/.bin", kit.root));
  assertEquals(findProgram("deno", path), undefined);
});

Deno.test("findProgram() finds nothing on an empty path", () => {
  assertEquals(findProgram("deno", ""), undefined);
});
