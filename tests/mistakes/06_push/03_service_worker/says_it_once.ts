// Caught by: gives each message a tag of its own
// Misconception: A message that was shown need not be shown again.
// Says: one notification for each push
interface LivingEvent {
  waitUntil(promise: Promise<unknown>): void;
}
interface PushEvent extends LivingEvent {
  // deno-lint-ignore no-explicit-any
  readonly data: { text(): string; json(): any } | null;
}
interface ClickEvent extends LivingEvent {
  readonly notification: { close(): void };
}
interface ChangeEvent extends LivingEvent {
  readonly oldSubscription: Subscription;
  readonly newSubscription: Subscription | null;
}
type SubscriptionOptions = Readonly<Record<string, unknown>>;
interface Subscription {
  readonly options: SubscriptionOptions;
  toJSON(): Record<string, unknown>;
}
interface WorkerScope {
  addEventListener(type: "push", listener: (event: PushEvent) => void): void;
  addEventListener(
    type: "notificationclick",
    listener: (event: ClickEvent) => void,
  ): void;
  addEventListener(
    type: "pushsubscriptionchange",
    listener: (event: ChangeEvent) => void,
  ): void;
  readonly location: { readonly search: string };
  readonly registration: {
    readonly scope: string;
    showNotification(
      title: string,
      options?: { body?: string; tag?: string },
    ): Promise<void>;
    readonly pushManager: {
      subscribe(options: SubscriptionOptions): Promise<Subscription>;
    };
  };
  readonly clients: {
    matchAll(
      options?: { type?: "window"; includeUncontrolled?: boolean },
    ): Promise<{ readonly url: string; focus(): Promise<unknown> }[]>;
    openWindow(url: string): Promise<unknown>;
  };
}
export const seen = new Set<number>();

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
  if (seen.has(id)) return Promise.resolve();
  seen.add(id);
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
