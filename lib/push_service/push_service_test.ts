import { assert, assertEquals, assertRejects } from "@std/assert";
import { assertSpyCalls, stub } from "@std/testing/mock";
import { makeSubscription } from "./_made_subscription.ts";
import { Sender } from "./_sender.ts";
import { statusOf } from "./_status_of.ts";
import { pushService } from "./push_service.ts";
import { userAgent } from "./user_agent.ts";

const POST = { method: "POST" };
const DELETE = { method: "DELETE" };

Deno.test("pushService() listens on a free port of this machine", async () => {
  await using service = await pushService();
  const { url, socketUrl } = service;
  assertEquals([url.protocol, url.hostname], ["http:", "127.0.0.1"]);
  assert(Number(url.port) > 0);
  assertEquals(socketUrl.href, `ws://127.0.0.1:${url.port}/`);
});

Deno.test("pushService() makes subscriptions with URLs that cannot be guessed", async () => {
  await using service = await pushService();
  const one = await makeSubscription(service);
  const other = await makeSubscription(service);
  const urls = [one.endpoint, one.resource, other.endpoint, other.resource];
  assertEquals(new Set(urls.map((url) => url.slice(-32))).size, 4);
  for (const url of urls) assert(url.startsWith(service.url.href));
});

Deno.test("pushService() refuses a restriction to what is no key", async () => {
  await using service = await pushService();
  const url = new URL("subscribe", service.url);
  const headers = { "content-type": "application/webpush-options+json" };
  for (const body of ["{", "{}", "null", `{ "vapid": "BA1Hx" }`]) {
    const { status } = await statusOf(url, { ...POST, headers, body });
    assertEquals(status, 400);
  }
  assertEquals((await statusOf(url, { ...POST, body: "{}" })).status, 415);
  const body = " ".repeat(4097);
  assertEquals((await statusOf(url, { ...POST, headers, body })).status, 413);
});

Deno.test("pushService() answers 404 for what it does not know", async () => {
  await using service = await pushService();
  for (const path of ["nothing", "wpush/", "wpush/none", "wpush/no/ne"]) {
    const { status } = await statusOf(new URL(path, service.url), POST);
    assertEquals(status, 404, path);
  }
  for (const path of ["subscriptions/none", "messages/none"]) {
    const { status } = await statusOf(new URL(path, service.url), DELETE);
    assertEquals(status, 404, path);
  }
});

Deno.test("pushService() says what can be done with a resource", async () => {
  await using service = await pushService();
  const { endpoint, resource } = await makeSubscription(service);
  const get = await statusOf(endpoint);
  assertEquals([get.status, get.headers.get("allow")], [405, "POST"]);
  const post = await statusOf(resource, POST);
  assertEquals([post.status, post.headers.get("allow")], [405, "DELETE"]);
  const root = await statusOf(service.url);
  assertEquals([root.status, root.headers.get("upgrade")], [426, "websocket"]);
});

Deno.test("pushService() answers 410 once the owner gave the subscription up", async () => {
  await using service = await pushService();
  const sender = new Sender();
  const subscription = await makeSubscription(service);
  assertEquals((await statusOf(subscription.resource, DELETE)).status, 204);
  assertEquals((await sender.send(subscription, "hello")).status, 410);
  assertEquals((await statusOf(subscription.resource, DELETE)).status, 410);
});

Deno.test("pushService() forgets a message that is acknowledged over HTTP", async () => {
  await using service = await pushService();
  const subscription = await makeSubscription(service);
  const { headers } = await new Sender().send(subscription, "hello");
  const message = headers.get("location")!;
  assertEquals((await statusOf(message, DELETE)).status, 204);
  assertEquals((await statusOf(message, DELETE)).status, 404);
});

Deno.test("requests say who, when, how large and how long, of refused messages too", async () => {
  await using service = await pushService({ now: () => 1_700_000_000_000 });
  const { endpoint } = await makeSubscription(service);
  const headers = { "ttl": "soon", urgency: "high", topic: "news" };
  await statusOf(endpoint, { ...POST, headers, body: "12345" });
  assertEquals(service.requests, [{
    endpoint,
    userAgent: undefined,
    at: 1_700_000_000_000,
    size: 5,
    ttl: NaN,
    urgency: "high",
    topic: "news",
    address: "127.0.0.1",
    contact: undefined,
  }]);
});

Deno.test("requests tie the subscriptions of one user agent together, and name the sender", async () => {
  await using service = await pushService();
  await using agent = await userAgent(service.socketUrl);
  const sender = new Sender();
  const { applicationServerKey } = sender;
  for (const text of ["one", "two"]) {
    const subscription = await agent.subscribe({ applicationServerKey });
    await sender.send(subscription, text);
  }
  const { uaid } = agent.state;
  const learnt = service.requests.map((request) => request.userAgent);
  assertEquals(learnt, [uaid, uaid]);
  assertEquals(service.requests[0]?.contact, "mailto:ada@example.com");
});

Deno.test("onRequest() tells of each message until it is removed", async () => {
  await using service = await pushService();
  const { endpoint } = await makeSubscription(service);
  const heard: number[] = [];
  const remove = service.onRequest(({ size }) => heard.push(size));
  await statusOf(endpoint, { ...POST, body: "1" });
  remove();
  await statusOf(endpoint, { ...POST, body: "12" });
  assertEquals(heard, [1]);
  assertEquals(service.requests.length, 2);
});

Deno.test("onRequest() listeners that throw harm nobody", async () => {
  await using service = await pushService();
  const { endpoint } = await makeSubscription(service);
  using error = stub(console, "error");
  service.onRequest(() => {
    throw new Error("broken");
  });
  const init = { ...POST, headers: { ttl: "60" } };
  assertEquals((await statusOf(endpoint, init)).status, 201);
  assertSpyCalls(error, 1);
});

Deno.test("stop() ends every connection and frees the port", async () => {
  const service = await pushService();
  const agent = await userAgent(service.socketUrl);
  await Promise.all([service.stop(), service.stop()]);
  await assertRejects(() => agent.messages().next(), Error, "Lost");
  await assertRejects(() => userAgent(service.socketUrl), Error, "connect");
});

Deno.test("pushService() stops when its signal aborts, and does not start afterwards", async () => {
  const { signal, abort } = abortable();
  const service = await pushService({ signal });
  const agent = await userAgent(service.socketUrl);
  abort();
  await assertRejects(() => agent.messages().next(), Error, "Lost");
  await service.stop();
  await assertRejects(() => pushService({ signal }), Error, "enough");
});

Deno.test("pushService() leaves nothing open when the port is taken", async () => {
  await using service = await pushService();
  const port = Number(service.url.port);
  await assertRejects(() => pushService({ port }), Deno.errors.AddrInUse);
});

function abortable(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort(new Error("enough"));
  return { signal: controller.signal, abort };
}
