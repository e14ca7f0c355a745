import { demand } from "../verdict/demand.ts";
import { describeJson, listed, textOf } from "../text/describe.ts";
import { type Known, knownBy } from "./known_by.ts";
import { membersOf, readable } from "../text/read_values.ts";
import { fail } from "../verdict/ruling.ts";
import type { Stage } from "../stage/stage.ts";
import type { Thrown } from "../subject/thrown.ts";
import type { SubjectEvent } from "../subject/protocol.ts";

/** How an iteration ended. */
interface Ending {
  readonly name: string;
  readonly message: string;
}

/** An iteration in the process of the subject, as far as it has come. */
export class Iteration {
  readonly #stage: Stage;
  readonly #yielded: { value: unknown; at: number }[] = [];
  #ending: Ending | "returned" | undefined;
  #reason: Known | undefined;

  /** Nothing has come yet. */
  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** What the iteration has yielded so far, with the times. */
  get yielded(): readonly { value: unknown; at: number }[] {
    return this.#yielded;
  }

  /** The ids of what was yielded so far, whatever it was. */
  get yieldedIds(): readonly unknown[] {
    return this.#yielded.map(({ value }) => membersOf(value).id);
  }

  /** What the iteration has yielded at this place, from 0, or from the end; it has to be there. */
  yieldedAt(place: number): { readonly value: unknown; readonly at: number } {
    return demand(
      this.#yielded.at(place),
      "a message from your client",
      `${this.#yielded.length} so far`,
    );
  }

  /** Forgets everything: another iteration begins. */
  restart(): void {
    this.#yielded.length = 0;
    this.#ending = undefined;
    this.#reason = undefined;
  }

  /** Its signal is aborted for this reason; returns how that is known again. */
  aborted(reason: string | Thrown): Known {
    return this.#reason = knownBy(reason);
  }

  /** Demands that exactly the messages with these ids were yielded, in order. */
  async expectMessages(...ids: number[]): Promise<void> {
    const yielded = () => this.yieldedIds.map(textOf);
    const wanted = ids.map(String);
    const same = () => {
      const { yieldedIds } = this;
      return yieldedIds.length === ids.length &&
        ids.every((id, place) => yieldedIds[place] === id);
    };
    await this.#stage.clock.settle(same);
    if (same()) return;
    const end = this.#ending === undefined
      ? ""
      : `, and then the iteration ended (${this.#ended()})`;
    fail(
      `the messages ${listed(wanted)} from your client, once each and in order`,
      `${listed(yielded())}${end}`,
    );
  }

  /** Demands that the iteration has returned, or thrown the signal's reason after an abort, or an error that is right too. */
  async expectEnded(error?: string): Promise<void> {
    await this.#stage.clock.settle(() => this.#ending !== undefined);
    const ending = this.#ending;
    if (ending === "returned" || isKnown(ending, this.#reason)) return;
    if (error !== undefined && ending?.name === error) return;
    fail("the iteration to end", this.#ended());
  }

  /** Demands that the iteration has thrown an error with this name. */
  async expectError(name: string): Promise<void> {
    await this.#stage.clock.settle(() => this.#ending !== undefined);
    const ending = this.#ending;
    if (ending === undefined || ending === "returned" || ending.name !== name) {
      fail(`the iteration to throw ${name}`, this.#ended());
    }
  }

  /** Demands that the iteration goes on. */
  expectRunning(): void {
    if (this.#ending !== undefined) {
      fail("the iteration to go on", this.#ended());
    }
  }

  /** Takes note of a value, or of the end. */
  hear(event: SubjectEvent): void {
    const { account, clock: { now: at } } = this.#stage;
    if (event.event === "yielded") {
      this.#yielded.push({ value: readable(event.value), at });
      account.tell(`your client yielded ${describeJson(event.value)}`);
    }
    if (event.event === "returned") this.#ending = "returned";
    if (event.event === "threw") {
      this.#ending = { name: event.name, message: event.message };
    }
    if (event.event === "threw" || event.event === "returned") {
      account.tell(`your client's iteration ended: ${this.#ended()}`);
    }
  }

  #ended(): string {
    if (this.#ending === undefined) return "it goes on";
    if (this.#ending === "returned") return "it returned";
    const { name, message } = this.#ending;
    return `it threw ${textOf(name)}: ${textOf(message)}`;
  }
}

/** Whether an iteration has thrown the reason of its signal, or an AbortError of its own. */
function isKnown(
  ending: Ending | undefined,
  reason: Known | undefined,
): boolean {
  if (ending === undefined || reason === undefined) return false;
  if (ending.name === "AbortError") return true;
  const { name, message = ending.message } = reason;
  return ending.name === name && ending.message === message;
}
