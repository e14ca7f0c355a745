import { assertEquals } from "@std/assert";
import { Scene } from "./_scene.ts";

Deno.test("a message comes at once to who is there", async () => {
  await using scene = await Scene.open();
  await scene.send("hello");
  const [message] = await scene.take(1);
  assertEquals(message?.text, "hello");
  assertEquals(message?.endpoint, scene.subscription.endpoint);
});

Deno.test("a message waits for who is away", async () => {
  await using scene = await Scene.open();
  await scene.away(() => scene.send("hello"));
  assertEquals(await scene.texts(1), ["hello"]);
});

Deno.test("a message that was acknowledged does not come again", async () => {
  await using scene = await Scene.open();
  await scene.send("one");
  await scene.take(1);
  await scene.away(() => scene.send("two"));
  assertEquals(await scene.texts(1), ["two"]);
});

Deno.test("a message that nobody took comes again", async () => {
  await using scene = await Scene.open();
  await scene.send("hello");
  await scene.away(() => Promise.resolve());
  assertEquals(await scene.texts(1), ["hello"]);
});

Deno.test("a message with a TTL of 0 comes at once or never", async () => {
  await using scene = await Scene.open();
  await scene.send("now", { TTL: 0 });
  assertEquals(await scene.texts(1), ["now"]);
  await scene.away(async () => {
    assertEquals(await scene.send("never", { TTL: 0 }), 201);
    await scene.send("later");
  });
  assertEquals(await scene.texts(1), ["later"]);
});

Deno.test("a message has expired when its TTL is over, and not before", async () => {
  let now = Date.now();
  await using scene = await Scene.open({ now: () => now });
  await scene.away(async () => {
    await scene.send("too late", { TTL: 10 });
    await scene.send("just in time", { TTL: 11 });
    now += 10_000;
  });
  assertEquals(await scene.texts(1), ["just in time"]);
  await scene.away(async () => {
    await scene.send("a millisecond left", { TTL: 10 });
    now += 9_999;
  });
  assertEquals(await scene.texts(1), ["a millisecond left"]);
});

Deno.test("a message with a topic replaces the one that waits", async () => {
  await using scene = await Scene.open();
  await scene.away(async () => {
    await scene.send("1:0", { topic: "score", urgency: "high" });
    await scene.send("rain", { topic: "weather" });
    await scene.send("2:0", { topic: "score" });
  });
  assertEquals(await scene.texts(2), ["rain", "2:0"]);
});

Deno.test("a message with a topic replaces the one that was not acknowledged", async () => {
  await using scene = await Scene.open();
  await scene.send("1:0", { topic: "score" });
  await scene.send("2:0", { topic: "score" });
  await scene.away(() => Promise.resolve());
  assertEquals(await scene.texts(1), ["2:0"]);
});

Deno.test("a topic of one subscription leaves the other alone", async () => {
  await using scene = await Scene.open();
  const { applicationServerKey } = scene.sender;
  const other = await scene.agent.subscribe({ applicationServerKey });
  await scene.away(async () => {
    await scene.send("one", { topic: "score" });
    await scene.sender.send(other, "two", { topic: "score" });
  });
  assertEquals(await scene.texts(2), ["one", "two"]);
});

Deno.test("what waits comes by urgency, then as it arrived", async () => {
  await using scene = await Scene.open();
  await scene.away(async () => {
    await scene.send("very low", { urgency: "very-low" });
    await scene.send("normal");
    await scene.send("high", { urgency: "high" });
    await scene.send("low", { urgency: "low" });
    await scene.send("high too", { urgency: "high" });
  });
  const order = ["high", "high too", "normal", "low", "very low"];
  assertEquals(await scene.texts(5), order);
});

Deno.test("messages go to their own user agent, on its newest connection", async () => {
  await using scene = await Scene.open();
  await using other = await Scene.open();
  const old = scene.agent;
  await scene.comeBack();
  await scene.send("for one");
  await other.send("for the other");
  assertEquals(await scene.texts(1), ["for one"]);
  assertEquals(await other.texts(1), ["for the other"]);
  await old.close();
  await scene.send("still there");
  assertEquals(await scene.texts(1), ["still there"]);
});
