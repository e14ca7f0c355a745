import type { SubjectEvent } from "./protocol.ts";
import { carry } from "./wire_values.ts";

/** A window that is open while the worker runs. */
export interface OpenWindow {
  /** The page that it shows. */
  readonly url: string;
  /** Whether this worker controls it; a page that was loaded before is not. */
  readonly controlled: boolean;
}

/** What a scope is made of. */
export interface ScopeOptions {
  /** The URL of the scope, ending in `/`. */
  readonly url: string;
  /** Where the script is, relative to the scope. */
  readonly script: string;
  /** The windows that are open. */
  readonly windows: readonly OpenWindow[];
  /** What `pushManager.subscribe` resolves to, or the name of its error. */
  readonly subscription: Record<string, unknown> | string;
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

function notifications(
  shown: Map<number, ShownNotification>,
  { tell }: ScopeOptions,
) {
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
      show(...values);
      return Promise.resolve();
    },
    getNotifications: ({ tag = "" }: { tag?: string } = {}) =>
      Promise.resolve(
        [...shown.values()].filter((one) => tag === "" || one.tag === tag),
      ),
  };
}

function pushManager({ subscription, tell }: ScopeOptions) {
  return {
    subscribe(options: SubscribeOptions = {}) {
      const { applicationServerKey: key, ...rest } = options;
      const told = { ...rest, applicationServerKey: bytesOf(key) };
      tell({ event: "subscribed", options: carry(told) });
      return typeof subscription === "string"
        ? Promise.reject(
          new DOMException("The browser refused to subscribe", subscription),
        )
        : Promise.resolve(pushSubscription(subscription));
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

/** A subscription as a browser gives it: `{ $bytes }` becomes an ArrayBuffer. */
export function pushSubscription(
  json: Record<string, unknown> | null,
): Record<string, unknown> | null {
  if (json === null) return null;
  const { options, ...rest } = json;
  const { applicationServerKey: key, ...others } = Object(options);
  const buffer = key?.$bytes === undefined
    ? null
    : Uint8Array.fromBase64(key.$bytes).buffer;
  return {
    ...rest,
    options: { ...others, applicationServerKey: buffer },
    toJSON: () => rest,
  };
}

function clients({ windows, isClick, tell }: ScopeOptions) {
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
      await demandClick("focus");
      tell({ event: "focused", url });
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
      Promise.resolve(
        type === "window" || type === "all"
          ? windows
            .filter(({ controlled }) => controlled || includeUncontrolled)
            .map(client)
          : [],
      ),
    async openWindow(url: string | URL) {
      await demandClick("open");
      tell({ event: "opened", url: String(url) });
      return null;
    },
    claim: () => Promise.resolve(),
  };
}
