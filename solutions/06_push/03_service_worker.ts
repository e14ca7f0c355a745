/**
 * 6.3 Service worker: one possibility.
 *
 * @module
 */

/** Keeps the worker alive until every promise that it was given has settled. */
export interface LivingEvent {
  waitUntil(promise: Promise<unknown>): void;
}

/** Something was pushed; `data` is `null` when it came without a payload. */
export interface PushEvent extends LivingEvent {
  // deno-lint-ignore no-explicit-any
  readonly data: { text(): string; json(): any } | null;
}

/** Somebody clicked on a notification. */
export interface ClickEvent extends LivingEvent {
  readonly notification: { close(): void };
}

/** The browser has lost its subscription, or has a new one already. */
export interface ChangeEvent extends LivingEvent {
  readonly oldSubscription: Subscription;
  readonly newSubscription: Subscription | null;
}

/** What a subscription was made with: `userVisibleOnly` and the board's key. */
export type SubscriptionOptions = Readonly<Record<string, unknown>>;

/** A subscription, as browsers give it. */
export interface Subscription {
  readonly options: SubscriptionOptions;
  toJSON(): Record<string, unknown>;
}

/** The global scope of a service worker, as far as push needs it. */
export interface WorkerScope {
  addEventListener(type: "push", listener: (event: PushEvent) => void): void;
  addEventListener(
    type: "notificationclick",
    listener: (event: ClickEvent) => void,
  ): void;
  addEventListener(
    type: "pushsubscriptionchange",
    listener: (event: ChangeEvent) => void,
  ): void;
  /** The address of this script; `search` is such as `?user=ada`. */
  readonly location: { readonly search: string };
  readonly registration: {
    /** The address of the board, ending in `/`. */
    readonly scope: string;
    showNotification(
      title: string,
      options?: { body?: string; tag?: string },
    ): Promise<void>;
    readonly pushManager: {
      subscribe(options: SubscriptionOptions): Promise<Subscription>;
    };
  };
  /** The open pages. */
  readonly clients: {
    matchAll(
      options?: { type?: "window"; includeUncontrolled?: boolean },
    ): Promise<{ readonly url: string; focus(): Promise<unknown> }[]>;
    openWindow(url: string): Promise<unknown>;
  };
}

/** Listens to what happens on the scope of a service worker. */
export function register(scope: WorkerScope): void {
  scope.addEventListener("push", (event) => {
    event.waitUntil(show(scope, event));
  });
  scope.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(goToBoard(scope));
  });
  scope.addEventListener("pushsubscriptionchange", (event) => {
    event.waitUntil(renew(scope, event));
  });
}

function show({ registration }: WorkerScope, event: PushEvent): Promise<void> {
  const message = parse(event);
  if (!message) {
    const body = "There is something new on the board";
    return registration.showNotification("Message board", { body });
  }
  const { id, from, text } = message;
  // A message that comes twice replaces itself.
  return registration.showNotification(from, {
    body: text,
    tag: `message-${id}`,
  });
}

function parse(
  { data }: PushEvent,
): { id: number; from: string; text: string } | undefined {
  try {
    const { id, from, text } = data!.json();
    const isRight = Number.isInteger(id) &&
      [from, text].every((said) => typeof said === "string" && said !== "");
    if (isRight) return { id, from, text };
  } catch {
    // Nothing, no JSON, or null.
  }
}

async function goToBoard(
  { clients, registration }: WorkerScope,
): Promise<unknown> {
  // A page that was open before this worker is not controlled by it.
  const options = { type: "window", includeUncontrolled: true } as const;
  const [page] = await clients.matchAll(options);
  return await (page?.focus() ?? clients.openWindow(registration.scope));
}

async function renew(
  { location, registration }: WorkerScope,
  { oldSubscription, newSubscription }: ChangeEvent,
): Promise<void> {
  const { pushManager, scope } = registration;
  const subscription = newSubscription ??
    await pushManager.subscribe(oldSubscription.options);
  const user = new URLSearchParams(location.search).get("user");
  const { ok, status } = await fetch(new URL("subscriptions", scope), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...subscription.toJSON(), user }),
  });
  if (!ok) throw new Error(`Cannot tell the board: it answered ${status}`);
}
