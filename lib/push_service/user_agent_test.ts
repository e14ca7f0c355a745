import { assertEquals, assertRejects } from "@std/assert";
import { Scene } from "./_scene.ts";
import { Sender } from "./_sender.ts";
import { statusOf } from "./_status_of.ts";
import { pushService } from "./push_service.ts";
import { userAgent } from "./user_agent.ts";

Deno.test("userAgent() reads what npm:web-push encrypts, up to the longest", async () => {
  await using scene = await Scene.open();
  const texts = ["", "hé, 世界", "x".repeat(3_993)];
  for (const text of texts) assertEquals(await scene.send(text), 201);
  // npm:web-push sends an empty text without a payload.
  assertEquals(await scene.texts(3), [null, ...texts.slice(1)]);
});

Deno.test("userAgent() tells a message without payload as that", async () => {
  await using scene = await Scene.open();
  await scene.send(null);
  assertEquals(await scene.texts(1), [null]);
});

Deno.test("userAgent() gives each message its id", async () => {
  await using scene = await Scene.open();
  const { headers } = await scene.sender.send(scene.subscription, "hello");
  const [message] = await scene.take(1);
  assertEquals(headers.get("location")?.endsWith(`/${message?.id}`), true);
});

Deno.test("userAgent() does not tell what it cannot decrypt, and gets rid of it", async () => {
  await using scene = await Scene.open();
  const { subscription, sender, service } = scene;
  const request = sender.request(subscription, "tampered");
  const body = new Uint8Array(await request.arrayBuffer());
  body[body.length - 1]! ^= 1;
  const { headers } = request;
  const init = { method: "POST", headers, body };
  const tampered = await statusOf(request.url, init);
  assertEquals(tampered.status, 201);
  await scene.send("hello");
  assertEquals(await scene.texts(1), ["hello"]);
  // A round trip, so that the service has heard of it.
  const { applicationServerKey } = sender;
  await scene.agent.subscribe({ applicationServerKey });
  const location = tampered.headers.get("location")!;
  assertEquals((await statusOf(location, { method: "DELETE" })).status, 404);
  assertEquals(service.requests.length, 2);
});

Deno.test("userAgent() needs a key on P-256, as bytes or as text", async () => {
  await using scene = await Scene.open();
  const { agent } = scene;
  const text = new Sender().applicationServerKey;
  const bytes = Uint8Array.fromBase64(text, { alphabet: "base64url" });
  for (const key of [text, `${text}=`, bytes]) {
    await agent.subscribe({ applicationServerKey: key });
  }
  const offCurve = bytes.with(64, bytes[64]! ^ 1);
  for (const key of ["", "no key", bytes.subarray(1), offCurve]) {
    const error = await assertRejects(
      () => agent.subscribe({ applicationServerKey: key }),
      DOMException,
      "P-256",
    );
    assertEquals(error.name, "InvalidAccessError");
  }
});

Deno.test("userAgent() makes subscriptions as browsers show them", async () => {
  await using scene = await Scene.open();
  const { endpoint, expirationTime, keys } = scene.subscription;
  assertEquals(endpoint.startsWith(`${scene.service.url}wpush/`), true);
  assertEquals(expirationTime, null);
  assertEquals([keys.p256dh.length, keys.auth.length], [87, 22]);
});

Deno.test("unsubscribe() gives up one subscription, once", async () => {
  await using scene = await Scene.open();
  const { agent, sender, subscription } = scene;
  const { applicationServerKey } = sender;
  const other = await agent.subscribe({ applicationServerKey });
  assertEquals(await agent.unsubscribe(subscription.endpoint), true);
  assertEquals(await agent.unsubscribe(subscription.endpoint), false);
  assertEquals(await scene.send("lost"), 410);
  assertEquals((await sender.send(other, "hello")).status, 201);
  assertEquals(await scene.texts(1), ["hello"]);
});

Deno.test("unsubscribe() asked twice at once is answered twice", async () => {
  await using scene = await Scene.open();
  const { endpoint } = scene.subscription;
  const { agent } = scene;
  const both = [agent.unsubscribe(endpoint), agent.unsubscribe(endpoint)];
  assertEquals(await Promise.all(both), [true, true]);
});

Deno.test("userAgent() comes back with its state, which is JSON", async () => {
  await using scene = await Scene.open();
  const state = JSON.parse(JSON.stringify(scene.agent.state));
  await scene.agent.close();
  await scene.send("hello");
  await using agent = await userAgent(scene.service.socketUrl, { state });
  const { value } = await agent.messages().next();
  assertEquals(value?.text, "hello");
});

Deno.test("userAgent() does not tell again what it had told before it came back", async () => {
  await using scene = await Scene.open();
  const { agent, sender, subscription } = scene;
  await agent.close();
  const { headers } = await sender.send(subscription, "told");
  await scene.send("new");
  // As if it had been told, and its acknowledgement lost with the connection.
  const recent = [headers.get("location")!.split("/").at(-1)!];
  const state = { ...agent.state, recent };
  await using returned = await userAgent(scene.service.socketUrl, { state });
  const { value } = await returned.messages().next();
  assertEquals(value?.text, "new");
});

Deno.test("userAgent() has no subscriptions at a service that does not know it", async () => {
  await using scene = await Scene.open();
  const { state } = scene.agent;
  await using other = await pushService();
  await using agent = await userAgent(other.socketUrl, { state });
  assertEquals(agent.state.subscriptions, {});
  assertEquals(await agent.unsubscribe(scene.subscription.endpoint), false);
});

Deno.test("messages() ends when the user agent is closed", async () => {
  await using scene = await Scene.open();
  const next = scene.agent.messages().next();
  await scene.agent.close();
  assertEquals(await next, { done: true, value: undefined });
  assertEquals(await scene.texts(1), []);
});

Deno.test("messages() throws when the service is lost, and so do requests", async () => {
  await using scene = await Scene.open();
  const { agent, subscription } = scene;
  const next = assertRejects(() => agent.messages().next(), Error, "Lost");
  await scene.service.stop();
  await next;
  const { endpoint } = subscription;
  await assertRejects(() => agent.unsubscribe(endpoint), Error, "Lost");
});

Deno.test("userAgent() is closed when its signal aborts", async () => {
  await using service = await pushService();
  const controller = new AbortController();
  const { signal } = controller;
  const agent = await userAgent(service.socketUrl, { signal });
  controller.abort(new Error("enough"));
  assertEquals((await agent.messages().next()).done, true);
  const again = () => userAgent(service.socketUrl, { signal });
  await assertRejects(again, Error, "enough");
});

Deno.test("userAgent() gives up to connect when its signal aborts", async () => {
  await using service = await pushService();
  const controller = new AbortController();
  const { signal } = controller;
  const agent = userAgent(service.socketUrl, { signal });
  controller.abort(new Error("enough"));
  await assertRejects(() => agent, Error, "enough");
});
