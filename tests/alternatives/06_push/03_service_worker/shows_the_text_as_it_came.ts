// Async functions handed to waitUntil, the payload itself where it is no message, and a data URL for the click.
// deno-lint-ignore-file no-explicit-any

export function register(scope: any): void {
  const during = (type: string, work: (event: any) => Promise<unknown>) => {
    scope.addEventListener(type, (event: any) => event.waitUntil(work(event)));
  };

  during("push", async ({ data }) => {
    const raw = await data?.blob().text() ?? "";
    const message = await new Response(raw).json().catch(() => undefined);
    const parts = [message?.from, message?.text];
    const isMessage = Number.isInteger(message?.id) &&
      parts.every((part) => typeof part === "string" && part);
    const body = isMessage ? message.text : "Come and see what it is";
    await scope.registration.showNotification(
      isMessage ? message.from : "Message board",
      { body, tag: isMessage ? `board/${message.id}` : "", silent: false },
    );
  });

  during("notificationclick", async ({ notification }) => {
    notification.close();
    const [page] = await scope.clients.matchAll({
      type: "all",
      includeUncontrolled: true,
    });
    if (page) return await page.focus();
    await scope.clients.openWindow(new URL(scope.registration.scope));
  });

  during("pushsubscriptionchange", async (event) => {
    const { pushManager } = scope.registration;
    const next = event.newSubscription ??
      await pushManager.subscribe(event.oldSubscription.options);
    const user = scope.location.searchParams.get("user");
    const request = new Request(
      new URL("subscriptions", scope.registration.scope),
      {
        method: "POST",
        headers: [["content-type", "application/json"]],
        body: JSON.stringify(Object.assign(next.toJSON(), { user })),
      },
    );
    const { status } = await fetch(request);
    if (status !== 200 && status !== 201) throw new Error(`Got ${status}`);
  });
}
