/** What a seed may look like, as `--seed` and `EXAM_SEED` take it. */
export const seedPattern: RegExp = /^[0-9a-z]{1,20}$/;

/**
 * Draws the seed of a run: 64 bits, in the digits and letters that
 * {@linkcode seedPattern} allows, so that no program finds it by trying.
 */
export function drawnSeed(): string {
  return crypto.getRandomValues(new BigUint64Array(1))[0]!.toString(36);
}
