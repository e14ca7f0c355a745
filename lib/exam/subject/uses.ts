type Drawn = "Math.random" | "crypto.getRandomValues";
type Computed = "generateKey" | "deriveBits" | "deriveKey" | "sign" | "encrypt";

const computed: readonly Computed[] = [
  "generateKey",
  "deriveBits",
  "deriveKey",
  "sign",
  "encrypt",
];

/** How often the exercise has drawn random numbers, and computed with keys, by the names of the functions. */
export const uses: Record<Drawn | Computed, number> = {
  "Math.random": 0,
  "crypto.getRandomValues": 0,
  generateKey: 0,
  deriveBits: 0,
  deriveKey: 0,
  sign: 0,
  encrypt: 0,
};

/** Begins to count what `crypto.subtle` computes; what is drawn is counted where it is drawn. */
export function countUses(): void {
  const subtle = Object.getPrototypeOf(crypto.subtle);
  for (const name of computed) {
    const original = subtle[name];
    subtle[name] = function (this: SubtleCrypto, ...values: unknown[]) {
      uses[name]++;
      return original.apply(this, values);
    };
  }
}

/** What was used since then. */
export function usesSince(
  before: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(uses).map((
      [name, count],
    ) => [name, count - (before[name] ?? 0)]),
  );
}
