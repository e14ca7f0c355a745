import { assertEquals } from "@std/assert";
import { deadline } from "@std/async/deadline";
import type { CDPSession, Page } from "playwright-core";
import webpush from "web-push";
import { testInChromium, testWithOwnChromium, until } from "./_chromium.ts";
import { testOnDesktop } from "./_desktop.ts";
import { naiveWorker, solvedWorker } from "./_push_page.ts";
import { serveTellingPage, shown } from "./_telling_page.ts";

/** After how long what has not happened never will. */
const MAX_WAIT_MS = 60_000;

const NOTIFY = ["notifications"] as const;
const ADA = '{"id":1,"at":0,"from":"ada","text":"Good morning"}';
const FALLBACK = "Message board: There is something new on the board";

/** Pushes without any push service, as Chromium's developer tools do. */
interface Tools {
  readonly cdp: CDPSession;
  push(data: string): Promise<void>;
}

/** Opens the lesson's page in a tab, and waits for its worker. */
async function openTools(tab: Page, url: URL): Promise<Tools> {
  await tab.goto(url.href);
  const cdp = await tab.context().newCDPSession(tab);
  const known = new Promise<string>((resolve) => {
    cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      for (const { registrationId } of registrations) resolve(registrationId);
    });
  });
  await cdp.send("ServiceWorker.enable");
  await tab.evaluate(`navigator.serviceWorker.register("worker.js?user=you")
    .then(() => navigator.serviceWorker.ready).then(() => {})`);
  const registrationId = await deadline(known, MAX_WAIT_MS);
  const to = { origin: url.origin, registrationId };
  return {
    cdp,
    async push(data) {
      await cdp.send("ServiceWorker.deliverPushMessage", { ...to, data });
    },
  };
}

testInChromium(
  "6.3 shows in Chromium whatever is pushed, and a message that comes twice once",
  async ({ page, context, keep }) => {
    const served = keep(await serveTellingPage(await solvedWorker()));
    await context.grantPermissions([...NOTIFY]);
    const { push } = await openTools(page, served.url);
    await push(ADA);
    await push(ADA);
    for (const data of ["{", "", "null"]) await push(data);
    assertEquals(await shown(page, served, 5), [
      ...[FALLBACK, FALLBACK, FALLBACK],
      "ada: Good morning",
    ]);
  },
);

testInChromium(
  "the worker of lesson 6 shows messages in Chromium, and nothing else",
  async ({ page, context, keep }) => {
    const served = keep(await serveTellingPage(naiveWorker));
    await context.grantPermissions([...NOTIFY]);
    const { cdp, push } = await openTools(page, served.url);
    const errors = new Set<string>(); // each is reported twice
    cdp.on("ServiceWorker.workerErrorReported", ({ errorMessage }) => {
      const [, name = ""] = /(\w+Error)/.exec(errorMessage.errorMessage) ?? [];
      errors.add(name);
    });
    for (const data of ["{", ""]) await push(data);
    await until("two errors", () => errors.size === 2);
    assertEquals(errors, new Set(["SyntaxError", "TypeError"]));
    await push(ADA);
    assertEquals(await shown(page, served, 1), ["ada: Good morning"]);
  },
);

testWithOwnChromium(
  "page.html of lesson 6 says in Chromium that notifications are denied",
  async ({ keep, start }) => {
    const { publicKey } = webpush.generateVAPIDKeys();
    const { url } = keep(
      await serveTellingPage(naiveWorker, {
        "GET /subscriptions/key": () => new Response(publicKey),
      }),
    );
    const { page } = await start({});
    await page.goto(url.href);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Browser.setPermission", {
      permission: { name: "notifications" },
      setting: "denied",
      origin: url.origin,
    });
    await page.getByRole("button", { name: "Notify me" }).click();
    await page.getByRole("status")
      .filter({ hasText: /^NotAllowedError: .*permission denied/ }).waitFor();
  },
);

testOnDesktop(
  "6.3 brings whoever clicks to the page that is open, or opens it",
  async ({ keep, start }, desktop) => {
    const served = keep(await serveTellingPage(await solvedWorker()));
    const { url, told } = served;
    const { env } = desktop;
    const { page, context } = await start({ permissions: NOTIFY, env });
    const { push } = await openTools(page, url);
    await push(ADA);
    const notification = await desktop.shown();
    assertEquals(notification.title, "ada");
    assertEquals(notification.body, `${url.host}\n\nGood morning`);
    await desktop.click(notification);
    await until("the focus", () => told.includes("focus"));
    await page.waitForFunction(`navigator.serviceWorker.ready
      .then((registration) => registration.getNotifications())
      .then(({ length }) => length === 0)`);

    await push("{");
    const another = await desktop.shown();
    await page.goto("about:blank");
    const opened = context.waitForEvent("page");
    await desktop.click(another);
    await (await opened).waitForURL(url.href);
    await until("the opening", () => told.includes("openWindow"));
    assertEquals(told, [
      ...["showNotification", "focus"],
      ...["showNotification", "openWindow"],
    ]);
  },
);
