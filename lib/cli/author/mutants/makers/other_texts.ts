import { isKey } from "./is_key.ts";
import { type Change, type Node, type Place, rangeOf } from "./place.ts";

/** An empty text, or any in place of an empty one. What an error says is nobody's contract. */
export function* otherTexts({ node, parents }: Place): Generator<Change> {
  if (isMessage(node, parents) || isKey(node, parents)) return;
  if (node.type === "StringLiteral") {
    yield { ...rangeOf(node), text: node.value === "" ? '"other"' : '""' };
  }
  if (node.type !== "TemplateLiteral" || isTagged(parents)) return;
  const isEmpty = node.expressions.length === 0 &&
    node.quasis.every(({ value }) => value.raw === "");
  if (!isEmpty) yield { ...rangeOf(node), text: '""' };
}

function isTagged(parents: readonly Node[]): boolean {
  return parents.at(-1)?.type === "TaggedTemplateExpression";
}

/** Whether it is part of the first argument of `new SomeError(…)`, or of its `super(…)`. */
function isMessage(node: Node, parents: readonly Node[]): boolean {
  const way = [...parents, node];
  return parents.some((parent, depth) =>
    makesError(parent, parents.slice(0, depth)) &&
    parent.arguments[0] === way[depth + 1]
  );
}

function makesError(
  node: Node,
  parents: readonly Node[],
): node is Node & { readonly arguments: readonly Node[] } {
  if (node.type === "NewExpression") return isErrorName(node.callee);
  return node.type === "CallExpression" && node.callee.type === "Super" &&
    parents.some((parent) =>
      parent.type === "ClassBody" &&
      parents.some((one) =>
        "superClass" in one && one.body === parent &&
        isErrorName(one.superClass)
      )
    );
}

function isErrorName(node: Node | null | undefined): boolean {
  return node?.type === "Identifier" &&
    /(?:Error|Exception)$/.test(node.name);
}
