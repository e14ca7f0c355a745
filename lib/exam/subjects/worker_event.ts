import { textOf } from "../text/describe.ts";
import { fail } from "../verdict/ruling.ts";
import type { Stage } from "../stage/stage.ts";

/** One event that the worker got. */
export class WorkerEvent {
  readonly #stage: Stage;
  readonly #name: string;
  /** How often `waitUntil` was called; known when the event has ended. */
  waits = 0;
  /** What became of the promises that were waited for. */
  outcome: "fulfilled" | "rejected" | undefined;
  /** When the event ended, in ms since the check began. */
  endedAt: number | undefined;
  #error = "";

  /** An event that is being handled. */
  constructor(stage: Stage, name: string) {
    this.#stage = stage;
    this.#name = name;
  }

  /** The event has ended. */
  end(ending: {
    readonly waits: number;
    readonly outcome: "fulfilled" | "rejected";
    readonly name?: string;
    readonly message?: string;
  }): void {
    this.waits = ending.waits;
    this.outcome = ending.outcome;
    this.endedAt = this.#stage.clock.now;
    this.#error = `${textOf(ending.name)}: ${textOf(ending.message)}`;
    this.#stage.account.tell(
      `the ${this.#name} event ended: ${this.#described}`,
    );
  }

  /** Demands that all that was waited for has been fulfilled. */
  async expectFulfilled(): Promise<void> {
    await this.#stage.clock.settle(() => this.outcome !== undefined);
    if (this.outcome === "fulfilled") return;
    fail(`what the ${this.#name} event waits for to succeed`, this.#described);
  }

  /** Demands that the event still keeps the worker alive. */
  expectAlive(): void {
    if (this.outcome === undefined) return;
    fail(`the ${this.#name} event to be waiting`, this.#described);
  }

  get #described(): string {
    if (this.outcome === undefined) return "it has not ended yet";
    const waits = `waitUntil was called ${this.waits} times`;
    return this.outcome === "fulfilled"
      ? `fulfilled; ${waits}`
      : `rejected with ${this.#error}; ${waits}`;
  }
}
