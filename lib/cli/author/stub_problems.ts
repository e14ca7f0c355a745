import type { VerdictEvent } from "exam";
import { exerciseFiles } from "../kit/author_files.ts";
import { examine, told } from "./examine.ts";
import { type Proving, systemPath, textOf } from "./proving.ts";

/** What is wrong with the text of the stub. */
export function stubTextProblems({ root, exercise }: Proving): string[] {
  const { exercise: handedOut, stub } = exerciseFiles(exercise);
  const text = textOf({ root }, stub.path);
  const todos = text.match(/\bTODO\b/g)?.length ?? 0;
  const same = Deno.readTextFileSync(new URL(stub.path, root)) ===
    Deno.readTextFileSync(new URL(handedOut.path, root));
  return [
    ...(todos === 1 ? [] : [
      `${stub.path} has ${todos} times the word TODO: leave one, where the learner writes.`,
    ]),
    ...(same ? [] : [
      `${handedOut.path} and ${stub.path} differ: copy the stub over the other, byte by byte.`,
    ]),
  ];
}

/** Whether the stub fails, and says what to do. */
export async function stubProblems(
  { root, exercise }: Proving,
): Promise<string[]> {
  const { path } = exerciseFiles(exercise).stub;
  // A template is known up to its first value.
  const instruction = /(["`])(Remove this line[^"`$]*)/
    .exec(textOf({ root }, path))?.[2];
  if (instruction === undefined) {
    return [
      `${path} throws no instruction: let it throw an Error that begins with "Remove this line and".`,
    ];
  }
  const instructs = (event: VerdictEvent) =>
    event.verdict !== "pass" && told(event).includes(instruction);
  const file = systemPath({ root }, path);
  const events = await examine(exercise, file, { until: instructs });
  if (events.some(instructs)) return [];
  return [
    `${path} fails no check with its instruction "${instruction}": throw it where every learner comes by.\n${
      events.map(told).join("\n")
    }`,
  ];
}
