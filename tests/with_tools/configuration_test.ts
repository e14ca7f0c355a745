import { assertEquals } from "@std/assert";
import own from "./deno.json" with { type: "json" };
import root from "../../deno.json" with { type: "json" };

function fromHere(path: string): string {
  return path.replace(/^\.\//, "../../");
}

Deno.test("deno.json imports what the root configuration imports, and its tools", () => {
  const shared = Object.entries(root.imports)
    .map(([name, path]) => [name, fromHere(path)]);
  const tools = Object.entries(own.imports)
    .filter(([name]) => !(name in root.imports));
  assertEquals(own.imports, Object.fromEntries([...shared, ...tools]));
});

Deno.test("deno.json links what the root configuration links", () => {
  assertEquals(own.links, root.links.map(fromHere));
});
