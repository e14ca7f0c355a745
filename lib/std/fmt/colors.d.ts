/**
 * Colours for the terminal, as documented for `@std/fmt/colors` 1. With the
 * environment variable `NO_COLOR` every function returns its text unchanged.
 *
 * @module
 */

/** Turns colours on or off. */
export function setColorEnabled(value: boolean): void;

/** Makes the text bold. */
export function bold(str: string): string;

/** Makes the text dim. */
export function dim(str: string): string;

/** Colours the text red. */
export function red(str: string): string;

/** Colours the text green. */
export function green(str: string): string;

/** Colours the text yellow. */
export function yellow(str: string): string;

/** Colours the text cyan. */
export function cyan(str: string): string;
