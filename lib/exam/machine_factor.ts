import { randomFrom } from "./random/random_from.ts";

/** Draws that are timed. */
const draws = 1_000_000;

/** What they take on the machine for which the limits were chosen, in ms. */
const referenceMs = 10;

/** A slower machine than this needs `--slow`. */
const factorMax = 10;

let measured: number | undefined;

/**
 * How much slower this machine is right now than the one for which the
 * limits in real time were chosen: from 1 to 10, measured once.
 */
export function machineFactor(): number {
  return measured ??= Math.min(
    factorMax,
    Math.max(1, timeDraws() / referenceMs),
  );
}

function timeDraws(): number {
  const next = randomFrom("0".repeat(32));
  const startedAt = performance.now();
  let sum = 0;
  for (let draw = 0; draw < draws; draw++) sum += next();
  // The sum is used, so that no compiler leaves the loop out.
  return sum > 0 ? performance.now() - startedAt : 0;
}
