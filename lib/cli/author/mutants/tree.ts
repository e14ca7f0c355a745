import { parse } from "@babel/parser";
import { VISITOR_KEYS } from "@babel/types";
import type { Node, Place } from "./makers/place.ts";

/** Nodes of TypeScript that have an expression in them; all others are types. */
const expressionsOfTypes: ReadonlySet<string> = new Set([
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSParameterProperty",
]);

/** What names modules: changed, it only does not load. */
const modules: ReadonlySet<string> = new Set([
  "ImportDeclaration",
  "ExportAllDeclaration",
]);

/**
 * Every node of a source text that runs, with what it stands in: no imports,
 * no types, no comments.
 *
 * @throws {SyntaxError} If it is not TypeScript
 */
export function* placesIn(source: string): Generator<Place> {
  const { program } = parse(source, {
    sourceType: "module",
    plugins: ["typescript"],
  });
  yield* walk(program, [], source);
}

/** Whether a source text is TypeScript; whether its types hold is not asked. */
export function isSyntax(source: string): boolean {
  try {
    parse(source, { sourceType: "module", plugins: ["typescript"] });
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function* walk(
  node: Node,
  parents: readonly Node[],
  source: string,
): Generator<Place> {
  if (!runs(node)) return;
  yield { node, parents, source };
  for (const child of childrenOf(node)) {
    yield* walk(child, [...parents, node], source);
  }
}

function runs(node: Node): boolean {
  const { type } = node;
  if (modules.has(type)) return false;
  if (type === "ExportNamedDeclaration" && node.source) return false;
  return !type.startsWith("TS") || expressionsOfTypes.has(type);
}

function childrenOf(node: Node): Node[] {
  const fields = node as unknown as Record<string, unknown>;
  return (VISITOR_KEYS[node.type] ?? [])
    .flatMap((key) => fields[key] as Node | readonly Node[] | null | undefined)
    .filter((child) => child !== null && child !== undefined);
}
