import type { WireEvent } from "wire";
import { printable } from "../kit/printable.ts";

const MARKS = { client: "> ", server: "< " } as const;

/**
 * Shows every byte that crossed the wire as text, one side behind `>`, the
 * other behind `<`.
 *
 * @param width The columns that a line may fill; longer ones go on below
 */
export function showBytes(
  events: readonly WireEvent[],
  width: number,
): string[] {
  return turns(events).flatMap(({ from, text }) =>
    text.split(/\r?\n/).flatMap((line) =>
      pieces(printable(line), width - MARKS[from].length)
        .map((piece) => (MARKS[from] + piece).trimEnd())
    )
  );
}

interface Turn {
  readonly from: "client" | "server";
  text: string;
}

/** What one side said until the other one spoke. */
function turns(events: readonly WireEvent[]): Turn[] {
  const decoder = new TextDecoder();
  const found: Turn[] = [];
  for (const event of events) {
    if (event.kind !== "bytes") continue;
    const text = decoder.decode(event.bytes, { stream: true });
    const last = found.at(-1);
    if (last?.from === event.from) last.text += text;
    else found.push({ from: event.from, text });
  }
  // The empty line behind the last header stays, what follows it is the body.
  return found.map(({ from, text }) => ({
    from,
    text: text.replace(/\r\n\r\n$/, "\r\n"),
  }));
}

function pieces(line: string, length: number): string[] {
  const found: string[] = [];
  for (let at = 0; at < line.length; at += length) {
    found.push(line.slice(at, at + length));
  }
  return found.length > 0 ? found : [""];
}
