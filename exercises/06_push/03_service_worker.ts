/**
 * 6.3 Service worker
 *
 * The page is closed, and still something of it runs: a service worker, woken
 * for each push, for each click, and when the subscription changes. It shows
 * something every time, or the browser takes the permission back.
 *
 * @module
 */

/** Keeps the worker alive until every promise that it was given has settled. */
export interface LivingEvent {
  /** Has to be called before the listener returns. */
  waitUntil(promise: Promise<unknown>): void;
}

/**
 * Something was pushed; `data` is `null` when it came without a payload, and
 * `json()` throws when the payload is no JSON.
 */
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
    /**
     * The address of the board, ending in `/`: any folder, such as
     * `https://example.org/a/board/`.
     */
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
    /**
     * Those that this worker controls. A page that was open before the worker was
     * installed is not among them, unless you ask for `includeUncontrolled: true`.
     */
    matchAll(
      options?: { type?: "window"; includeUncontrolled?: boolean },
    ): Promise<{ readonly url: string; focus(): Promise<unknown> }[]>;
    openWindow(url: string): Promise<unknown>;
  };
}

/** Listens to what happens on the scope of a service worker. */
export function register(scope: WorkerScope): void {
  // TODO: Show whatever comes, bring who clicks to the board, and tell the board of a new subscription.
  if (scope.registration.scope) {
    throw new Error("Remove this line and listen");
  }
  scope.addEventListener("push", (event) => {
    const { from, text } = event.data!.json();
    scope.registration.showNotification(from, { body: text });
  });
  scope.addEventListener("notificationclick", (event) => {
    event.notification.close();
  });
  scope.addEventListener("pushsubscriptionchange", (event) => {
    console.log("The new subscription is", event.newSubscription);
  });
}
