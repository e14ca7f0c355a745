// Handlers instead of listeners, promises instead of await, and another try after a 503.
// deno-lint-ignore-file no-explicit-any

export function register(scope: any): void {
  const { registration, clients } = scope;
  const show = (title: string, init: Record<string, string>) =>
    registration.showNotification(title, init);

  scope.onpush = (event: any) => {
    const { id, from, text } = read(event.data?.text() ?? "");
    const isMessage = typeof id === "number" && isText(from) && isText(text);
    event.waitUntil(
      isMessage
        ? show(from, { tag: String(id), body: text })
        : show("News", { tag: `other-${performance.now()}` }),
    );
  };

  scope.onnotificationclick = (event: any) => {
    const going = clients.matchAll({ includeUncontrolled: true })
      .then((pages: any[]) => {
        const page = pages.find(({ visibilityState }) =>
          visibilityState === "visible"
        ) ?? pages.at(-1);
        return page ? page.focus() : clients.openWindow("./");
      });
    event.waitUntil(going);
    event.notification.close();
  };

  scope.onpushsubscriptionchange = (event: any) => {
    const { userVisibleOnly, applicationServerKey } =
      event.oldSubscription.options;
    const coming = event.newSubscription
      ? Promise.resolve(event.newSubscription)
      : registration.pushManager.subscribe({
        userVisibleOnly,
        applicationServerKey: new Uint8Array(applicationServerKey),
      });
    event.waitUntil(coming.then((subscription: any) => tell(subscription, 5)));
  };

  function tell(subscription: any, tries: number): Promise<void> {
    const { searchParams } = new URL(scope.location.href);
    const body = { user: searchParams.get("user"), ...subscription.toJSON() };
    return fetch(`${registration.scope}subscriptions`, {
      method: "POST",
      headers: { "Content-Type": "application/json; charset=utf-8" },
      body: JSON.stringify(body),
    }).then(async (answer) => {
      await answer.body?.cancel();
      if (answer.status < 300) return;
      if (tries === 0) throw new Error(`${answer.status}`);
      await new Promise((resolve) => setTimeout(resolve, 10_000));
      return tell(subscription, tries - 1);
    });
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length > 0;
}

function read(text: string): any {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
