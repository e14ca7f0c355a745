import { Ruling } from "./ruling.ts";

/**
 * Lets no ruling end the examiner. A check may do several things at once and
 * wait for them in turn: when one fails, or the check ends, the others are ruled
 * on with nobody waiting, and Deno would take that for an error of the program.
 * Whoever waits later hears of it all the same.
 */
export function awaitRulings(): void {
  globalThis.addEventListener("unhandledrejection", (event) => {
    if (event.reason instanceof Ruling) event.preventDefault();
  });
}
