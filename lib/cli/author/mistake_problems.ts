import type { Exercise } from "catalogue";
import { join } from "@std/path";
import type { CheckDefinition } from "exam";
import { examine, sideBySide, suiteOf, told } from "./examine.ts";
import type { MistakeProof } from "./mistakes.ts";

const mistakesMin = 4;

/** Checks of one exercise that no mistake is named after, at most. */
const unnamedMax = 2;

/** What the mistakes of an exercise lack as a whole. */
export function mistakeSetProblems(
  checks: readonly CheckDefinition[],
  proofs: readonly MistakeProof[],
): string[] {
  const names = proofs.map(({ name }) => name);
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  const caught = new Set(proofs.map(({ caughtBy }) => caughtBy));
  // A check that nothing wrong ever failed may be one that cannot fail.
  const unnamed = checks.filter(({ name, realTime }) =>
    !realTime && !caught.has(name)
  );
  return [
    ...(proofs.length >= mistakesMin ? [] : [
      `There are ${proofs.length} mistakes: write at least ${mistakesMin} that learners make.`,
    ]),
    ...twice.map((name) =>
      `Two mistakes are called "${name}": give each a name of its own.`
    ),
    ...(unnamed.length <= unnamedMax
      ? []
      : unnamed.map(({ name }) =>
        `No mistake is named after the check "${name}": write one that it catches, or the check may be one that cannot fail.`
      )),
  ];
}

/** Why a mistake is not rejected as it says. */
export async function mistakeProblems(
  exercise: Exercise,
  proof: MistakeProof,
): Promise<string[]> {
  const { name, caughtBy, says } = proof;
  const { checks } = await suiteOf(exercise);
  if (!checks.some((check) => check.name === caughtBy)) {
    return [
      `The mistake "${name}" names the check "${caughtBy}", which the suite does not have: name one of its checks in caughtBy.`,
    ];
  }
  const source = sourceOf(proof);
  if ("problem" in source) return [source.problem];
  const event = await examineText(exercise, source.text, caughtBy);
  if (event?.verdict !== "fail") {
    return [
      `The mistake "${name}" is not rejected by the check that it names: mend the check, or name another one.\n${
        event && event.verdict !== "pass" ? told(event) : "It passes."
      }`,
    ];
  }
  if (JSON.stringify(event.report).includes(says)) return [];
  return [
    `The report on the mistake "${name}" does not say "${says}": name words of it in says, or let the check say them.\n${
      told(event)
    }\n  why ${event.report?.why}`,
  ];
}

function sourceOf(
  { name, source }: MistakeProof,
): { readonly text: string } | { readonly problem: string } {
  try {
    return { text: source() };
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return {
      problem: `The mistake "${name}" cannot be made: mend its edits. ${cause}`,
    };
  }
}

async function examineText(exercise: Exercise, text: string, check: string) {
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "mistake.ts");
    await Deno.writeTextFile(file, text);
    const options = { only: [check], sideBySide };
    const [event] = await examine(exercise, file, options);
    return event;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
