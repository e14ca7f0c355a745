import type { Cast } from "./cast.ts";

/** Options for a plotter. */
export interface PlotterOptions {
  /** Says with each request whether its connection is new. */
  readonly connections: boolean;
  /** Who takes part, when they are more than two. */
  readonly cast?: Cast | undefined;
}
