import { beginSubject, type CompleteParameters } from "./begin_subject.ts";
import { demand, own } from "../verdict/demand.ts";
import {
  describeJson,
  listed,
  shorten,
  textOf,
  wholeText,
} from "../text/describe.ts";
import { Call } from "./function_subject.ts";
import { type PortCall, PortCalls } from "./port_calls.ts";
import { membersOf, readable } from "../text/read_values.ts";
import { fail } from "../verdict/ruling.ts";
import type { Stage } from "../stage/stage.ts";
import type { SubjectEvent } from "../subject/protocol.ts";

/** How a client is run. */
export interface ClientRun {
  /** Names of options that are functions; their calls are recorded. */
  readonly callbacks?: readonly string[];
  /** Names of options that are functions, whose calls the check decides. */
  readonly ports?: readonly string[];
  /** Whether the next value is asked for as soon as one came; default true. */
  readonly pull?: boolean;
}

/** How a constructed object is listened to. */
export interface Listening {
  /** Types beside `open` and `error`; default `message`. */
  readonly listen?: readonly string[];
  /** Types for which `on…` is set instead of a listener. */
  readonly handlers?: readonly string[];
  /** The type at whose first event `close()` is called, inside the listener. */
  readonly closeOn?: string;
}

/** An event that a class of the learner's has dispatched. */
export interface FiredEvent {
  /** Type of the event. */
  readonly type: string;
  /** Its data, in message events. */
  readonly data?: string;
  /** Its last event id, in message events. */
  readonly lastEventId?: string;
  /** Its origin, in message events. */
  readonly origin?: string;
  /** The `readyState` while it was dispatched. */
  readonly readyState: number;
  /** When, in ms since the check began. */
  readonly at: number;
}

/** How an iteration ended. */
interface Ending {
  readonly name: string;
  readonly message: string;
}

/** The learner's client: `messages(url, options)`, iterated in its process. */
export class ClientSubject {
  readonly #stage: Stage;
  readonly #begin: CompleteParameters;
  readonly #yielded: { value: unknown; at: number }[] = [];
  readonly #calls: { name: string; arguments: unknown[]; at: number }[] = [];
  readonly #events: FiredEvent[] = [];
  readonly #portCalls: PortCalls;
  #ending: Ending | "returned" | undefined;
  #aborted = false;
  #constructed = false;
  readonly #published: Call[] = [];
  #runs = 0;

  /** A client that has not been started. */
  constructor(stage: Stage, begin: CompleteParameters) {
    this.#stage = stage;
    this.#begin = begin;
    this.#portCalls = new PortCalls(stage);
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
    const { listen = ["message"], handlers = [], closeOn } = listening;
    const { story, exercise, settings, clock, process } = this.#stage;
    story.tell(`constructed your ${exercise.exports}`);
    story.showByHand(`${settings.prefix} try ${exercise.number}`);
    const types = ["open", "error", ...listen];
    const begin = this.#begin({ kind: "class" } as const);
    const construction = {
      url: new URL("messages/stream", begin.url).href,
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
    this.#stage.story.tell(`called publish(${shorten(JSON.stringify(draft))})`);
    return own(await this.#publish([draft]), 0);
  }

  /** Calls `publish(draft)` for each draft, all in one tick. */
  publishAll(
    drafts: readonly { from: string; text: string }[],
  ): Promise<Call[]> {
    this.#stage.story.tell(`called publish(draft) ${drafts.length} times`);
    return this.#publish(drafts);
  }

  async #publish(
    drafts: readonly { from: string; text: string }[],
  ): Promise<Call[]> {
    const first = this.#published.length;
    const calls = drafts.map((_, index) =>
      new Call(this.#stage, first + index)
    );
    this.#published.push(...calls);
    await this.#stage.process.command({
      do: "publishAll",
      call: first,
      drafts,
    });
    await this.#stage.clock.settle();
    return calls;
  }

  /** What the constructed object has dispatched so far. */
  get events(): readonly FiredEvent[] {
    return this.#events;
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
    this.#stage.story.tell("called close()");
    await this.#stage.process.command({ do: "close" });
    await this.#stage.clock.settle();
  }

  /** Asks for one more value. */
  async pull(): Promise<void> {
    this.#stage.story.tell("asked your client for one more message");
    await this.#stage.process.command({ do: "pull" });
    await this.#stage.clock.settle();
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

  /** Aborts `options.signal`. */
  async abort(reason = "The reader left"): Promise<void> {
    this.#stage.story.tell("aborted options.signal");
    this.#aborted = true;
    await this.#stage.process.command({ do: "abortIteration", reason });
    await this.#stage.clock.settle();
  }

  /** Demands that the iteration has returned, or thrown the signal's reason after an abort. */
  async expectEnded(): Promise<void> {
    await this.#stage.clock.settle(() => this.#ending !== undefined);
    const ending = this.#ending;
    const right = ending === "returned" ||
      (this.#aborted && ending !== undefined && ending.name === "AbortError");
    if (!right) fail("the iteration to end", this.#ended());
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

  /** The timers that the client holds right now. */
  async timers(): Promise<number> {
    await this.#stage.clock.settle();
    return this.#stage.clock.timers;
  }

  async #start(
    kind: "client" | "connection",
    options: Record<string, unknown>,
    { callbacks = [], ports = [], pull = true }: ClientRun,
  ): Promise<void> {
    this.#tellStart(options);
    const begin = this.#begin({ kind, ports });
    const run = ++this.#runs;
    const call = { url: begin.url, options, callbacks, pull, run };
    this.#yielded.length = 0;
    this.#ending = undefined;
    this.#aborted = false;
    if (run === 1) await beginSubject(this.#stage, { ...begin, ...call });
    else await this.#stage.process.command({ do: "start", ...call });
    await this.#stage.clock.settle();
  }

  #tellStart(options: Record<string, unknown>): void {
    const given = Object.keys(options).length > 0
      ? ` with ${JSON.stringify(options)}`
      : "";
    const { story, settings, exercise } = this.#stage;
    story.tell(`started your client${given}`);
    story.showByHand(`${settings.prefix} try ${exercise.number}`);
  }

  #heard(event: SubjectEvent): void {
    const at = this.#stage.clock.now;
    this.#portCalls.hear(event);
    if (event.event === "resolved" || event.event === "rejected") {
      return this.#published[event.call]?.end(
        event.event === "resolved" ? { value: event.value } : event,
      );
    }
    // An iteration that was started earlier: it is over.
    if ("call" in event && event.call !== this.#runs) return;
    if (event.event === "fired") {
      const { data, lastEventId, origin, readyState } = event;
      const type = wholeText(event.type);
      this.#events.push({
        type,
        readyState: Number.isInteger(readyState) ? readyState : NaN,
        at,
        ...(data === undefined ? {} : { data: wholeText(data) }),
        ...(lastEventId === undefined
          ? {}
          : { lastEventId: wholeText(lastEventId) }),
        ...(origin === undefined ? {} : { origin: wholeText(origin) }),
      });
      const text = data === undefined ? "" : ` with ${describeJson(data)}`;
      this.#stage.story.tell(
        `your ${this.#stage.exercise.exports} dispatched ${type}${text}`,
      );
    }
    if (event.event === "yielded") {
      this.#yielded.push({ value: readable(event.value), at });
      this.#stage.story.tell(
        `your client yielded ${describeJson(event.value)}`,
      );
    }
    if (event.event === "called") {
      const { name } = event;
      const told = event.arguments.map(readable);
      this.#calls.push({ name, arguments: told, at });
      const values = event.arguments.map(describeJson).join(", ");
      this.#stage.story.tell(
        `your client called ${event.name}(${shorten(values)})`,
      );
    }
    if (event.event === "returned") this.#ending = "returned";
    if (event.event === "threw") {
      this.#ending = { name: event.name, message: event.message };
    }
    if (event.event === "threw" || event.event === "returned") {
      this.#stage.story.tell(`your client's iteration ended: ${this.#ended()}`);
    }
  }

  #ended(): string {
    if (this.#ending === undefined) return "it goes on";
    if (this.#ending === "returned") return "it returned";
    const { name, message } = this.#ending;
    return `it threw ${textOf(name)}: ${textOf(message)}`;
  }
}
