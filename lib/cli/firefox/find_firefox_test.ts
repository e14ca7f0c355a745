import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { FAKE_LESSON, fakeKit } from "../_fake_kit.ts";
import { demandFirefox } from "./demand_firefox.ts";
import { findFirefox } from "./find_firefox.ts";
import { UsageError } from "../kit/usage_error.ts";

/** Nothing is found there. */
const NOWHERE = { path: "", os: "aix", environment: {} };

Deno.test("findFirefox() looks on the search path, then in the usual places", async () => {
  const end = Deno.build.os === "windows" ? ".exe" : "";
  const place = "Applications/Firefox.app/Contents/MacOS/firefox";
  await using kit = await fakeKit({ [`b/firefox-esr${end}`]: "", [place]: "" });
  const path = fromFileUrl(new URL("b", kit.root));
  assertStringIncludes(findFirefox({ path }) ?? "", "firefox-esr");
  const HOME = fromFileUrl(kit.root).replace(/[\\/]$/, "");
  const found = findFirefox({ path: "", os: "darwin", environment: { HOME } });
  assertEquals(found === undefined, false);
  assertEquals(findFirefox(NOWHERE), undefined);
});

Deno.test("demandFirefox() says what to do without Firefox, and where none is needed", () => {
  const push = { ...FAKE_LESSON, scenario: { push: true } };
  const missing = assertThrows(() => demandFirefox(push, NOWHERE), UsageError);
  assertStringIncludes(missing.message, "https://www.firefox.com/");
  assertEquals(missing.next, "lesson 3");
  const needless = assertThrows(() => demandFirefox(FAKE_LESSON), UsageError);
  assertStringIncludes(
    needless.message,
    "Lesson 3 needs no browser of its own",
  );
});
