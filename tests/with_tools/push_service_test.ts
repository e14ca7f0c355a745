import { assertEquals, assertMatch } from "@std/assert";
import { deadline } from "@std/async/deadline";
import { routes, serve } from "kernel";
import {
  type PushService,
  pushService,
  type PushSubscriptionJSON,
} from "push_service";
import type { Page } from "puppeteer-core";
import { Sender } from "../../lib/push_service/_sender.ts";
import {
  type Firefox,
  type Preferences,
  testWithOwnFirefox,
} from "./_firefox.ts";

/** After how long a message that has not arrived never will. */
const MAX_WAIT_MS = 60_000;

/** Shows each message, as it must, and tells the application what it has read. */
const SERVICE_WORKER = `
  addEventListener("push", (event) => event.waitUntil(receive(event.data)));
  async function receive(data) {
    const text = data === null ? "(no payload)" : data.text();
    await registration.showNotification(text);
    const shown = (await registration.getNotifications()).map((n) => n.title);
    const body = shown.includes(text) ? text : "not shown: " + text;
    await fetch("/received", { method: "POST", body });
  }`;

/** What a page does that wants to be pushed to. */
const PAGE = `<!DOCTYPE html><title>Push</title><script>
  async function subscribe(applicationServerKey) {
    await navigator.serviceWorker.register("/worker.js");
    const { pushManager } = await navigator.serviceWorker.ready;
    const options = { userVisibleOnly: true, applicationServerKey };
    return (await pushManager.subscribe(options)).toJSON();
  }
  async function unsubscribe() {
    const { pushManager } = await navigator.serviceWorker.ready;
    return (await pushManager.getSubscription()).unsubscribe();
  }
</script>`;

/** A web application, and what its service worker has read. */
interface Application extends AsyncDisposable {
  readonly url: URL;
  /** The next text that the service worker has read. */
  received(): Promise<string>;
}

async function openApplication(): Promise<Application> {
  const texts = new TransformStream<string, string>();
  const writer = texts.writable.getWriter();
  const reader = texts.readable.getReader();
  const server = await serve(routes({
    "GET /": () => typed("text/html", PAGE),
    "GET /worker.js": () => typed("text/javascript", SERVICE_WORKER),
    "POST /received": async (request) => {
      writer.write(await request.text());
      return new Response(null, { status: 204 });
    },
  }));
  return {
    url: server.url,
    async received() {
      const { value } = await deadline(reader.read(), MAX_WAIT_MS);
      return value!;
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

function typed(type: string, body: string): Response {
  return new Response(body, { headers: { "content-type": type } });
}

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

/** All that a test needs, with a page that has subscribed. */
interface Stage extends AsyncDisposable {
  readonly service: PushService;
  readonly application: Application;
  readonly sender: Sender;
  readonly page: Page;
  readonly subscription: PushSubscriptionJSON;
}

async function openStage(firefox: Firefox): Promise<Stage> {
  const service = await pushService();
  const application = await openApplication();
  const sender = new Sender();
  const page = await firefox.start(preferences(service));
  await page.goto(application.url.href);
  const key = sender.applicationServerKey;
  const subscription = await page.evaluate(`subscribe("${key}")`);
  return {
    ...{ service, application, sender, page },
    subscription: subscription as PushSubscriptionJSON,
    async [Symbol.asyncDispose]() {
      await firefox.stop(); // first, so that it sees no server stop
      await application[Symbol.asyncDispose]();
      await service.stop();
    },
  };
}

testWithOwnFirefox(
  "Firefox subscribes, decrypts and shows what is pushed",
  async (firefox) => {
    await using stage = await openStage(firefox);
    const { application, sender, service, subscription } = stage;
    assertMatch(subscription.endpoint, new RegExp(`^${service.url}wpush/`));
    for (const text of ["hello", "hé, 世界", "x".repeat(3_993)]) {
      assertEquals((await sender.send(subscription, text)).status, 201);
      assertEquals(await application.received(), text);
    }
    await sender.send(subscription, null);
    assertEquals(await application.received(), "(no payload)");
  },
);

testWithOwnFirefox(
  "Firefox gets what is pushed when the tab is closed",
  async (firefox) => {
    await using stage = await openStage(firefox);
    const { application, page, sender, subscription } = stage;
    await page.browser().newPage(); // a browser without a tab would end
    await page.close();
    await sender.send(subscription, "is anybody there?");
    assertEquals(await application.received(), "is anybody there?");
  },
);

testWithOwnFirefox(
  "Firefox gets after a restart what was pushed meanwhile, once",
  async (firefox) => {
    await using stage = await openStage(firefox);
    const { application, sender, service, subscription } = stage;
    await sender.send(subscription, "before");
    assertEquals(await application.received(), "before");
    await firefox.stop();
    await sender.send(subscription, "never", { TTL: 0 });
    await sender.send(subscription, "replaced", { topic: "news" });
    await sender.send(subscription, "news", { topic: "news" });
    await firefox.start(preferences(service));
    assertEquals(await application.received(), "news");
    await sender.send(subscription, "after");
    assertEquals(await application.received(), "after");
  },
);

testWithOwnFirefox(
  "Firefox does not tell what another key has encrypted",
  async (firefox) => {
    await using stage = await openStage(firefox);
    const { application, sender, service, subscription } = stage;
    const { applicationServerKey } = new Sender(); // some other public key
    const p256dh = applicationServerKey;
    const keys = { ...subscription.keys, p256dh };
    await sender.send({ ...subscription, keys }, "for somebody else");
    service.misbehave({ duplicate: true, times: 1 });
    for (const text of ["twice", "hello"]) {
      // One after the other: a service worker may be done with a later one first.
      await sender.send(subscription, text);
      assertEquals(await application.received(), text);
    }
  },
);

testWithOwnFirefox(
  "Firefox gives a subscription up, and senders hear 410",
  async (firefox) => {
    await using stage = await openStage(firefox);
    const { page, sender, subscription } = stage;
    assertEquals((await new Sender().send(subscription, "no")).status, 403);
    const isGone = await page.evaluate("unsubscribe()");
    assertEquals(isGone, true);
    assertEquals((await sender.send(subscription, "gone")).status, 410);
  },
);

testWithOwnFirefox(
  "Firefox says NotAllowedError when notifications are denied",
  async (firefox) => {
    await using service = await pushService();
    await using application = await openApplication();
    const denied = { "permissions.default.desktop-notification": 2 };
    const page = await firefox.start({ ...preferences(service), ...denied });
    await page.goto(application.url.href);
    const { applicationServerKey: key } = new Sender();
    const error = await page.evaluate(`subscribe("${key}").catch(String)`);
    assertMatch(String(error), /^NotAllowedError: .*permission.* denied/i);
    await firefox.stop();
  },
);
