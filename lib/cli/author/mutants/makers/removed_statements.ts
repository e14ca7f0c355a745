import { type Change, type Node, type Place, rangeOf } from "./place.ts";

/** What ends a round, a loop or a function before its end. */
const exits: ReadonlySet<string> = new Set([
  "ReturnStatement",
  "ContinueStatement",
  "BreakStatement",
  "ThrowStatement",
]);

/** Without a call that is a statement, and without leaving early. */
export function* removedStatements(
  { node, parents }: Place,
): Generator<Change> {
  const removable = node.type === "ExpressionStatement"
    ? isCall(node.expression)
    : exits.has(node.type) && !isLastOfFunction(node, parents);
  if (!removable) return;
  yield { ...rangeOf(node), text: isInList(parents) ? "" : ";" };
}

/** Whether an expression calls something and keeps nothing of it. */
function isCall(node: Node): boolean {
  if (node.type === "AwaitExpression") return isCall(node.argument);
  if (node.type === "UnaryExpression") return isCall(node.argument);
  if (node.type === "TSNonNullExpression") return isCall(node.expression);
  if (node.type === "CallExpression") return node.callee.type !== "Super";
  return node.type === "OptionalCallExpression";
}

/** Whether something may stand here as often as it likes, and not once. */
function isInList(parents: readonly Node[]): boolean {
  const type = parents.at(-1)?.type ?? "";
  return ["BlockStatement", "Program", "SwitchCase", "StaticBlock"].includes(
    type,
  );
}

function isLastOfFunction(node: Node, parents: readonly Node[]): boolean {
  const [owner, block] = parents.slice(-2);
  return block?.type === "BlockStatement" && block.body.at(-1) === node &&
    owner !== undefined && "params" in owner;
}
