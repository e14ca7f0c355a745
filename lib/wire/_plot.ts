import { type DiagramLine, leftOut } from "./_diagram_line.ts";
import { Plotter } from "./_plotter.ts";
import type { PlotterOptions } from "./_plotter_options.ts";
import type { Exchange } from "./exchange.ts";
import { FirstAndLast } from "./first_and_last.ts";

/** Options for {@linkcode plot}. */
export interface PlotOptions extends PlotterOptions {
  /** How many lines are drawn from the beginning, and how many from the end; without it all. */
  readonly most?: { readonly first: number; readonly last: number } | undefined;
}

const ALL = { first: Infinity, last: 0 };

/** Turns exchanges into arrows, and the times between them into notes. */
export function plot(
  all: readonly Exchange[],
  { connections, cast, most = ALL }: PlotOptions,
): DiagramLine[] {
  const sockets = new Set(
    all.flatMap((exchange) =>
      exchange.kind === "frame" ? exchange.upgrade : []
    ),
  );
  const lines = new FirstAndLast<DiagramLine>(most.first, most.last);
  const plotter = new Plotter((line) => lines.push(line), {
    connections: connections || sockets.size > 1 && !cast,
    cast,
  });
  for (const exchange of all) plotter.plot(exchange);
  plotter.end();
  return lines.items((left) => leftOut(left, cast));
}
