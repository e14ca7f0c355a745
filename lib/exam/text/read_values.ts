/**
 * Reads what a learner's code has produced, whatever it is: nothing here
 * throws. A check that needs more asks for it with `demand`.
 *
 * @module
 */
import { jsonCharactersMax, nestingMax } from "../limits.ts";

/** JSON that can be read; undefined for everything else, and for what is too long. */
export function readJson(text: string): unknown {
  if (text.length > jsonCharactersMax) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isReadable(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The members of what JSON gives; none for what is no object. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null
    ? value as Record<string, unknown>
    : {};
}

/** The bytes that a form of the examiner, `{ $bytes: base64 }`, stands for. */
export function bytesIn(value: unknown): Uint8Array | undefined {
  const { $bytes } = membersOf(value);
  return typeof $bytes === "string" ? bytesOfBase64($bytes) : undefined;
}

/** The bytes of base64, or of base64url; undefined for a text that is neither. */
export function bytesOfBase64(
  text: string,
  alphabet: "base64" | "base64url" = "base64",
): Uint8Array | undefined {
  try {
    return Uint8Array.fromBase64(text, { alphabet });
  } catch {
    return undefined;
  }
}

/** A URL, or undefined for a text that is none. */
export function urlOf(text: string, base?: string | URL): URL | undefined {
  return URL.parse(text, base) ?? undefined;
}

/** Stands for what a learner's code produced and no check can read. */
const unreadable = "(a value that cannot be read)";

/** A value as it is, or a text that says that it cannot be read. */
export function readable(value: unknown): unknown {
  return isReadable(value) ? value : unreadable;
}

/**
 * Whether a value can be compared, shown and put into a sentence. Deep nesting
 * runs out of stack, and a member called `toString` makes every sentence throw.
 * Walks without recursion.
 */
export function isReadable(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > nestingMax) return false;
    const deeper: unknown[] = [];
    for (const item of level) {
      if (typeof item !== "object" || item === null) continue;
      if (ArrayBuffer.isView(item)) continue;
      if (Object.hasOwn(item, "toString")) return false;
      for (const inner of Object.values(item)) deeper.push(inner);
    }
    level = deeper;
  }
  return true;
}
