import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { entryProblems } from "../../lib/cli/author/entry_problems.ts";
import { assertProved, catalogue, exercises, kit } from "./_kit.ts";

/** Paths below `folder` of the files with this end, without the end. */
function filesIn(folder: string, end: string): string[] {
  const found: string[] = [];
  for (const lesson of Deno.readDirSync(join(kit, folder))) {
    if (!lesson.isDirectory || !/^\d\d_/.test(lesson.name)) continue;
    for (const { name } of Deno.readDirSync(join(kit, folder, lesson.name))) {
      if (name.endsWith(end)) {
        found.push(`${lesson.name}/${name.slice(0, -end.length)}`);
      }
    }
  }
  return found.sort();
}

const paths = exercises.map(({ path }) => path).sort();

for (
  const [folder, end] of [
    ["exercises", ".ts"],
    ["solutions", ".ts"],
    ["tests", "_test.ts"],
    ["tests/stubs", ".ts"],
    ["tests/mistakes", ".ts"],
  ] as const
) {
  Deno.test(`${folder}/ and the catalogue list the same exercises`, () => {
    assertEquals(filesIn(folder, end), paths);
  });
}

Deno.test("every lesson of the catalogue has its files, and every folder its entry", () => {
  const folders = [...Deno.readDirSync(join(kit, "lessons"))]
    .filter(({ isDirectory }) => isDirectory).map(({ name }) => name).sort();
  assertEquals(folders, catalogue.map(({ path }) => path).sort());
  for (const { path } of catalogue) {
    for (const name of ["README.md", "server.ts", "client.ts", "page.html"]) {
      assert(Deno.statSync(join(kit, "lessons", path, name)).isFile);
    }
    assert(Deno.statSync(join(kit, "exercises", path, "README.md")).isFile);
  }
});

Deno.test("entries have ids and numbers of their own, earlier needs and a fair length", () => {
  const all = exercises.map((exercise) => ({ lessons: catalogue, exercise }));
  assertProved(all.flatMap(entryProblems));
});
