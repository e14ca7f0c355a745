import type { HeldFunction, OpenWindow, WorkerSurroundings } from "./begin.ts";
import type { SubjectEvent } from "./protocol.ts";
import { pushSubscription } from "./push_subscription.ts";
import { carry } from "./wire_values.ts";

/** What a scope is made of. */
export interface ScopeOptions
  extends Pick<WorkerSurroundings, "script" | "windows" | "subscription"> {
  /** The URL of the scope, ending in `/`. */
  readonly url: string;
  /** Decides when a call of this function goes on, and whether it fails; undefined: at once. */
  readonly held: (name: HeldFunction) => Promise<unknown> | undefined;
  /** Whether a click is being handled: only then may windows be opened and focused. */
  readonly isClick: () => boolean;
  /** Tells the examiner what the worker does. */
  readonly tell: (event: Told) => void;
}

type ShownEvent = Extract<SubjectEvent, { readonly event: "shown" }>;

/** An event as the scope tells it; whether the worker is alive is known outside. */
export type Told =
  | Exclude<SubjectEvent, ShownEvent>
  | Omit<ShownEvent, "alive">;

/** What `showNotification` may be given, as far as it is kept. */
interface NotificationInit {
  readonly body?: string;
  readonly tag?: string;
  readonly data?: unknown;
}

/** A notification as `getNotifications` and events give it. */
export interface ShownNotification {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  readonly data: unknown;
  close(): void;
}

/** The part of a service worker's global scope that push needs. */
export interface WorkerScope extends EventTarget {
  /** The registration of the worker. */
  readonly registration: Record<string, unknown>;
  /** The windows of the worker's origin. */
  readonly clients: Record<string, unknown>;
}

/** A scope, and what the examiner has to know of it. */
export interface CreatedScope {
  readonly scope: WorkerScope;
  /** The notifications that are on the screen, by number. */
  readonly shown: ReadonlyMap<number, ShownNotification>;
}

/**
 * Creates the scope that `register(scope)` of an exercise gets (Service
 * Workers; Push API; Notifications API).
 */
export function createWorkerScope(options: ScopeOptions): CreatedScope {
  const shown = new Map<number, ShownNotification>();
  const scope = Object.assign(new EventTarget(), {
    registration: {
      scope: options.url,
      ...notifications(shown, options),
      pushManager: pushManager(options),
    },
    clients: clients(options),
    location: new URL(options.script, options.url),
    skipWaiting: () => Promise.resolve(),
  });
  return { scope, shown };
}

/** Acts at once, or when the examiner lets it: with the value that it gives. */
async function act<T>(
  { held }: ScopeOptions,
  name: HeldFunction,
  action: (value?: unknown) => T,
): Promise<T> {
  const decision = held(name);
  if (decision === undefined) return action();
  let value: unknown;
  try {
    value = await decision;
  } catch (error) {
    throw refusal(name, (error as Error).message);
  }
  return action(value);
}

/** What the browser rejects with, by the name of the error. */
function refusal(action: string, name: string): Error {
  const message = `The browser refused to ${action}`;
  return name === "TypeError"
    ? new TypeError(message)
    : new DOMException(message, name);
}

function notifications(
  shown: Map<number, ShownNotification>,
  options: ScopeOptions,
) {
  const { tell } = options;
  let numbers = 0;
  const show = (title: unknown, init: NotificationInit = {}) => {
    const number = ++numbers;
    const { body = "", tag = "", data = null } = init;
    for (const [other, { tag: used }] of shown) {
      if (tag !== "" && used === tag) shown.delete(other);
    }
    const close = () => {
      shown.delete(number);
      tell({ event: "closed", number });
    };
    const text = String(title);
    shown.set(number, { title: text, body, tag, data, close });
    tell({
      event: "shown",
      number,
      title: text,
      init: carry(init) as Record<string, unknown>,
    });
  };
  return {
    showNotification(...values: [title?: unknown, init?: NotificationInit]) {
      if (values.length === 0) {
        return Promise.reject(new TypeError("A notification needs a title"));
      }
      return act(options, "showNotification", () => show(...values));
    },
    getNotifications: ({ tag = "" }: { tag?: string } = {}) =>
      Promise.resolve(
        [...shown.values()].filter((one) => tag === "" || one.tag === tag),
      ),
  };
}

function pushManager(options: ScopeOptions) {
  const { subscription, tell } = options;
  return {
    subscribe(init: SubscribeOptions = {}) {
      const { applicationServerKey: key, ...rest } = init;
      const told = { ...rest, applicationServerKey: bytesOf(key) };
      tell({ event: "subscribed", options: carry(told) });
      return act(options, "subscribe", () => {
        if (typeof subscription !== "string") {
          return pushSubscription(subscription);
        }
        throw refusal("subscribe", subscription);
      });
    },
    getSubscription: () => Promise.resolve(null),
  };
}

/** What `pushManager.subscribe` may be given. */
interface SubscribeOptions {
  readonly userVisibleOnly?: boolean;
  readonly applicationServerKey?: unknown;
}

/** A key as bytes: browsers take buffers, views and texts in base64url. */
function bytesOf(key: unknown): unknown {
  if (typeof key === "string") {
    return Uint8Array.fromBase64(key, { alphabet: "base64url" });
  }
  return ArrayBuffer.isView(key) ? new Uint8Array(key.buffer) : key;
}

function clients(options: ScopeOptions) {
  const { windows, isClick, tell } = options;
  const demandClick = (action: string) => {
    if (isClick()) return;
    throw new DOMException(
      `Cannot ${action} a window: no click is being handled`,
      "InvalidAccessError",
    );
  };
  const client = ({ url }: OpenWindow) => ({
    url,
    type: "window",
    visibilityState: "hidden",
    focused: false,
    async focus() {
      demandClick("focus");
      await act(options, "focus", () => tell({ event: "focused", url }));
      return this;
    },
    postMessage: (message: unknown) =>
      tell({ event: "posted", url, message: carry(message) }),
  });
  return {
    matchAll: (
      { includeUncontrolled = false, type = "window" }: {
        includeUncontrolled?: boolean;
        type?: string;
      } = {},
    ) =>
      act(
        options,
        "matchAll",
        (found) =>
          type === "window" || type === "all"
            ? (found as OpenWindow[] | null | undefined ?? windows)
              .filter(({ controlled }) => controlled || includeUncontrolled)
              .map(client)
            : [],
      ),
    async openWindow(url: string | URL) {
      demandClick("open");
      const text = String(url);
      await act(
        options,
        "openWindow",
        () => tell({ event: "opened", url: text }),
      );
      return null;
    },
    claim: () => Promise.resolve(),
  };
}
