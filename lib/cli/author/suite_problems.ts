import type { CheckDefinition } from "exam";

/** A reason says what somebody believes who fails, in a sentence at least. */
const reasonLengthMin = 20;

/** What is wrong with the checks, read and not run. */
export function suiteProblems(checks: readonly CheckDefinition[]): string[] {
  const names = checks.map(({ name }) => name);
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  const silent = checks.filter(({ why }) => why.length <= reasonLengthMin);
  return [
    ...(checks.length > 0
      ? []
      : ["The suite has no check: write about eight."]),
    ...twice.map((name) =>
      `Two checks are called "${name}": give each a name of its own.`
    ),
    ...silent.map(({ name }) =>
      `The check "${name}" does not say why: write the misconception behind a failure, and what it costs.`
    ),
    ...(checks.some(({ realTime }) => realTime) ? [] : [
      "No check runs without the virtual clock: give one `realTime: true`.",
    ]),
  ];
}
