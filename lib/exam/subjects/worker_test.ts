/** Service workers, senders of push messages, and what stands around them. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { equal } from "@std/assert/equal";
import { verdictOf } from "../_grade_source.ts";

const worker = { kind: "worker", exports: "register" } as const;
const showing = `
export function register(scope: any) {
  scope.addEventListener("push", (event: any) => {
    const { title, text } = event.data?.json() ?? { title: "News" };
    event.waitUntil(scope.registration.showNotification(title, { body: text, data: { url: "/board" } }));
  });
  scope.onnotificationclick = (event: any) => {
    event.notification.close();
    event.waitUntil((async () => {
      const windows = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
      if (windows.length > 0) return windows[0].focus();
      return scope.clients.openWindow(event.notification.data.url);
    })());
  };
  scope.addEventListener("pushsubscriptionchange", (event: any) => {
    event.waitUntil((async () => {
      const { applicationServerKey } = event.oldSubscription.options;
      const subscription = await scope.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
      const answer = await fetch(new URL("subscriptions", scope.registration.scope), {
        method: "POST", body: JSON.stringify(subscription),
      });
      if (!answer.ok) throw new Error("refused");
    })());
  });
}`;

Deno.test("a worker shows notifications, and a click focuses or opens a window", async () => {
  const verdict = await verdictOf(showing, async ({ worker, expect }) => {
    await worker.start({ windows: [{ url: "/board", controlled: false }] });
    await (await worker.push('{"title":"Hi","text":"there"}'))
      .expectFulfilled();
    await (await worker.push()).expectFulfilled();
    const shown = worker.notifications.map(({ title, alive }) =>
      `${title} ${alive}`
    );
    const titles = shown.join();
    expect(titles === "Hi true,News true", { expected: "two", got: titles });
    const click = await worker.click(worker.notifications[0]!);
    await click.expectFulfilled();
    const { closed } = worker.notifications[0]!;
    expect(closed && worker.focused.length === 1, {
      expected: "closed and focused",
      got: `${closed}, ${worker.focused.length} focused`,
    });
  }, worker);
  assertEquals(verdict, "pass");
  const opened = await verdictOf(showing, async ({ worker, expect }) => {
    await worker.push("{}");
    await (await worker.click(worker.notifications[0]!)).expectFulfilled();
    const [window] = worker.opened;
    expect(window?.url === "/board", { expected: "/board", got: "another" });
  }, worker);
  assertEquals(opened, "pass");
});

Deno.test("a worker subscribes again, and its event waits for the server's answer", async () => {
  const verdict = await verdictOf(showing, async ({ worker, peer, expect }) => {
    await worker.start({ subscription: { endpoint: "https://push/1" } });
    const key = { $bytes: "AQID" };
    const oldSubscription = { options: { applicationServerKey: key } };
    const change = await worker.change({ oldSubscription });
    const [asked] = worker.subscribed as [{ applicationServerKey: unknown }];
    expect(equal(asked.applicationServerKey, key), {
      expected: "the old key",
      got: JSON.stringify(asked),
    });
    const request = await peer.next();
    const body = request.body;
    expect(body.includes("https://push/1"), { expected: "it", got: body });
    change.expectAlive();
    await request.answer(201);
    await change.expectFulfilled();
    const refused = await worker.change({ oldSubscription });
    await (await peer.next()).answer(500);
    await refused.expectFulfilled();
  }, worker);
  assertStringIncludes(verdict, "rejected with Error: refused");
});

Deno.test("a listener that throws ends its event, and the worker lives on", async () => {
  for (
    const set of ['addEventListener("push", listener)', "onpush = listener"]
  ) {
    const source = `
export function register(scope: any) {
  const listener = (event: any) => event.waitUntil(scope.registration.showNotification(event.data.text()));
  scope.${set};
}`;
    const verdict = await verdictOf(source, async ({ worker, expect }) => {
      const broken = await worker.push();
      expect(broken.waits === 0, { expected: "none", got: "some" });
      await (await worker.push("right")).expectFulfilled();
      const { length } = worker.notifications;
      expect(length === 1, { expected: "one", got: `${length}` });
    }, worker);
    assertEquals(verdict, "pass");
  }
});

Deno.test("what a worker does outside of waitUntil is seen", async () => {
  const late = `
export function register(scope: any) {
  scope.addEventListener("push", (event: any) => {
    setTimeout(() => scope.registration.showNotification("late"), 100);
  });
}`;
  const verdict = await verdictOf(late, async ({ worker, clock, expect }) => {
    const push = await worker.push("x");
    await push.expectFulfilled();
    await clock.advance(100);
    const [{ alive } = { alive: true }] = worker.notifications;
    expect(alive, { expected: "a live worker", got: "an ended one" });
  }, worker);
  assertStringIncludes(verdict, "a live worker: an ended one");
});

Deno.test("a held function waits for the check, below a path too", async () => {
  const verdict = await verdictOf(showing, async (scene) => {
    const { worker, peer, expect } = scene;
    await worker.start({
      below: "a/board/",
      held: ["showNotification", "matchAll", "focus", "openWindow"],
    });
    const push = await worker.push('{"title":"Hi"}');
    push.expectAlive();
    await worker.held("showNotification")[0]!.resolve(null);
    await push.expectFulfilled();
    const [shown] = worker.notifications;
    const click = await worker.click(shown!);
    const url = new URL("a/board/", peer.url).href;
    await worker.held("matchAll")[0]!.resolve([{ url, controlled: true }]);
    await worker.held("focus")[0]!.reject("NotAllowedError");
    await worker.push('{"title":"Hi again"}');
    await worker.held("showNotification")[1]!.resolve(null);
    const again = await worker.click(worker.notifications[1]!);
    await worker.held("matchAll")[1]!.resolve(null);
    again.expectAlive();
    const { length } = worker.held("openWindow");
    expect(click.outcome === "rejected" && length === 1, {
      expected: "a click that rejected, and one that opens",
      got: `${click.outcome}, ${length} calls`,
    });
    await worker.held("openWindow")[0]!.reject("TypeError");
    await again.expectFulfilled();
  }, worker);
  assertStringIncludes(verdict, "TypeError: The browser refused to openWindow");
});

Deno.test("a subscription has its keys in toJSON only, as in browsers", async () => {
  const source = `
export function register(scope: any) {
  scope.onpushsubscriptionchange = ({ waitUntil, newSubscription: one }: any) => {
    const { keys } = one.toJSON();
    const seen = [Object.keys(one).join(), one.endpoint, one.keys, keys.auth, \`\${one}\`].join(" ");
    scope.registration.showNotification(seen);
  };
}`;
  const verdict = await verdictOf(source, async ({ worker, expect }) => {
    const json = { endpoint: "https://push/1", keys: { auth: "AQ" } };
    await worker.change({ newSubscription: { ...json, options: {} } });
    const { title } = worker.notifications[0]!;
    expect(title === "options,toJSON https://push/1  AQ [object Object]", {
      expected: "members as in browsers",
      got: title,
    });
  }, worker);
  assertEquals(verdict, "pass");
});

Deno.test("a sender talks TLS to a peer that its agent trusts", async () => {
  const source = `
import webpush from "web-push";
import { request } from "node:https";
export function status({ endpoint }: any, agent: any) {
  return new Promise((resolve) => request(endpoint, { agent }, (response: any) => resolve(response.statusCode)).end());
}
export async function send(subscription: any, { vapid, agent }: any) {
  try {
    const { statusCode } = await webpush.sendNotification(subscription, "hi", { vapidDetails: vapid, agent });
    return statusCode;
  } catch (error) {
    return (error as any).statusCode ?? (error as Error).message;
  }
}`;
  const keys = {
    p256dh:
      "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
  };
  const vapid = {
    subject: "mailto:ann@example.org",
    publicKey:
      "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
    privateKey: "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
  };
  const verdict = await verdictOf(source, async ({ callee, peer, clock }) => {
    const subscription = { endpoint: new URL("push/1", peer.url).href, keys };
    const options = { vapid, agent: { $agent: true } };
    const call = await callee.call(subscription, options);
    const request = await peer.next();
    request.hold();
    await clock.advance(60_000);
    call.expectPending();
    await request.answer(201);
    await call.expectResult(201);
    const gone = await callee.call(subscription, options);
    await (await peer.next()).answer(410, { body: "gone" });
    await gone.expectResult(410);
    const named = await callee.callNamed("status", subscription, {
      $agent: true,
    });
    const held = await peer.next();
    held.hold();
    await clock.advance(60_000);
    named.expectPending();
    await held.answer(204);
    await named.expectResult(204);
    const cut = await callee.call(subscription, options);
    await (await peer.next()).cut();
    await cut.expectResult("socket hang up");
  }, {
    kind: "function",
    exports: "send",
    imports: ["web-push"],
    environment: ["ECE_KEYLOG"],
    secure: true,
  });
  assertEquals(verdict, "pass");
});

Deno.test("a function gets key pairs, and its module's other functions are called too", async () => {
  const source = `
export async function bits({ privateKey, publicKey }: CryptoKeyPair) {
  const secret = await crypto.subtle.deriveBits({ name: "ECDH", public: publicKey }, privateKey, 256);
  return new Uint8Array(secret).length;
}
export const half = (value: number) => value / 2;`;
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: "JXGyvs3942BVGq8e0PTNNmwRzr5VX4m8t7GGpTM5FzE",
    y: "aOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    d: "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94",
  };
  const verdict = await verdictOf(source, async ({ callee, clock }) => {
    await clock.advance(1_000);
    await (await callee.call({ $keyPair: jwk })).expectResult(32);
    await (await callee.callNamed("half", 8)).expectResult(4);
  }, { kind: "function", exports: "bits" });
  assertEquals(verdict, "pass");
});

Deno.test("a storage answers at once, and what was saved is seen", async () => {
  const source = `
export function handler(_log: unknown, { storage }: any) {
  return async (request: Request) => {
    const list = await storage.load();
    if (request.method === "POST") await storage.save([...list, await request.text()]);
    return Response.json(await storage.load());
  };
}`;
  const verdict = await verdictOf(source, async ({ server, expect }) => {
    let stored: unknown = ["a"];
    await server.start({
      answers: {
        "storage.load": () => stored,
        "storage.save": (value) => void (stored = value),
      },
    });
    const answer = await server.request("POST", "/", { body: "b" });
    await answer.expectStatus(200);
    expect(answer.text === '["a","b"]', { expected: "a, b", got: answer.text });
    const { length } = server.port("storage.save");
    expect(length === 1, { expected: "one call", got: `${length}` });
  }, {});
  assertEquals(verdict, "pass");
});
