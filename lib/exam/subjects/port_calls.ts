import { demand } from "../verdict/demand.ts";
import { describeJson } from "../text/describe.ts";
import { readable } from "../text/read_values.ts";
import type { Stage } from "../stage/stage.ts";
import type { Command, SubjectEvent } from "../subject/protocol.ts";
import type { Thrown } from "../subject/thrown.ts";

/** One call of an option that is a function; the check decides how it ends. */
export interface PortCall {
  /** Name of the option. */
  readonly name: string;
  /** When it was called, in ms since the check began. */
  readonly at: number;
  /** What it was called with, as JSON; signals are "AbortSignal". */
  readonly arguments: readonly unknown[];
  /** Whether the signal that it was given has aborted. */
  readonly aborted: boolean;
  /** When that signal aborted, in ms since the check began. */
  readonly abortedAt: number | undefined;
  /** Resolves the call to `value`, and waits until all has settled. */
  resolve(value: unknown): Promise<void>;
  /** Rejects the call with an Error of this message, or with what is described, and waits until all has settled. */
  reject(reason: string | Thrown): Promise<void>;
}

/** What a {@linkcode PortAnswer} returns that leaves a call to the check. */
export const LEFT_OPEN = Symbol("left open");

/** Answers every call of a port at once; what it throws rejects the call. */
export type PortAnswer = (...values: readonly unknown[]) => unknown;

/** Keeps the calls of all ports of one subject. */
export class PortCalls {
  readonly #stage: Stage;
  readonly #calls: (PortCall & { abortedAt: number | undefined })[] = [];
  readonly #owner: string;
  #answers: Readonly<Record<string, PortAnswer>> = {};

  /** Keeps what the subject on `stage` tells; the functions are members of `owner`, as the report names it. */
  constructor(stage: Stage, owner = "options.") {
    this.#stage = stage;
    this.#owner = owner;
  }

  /** Answers all further calls of these ports. */
  answer(answers: Readonly<Record<string, PortAnswer>>): void {
    this.#answers = answers;
  }

  /** The calls of one port so far, in order. */
  of(name: string): readonly PortCall[] {
    return this.#calls.filter((call) => call.name === name);
  }

  /** A call of one port, from the first or, below 0, from the latest on; without it the check fails. */
  at(name: string, place: number): PortCall {
    const calls = this.of(name);
    const which = place < 0 ? "a call" : `call ${place + 1}`;
    return demand(
      calls.at(place),
      `${which} of ${this.#owner}${name}()`,
      `${calls.length} calls so far`,
    );
  }

  /** Takes note of a call or of an abort. */
  hear(event: SubjectEvent): void {
    const at = this.#stage.clock.now;
    if (event.event === "asked") {
      const values = event.arguments.map(readable);
      this.#stage.account.tell(
        `your code called ${this.#owner}${event.name}()`,
      );
      this.#calls[event.call] = this.#begin(
        event.call,
        event.name,
        values,
        at,
      );
      const answer = Object.hasOwn(this.#answers, event.name)
        ? this.#answers[event.name]
        : undefined;
      if (answer) this.#answerNow(event.call, answer, values);
    }
    if (event.event === "aborted") {
      const call = this.#calls[event.call];
      if (call === undefined) return;
      this.#stage.account.tell(
        `the signal of ${this.#owner}${call.name}() aborted`,
      );
      call.abortedAt = at;
    }
  }

  /** Without settling: whoever let the subject go on waits for that. */
  #answerNow(
    call: number,
    answer: PortAnswer,
    values: readonly unknown[],
  ): void {
    const { process } = this.#stage;
    const gone = () => {
      // The process has ended, and the check is told so by its next command.
    };
    try {
      const value = answer(...values);
      if (value === LEFT_OPEN) return;
      process.command({ do: "resolve", call, value }).catch(gone);
    } catch (error) {
      const { message: reason } = error as Error;
      process.command({ do: "reject", call, reason }).catch(gone);
    }
  }

  #begin(
    call: number,
    name: string,
    values: readonly unknown[],
    at: number,
  ): PortCall & { abortedAt: number | undefined } {
    const end = async (command: Command, step: string) => {
      this.#stage.account.tell(`${this.#owner}${name}() ${step}`);
      await this.#stage.process.command(command);
      await this.#stage.clock.settle();
    };
    return {
      name,
      at,
      arguments: values,
      abortedAt: undefined,
      get aborted() {
        return this.abortedAt !== undefined;
      },
      resolve: (value) =>
        end(
          { do: "resolve", call, value },
          `resolved to ${describeJson(value)}`,
        ),
      reject: (reason) =>
        end(
          { do: "reject", call, reason },
          `rejected: ${
            typeof reason === "string" ? reason : describeJson(reason)
          }`,
        ),
    };
  }
}
