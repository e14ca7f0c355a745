/**
 * Takes out what could move the cursor or hide a line: learners' code may
 * print, and answer with, anything.
 */
export function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, "\uFFFD");
}
