import { fill } from "./fill.ts";

/**
 * Breaks a text at spaces so that each line fits.
 *
 * @param text One paragraph; its own line breaks count as spaces
 * @param width The columns that a line may fill
 * @param indent Put before every line but the first
 * @returns The text with line breaks; a longer word stays whole
 */
export function wrap(text: string, width: number, indent = ""): string {
  return fill(text.trim().split(/\s+/), width, { rest: indent }).join("\n");
}
