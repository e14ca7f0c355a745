import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { hintsOf } from "../../lib/cli/progress/hints_of.ts";
import { catalogue, exercises, kit } from "./_kit.ts";

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

Deno.test("ids and numbers are unique, and needs name earlier exercises", () => {
  const ids = exercises.map(({ id }) => id);
  assertEquals(new Set(ids).size, ids.length);
  assertEquals(new Set(exercises.map(({ number }) => number)).size, ids.length);
  for (const [index, { needs }] of exercises.entries()) {
    for (const needed of needs) {
      assert(
        ids.slice(0, index).includes(needed),
        `${needed} is no earlier id`,
      );
    }
  }
});

Deno.test("core exercises take at most 45 minutes", () => {
  for (const { number, track, minutes } of exercises) {
    assert(
      track === "deep" || minutes <= 45,
      `${number} takes ${minutes} minutes`,
    );
  }
});

Deno.test("every exercise has three hints, in a file of their own", () => {
  for (const { path, number, title } of exercises) {
    const [lesson, name] = path.split("/");
    const file = join(kit, "exercises", lesson!, "hints", `${name}.md`);
    const text = Deno.readTextFileSync(file);
    assert(text.startsWith(`# Hints for ${number} ${title}\n`), text);
    assertEquals(hintsOf(text).length, 3, number);
  }
});
