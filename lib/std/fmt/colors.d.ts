/**
 * Colours for the terminal, as documented for `@std/fmt/colors` 1. With the
 * environment variable `NO_COLOR` every function returns its text unchanged.
 *
 * @module
 */

/** Red, green and blue, each from 0 to 255. */
export interface Rgb {
  /** Red. */
  r: number;
  /** Green. */
  g: number;
  /** Blue. */
  b: number;
}

/** Turns colours on or off. */
export function setColorEnabled(value: boolean): void;

/** Whether colours are on. */
export function getColorEnabled(): boolean;

/** Undoes colours and styles in the text. */
export function reset(str: string): string;

/** Makes the text bold. */
export function bold(str: string): string;

/** Makes the text dim. */
export function dim(str: string): string;

/** Makes the text italic. */
export function italic(str: string): string;

/** Underlines the text. */
export function underline(str: string): string;

/** Swaps the colours of text and background. */
export function inverse(str: string): string;

/** Hides the text. */
export function hidden(str: string): string;

/** Strikes the text through. */
export function strikethrough(str: string): string;

/** Colours the text black. */
export function black(str: string): string;

/** Colours the text red. */
export function red(str: string): string;

/** Colours the text green. */
export function green(str: string): string;

/** Colours the text yellow. */
export function yellow(str: string): string;

/** Colours the text blue. */
export function blue(str: string): string;

/** Colours the text magenta. */
export function magenta(str: string): string;

/** Colours the text cyan. */
export function cyan(str: string): string;

/** Colours the text white. */
export function white(str: string): string;

/** Colours the text gray. */
export function gray(str: string): string;

/** Colours the text bright black. */
export function brightBlack(str: string): string;

/** Colours the text bright red. */
export function brightRed(str: string): string;

/** Colours the text bright green. */
export function brightGreen(str: string): string;

/** Colours the text bright yellow. */
export function brightYellow(str: string): string;

/** Colours the text bright blue. */
export function brightBlue(str: string): string;

/** Colours the text bright magenta. */
export function brightMagenta(str: string): string;

/** Colours the text bright cyan. */
export function brightCyan(str: string): string;

/** Colours the text bright white. */
export function brightWhite(str: string): string;

/** Colours the background black. */
export function bgBlack(str: string): string;

/** Colours the background red. */
export function bgRed(str: string): string;

/** Colours the background green. */
export function bgGreen(str: string): string;

/** Colours the background yellow. */
export function bgYellow(str: string): string;

/** Colours the background blue. */
export function bgBlue(str: string): string;

/** Colours the background magenta. */
export function bgMagenta(str: string): string;

/** Colours the background cyan. */
export function bgCyan(str: string): string;

/** Colours the background white. */
export function bgWhite(str: string): string;

/** Colours the background bright black. */
export function bgBrightBlack(str: string): string;

/** Colours the background bright red. */
export function bgBrightRed(str: string): string;

/** Colours the background bright green. */
export function bgBrightGreen(str: string): string;

/** Colours the background bright yellow. */
export function bgBrightYellow(str: string): string;

/** Colours the background bright blue. */
export function bgBrightBlue(str: string): string;

/** Colours the background bright magenta. */
export function bgBrightMagenta(str: string): string;

/** Colours the background bright cyan. */
export function bgBrightCyan(str: string): string;

/** Colours the background bright white. */
export function bgBrightWhite(str: string): string;

/** Colours the text with one of the 256 colours of the palette. */
export function rgb8(str: string, color: number): string;

/** Colours the background with one of the 256 colours of the palette. */
export function bgRgb8(str: string, color: number): string;

/** Colours the text; a number is `0xRRGGBB`. */
export function rgb24(str: string, color: number | Rgb): string;

/** Colours the background; a number is `0xRRGGBB`. */
export function bgRgb24(str: string, color: number | Rgb): string;

/** Removes every escape sequence from the text. */
export function stripAnsiCode(string: string): string;
