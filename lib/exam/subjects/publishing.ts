import type { Draft } from "kernel";
import { Call } from "./function_subject.ts";
import type { Stage } from "../stage/stage.ts";
import type { SubjectEvent } from "../subject/protocol.ts";

/** The calls of a connection's `publish`, and what became of them. */
export class Publishing {
  readonly #stage: Stage;
  readonly #calls: Call[] = [];

  /** Nothing was published yet. */
  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** Calls `publish(draft)` for each draft, all in one tick, and waits until all has settled. */
  async publish(drafts: readonly Draft[]): Promise<Call[]> {
    const first = this.#calls.length;
    const calls = drafts.map((_, index) =>
      new Call(this.#stage, first + index)
    );
    this.#calls.push(...calls);
    await this.#stage.process.command({
      do: "publishAll",
      call: first,
      drafts,
    });
    await this.#stage.clock.settle();
    return calls;
  }

  /** Takes note of the end of a call; returns whether it was one. */
  hear(event: SubjectEvent): boolean {
    if (event.event !== "resolved" && event.event !== "rejected") return false;
    this.#calls[event.call]?.end(
      event.event === "resolved" ? { value: event.value } : event,
    );
    return true;
  }
}
