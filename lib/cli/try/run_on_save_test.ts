import { assertEquals, assertMatch } from "@std/assert";
import { fakeKit, fakeTerminal } from "../_fake_kit.ts";
import { FILE, tryUntil } from "./_try_until.ts";
import { tryOut } from "./try.ts";

const HANDLER = `
export function handler(log) {
  return (request) => {
    console.log("asked for", new URL(request.url).pathname);
    return Response.json(log.since(0));
  };
}`;

Deno.test("try shows a mistake and waits for the next save", async () => {
  let saved = false;
  const controller = new AbortController();
  const terminal = fakeTerminal({
    onLine(line) {
      if (line.startsWith("Running")) controller.abort();
      if (!line.startsWith("It has ended") || saved) return;
      saved = true;
      Deno.writeTextFileSync(new URL(FILE, kit.root), HANDLER);
    },
  });
  await using kit = await fakeKit(
    { [FILE]: "export const = ;" },
    terminal,
    controller.signal,
  );
  await tryOut.run(kit, { words: ["3.1"], flags: {} });
  const text = terminal.lines.join("\n");
  assertMatch(text, /^you \| .*SyntaxError/m);
  assertMatch(text, /Saved: starting it again\./);
  assertEquals(text.includes("/lib/cli/"), false);
});

Deno.test("try runs the learner's own tests", async () => {
  const lines = await tryUntil(
    {
      "deno.json": "{}",
      [FILE]: `
      Deno.test("goes well", () => {});
      Deno.test("goes wrong", () => { throw new Error("as it should"); });`,
    },
    "suite",
    (line, stop) => {
      if (line.startsWith("It has ended")) stop();
    },
  );
  const text = lines.join("\n");
  assertMatch(text, /^goes well \.\.\. ok/m);
  assertMatch(text, /Error: as it should/);
});
