import { type Cast, GrowingDiagram, type Recording } from "wire";
import type { Terminal } from "../kit/terminal.ts";

/** What three participants need; a narrower window breaks the lines. */
const MIN_WIDTH = 60;

/** Lines that are printed of a long run: the longest lesson's own takes half of the first. */
const MOST = { first: 120, last: 40 };

/**
 * Prints the sequence diagram of a recording as it grows; of a long one the
 * beginning, and at the end the last lines and how many are left out.
 *
 * @param cast Who takes part when they are more than two
 * @returns Prints what is left, and stops
 */
export function liveDiagram(
  recording: Recording,
  { print, width }: Pick<Terminal, "print" | "width">,
  cast?: Cast,
): () => void {
  const diagram = new GrowingDiagram({
    most: MOST,
    ...(cast ? { cast, width: Math.max(width, MIN_WIDTH) } : { width }),
  });
  const show = (lines: readonly string[]) => {
    for (const line of lines) print(line);
  };
  for (const event of recording.events) show(diagram.read(event));
  const remove = recording.onEvent((event) => show(diagram.read(event)));
  return () => {
    remove();
    show(diagram.finish());
  };
}
