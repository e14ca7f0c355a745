/**
 * Text from a format with verbs, as documented for `@std/fmt/printf` 1.
 *
 * @module
 */

/** The text that `format` with its verbs, such as `%s` and `%5.2f`, makes of `args`. */
export function sprintf(format: string, ...args: unknown[]): string;

/** Writes what {@linkcode sprintf} makes to stdout. */
export function printf(format: string, ...args: unknown[]): void;
