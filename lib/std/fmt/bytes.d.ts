/**
 * Numbers of bytes for people, as documented for `@std/fmt/bytes` 1.
 *
 * @module
 */

/** Options for {@linkcode format}. */
export interface FormatOptions {
  /**
   * Counts bits instead of bytes.
   *
   * @default {false}
   */
  bits?: boolean;
  /**
   * Uses powers of 1,024 instead of 1,000.
   *
   * @default {false}
   */
  binary?: boolean;
  /**
   * Puts a plus sign before positive numbers.
   *
   * @default {false}
   */
  signed?: boolean;
  /** Formats the number for a locale; `true` takes that of the system. */
  locale?: boolean | string | string[];
  /** Fewest digits after the point. */
  minimumFractionDigits?: number;
  /** Most digits after the point. */
  maximumFractionDigits?: number;
}

/** Formats a number of bytes, such as `1.34 kB`. */
export function format(num: number, options?: FormatOptions): string;
