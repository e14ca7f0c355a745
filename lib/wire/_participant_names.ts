import { oneLine } from "../text/one_line.ts";
import type { Cast } from "./cast.ts";

/** Columns that a plain-text diagram of two participants needs at least. */
const MIN_WIDTH = 40;
/** Columns that each further one needs. */
const MORE_WIDTH = 20;

/** Who takes part, and how much room there is. */
export interface Participants {
  readonly cast?: Cast;
  readonly participants?: {
    readonly client?: string;
    readonly server?: string;
  };
  readonly width: number;
}

/**
 * The names of the participants of a diagram, from left to right.
 *
 * @throws {RangeError} If `width` is too small for so many.
 */
export function participantNames(
  { cast, participants, width }: Participants,
): string[] {
  const { client = "Client", server = "Server" } = participants ?? {};
  const names = (cast?.names ?? [client, server]).map(oneLine);
  const least = MIN_WIDTH + MORE_WIDTH * Math.max(0, names.length - 2);
  if (width >= least) return names;
  throw new RangeError(
    `Cannot draw a sequence diagram: width must be at least ${least} columns: current value is ${width}`,
  );
}
