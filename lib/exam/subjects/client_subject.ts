import { beginSubject, type CompleteParameters } from "./begin_subject.ts";
import { own } from "../verdict/demand.ts";
import { describeJson } from "../text/describe.ts";
import { shorten } from "../../text/shorten.ts";
import type { ClientRun, Listening } from "./client_run.ts";
import type { Call } from "./function_subject.ts";
import { type FiredEvent, FiredEvents } from "./fired_events.ts";
import { Iteration } from "./iteration.ts";
import { type PortCall, PortCalls } from "./port_calls.ts";
import { Publishing } from "./publishing.ts";
import { readable } from "../text/read_values.ts";
import { fail } from "../verdict/ruling.ts";
import type { Stage } from "../stage/stage.ts";
import type { SubjectEvent } from "../subject/protocol.ts";
import type { Thrown } from "../subject/thrown.ts";

/** What is told of the signal that a run is given. */
const SIGNALS = {
  true: "",
  false: ", and no signal",
  same: ", and the signal of the run before",
};

/** The learner's client: `messages(url, options)`, iterated in its process. */
export class ClientSubject {
  readonly #stage: Stage;
  readonly #begin: CompleteParameters;
  readonly #iteration: Iteration;
  readonly #calls: { name: string; arguments: unknown[]; at: number }[] = [];
  readonly #events: FiredEvents;
  readonly #portCalls: PortCalls;
  #constructed = false;
  readonly #publishing: Publishing;
  #runs = 0;
  #overwritten = false;

  /** A client that has not been started. */
  constructor(stage: Stage, begin: CompleteParameters) {
    this.#stage = stage;
    this.#begin = begin;
    this.#portCalls = new PortCalls(stage);
    this.#publishing = new Publishing(stage);
    this.#iteration = new Iteration(stage);
    this.#events = new FiredEvents(stage);
    stage.process.onEvent = (event) => this.#heard(event);
  }

  /**
   * Calls `messages(url, options)` and begins to iterate. Called again, it
   * starts anew, and what was yielded counts from then on.
   */
  start(
    options: Record<string, unknown> = {},
    run: ClientRun = {},
  ): Promise<void> {
    return this.#start("client", options, run);
  }

  /**
   * Calls `new EventStream(url, options)` and listens to what it dispatches.
   * Called again, it constructs another object beside the first.
   */
  async construct(
    options: Record<string, unknown> = {},
    listening: Listening = {},
  ): Promise<void> {
    const { listen = ["message"], handlers = [], closeOn, below = "" } =
      listening;
    const { account, exercise, settings, clock, process } = this.#stage;
    account.tell(`constructed your ${exercise.exports}`);
    account.showByHand(`${settings.prefix} try ${exercise.number}`);
    const types = ["open", "error", ...listen];
    const begin = this.#begin({ kind: "class" } as const);
    const construction = {
      url: new URL(`${below}messages/stream`, begin.url).href,
      options,
      handlers,
      closeOn,
      listen: types.filter((type) => !handlers.includes(type)),
    };
    if (this.#constructed) {
      await process.command({ do: "construct", ...construction });
    } else await beginSubject(this.#stage, { ...begin, ...construction });
    this.#constructed = true;
    await clock.settle();
  }

  /**
   * Calls `connect(url, options)` and begins to iterate over its messages.
   * Called again, it connects anew, and what was yielded counts from then on.
   */
  connect(
    options: Record<string, unknown> = {},
    run: ClientRun = {},
  ): Promise<void> {
    return this.#start("connection", options, run);
  }

  /** Calls `publish(draft)` of the connection. */
  async publish(draft: { from: string; text: string }): Promise<Call> {
    this.#stage.account.tell(
      `called publish(${shorten(JSON.stringify(draft))})`,
    );
    return own(await this.#publishing.publish([draft]), 0);
  }

  /** Calls `publish(draft)` for each draft, all in one tick. */
  publishAll(
    drafts: readonly { from: string; text: string }[],
  ): Promise<Call[]> {
    this.#stage.account.tell(`called publish(draft) ${drafts.length} times`);
    return this.#publishing.publish(drafts);
  }

  /** What the constructed object has dispatched so far. */
  get events(): readonly FiredEvent[] {
    return this.#events.all;
  }

  /** The `readyState` of the constructed object. */
  async readyState(): Promise<number> {
    await this.#stage.clock.settle();
    return await this.#stage.process.command({
      do: "readyState",
    }) as number;
  }

  /** Calls `close()` of the constructed object. */
  async close(): Promise<void> {
    this.#stage.account.tell("called close()");
    await this.#stage.process.command({ do: "close" });
    await this.#stage.clock.settle();
  }

  /** Asks for one more value. */
  async pull(): Promise<void> {
    this.#stage.account.tell("asked your client for one more message");
    await this.#stage.process.command({ do: "pull" });
    await this.#stage.clock.settle();
  }

  /** Leaves the iteration as `break` does in a loop, after a value that came. */
  async leave(): Promise<void> {
    this.#stage.account.tell("left the iteration, as `break` does");
    await this.#stage.process.command({ do: "leave" });
    await this.#stage.clock.settle();
  }

  /** What the iteration has yielded so far, with the times. */
  get yielded(): readonly { value: unknown; at: number }[] {
    return this.#iteration.yielded;
  }

  /** The ids of what was yielded so far, whatever it was. */
  get yieldedIds(): readonly unknown[] {
    return this.#iteration.yieldedIds;
  }

  /** What the iteration has yielded at this place, from 0, or from the end; it has to be there. */
  yieldedAt(place: number): { readonly value: unknown; readonly at: number } {
    return this.#iteration.yieldedAt(place);
  }

  /** The calls of a callback so far. */
  calls(callback: string): readonly { arguments: unknown[]; at: number }[] {
    return this.#calls.filter(({ name }) => name === callback);
  }

  /** The calls of a port so far, in order. */
  port(name: string): readonly PortCall[] {
    return this.#portCalls.of(name);
  }

  /** A call of a port, by default the latest; it has to be there. */
  portCall(name: string, place = -1): PortCall {
    return this.#portCalls.at(name, place);
  }

  /** Demands that exactly the messages with these ids were yielded, in order. */
  expectMessages(...ids: number[]): Promise<void> {
    return this.#iteration.expectMessages(...ids);
  }

  /** Aborts `options.signal`, with an AbortError of this message or with what is described. */
  async abort(reason: string | Thrown = "The reader left"): Promise<void> {
    const { name } = this.#iteration.aborted(reason);
    this.#stage.account.tell(`aborted options.signal (${name})`);
    await this.#stage.process.command({ do: "abortIteration", reason });
    await this.#stage.clock.settle();
  }

  /** Demands that the iteration has returned, or thrown the signal's reason after an abort, or an error that is right too. */
  expectEnded(error?: string): Promise<void> {
    return this.#iteration.expectEnded(error);
  }

  /** Demands that the last abort reached the handler too that the caller has at `signal.onabort`. */
  async expectSignalLeft(): Promise<void> {
    await this.#stage.clock.settle();
    if (!this.#overwritten) return;
    fail(
      "the caller's own signal.onabort, called at the abort",
      "another handler in its place, or none",
    );
  }

  /** Demands that the iteration has thrown an error with this name. */
  expectError(name: string): Promise<void> {
    return this.#iteration.expectError(name);
  }

  /** Demands that the iteration goes on. */
  expectRunning(): void {
    this.#iteration.expectRunning();
  }

  /** The timers that the client holds right now. */
  async timers(): Promise<number> {
    await this.#stage.clock.settle();
    return this.#stage.clock.timers;
  }

  async #start(
    kind: "client" | "connection",
    options: Record<string, unknown>,
    run: ClientRun,
  ): Promise<void> {
    const { callbacks = [], ports = [], pull = true, below = "" } = run;
    const { signal = true } = run;
    this.#tellStart(options, { below, signal });
    const begin = this.#begin({ kind, ports });
    const url = new URL(below, begin.url).href;
    const number = ++this.#runs;
    const call = { url, options, callbacks, pull, signal, run: number };
    this.#overwritten = false;
    this.#iteration.restart();
    if (number === 1) await beginSubject(this.#stage, { ...begin, ...call });
    else await this.#stage.process.command({ do: "start", ...call });
    await this.#stage.clock.settle();
  }

  #tellStart(
    options: Record<string, unknown>,
    { below, signal }: { below: string; signal: boolean | "same" },
  ): void {
    const given = Object.keys(options).length > 0
      ? ` with ${JSON.stringify(options)}`
      : "";
    const { account, settings, exercise } = this.#stage;
    const where = below === "" ? "" : ` for the board at /${below}`;
    account.tell(
      `started your client${where}${given}${SIGNALS[`${signal}`]}`,
    );
    account.showByHand(`${settings.prefix} try ${exercise.number}`);
  }

  #heard(event: SubjectEvent): void {
    this.#portCalls.hear(event);
    if (this.#publishing.hear(event)) return;
    // An iteration that was started earlier: it is over.
    if ("call" in event && event.call !== this.#runs) return;
    if (event.event === "called") this.#called(event.name, event.arguments);
    if (event.event === "overwritten") this.#overwritten = true;
    this.#events.hear(event);
    this.#iteration.hear(event);
  }

  #called(name: string, values: readonly unknown[]): void {
    const at = this.#stage.clock.now;
    this.#calls.push({ name, arguments: values.map(readable), at });
    const told = shorten(values.map(describeJson).join(", "));
    this.#stage.account.tell(`your client called ${name}(${told})`);
  }
}
