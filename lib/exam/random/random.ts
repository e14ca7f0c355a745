import { randomFrom } from "./random_from.ts";

const words = [
  "amber",
  "birch",
  "cedar",
  "delta",
  "ember",
  "fjord",
  "grove",
  "heron",
  "islet",
  "juniper",
];

/** Draws values for one check; the same seed draws the same values. */
export class Random {
  readonly #next: () => number;
  #drawn = 0;

  /** Draws from `seed`. */
  constructor(seed: string) {
    this.#next = randomFrom(seed);
  }

  /** An integer from `min` to `max`, both included. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.#next() * (max - min + 1));
  }

  /** One of the values of a list. */
  pick<T>(list: readonly T[]): T {
    return list[this.integer(0, list.length - 1)]!;
  }

  /** The values of a list, in a drawn order. */
  shuffled<T>(list: readonly T[]): T[] {
    const keys = list.map((value) => ({ value, key: this.#next() }));
    return keys.toSorted((a, b) => a.key - b.key).map(({ value }) => value);
  }

  /** A short text, never the same twice. */
  text(): string {
    return `${this.pick(words)}-${++this.#drawn}${this.integer(10, 99)}`;
  }
}
