import { equal } from "@std/assert/equal";
import { beginSubject, type CompleteParameters } from "./begin_subject.ts";
import { describeJson, quote, textOf } from "../text/describe.ts";
import { bytesInHexadecimal } from "../../text/bytes_in_hexadecimal.ts";
import { knownBy } from "./known_by.ts";
import { isReadable, membersOf, readable } from "../text/read_values.ts";
import { fail } from "../verdict/ruling.ts";
import type { Stage } from "../stage/stage.ts";
import type { Thrown } from "../subject/thrown.ts";
import { formatMs } from "../verdict/account.ts";
import type { SubjectEvent } from "../subject/protocol.ts";

/** How a call ended. */
export type Outcome =
  | { readonly value: unknown }
  | {
    readonly name: string;
    readonly message: string;
    readonly members: Record<string, unknown>;
  };

/** Arguments that the account shows. */
const valuesShown = 3;

/** Chunks of a stream that the account shows. */
const chunksShown = 4;

/** One call of a callback that was given to the function. */
export interface CallbackCall {
  /** Name of the callback. */
  readonly name: string;
  /** What it was called with, as JSON. */
  readonly arguments: readonly unknown[];
  /** When, in ms since the check began. */
  readonly at: number;
}

/** The learner's function, called with values. */
export class FunctionSubject {
  readonly #stage: Stage;
  readonly #begin: CompleteParameters;
  readonly #calls: Call[] = [];
  #started: Promise<unknown> | undefined;

  /** A function that has not been called. */
  constructor(stage: Stage, begin: CompleteParameters) {
    this.#stage = stage;
    this.#begin = begin;
    stage.process.onEvent = (event) => this.#heard(event);
  }

  /** Calls the function and waits until all has settled. */
  call(...values: unknown[]): Promise<Call> {
    return this.#call(values);
  }

  /** Calls another function that the exercise exports. */
  callNamed(name: string, ...values: unknown[]): Promise<Call> {
    return this.#call(values, { name });
  }

  /** Calls the function and leaves what it returns after so many values. */
  callTaking(take: number, ...values: unknown[]): Promise<Call> {
    return this.#call(values, { take });
  }

  /** Calls the function; what it yields is told as its result alone, however much that is. */
  callQuietly(...values: unknown[]): Promise<Call> {
    return this.#call(values, { quiet: true });
  }

  /** The timers that the function holds right now. */
  async timers(): Promise<number> {
    await this.#stage.clock.settle();
    return this.#stage.clock.timers;
  }

  /** Bytes that its process holds in buffers, filled or not; it has to have been called. */
  async heldBytes(): Promise<number> {
    await this.#stage.clock.settle();
    return Number(await this.#stage.process.command({ do: "heldBytes" }));
  }

  async #call(
    values: unknown[],
    { take, name, quiet }: {
      readonly take?: number;
      readonly name?: string;
      readonly quiet?: boolean;
    } = {},
  ): Promise<Call> {
    const { process, account, clock, exercise } = this.#stage;
    await (this.#started ??= beginSubject(
      this.#stage,
      this.#begin({ kind: "function" } as const),
    ));
    const leaving = take === undefined
      ? ""
      : `, and left what it returns after ${take}`;
    account.tell(
      `called ${name ?? exercise.exports}(${describeAll(values)})${leaving}`,
    );
    const call = new Call(this.#stage, this.#calls.length);
    this.#calls.push(call);
    const { number } = call;
    const how = { take, name, quiet };
    await process.command({ do: "call", call: number, values, ...how });
    await clock.settle();
    return call;
  }

  #heard(event: SubjectEvent): void {
    const call = "call" in event ? this.#calls[event.call ?? -1] : undefined;
    if (call === undefined) return;
    const at = this.#stage.clock.now;
    if (event.event === "yielded") {
      call.yielded.push({ value: readable(event.value), at });
    }
    if (event.event === "cancelled") call.cancelled = true;
    if (event.event === "changed") call.changed = true;
    if (event.event === "overwritten") call.overwritten = true;
    if (event.event === "used") call.uses = membersOf(readable(event.uses));
    if (event.event === "called") call.note(event);
    if (event.event === "resolved") {
      call.end({ value: event.value });
    }
    if (event.event === "rejected") call.end(event);
  }
}

/** Says what a function was called with. */
function describeAll(values: readonly unknown[]): string {
  const more = values.length - valuesShown;
  const shown = values.slice(0, valuesShown).map(described).join(", ");
  return more > 0 ? `${shown}, and ${more} more` : shown;
}

/** Says what a value is: streams by their text, everything else as JSON. */
function described(value: unknown): string {
  const { $chunks } = Object(value) as { $chunks?: string[] };
  if (!Array.isArray($chunks)) return describeJson(value);
  const texts = $chunks.slice(0, chunksShown).map((chunk) =>
    describeBytes(Uint8Array.fromBase64(chunk))
  );
  const more = $chunks.length - texts.length;
  return `a stream of ${texts.join(" + ")}${more > 0 ? ` + ${more} more` : ""}`;
}

/** Says what bytes are: a text where they are one, else in hexadecimal. */
function describeBytes(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  // deno-lint-ignore no-control-regex
  if (!/[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]/.test(text)) return quote(text);
  return bytesInHexadecimal(bytes);
}

/** Deep equality; what nests too deeply equals nothing that a check expects. */
function same(value: unknown, wanted: unknown): boolean {
  return isReadable(value) && equal(value, wanted);
}

/** One call of the learner's function. */
export class Call {
  readonly #stage: Stage;
  readonly #callbackCalls: CallbackCall[] = [];
  #ending: Outcome | undefined;

  /** Number of the call, from 0. */
  readonly number: number;
  /** When it was called, in ms since the check began. */
  readonly startedAt: number;
  /** What an iterable has yielded so far. */
  readonly yielded: { value: unknown; at: number }[] = [];
  /** When it ended. */
  settledAt: number | undefined;
  /** Whether the stream of `{ $chunks }` was cancelled. */
  cancelled = false;
  /** Whether bytes that were given as `{ $bytes }`, or that it told a callback or resolved to, have other values now. */
  changed = false;
  /** Whether bytes that it had yielded have other values now. */
  overwritten = false;
  /** How often it drew and computed, as the process tells it. */
  uses: Readonly<Record<string, unknown>> = {};

  /** A call that has just begun. */
  constructor(stage: Stage, number: number) {
    this.#stage = stage;
    this.number = number;
    this.startedAt = stage.clock.now;
  }

  /** Whether the call has not ended yet. */
  get pending(): boolean {
    return this.#ending === undefined;
  }

  /** How the call ended; `undefined` before. */
  get outcome(): Outcome | undefined {
    return this.#ending;
  }

  /** What the call resolved to; `undefined` before. */
  get result(): unknown {
    return this.#ending && "value" in this.#ending
      ? this.#ending.value
      : undefined;
  }

  /** How often it called `Math.random`, `crypto.getRandomValues` or, of `crypto.subtle`, such as `sign`; known when it has ended. */
  used(...names: readonly string[]): number {
    return names.reduce((sum, name) => sum + Number(this.uses[name] ?? 0), 0);
  }

  /** The calls of `{ $callback: name }` so far. */
  calls(name: string): readonly CallbackCall[] {
    return this.#callbackCalls.filter((call) => call.name === name);
  }

  /** A callback was called. */
  note({ name, arguments: values }: Omit<CallbackCall, "at">): void {
    this.#callbackCalls.push({
      name,
      arguments: values.map(readable),
      at: this.#stage.clock.now,
    });
  }

  /** The call has ended. */
  end(ending: Outcome): void {
    this.#ending = "value" in ending
      ? { value: readable(ending.value) }
      : { ...ending, members: membersOf(readable(ending.members)) };
    this.settledAt = this.#stage.clock.now;
    this.#stage.account.tell(`the call ended: ${this.#described()}`);
  }

  /** Demands that the call has not ended yet. */
  expectPending(): void {
    if (!this.pending) fail("the call to be still pending", this.#described());
  }

  /** Demands that the call resolves to this value (deep equality). */
  async expectResult(value: unknown): Promise<void> {
    await this.#settled();
    const ending = this.#ending;
    if (ending && "value" in ending && same(ending.value, value)) return;
    fail(`the result ${describeJson(value)}`, this.#described());
  }

  /** Demands that the call rejects with an error of this name, with these members. */
  async expectError(
    name: string,
    members: Record<string, unknown> = {},
  ): Promise<void> {
    await this.#settled();
    const ending = this.#ending;
    const right = ending && "name" in ending && ending.name === name &&
      Object.entries(members).every(([member, value]) =>
        same(membersOf(ending.members)[member], value)
      );
    if (right) return;
    const wanted = Object.keys(members).length === 0
      ? ""
      : ` with ${JSON.stringify(members)}`;
    fail(`the error ${name}${wanted}`, this.#described());
  }

  /** Demands that the call rejects with this reason of its signal, and with nothing made after it. */
  async expectReason(reason: string | Thrown): Promise<void> {
    await this.#settled();
    const { name, message } = knownBy(reason);
    const ending = this.#ending;
    const right = ending && "name" in ending && ending.name === name &&
      (message === undefined || ending.message === message);
    if (right) return;
    const wanted = message === undefined ? name : `${name}: ${message}`;
    fail(`the signal's own reason, ${wanted}`, this.#described());
  }

  /** Aborts the signal that stands for `{ $signal: true }`, with an AbortError of this message or with what is described. */
  async abort(reason: string | Thrown = "The caller left"): Promise<void> {
    this.#stage.account.tell(`aborted the signal (${knownBy(reason).name})`);
    await this.#stage.process.command({
      do: "abortCall",
      call: this.number,
      reason,
    });
    await this.#stage.clock.settle();
  }

  #settled(): Promise<void> {
    return this.#stage.clock.settle(() => !this.pending);
  }

  #described(): string {
    if (this.#ending === undefined) {
      return `no end yet, ${
        formatMs(this.#stage.clock.now - this.startedAt)
      } after the call`;
    }
    if ("value" in this.#ending) {
      return `the result ${describeJson(this.#ending.value)}`;
    }
    const { name, message, members } = this.#ending;
    return `the error ${textOf(name)}: ${textOf(message)} ${
      describeJson(members)
    }`;
  }
}
