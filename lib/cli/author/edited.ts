/** An old text that stands exactly once in the base, and what stands there instead. */
export type Edit = readonly [old: string, replacement: string];

/** An edit, and where it begins in the base. */
interface Place {
  readonly edit: Edit;
  readonly start: number;
}

/**
 * The base with all edits made. Each is looked for in the base as it was, so
 * that their order does not matter. A line of which nothing is left goes.
 *
 * @throws {Error} If an old text does not stand exactly once in the base, if
 * two of them overlap, or if an edit changes nothing.
 */
export function edited(base: string, edits: readonly Edit[]): string {
  const places = edits.map((edit, index) => ({
    edit,
    start: find(base, edit, index + 1),
  })).sort((a, b) => a.start - b.start);
  demandApart(places);
  let text = base;
  for (const place of places.toReversed()) text = replaceAt(text, place);
  return text;
}

/** Where the old text begins. */
function find(base: string, [old, replacement]: Edit, number: number): number {
  if (old === replacement) throw fault(number, "changes nothing", old);
  const times = old === "" ? 0 : base.split(old).length - 1;
  if (times === 1) return base.indexOf(old);
  throw fault(
    number,
    `no longer applies: its old text stands ${times} times in the base, not once`,
    old,
  );
}

function demandApart(places: readonly Place[]): void {
  for (const [index, { edit: [old], start }] of places.entries()) {
    const next = places[index + 1];
    if (next && next.start < start + old.length) {
      throw new Error(
        `Cannot make the edits: two old texts overlap\n${old}\n…\n${
          next.edit[0]
        }\nMake one edit of both.`,
      );
    }
  }
}

function replaceAt(
  text: string,
  { edit: [old, replacement], start }: Place,
): string {
  const before = text.slice(0, start);
  const after = text.slice(start + old.length);
  const leavesNothing = replacement === "" && /(^|\n) *$/.test(before) &&
    after.startsWith("\n");
  return leavesNothing
    ? before.replace(/ *$/, "") + after.slice(1)
    : before + replacement + after;
}

function fault(number: number, what: string, old: string): Error {
  return new Error(`Edit ${number} ${what}. The old text:\n${old}`);
}
