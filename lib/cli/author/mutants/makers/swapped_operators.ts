import type { Change, Node, Place } from "./place.ts";
import { isCondition } from "./is_condition.ts";

/** What is written instead of an operator. */
const others: Readonly<Record<string, readonly string[]>> = {
  "<": ["<="],
  "<=": ["<"],
  ">": [">="],
  ">=": [">"],
  "===": ["!=="],
  "!==": ["==="],
  "==": ["!="],
  "!=": ["=="],
  "&&": ["||"],
  "||": ["&&", "??"],
  "??": ["||", "&&"],
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  "**": ["*"],
  "<<": [">>"],
  ">>": ["<<"],
  ">>>": ["<<"],
  "&": ["|"],
  "|": ["&"],
  "^": ["&"],
  "+=": ["-="],
  "-=": ["+="],
  "*=": ["/="],
  "/=": ["*="],
  "|=": ["&="],
  "&=": ["|="],
  "^=": ["&="],
  "<<=": [">>="],
  ">>=": ["<<="],
  "??=": ["="],
  "||=": ["&&="],
  "&&=": ["||="],
  "++": ["--"],
  "--": ["++"],
};

/** The other way round; a condition is negated as a whole instead. */
const opposites: Readonly<Record<string, string>> = {
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
};

/** Another operator between two values, in an assignment or for a step. */
export function* swappedOperators(
  { node, parents, source }: Place,
): Generator<Change> {
  const found = operatorOf(node, source);
  if (!found) return;
  const { operator, start } = found;
  const end = start + operator.length;
  for (const text of others[operator] ?? []) yield { start, end, text };
  const opposite = opposites[operator];
  if (opposite && !isCondition(node, parents)) {
    yield { start, end, text: opposite };
  }
}

/** The operator of a node, and where it stands. */
function operatorOf(
  node: Node,
  source: string,
): { operator: string; start: number } | undefined {
  if (node.type === "UpdateExpression") {
    const { operator, prefix, argument } = node;
    if (prefix) return { operator, start: node.start! };
    return { operator, start: source.indexOf(operator, argument.end!) };
  }
  if (
    node.type !== "BinaryExpression" && node.type !== "LogicalExpression" &&
    node.type !== "AssignmentExpression"
  ) return undefined;
  const { left, right, operator } = node;
  const between = source.slice(left.end!, right.start!)
    .replaceAll(
      /\/\*[^]*?\*\/|\/\/.*/g,
      (comment) => " ".repeat(comment.length),
    );
  return { operator, start: left.end! + between.indexOf(operator) };
}
