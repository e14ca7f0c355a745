import { exchanges, type Recording, sequenceDiagram } from "wire";
import type { Terminal } from "./terminal.ts";

/**
 * Prints the sequence diagram of a recording as it grows.
 *
 * @returns Prints what is left, and stops
 */
export function liveDiagram(
  recording: Recording,
  { print, width }: Pick<Terminal, "print" | "width">,
): () => void {
  let printed: readonly string[] = [];
  const draw = (all: boolean) => {
    const lines = sequenceDiagram(exchanges(recording), {
      format: "text",
      width,
    })
      .trimEnd().split("\n");
    // The last line may still change, when an answer is not complete.
    const stable = all ? lines : lines.slice(0, -1);
    for (const line of stable.slice(printed.length)) print(line);
    if (stable.length > printed.length) printed = stable;
  };
  const remove = recording.onEvent(() => draw(false));
  return () => {
    remove();
    draw(true);
  };
}
