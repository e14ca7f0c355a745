/**
 * A duration for people: `340 ms`, `25 s`, `1.5 s`. Rounded down to tenths of a second, so that it never claims more
 * than was.
 */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.floor(ms)} ms`;
  return `${Math.floor(ms / 100) / 10} s`;
}
