import { derivedSeed } from "../../../exam/random/derived_seed.ts";
import { Random } from "../../../exam/random/random.ts";

/** Draws so many of a list; they keep their order. */
export function sample<T>(
  list: readonly T[],
  count: number,
  seed: string,
): T[] {
  const random = new Random(derivedSeed(seed, "sample"));
  const places = random.shuffled([...list.keys()]).slice(0, count);
  return places.toSorted((a, b) => a - b).map((place) => list[place]!);
}
