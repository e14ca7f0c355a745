import { createHash } from "node:crypto";

/** Hexadecimal digits of a derived seed: 128 bits. */
const digits = 32;

/**
 * Derives a seed of its own for `name`, 32 hexadecimal digits. The way back is
 * closed (SHA-256): whoever learns one derived seed learns neither `seed` nor
 * any other.
 */
export function derivedSeed(seed: string, name: string): string {
  return createHash("sha256").update(`${seed}\n${name}`).digest("hex")
    .slice(0, digits);
}
