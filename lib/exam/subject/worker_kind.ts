import { activity } from "./activity.ts";
import {
  endDispatch,
  ExtendableEvent,
  isAlive,
  type WaitOutcome,
} from "./extendable_event.ts";
import type { Beginning, Kind } from "./kind.ts";
import { openPorts } from "./ports.ts";
import { printed } from "./printed.ts";
import type { SubjectEvent } from "./protocol.ts";
import { pushSubscription } from "./push_subscription.ts";
import {
  createWorkerScope,
  type Told,
  type WorkerScope,
} from "./worker_scope.ts";

type Register = (scope: WorkerScope) => void;

/** A worker exercise: `register(scope)` on the scope of a service worker. */
export function workerKind(
  { command, exported, send, complain = printed }: Beginning<"worker">,
): Kind<"worker"> {
  const { url, below, held, script, windows, subscription } = command;
  const events: ExtendableEvent[] = [];
  const clicks: ExtendableEvent[] = [];
  const tell = (event: Told) => {
    activity.happened++;
    const alive = isAnyAlive(events);
    send(event.event === "shown" ? { ...event, alive } : event);
  };
  const ports = openPorts(held, send);
  const { scope, shown } = createWorkerScope({
    url: new URL(below, url).href,
    held: (name) =>
      (ports.options[name] as (() => Promise<unknown>) | undefined)?.(),
    script,
    windows,
    subscription,
    isClick: () => isAnyAlive(clicks),
    tell,
  });
  (exported as Register)(scope);
  const dispatch = (number: number, event: ExtendableEvent) => {
    events[events.length] = event;
    deliver(scope, event, complain);
    endDispatch(
      event,
      (outcome) => tell({ event: "ended", number, ...described(outcome) }),
    );
  };
  return {
    commands: {
      resolve: ({ call, value }) => ports.resolve(call, value),
      reject: ({ call, reason }) => ports.reject(call, reason),
      push: ({ number, base64 }) => void dispatch(number, pushEvent(base64)),
      click: ({ number, shown: place, action }) => {
        const members = { notification: shown.get(place), action };
        const event = new ExtendableEvent("notificationclick", members);
        clicks[clicks.length] = event;
        return void dispatch(number, event);
      },
      change: ({ number, oldSubscription, newSubscription }) => {
        const members = {
          oldSubscription: pushSubscription(oldSubscription),
          newSubscription: pushSubscription(newSubscription),
        };
        const event = new ExtendableEvent("pushsubscriptionchange", members);
        return void dispatch(number, event);
      },
    },
  };
}

/** Calls all listeners; what one of them throws ends neither the others nor the worker. */
function deliver(
  scope: WorkerScope,
  event: ExtendableEvent,
  complain: (error: unknown) => void,
): void {
  const report = (thrown: ErrorEvent) => {
    thrown.preventDefault();
    complain(thrown.error);
  };
  globalThis.addEventListener("error", report);
  scope.dispatchEvent(event);
  globalThis.removeEventListener("error", report);
  const handler = (scope as unknown as Handlers)[`on${event.type}`];
  if (typeof handler !== "function") return;
  try {
    handler.call(scope, event);
  } catch (error) {
    complain(error);
  }
}

/** What became of an event, as the examiner is told it. */
type Ending = Omit<
  Extract<SubjectEvent, { readonly event: "ended" }>,
  "event" | "number"
>;

/** Listeners that are set as members. */
interface Handlers {
  readonly [name: `on${string}`]: unknown;
}

/** A push with its payload; none has no data at all (Push API, section 10.3). */
function pushEvent(base64: string | undefined): ExtendableEvent {
  if (base64 === undefined) {
    return new ExtendableEvent("push", { data: null });
  }
  const bytes = Uint8Array.fromBase64(base64);
  const text = () => new TextDecoder().decode(bytes);
  return new ExtendableEvent("push", {
    data: {
      text,
      json: () => JSON.parse(text()),
      bytes: () => bytes.slice(),
      arrayBuffer: () => bytes.slice().buffer,
      blob: () => new Blob([bytes]),
    },
  });
}

/** Without a method, which the exercise may have replaced. */
function isAnyAlive(events: readonly ExtendableEvent[]): boolean {
  for (let place = 0; place < events.length; place++) {
    if (isAlive(events[place]!)) return true;
  }
  return false;
}

function described({ waits, rejection }: WaitOutcome): Ending {
  if (!rejection) return { waits, outcome: "fulfilled" };
  const { reason } = rejection;
  const { name, message } = reason instanceof Error
    ? reason
    : new Error(String(reason));
  return { waits, outcome: "rejected", name, message };
}
