import { describeJson, wholeText } from "../text/describe.ts";
import type { Stage } from "../stage/stage.ts";
import type { SubjectEvent } from "../subject/protocol.ts";

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

/** The events that a class of the learner's has dispatched. */
export class FiredEvents {
  readonly #stage: Stage;
  readonly #events: FiredEvent[] = [];

  /** None so far. */
  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** All so far, in order. */
  get all(): readonly FiredEvent[] {
    return this.#events;
  }

  /** Takes note of one. */
  hear(event: SubjectEvent): void {
    if (event.event !== "fired") return;
    const { data, lastEventId, origin, readyState } = event;
    const type = wholeText(event.type);
    this.#events.push({
      type,
      readyState: Number.isInteger(readyState) ? readyState : NaN,
      at: this.#stage.clock.now,
      ...(data === undefined ? {} : { data: wholeText(data) }),
      ...(lastEventId === undefined
        ? {}
        : { lastEventId: wholeText(lastEventId) }),
      ...(origin === undefined ? {} : { origin: wholeText(origin) }),
    });
    const text = data === undefined ? "" : ` with ${describeJson(data)}`;
    this.#stage.account.tell(
      `your ${this.#stage.exercise.exports} dispatched ${type}${text}`,
    );
  }
}
