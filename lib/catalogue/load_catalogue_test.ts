import { assertEquals, assertRejects } from "@std/assert";
import { toFileUrl } from "@std/path";
import { CatalogueError, loadCatalogue } from "./load_catalogue.ts";

/** A kit with these lessons: folder to the text of its entry. */
async function kit(lessons: Readonly<Record<string, string | undefined>>) {
  const folder = await Deno.makeTempDir();
  for (const [name, text] of Object.entries(lessons)) {
    await Deno.mkdir(`${folder}/lessons/${name}`, { recursive: true });
    const file = `${folder}/lessons/${name}/lesson.ts`;
    if (text !== undefined) await Deno.writeTextFile(file, text);
  }
  return {
    root: toFileUrl(`${folder}/`),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

const entry = (path: string) => `export const lesson = { path: "${path}" };`;
const empty = (path: string) =>
  `export const lesson = { path: "${path}", exercises: [] };`;

Deno.test("loadCatalogue() finds every lesson, in the order of their numbers", async () => {
  const lessons = { "02_b": empty("02_b"), "01_a": empty("01_a"), drafts: "" };
  await using made = await kit(lessons);
  const loaded = await loadCatalogue(made.root);
  assertEquals(loaded.map(({ path }) => path), ["01_a", "02_b"]);
});

Deno.test("loadCatalogue() says which entry has to be mended", async () => {
  const wrong: Record<string, [text: string | undefined, words: string]> = {
    "01_none": [undefined, "lessons/01_none: it has no lesson.ts"],
    "01_nothing": ["export {};", "Current value is undefined"],
    "01_broken": ["export const lesson = {", "Mend the entry"],
    "01_listless": [entry("01_listless"), "have to be a list"],
    "01_elsewhere": [entry("02_b"), 'with the path "01_elsewhere"'],
  };
  for (const [name, [text, words]] of Object.entries(wrong)) {
    await using made = await kit({ [name]: text });
    await assertRejects(() => loadCatalogue(made.root), CatalogueError, words);
  }
});
