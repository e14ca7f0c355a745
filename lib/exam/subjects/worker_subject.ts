import { beginSubject, type CompleteParameters } from "./begin_subject.ts";
import { describeJson, textOf, wholeText } from "../text/describe.ts";
import { shorten } from "../../text/shorten.ts";
import { membersOf, readable } from "../text/read_values.ts";
import { type PortCall, PortCalls } from "./port_calls.ts";
import type { Stage } from "../stage/stage.ts";
import type { HeldFunction } from "../subject/begin.ts";
import type { CommandNamed, SubjectEvent } from "../subject/protocol.ts";
import { WorkerEvent } from "./worker_event.ts";

/** What surrounds the worker. */
export interface WorkerStart {
  /** Where the worker's script is, as it was registered; default `worker.js`. */
  readonly script?: string;
  /** The windows that are open; controlled by default. */
  readonly windows?: readonly {
    readonly url: string;
    readonly controlled?: boolean;
  }[];
  /** What `pushManager.subscribe` resolves to, or the name of its error. */
  readonly subscription?: Record<string, unknown> | string;
  /** Where the board is below the peer, such as `island/board/`; by default at its root. */
  readonly below?: string;
  /**
   * Functions of the scope whose calls wait until the check decides: `resolve`
   * lets one go on (`matchAll` with windows, or `null` for those that are
   * open), and `reject` takes the name of the error.
   */
  readonly held?: readonly HeldFunction[];
}

/** A notification that the worker has shown. */
export interface WorkerNotification {
  /** Number of the notification, from 1. */
  readonly number: number;
  /** Its title. */
  readonly title: string;
  /** What was given beside the title, as JSON. */
  readonly init: Readonly<Record<string, unknown>>;
  /** Whether an event kept the worker alive when it was shown. */
  readonly alive: boolean;
  /** When it was shown, in ms since the check began. */
  readonly at: number;
  /** Whether it was closed by the worker. */
  closed: boolean;
}

/** Something else that the worker did. */
export interface WorkerAction {
  /** The window that was opened or focused. */
  readonly url: string;
  /** When, in ms since the check began. */
  readonly at: number;
}

/** The command for one event of a worker, without its number. */
type Unnumbered = {
  [Name in "push" | "click" | "change"]: Omit<CommandNamed<Name>, "number">;
}["push" | "click" | "change"];

/** The learner's service worker: it gets events, and shows notifications. */
export class WorkerSubject {
  readonly #stage: Stage;
  readonly #begin: CompleteParameters;
  readonly #events: WorkerEvent[] = [];
  readonly #held: PortCalls;
  #started: Promise<unknown> | undefined;

  /** The notifications so far. */
  readonly notifications: WorkerNotification[] = [];
  /** The windows that were opened so far. */
  readonly opened: WorkerAction[] = [];
  /** The windows that were focused so far. */
  readonly focused: WorkerAction[] = [];
  /** The options of the calls of `pushManager.subscribe` so far; keys are `{ $bytes }`, however they were given. */
  readonly subscribed: unknown[] = [];

  /** A worker that has not been started. */
  constructor(stage: Stage, begin: CompleteParameters) {
    this.#stage = stage;
    this.#begin = begin;
    this.#held = new PortCalls(stage, "");
    stage.process.onEvent = (event) => this.#heard(event);
  }

  /** Calls `register(scope)`; without a call the first event does it. */
  async start(start: WorkerStart = {}): Promise<void> {
    const {
      subscription = "NotAllowedError",
      script = "worker.js",
      below = "",
      held = [],
    } = start;
    const windows = (start.windows ?? []).map(({ url, controlled = true }) => ({
      url,
      controlled,
    }));
    this.#stage.account.tell(
      `called ${this.#stage.exercise.exports}(scope) with ${windows.length} open windows`,
    );
    const parameters = this.#begin({
      kind: "worker" as const,
      windows,
      subscription,
      script,
      below,
      held,
    });
    this.#started = beginSubject(this.#stage, parameters);
    await this.#started;
    await this.#stage.clock.settle();
  }

  /** The calls of a held function so far, in order. */
  held(name: HeldFunction): readonly PortCall[] {
    return this.#held.of(name);
  }

  /** Dispatches `push` with a text, with bytes, or without a payload. */
  push(payload?: string | Uint8Array): Promise<WorkerEvent> {
    const bytes = typeof payload === "string"
      ? new TextEncoder().encode(payload)
      : payload;
    const text = payload === undefined
      ? "without a payload"
      : `with ${shorten(String(payload))}`;
    const command = { do: "push", base64: bytes?.toBase64() } as const;
    return this.#dispatch(command, text);
  }

  /** Dispatches `notificationclick` for a notification on the screen. */
  click(
    { number }: { readonly number: number },
    action = "",
  ): Promise<WorkerEvent> {
    const command = { do: "click", shown: number, action } as const;
    return this.#dispatch(command, `on notification ${number}`);
  }

  /** Dispatches `pushsubscriptionchange`; in the subscriptions `{ $bytes }` stands for an ArrayBuffer. */
  change(
    subscriptions: {
      readonly oldSubscription?: Readonly<Record<string, unknown>> | null;
      readonly newSubscription?: Readonly<Record<string, unknown>> | null;
    } = {},
  ): Promise<WorkerEvent> {
    const { oldSubscription = null, newSubscription = null } = subscriptions;
    const command = { do: "change", oldSubscription, newSubscription } as const;
    return this.#dispatch(command, "of the subscription");
  }

  async #dispatch(command: Unnumbered, text: string): Promise<WorkerEvent> {
    if (this.#started === undefined) await this.start();
    const event = new WorkerEvent(this.#stage, command.do);
    const number = this.#events.push(event) - 1;
    this.#stage.account.tell(`dispatched a ${command.do} ${text}`);
    await this.#stage.process.command({ ...command, number });
    await this.#stage.clock.settle();
    return event;
  }

  #heard(event: SubjectEvent): void {
    const { account, clock: { now: at } } = this.#stage;
    this.#held.hear(event);
    switch (event.event) {
      case "ended":
        return this.#events[event.number]?.end(event);
      case "shown": {
        const { number, alive } = event;
        const title = wholeText(event.title);
        const init = membersOf(readable(event.init));
        account.tell(`your worker showed ${describeJson(title)}`);
        const closed = false;
        const shown = { number, title, init, alive, at, closed };
        return void this.notifications.push(shown);
      }
      case "closed": {
        const shown = this.notifications[event.number - 1];
        if (shown === undefined) return;
        account.tell(`your worker closed notification ${event.number}`);
        shown.closed = true;
        return;
      }
      case "opened":
      case "focused":
        account.tell(`your worker ${event.event} ${textOf(event.url)}`);
        return void this[event.event].push({ url: wholeText(event.url), at });
      case "subscribed":
        account.tell("your worker called pushManager.subscribe()");
        return void this.subscribed.push(readable(event.options));
    }
  }
}
