/**
 * Values between examiner and subject. JSON carries most of them; these forms
 * stand for the rest: `{ $url }`, `{ $bytes }` (base64), `{ $signal: true }`
 * and, on the way back, `{ $error, message }`.
 *
 * @module
 */

/** What an argument may refer to. */
export interface References {
  /** The base of `{ $url }`. */
  readonly base: string;
  /** Stands for `{ $signal: true }`. */
  readonly signal: AbortSignal;
}

/** Turns the forms of an argument into the values that they stand for. */
export function revive(value: unknown, references: References): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => revive(item, references));
  }
  if (typeof value !== "object" || value === null) return value;
  const { $url, $bytes, $signal } = value as Record<string, unknown>;
  if (typeof $url === "string") return new URL($url, references.base);
  if (typeof $bytes === "string") return Uint8Array.fromBase64($bytes);
  if ($signal === true) return references.signal;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([name, item]) => [name, revive(item, references)]),
  );
}

/** Turns a result into what JSON can carry. */
export function carry(value: unknown): unknown {
  if (value instanceof Uint8Array) return { $bytes: value.toBase64() };
  if (value instanceof Error) {
    return { ...value, $error: value.name, message: value.message };
  }
  if (Array.isArray(value)) return value.map(carry);
  if (value instanceof URL || value instanceof Date) return String(value);
  if (typeof value !== "object" || value === null) return value ?? null;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, carry(item)]),
  );
}
