import { randomFrom } from "../random/random_from.ts";
import { uses } from "./uses.ts";

/**
 * Makes every source of randomness of this process repeatable:
 * `Math.random`, `crypto.getRandomValues` and `crypto.randomUUID`.
 */
export function seedRandom(seed: string): void {
  const next = randomFrom(seed);
  Math.random = () => {
    uses["Math.random"]++;
    return next();
  };
  crypto.getRandomValues = <T extends ArrayBufferView | null>(array: T): T => {
    if (array === null) return array;
    uses["crypto.getRandomValues"]++;
    const bytes = new Uint8Array(
      array.buffer,
      array.byteOffset,
      array.byteLength,
    );
    for (let index = 0; index < bytes.length; index++) {
      bytes[index] = Math.floor(next() * 256);
    }
    return array;
  };
  crypto.randomUUID = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    // Version 4, variant 10 (RFC 9562, section 5.4).
    bytes[6] = (bytes[6]! & 0x0f) | 0x40;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    return uuid(bytes.toHex());
  };
}

function uuid(
  hex: string,
): `${string}-${string}-${string}-${string}-${string}` {
  const part = (from: number, to: number) => hex.slice(from, to);
  return `${part(0, 8)}-${part(8, 12)}-${part(12, 16)}-${part(16, 20)}-${
    part(20, 32)
  }`;
}
