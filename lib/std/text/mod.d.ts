/**
 * Helpers for text, as documented for `@std/text` 1.
 *
 * @module
 */

/** How many letters must be changed, added or removed to get from one text to the other. */
export function levenshteinDistance(str1: string, str2: string): number;
