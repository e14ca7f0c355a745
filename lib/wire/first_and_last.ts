/** Keeps the first and the last of many things, and counts what is left out: what is told of a flood has a bound. */
export class FirstAndLast<T> {
  readonly #firstMax: number;
  readonly #lastMax: number;
  readonly #first: T[] = [];
  /** The last ones, the oldest at `#oldest`. */
  readonly #last: T[] = [];
  #oldest = 0;
  #left = 0;

  /** Keeps so many from the beginning and so many from the end. */
  constructor(firstMax: number, lastMax: number) {
    this.#firstMax = firstMax;
    this.#lastMax = lastMax;
  }

  /** Adds one; what was the oldest of the last ones may be left out for it. */
  push(item: T): void {
    if (this.#first.length < this.#firstMax) this.#first.push(item);
    else if (this.#last.length < this.#lastMax) this.#last.push(item);
    else {
      this.#left++;
      if (this.#lastMax === 0) return;
      this.#last[this.#oldest] = item;
      this.#oldest = (this.#oldest + 1) % this.#lastMax;
    }
  }

  /** How many are left out. */
  get left(): number {
    return this.#left;
  }

  /** How many were added. */
  get length(): number {
    return this.#first.length + this.#last.length + this.#left;
  }

  /** What is kept, in order; where some are left out, `gap` says how many. */
  items(gap: (left: number) => T): T[] {
    const last = [
      ...this.#last.slice(this.#oldest),
      ...this.#last.slice(0, this.#oldest),
    ];
    return this.#left === 0
      ? [...this.#first, ...last]
      : [...this.#first, gap(this.#left), ...last];
  }

  /** Forgets everything. */
  clear(): void {
    this.#first.length = 0;
    this.#last.length = 0;
    this.#oldest = 0;
    this.#left = 0;
  }
}
