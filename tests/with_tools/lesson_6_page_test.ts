import { assertEquals } from "@std/assert";
import { deadline } from "@std/async/deadline";
import { EventLog } from "kernel";
import { type PushService, pushService } from "push_service";
import type { Page } from "puppeteer-core";
import { Sender } from "../../lib/push_service/_sender.ts";
import { handler as naive } from "../../lessons/06_push/server.ts";
import {
  handler as subscriptions,
  type Subscription,
  type SubscriptionStorage,
} from "../../solutions/06_push/01_subscribe.ts";
import { type Preferences, testWithOwnFirefox } from "./_firefox.ts";
import {
  naiveWorker,
  servePage,
  shownNotifications,
  solvedWorker,
} from "./_push_page.ts";

/** After how long what has not happened never will. */
const MAX_WAIT_MS = 60_000;

/** What Firefox needs to know of a push service that is not Mozilla's. */
function preferences({ socketUrl }: PushService): Preferences {
  return {
    "dom.push.connection.enabled": true,
    "dom.push.serverURL": socketUrl.href,
    "dom.push.testing.allowInsecureServerURL": true,
    "dom.push.retryBaseInterval": 200,
    "permissions.default.desktop-notification": 1, // granted
    "alerts.useSystemBackend": false, // there is no desktop
  };
}

/** Waits until the page says this. */
async function says(tab: Page, words: string): Promise<void> {
  await tab.waitForFunction(
    `document.querySelector("[role=status]").textContent.includes("${words}")`,
    { timeout: MAX_WAIT_MS },
  );
}

/** Waits until the worker has shown so many notifications; returns them. */
function shown(tab: Page, count: number): Promise<unknown> {
  return deadline(tab.evaluate(shownNotifications(count)), MAX_WAIT_MS);
}

testWithOwnFirefox(
  "lesson 6: the page subscribes, its worker shows what comes, and the page is forgotten",
  async (firefox) => {
    await using service = await pushService();
    const log = new EventLog();
    const sent: Promise<Response>[] = [];
    const handler = naive(log, {
      fetch: (...request) => sent[sent.push(fetch(...request)) - 1]!,
    });
    await using server = await servePage(log, naiveWorker, handler);
    const tab = await firefox.start(preferences(service));
    await tab.goto(server.url.href);
    await tab.click("#subscribe");
    await says(tab, "will notify you");
    await tab.type("[name=text]", "Good morning");
    await tab.click("form button");
    assertEquals(await shown(tab, 1), ["you: Good morning"]);
    await tab.click("#unsubscribe");
    await says(tab, "forgotten");
    log.append({ from: "ada", text: "Are you there?" });
    const statuses = (await Promise.all(sent)).map(({ status }) => status);
    assertEquals(statuses, [201, 410]);
    await firefox.stop(); // first, so that it sees no server stop
  },
);

/** Keeps what 6.1 saves, and tells each time that it did. */
class Storage implements SubscriptionStorage {
  #list: readonly Subscription[] = [];
  #saved = Promise.withResolvers<readonly Subscription[]>();

  load(): Promise<Subscription[]> {
    return Promise.resolve([...this.#list]);
  }

  save(list: readonly Subscription[]): Promise<void> {
    this.#list = list;
    this.#saved.resolve(list);
    this.#saved = Promise.withResolvers();
    return Promise.resolve();
  }

  /** What is saved next. */
  get saved(): Promise<readonly Subscription[]> {
    return deadline(this.#saved.promise, MAX_WAIT_MS);
  }
}

testWithOwnFirefox(
  "6.1 and 6.3 go together in Firefox, also when it loses its subscription",
  async (firefox) => {
    const service = await pushService();
    const sender = new Sender();
    const storage = new Storage();
    const worker = await solvedWorker();
    const log = new EventLog();
    const keep = subscriptions(log, { storage });
    await using server = await servePage(
      log,
      worker,
      (request, info) =>
        request.url.endsWith("/key")
          ? new Response(sender.applicationServerKey)
          : keep(request, info),
    );
    const tab = await firefox.start(preferences(service));
    await tab.goto(server.url.href);

    const first = storage.saved;
    await tab.click("#subscribe");
    const [subscription] = await first;
    assertEquals(subscription?.user, "you");
    const send = (to: Subscription | undefined, text: string | null) =>
      sender.send({ ...to!, expirationTime: null }, text);
    const message = {
      id: 1,
      at: Date.now(),
      from: "ada",
      text: "Good morning",
    };
    await send(subscription, JSON.stringify(message));
    await send(subscription, JSON.stringify(message));
    await send(subscription, null);
    assertEquals(await shown(tab, 2), [
      "Message board: There is something new on the board",
      "ada: Good morning",
    ]);

    // A push service that has lost everything: the browser has to subscribe again.
    const renewed = storage.saved;
    const port = Number(service.url.port);
    await service.stop();
    await using another = await pushService({ port });
    const [old, now] = await renewed;
    assertEquals(old, subscription);
    assertEquals(now?.user, "you");
    const next = { ...message, id: 2, text: "Here again" };
    await send(now, JSON.stringify(next));
    assertEquals(await shown(tab, 3), [
      "Message board: There is something new on the board",
      "ada: Good morning",
      "ada: Here again",
    ]);
    await firefox.stop();
    await another.stop();
  },
);
