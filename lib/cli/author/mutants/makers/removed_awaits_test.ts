import { assertEquals } from "@std/assert";
import { changed } from "../_changed.ts";
import { removedAwaits } from "./removed_awaits.ts";

Deno.test("nobody waits", () => {
  assertEquals(
    changed(removedAwaits, "await a; x = (await b(await c)).d;"),
    [
      "a; x = (await b(await c)).d;",
      "await a; x = (b(await c)).d;",
      "await a; x = (await b(c)).d;",
    ],
  );
});

Deno.test("a promise may be returned, but not out of a try", () => {
  assertEquals(
    changed(removedAwaits, "async function f() { return await a; }"),
    [],
  );
  assertEquals(
    changed(
      removedAwaits,
      "async function f() { try { return await a; } catch { b; } }",
    ),
    ["async function f() { try { return a; } catch { b; } }"],
  );
  assertEquals(
    changed(
      removedAwaits,
      "async function f() { try { a; } catch { return await b; } }",
    ),
    [],
  );
});
