/**
 * Cuts a long text and says that it was cut.
 *
 * @param charactersMax How many are kept; by default what a sentence can bear
 */
export function shorten(text: string, charactersMax = 160): string {
  return text.length <= charactersMax
    ? text
    : `${text.slice(0, charactersMax)}… (${text.length} characters)`;
}
