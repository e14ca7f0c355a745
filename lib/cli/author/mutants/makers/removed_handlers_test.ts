import { assertEquals } from "@std/assert";
import { changed } from "../_changed.ts";
import { removedHandlers } from "./removed_handlers.ts";

Deno.test("catch and finally do nothing", () => {
  assertEquals(
    changed(removedHandlers, "try { a(); } catch { b(); } finally { c(); }"),
    [
      "try { a(); } catch {} finally { c(); }",
      "try { a(); } catch { b(); } finally {}",
    ],
  );
  assertEquals(changed(removedHandlers, "try { a(); } catch {}"), []);
});
