import { assertEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { Scene } from "./_scene.ts";

Deno.test("misbehave() answers with a status until it is told otherwise", async () => {
  await using scene = await Scene.open();
  for (const status of [404, 410, 429, 500, 503] as const) {
    scene.service.misbehave({ status });
    assertEquals(await scene.send("lost"), status);
    assertEquals(await scene.send("lost"), status);
  }
  scene.service.misbehave(undefined);
  assertEquals(await scene.send("hello"), 201);
  assertEquals(await scene.texts(1), ["hello"]);
});

Deno.test("misbehave() counts how many times, and says when to come again", async () => {
  await using scene = await Scene.open();
  scene.service.misbehave({ status: 429, retryAfterSeconds: 7, times: 2 });
  const { subscription } = scene;
  const { headers } = await scene.sender.send(subscription, "lost");
  assertEquals(headers.get("retry-after"), "7");
  assertEquals(await scene.send("lost"), 429);
  assertEquals(await scene.send("hello"), 201);
  assertEquals(scene.service.requests.length, 3);
});

Deno.test("misbehave() strikes one endpoint, and the others as they were told", async () => {
  await using scene = await Scene.open();
  const { applicationServerKey } = scene.sender;
  const other = await scene.agent.subscribe({ applicationServerKey });
  const { endpoint } = scene.subscription;
  scene.service.misbehave({ status: 410, endpoint });
  assertEquals(await scene.send("lost"), 410);
  assertEquals((await scene.sender.send(other, "hello")).status, 201);
  scene.service.misbehave({ status: 503 });
  assertEquals(await scene.send("lost"), 410);
  assertEquals((await scene.sender.send(other, "lost")).status, 503);
});

Deno.test("misbehave() drops what it says it has taken", async () => {
  await using scene = await Scene.open();
  scene.service.misbehave({ drop: true, times: 1 });
  assertEquals(await scene.send("lost"), 201);
  await scene.send("hello");
  assertEquals(await scene.texts(1), ["hello"]);
});

Deno.test("misbehave() delivers twice what a user agent tells once", async () => {
  await using scene = await Scene.open();
  scene.service.misbehave({ duplicate: true, times: 1 });
  await scene.send("once");
  await scene.send("hello");
  assertEquals(await scene.texts(2), ["once", "hello"]);
});

Deno.test("misbehave() holds a message back, as long as it was told", async () => {
  await using scene = await Scene.open();
  const request = scene.sender.request(scene.subscription, "slow");
  scene.service.misbehave({ delayMs: 5_000 });
  using time = new FakeTime();
  const asked = Promise.withResolvers<void>();
  scene.service.onRequest(() => asked.resolve());
  let status = 0;
  const answered = fetch(request).then(async (response) => {
    await response.body?.cancel();
    status = response.status;
  });
  await asked.promise;
  await time.tickAsync(4_999);
  assertEquals(status, 0);
  await time.tickAsync(1);
  await answered;
  assertEquals(status, 201);
});

Deno.test("stop() does not wait for a message that is held back", async () => {
  const scene = await Scene.open();
  scene.service.misbehave({ delayMs: 1_000_000 });
  const asked = Promise.withResolvers<void>();
  scene.service.onRequest(() => asked.resolve());
  const answered = Promise.allSettled([scene.send("slow")]);
  await asked.promise;
  await scene[Symbol.asyncDispose]();
  await answered;
});
