import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../kit/usage_error.ts";
import { camelCase, namesFrom } from "./names.ts";

const options = { otherwise: "pattern_7", next: "new --help" };

Deno.test("namesFrom() makes the name from the title, and the other way round", () => {
  const both = { name: "time_out", title: "Time out" };
  assertEquals(namesFrom({ title: "Time out" }, options), both);
  assertEquals(namesFrom({ name: "time_out" }, options), both);
  assertEquals(namesFrom({ name: "x", title: "Y" }, options), {
    name: "x",
    title: "Y",
  });
  assertEquals(namesFrom({}, options).title, "Pattern 7");
  assertEquals(
    namesFrom({ title: "Snapshot, then stream!" }, options).name,
    "snapshot_then_stream",
  );
});

Deno.test("namesFrom() refuses what would break a path or a text", () => {
  const wrong = [
    ...["../x", "A", "7th", "a__b"].map((name) => ({ name })),
    ...["a|b", "*/", "${x}", "a\nb", "東京"].map((title) => ({ title })),
  ];
  for (const flags of wrong) {
    assertThrows(() => namesFrom(flags, options), UsageError);
  }
});

Deno.test("camelCase() makes what is exported from the name of a file", () => {
  assertEquals(camelCase("read_two_frames"), "readTwoFrames");
});
