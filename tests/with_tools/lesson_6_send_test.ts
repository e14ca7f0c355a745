import { assertEquals, assertRejects } from "@std/assert";
import { Agent } from "node:https";
import { connect } from "node:net";
import { pushService, type UserAgent, userAgent } from "push_service";
import webpush from "web-push";
import {
  PayloadTooLargeError,
  send,
  type Subscription,
} from "../../solutions/06_push/02_send.ts";

/** For a push service on this machine, which needs no TLS. */
const agent = Object.assign(new Agent(), {
  createConnection: ({ host, port }: { host: string; port: number }) =>
    connect({ host, port }),
});

function newVapid() {
  return { subject: "mailto:ada@example.org", ...webpush.generateVAPIDKeys() };
}

/** Browsers, each with one subscription. */
interface Audience extends AsyncDisposable {
  readonly browsers: readonly UserAgent[];
  readonly subscriptions: readonly Subscription[];
}

async function openBrowsers(
  socketUrl: URL,
  applicationServerKey: string,
  count: number,
): Promise<Audience> {
  const browsers: UserAgent[] = [];
  const subscriptions: Subscription[] = [];
  while (browsers.length < count) {
    const browser = await userAgent(socketUrl);
    browsers.push(browser);
    subscriptions.push(await browser.subscribe({ applicationServerKey }));
  }
  return {
    browsers,
    subscriptions,
    async [Symbol.asyncDispose]() {
      for (const browser of browsers) await browser.close();
    },
  };
}

async function nextText(browser: UserAgent): Promise<string | null> {
  for await (const { text } of browser.messages()) return text;
  throw new Error("The browser was closed before a message came");
}

Deno.test("6.2 reaches browsers through a push service", async () => {
  await using service = await pushService();
  const vapid = newVapid();
  const { socketUrl } = service;
  await using audience = await openBrowsers(socketUrl, vapid.publicKey, 12);
  const { browsers, subscriptions } = audience;
  const report = await send(subscriptions, "The ferry is cancelled → 港", {
    vapid,
    agent,
    ttlSeconds: 600,
    urgency: "high",
    topic: "ferry",
    inFlight: 5,
  });
  assertEquals(
    report,
    subscriptions.map(({ endpoint }) => ({
      endpoint,
      outcome: "accepted",
      status: 201,
      attempts: 1,
    })),
  );
  const texts = await Promise.all(browsers.map(nextText));
  assertEquals(new Set(texts), new Set(["The ferry is cancelled → 港"]));
  const seen = service.requests.map(({ ttl, urgency, topic, contact }) =>
    `${ttl} ${urgency} ${topic} ${contact}`
  );
  assertEquals(new Set(seen), new Set([`600 high ferry ${vapid.subject}`]));
});

Deno.test("6.2 tells those who are gone from those who may come back", async () => {
  await using service = await pushService();
  const vapid = newVapid();
  const { socketUrl } = service;
  await using audience = await openBrowsers(socketUrl, vapid.publicKey, 4);
  const { browsers, subscriptions } = audience;
  const [left, busy, down, well] = subscriptions.map(({ endpoint }) =>
    endpoint
  ) as [string, string, string, string];
  await browsers[0]!.unsubscribe(left);
  const soon = { retryAfterSeconds: 0, times: 1 };
  service.misbehave({ endpoint: busy, status: 429, ...soon });
  service.misbehave({ endpoint: down, status: 503, retryAfterSeconds: 0 });
  const forgotten: string[] = [];
  const report = await send(subscriptions, "hello", {
    vapid,
    agent,
    attempts: 2,
    forget: (endpoint) => void forgotten.push(endpoint),
  });
  assertEquals(report, [
    { endpoint: left, outcome: "gone", status: 410, attempts: 1 },
    { endpoint: busy, outcome: "accepted", status: 201, attempts: 2 },
    { endpoint: down, outcome: "gave-up", status: 503, attempts: 2 },
    { endpoint: well, outcome: "accepted", status: 201, attempts: 1 },
  ]);
  assertEquals(forgotten, [left]);
  assertEquals(await nextText(browsers[1]!), "hello");
});

Deno.test("6.2 is refused by a subscription that is another board's", async () => {
  await using service = await pushService();
  const { publicKey } = newVapid();
  await using audience = await openBrowsers(service.socketUrl, publicKey, 1);
  const { subscriptions } = audience;
  const report = await send(subscriptions, "hello", {
    vapid: newVapid(),
    agent,
  });
  assertEquals(report.map(({ outcome }) => outcome), ["rejected"]);
  assertEquals(report.map(({ status }) => status), [403]);
});

Deno.test("6.2 sends the longest payload in one record, and nothing longer", async () => {
  await using service = await pushService();
  const vapid = newVapid();
  const { socketUrl, requests } = service;
  await using audience = await openBrowsers(socketUrl, vapid.publicKey, 1);
  const { browsers, subscriptions } = audience;
  const longest = "港".repeat(1_331);
  await assertRejects(
    () => send(subscriptions, `${longest}x`, { vapid, agent }),
    PayloadTooLargeError,
  );
  assertEquals(requests.length, 0);
  await send(subscriptions, longest, { vapid, agent });
  assertEquals(requests[0]!.size, 4_096);
  assertEquals(await nextText(browsers[0]!), longest);
});
