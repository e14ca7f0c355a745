import { writeMermaid } from "./_mermaid_writer.ts";
import { participantNames } from "./_participant_names.ts";
import { plot } from "./_plot.ts";
import { TextWriter } from "./_text_writer.ts";
import type { Cast } from "./cast.ts";
import type { Exchange } from "./exchange.ts";

/** Options for {@linkcode sequenceDiagram}. */
export interface SequenceDiagramOptions {
  /**
   * Mermaid, or plain text for a terminal.
   *
   * @default {"mermaid"}
   */
  readonly format?: "mermaid" | "text";
  /** The time that plain text shows as 0, in milliseconds; by default that of the first exchange. */
  readonly startAt?: number;
  /** Names of the two sides, by default `Client` and `Server`. */
  readonly participants?: {
    readonly client?: string;
    readonly server?: string;
  };
  /** Who takes part when they are more than two; `participants` is not read then. */
  readonly cast?: Cast;
  /**
   * Columns of plain text, at least 40, and 20 for each participant beyond two.
   *
   * @default {80}
   */
  readonly width?: number;
  /**
   * Says with each request which connection it came on, and whether that was new; said anyway when there are several
   * WebSockets.
   *
   * @default {false}
   */
  readonly connections?: boolean;
  /**
   * How many lines are drawn from the beginning, and how many from the end; a note between them says how many are left
   * out. By default all are drawn.
   */
  readonly most?: { readonly first: number; readonly last: number };
}

/**
 * Draws exchanges as a sequence diagram. Notes tell what the times mean: how long a request was held, how long the
 * client waited until it asked again, or that it asked again immediately, and for how long a WebSocket was silent.
 *
 * @example Usage
 * ```ts
 * import { exchanges, Recording, sequenceDiagram } from "wire";
 *
 * console.log(sequenceDiagram(exchanges(new Recording()), { format: "text" }));
 * ```
 *
 * @throws {RangeError} If `width` is less than 40, or 20 more for each participant beyond two.
 */
export function sequenceDiagram(
  exchanges: readonly Exchange[],
  options: SequenceDiagramOptions = {},
): string {
  const {
    format = "mermaid",
    startAt = exchanges[0]?.at ?? 0,
    width = 80,
    connections = false,
    cast,
    most,
  } = options;
  const names = participantNames({ ...options, width });
  const plotted = plot(exchanges, { connections, cast, most });
  if (format === "mermaid") return writeMermaid(plotted, names);
  const writer = new TextWriter({ names, width });
  const lines = plotted.map((line) => writer.line(line, startAt));
  return [writer.header, ...lines].join("\n");
}
