/**
 * Helpers for text, as documented for `@std/text` 1.
 *
 * @module
 */

/** How many letters must be changed, added or removed to get from one text to the other. */
export function levenshteinDistance(str1: string, str2: string): number;

/** Options for {@linkcode compareSimilarity}. */
export interface CompareSimilarityOptions {
  /**
   * Tells capital from small letters.
   *
   * @default {false}
   */
  caseSensitive?: boolean;
  /** Measures the distance; by default {@linkcode levenshteinDistance}. */
  compareFn?: (a: string, b: string) => number;
}

/** Options for {@linkcode closestString}. */
export interface ClosestStringOptions extends CompareSimilarityOptions {}

/** Options for {@linkcode wordSimilaritySort}. */
export interface WordSimilaritySortOptions extends CompareSimilarityOptions {}

/** Makes a function that sorts by similarity to `givenWord`. */
export function compareSimilarity(
  givenWord: string,
  options?: CompareSimilarityOptions,
): (a: string, b: string) => number;

/** The word that is most similar to `givenWord`. */
export function closestString(
  givenWord: string,
  possibleWords: ReadonlyArray<string>,
  options?: ClosestStringOptions,
): string;

/** The words, most similar to `givenWord` first. */
export function wordSimilaritySort(
  givenWord: string,
  possibleWords: ReadonlyArray<string>,
  options?: WordSimilaritySortOptions,
): string[];

/** Writes `like this` as `likeThis`. */
export function toCamelCase(input: string): string;

/** Writes `like this` as `like-this`. */
export function toKebabCase(input: string): string;

/** Writes `like this` as `LikeThis`. */
export function toPascalCase(input: string): string;

/** Writes `like this` as `like_this`. */
export function toSnakeCase(input: string): string;
