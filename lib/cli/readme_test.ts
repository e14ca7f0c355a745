import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { loadCatalogue } from "catalogue";
import { commands } from "./commands.ts";

const ROOT = new URL("../../", import.meta.url);
const lessons = await loadCatalogue(ROOT);

async function readMe(path: string): Promise<string> {
  return (await Deno.readTextFile(new URL(path, ROOT))).replaceAll(/ +/g, " ");
}

Deno.test("README names every command and every lesson that is here", async () => {
  const text = await readMe("README.md");
  for (const name of Object.keys(commands)) {
    assertStringIncludes(text, `| \`deno task ${name}`);
  }
  for (const { path } of lessons) {
    assertStringIncludes(text, `(lessons/${path}/README.md)`);
  }
});

Deno.test("README begins with the first lesson, and names none that is not here", async () => {
  const text = await readMe("README.md");
  const named = [...text.matchAll(/task lesson (\d+)/g)].map(([, number]) =>
    Number(number)
  );
  const here = lessons.map(({ number }) => number);
  assertEquals(named[0], here[0]);
  assertEquals(named.filter((number) => !here.includes(number)), []);
});

Deno.test("the teacher's page lists every exercise as the catalogue does", async () => {
  const text = await readMe("tests/README.md");
  for (
    const { number, title, track, minutes } of lessons.flatMap((
      { exercises },
    ) => exercises)
  ) {
    assertStringIncludes(
      text,
      `| ${number} ${title} | ${track} | ${minutes} |`,
    );
  }
});

Deno.test("CONTRIBUTING adds an exercise in at most seven bullets", async () => {
  const text = await readMe(".github/CONTRIBUTING.md");
  assertMatch(text, /^7\. /m);
  if (/^8\. /m.test(text)) throw new Error("There are more than seven bullets");
});
