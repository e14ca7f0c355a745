import type { Placed } from "./_socket_reader.ts";
import type { Exchange } from "./exchange.ts";

/** Exchanges in the order of their beginning. */
export class WaitingLine {
  #placed: Placed[] = [];
  #next = 0;

  /** The one that began first. */
  get first(): Exchange | undefined {
    return this.#placed[this.#next]?.exchange;
  }

  /** Takes its place; what begins last mostly comes last. */
  push(placed: Placed): void {
    let at = this.#placed.length;
    while (at > this.#next && this.#placed[at - 1]!.place > placed.place) at--;
    this.#placed.splice(at, 0, placed);
  }

  /** Takes the first one out. */
  shift(): void {
    this.#next++;
    // Half of the list is moved only after as many were taken out.
    if (2 * this.#next <= this.#placed.length) return;
    this.#placed = this.#placed.slice(this.#next);
    this.#next = 0;
  }
}
