import type { Change, Place } from "./place.ts";

/** An object without one of its members. */
export function* removedOptions({ node, source }: Place): Generator<Change> {
  if (node.type !== "ObjectExpression") return;
  for (const property of node.properties) {
    const start = property.start!;
    const [comma = ""] = /^\s*,\s*/.exec(source.slice(property.end!)) ?? [];
    yield { start, end: property.end! + comma.length, text: "" };
  }
}
