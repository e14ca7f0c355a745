import { grouped } from "./grouped.ts";

/** A number with its noun: "1 request", "2,000 requests". */
export function plural(number: number, noun: string): string {
  return `${grouped(number)} ${noun}${number === 1 ? "" : "s"}`;
}
