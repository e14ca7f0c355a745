import { assert } from "@std/assert";
import { join } from "@std/path";
import { catalogue, kit, suiteOf } from "./_kit.ts";

/** The headings of the part of an exercise, and of what holds for the whole lesson. */
function headingsFor(text: string, number: string): Set<string> {
  const headings = new Set<string>();
  let part = "";
  for (const [, marks, title] of text.matchAll(/^(#{1,4}) (.+)$/gm)) {
    if (marks!.length <= 2) part = title!;
    const other = /^\d+\.\d+ /.test(part) && !part.startsWith(`${number} `);
    if (!other) headings.add(title!);
  }
  return headings;
}

for (const lesson of catalogue) {
  const readme = join(kit, "exercises", lesson.path, "README.md");
  const text = Deno.readTextFileSync(readme);
  for (const exercise of lesson.exercises) {
    Deno.test(`${exercise.number} every check names the heading that demands it`, async () => {
      const headings = headingsFor(text, exercise.number);
      const { checks } = await suiteOf(exercise);
      const lost = checks.filter(({ heading }) => !headings.has(heading));
      assert(
        lost.length === 0,
        lost.map(({ name, heading }) => `"${name}" names "${heading}"`).join(
          "\n",
        ),
      );
    });

    Deno.test(`${exercise.number} every check has a name of its own and a reason`, async () => {
      const { checks } = await suiteOf(exercise);
      const names = new Set(checks.map(({ name }) => name));
      assert(names.size === checks.length, "two checks have the same name");
      for (const { name, why } of checks) {
        assert(why.length > 20, `"${name}" does not say why`);
      }
      assert(
        checks.some(({ realTime }) => realTime),
        "no check runs without the virtual clock",
      );
    });
  }
}
