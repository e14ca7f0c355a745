import { assertEquals, assertRejects } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { Sender } from "./_sender.ts";
import { type PushService, pushService } from "./push_service.ts";
import type { PushSubscriptionJSON } from "./push_subscription_json.ts";
import { userAgent } from "./user_agent.ts";

async function withFile(act: (file: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await act(`${folder}/push.sqlite`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The same subscription at a service that came back on another port. */
function at(
  { url }: PushService,
  subscription: PushSubscriptionJSON,
): PushSubscriptionJSON {
  const { pathname } = new URL(subscription.endpoint);
  return { ...subscription, endpoint: new URL(pathname, url).href };
}

Deno.test("a service with a file knows after a restart what it knew before", () =>
  withFile(async (file) => {
    const sender = new Sender();
    const { applicationServerKey } = sender;
    const before = await pushService({ file });
    const agent = await userAgent(before.socketUrl);
    const kept = await agent.subscribe({ applicationServerKey });
    const gone = await agent.subscribe({ applicationServerKey });
    await agent.unsubscribe(gone.endpoint);
    const { state } = agent;
    await agent.close();
    await sender.send(kept, "replaced", { topic: "news" });
    await sender.send(kept, "low", { urgency: "low" });
    await before.stop();

    await using after = await pushService({ file });
    const { status } = await sender.send(at(after, gone), "lost");
    assertEquals(status, 410);
    await sender.send(at(after, kept), "topical", { topic: "news" });
    const other = await new Sender().send(at(after, kept), "lost");
    assertEquals(other.status, 403);

    await using returned = await userAgent(after.socketUrl, { state });
    assertEquals(returned.state, state);
    const texts: unknown[] = [];
    for await (const { text } of returned.messages()) {
      if (texts.push(text) === 2) break;
    }
    assertEquals(texts, ["topical", "low"]);
  }));

Deno.test("a service without a file begins anew", async () => {
  const before = await pushService();
  const agent = await userAgent(before.socketUrl);
  const { applicationServerKey } = new Sender();
  await agent.subscribe({ applicationServerKey });
  const { state } = agent;
  await agent.close();
  await before.stop();
  await using after = await pushService();
  await using returned = await userAgent(after.socketUrl, { state });
  assertEquals(returned.state.subscriptions, {});
});

Deno.test("a message that expired while the service was stopped is not delivered", () =>
  withFile(async (file) => {
    let now = Date.now();
    const sender = new Sender();
    const { applicationServerKey } = sender;
    const before = await pushService({ file, now: () => now });
    const agent = await userAgent(before.socketUrl);
    const subscription = await agent.subscribe({ applicationServerKey });
    const { state } = agent;
    await agent.close();
    await sender.send(subscription, "too late", { TTL: 10 });
    await sender.send(subscription, "in time", { TTL: 60 });
    await before.stop();
    now += 10_000;
    await using after = await pushService({ file, now: () => now });
    await using returned = await userAgent(after.socketUrl, { state });
    const { value } = await returned.messages().next();
    assertEquals(value?.text, "in time");
  }));

Deno.test("a file of another version is not touched", () =>
  withFile(async (file) => {
    const database = new DatabaseSync(file);
    database.exec("PRAGMA user_version = 7");
    database.close();
    await assertRejects(
      () => pushService({ file }),
      Error,
      "it must be of version 1: current value is 7",
    );
  }));
