/**
 * Durations for people, as documented for `@std/fmt/duration` 1.
 *
 * @module
 */

/** Options for {@linkcode format}. */
export interface FormatOptions {
  /**
   * `1h 2m`, `00:01:02:00:000:000:000` or `1 hours, 2 minutes`.
   *
   * @default {"narrow"}
   */
  style?: "narrow" | "digital" | "full";
  /**
   * Leaves out the parts that are zero.
   *
   * @default {false}
   */
  ignoreZero?: boolean;
}

/** Formats a duration in milliseconds. */
export function format(ms: number, options?: FormatOptions): string;
