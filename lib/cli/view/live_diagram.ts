import {
  type Cast,
  type Exchange,
  exchanges,
  type Recording,
  sequenceDiagram,
} from "wire";
import { isStream } from "./live_wire.ts";
import type { Terminal } from "../kit/terminal.ts";

/** What three participants need; a narrower window breaks the lines. */
const MIN_WIDTH = 60;

/**
 * Prints the sequence diagram of a recording as it grows.
 *
 * @param cast Who takes part when they are more than two
 * @returns Prints what is left, and stops
 */
export function liveDiagram(
  recording: Recording,
  { print, width }: Pick<Terminal, "print" | "width">,
  cast?: Cast,
): () => void {
  let printed = 0;
  const draw = (unfinished: boolean) => {
    const all = exchanges(recording);
    const shown = unfinished ? settled(all) : all;
    if (unfinished && shown.length === 0) return;
    const lines = sequenceDiagram(shown, {
      format: "text",
      unfinished,
      ...(cast ? { cast, width: Math.max(width, MIN_WIDTH) } : { width }),
    }).split("\n");
    for (const line of lines.slice(printed)) print(line);
    printed = Math.max(printed, lines.length);
  };
  const remove = recording.onEvent(() => draw(true));
  return () => {
    remove();
    draw(false);
  };
}

/** The first exchanges, up to one of which more may come, so that it will look different. */
function settled(all: readonly Exchange[]): readonly Exchange[] {
  const left = new Set(
    all.flatMap(({ kind, connection }) => kind === "cut" ? connection : []),
  );
  const isPartial = (exchange: Exchange) =>
    !("completeAt" in exchange) && !left.has(exchange.connection) &&
    (exchange.kind === "request" || exchange.kind === "frame" ||
      exchange.kind === "response" && !isStream(exchange));
  const first = all.findIndex(isPartial);
  return first < 0 ? all : all.slice(0, first);
}
