import { makeMutants } from "./make_mutants.ts";
import type { Maker } from "./makers/place.ts";

/** What one kind of change makes of a source text. */
export function changed(maker: Maker, source: string): string[] {
  return makeMutants(source, [maker]).map(({ text }) => text);
}
