import { levenshteinDistance } from "@std/text/levenshtein-distance";

/** More differences than this are another word, not a slip of the finger. */
const MAX_DIFFERENCES = 3;

/**
 * Finds the known word that the user most probably meant.
 *
 * @param word What was typed; capital letters do not count
 * @param known The words that would have been right
 * @returns The nearest known word, or undefined when none is near
 */
export function didYouMean(
  word: string,
  known: readonly string[],
): string | undefined {
  const limit = Math.min(MAX_DIFFERENCES, Math.ceil(word.length / 2));
  const typed = word.toLowerCase();
  return known
    .map((candidate) => ({
      candidate,
      distance: levenshteinDistance(typed, candidate),
    }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)[0]?.candidate;
}
