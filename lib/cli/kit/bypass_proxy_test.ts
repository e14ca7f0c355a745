import { assertEquals } from "@std/assert";
import { bypassProxy } from "./bypass_proxy.ts";

function hostsAfter(given: Record<string, string>): (string | undefined)[] {
  const env = new Map(Object.entries(given));
  bypassProxy({
    get: (name) => env.get(name),
    set: (name, value) => void env.set(name, value),
  });
  return [env.get("NO_PROXY"), env.get("no_proxy")];
}

Deno.test("bypassProxy() names this machine", () => {
  assertEquals(hostsAfter({}), ["127.0.0.1", "127.0.0.1"]);
});

Deno.test("bypassProxy() keeps what was named", () => {
  const all = "intranet,localhost,127.0.0.1";
  const given = { NO_PROXY: "intranet, localhost", no_proxy: "localhost" };
  assertEquals(hostsAfter(given), [all, all]);
});
