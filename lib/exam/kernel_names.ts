import * as kernel from "kernel";
import type { ExerciseFacts } from "./suite.ts";

/** How the catalogue names one export of a room: `kernel routes`. */
const prefix = "kernel ";

/**
 * Returns a module that offers the kernel without the exports that would take
 * the exercise away; `undefined` when the whole kernel may be imported.
 */
export function reducedKernel(
  { forbidden }: ExerciseFacts,
  kernelUrl: string,
): string | undefined {
  const hidden = forbidden
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ name }) => name.slice(prefix.length));
  if (hidden.length === 0) return undefined;
  const offered = Object.keys(kernel).filter((name) => !hidden.includes(name));
  return `export { ${offered.join(", ")} } from ${
    JSON.stringify(kernelUrl)
  };\n`;
}
