import { assertEquals } from "@std/assert";
import { decodeBase64Url } from "@std/encoding/base64url";
import { makeSubscription } from "./_made_subscription.ts";
import { Sender } from "./_sender.ts";
import { statusOf } from "./_status_of.ts";
import { type PushService, pushService } from "./push_service.ts";

const ENCRYPTED = { ttl: "60", "content-encoding": "aes128gcm" };

/** Sends a message as it is. */
async function post(
  service: PushService,
  headers: Record<string, string>,
  body?: BodyInit,
): Promise<{ status: number; headers: Headers }> {
  const { endpoint } = await makeSubscription(service);
  return await statusOf(endpoint, {
    method: "POST",
    headers,
    ...(body !== undefined && { body }),
  });
}

Deno.test("a message is answered 201 with its Location and TTL", async () => {
  await using service = await pushService();
  const { status, headers } = await post(service, ENCRYPTED, "encrypted");
  assertEquals([status, headers.get("ttl")], [201, "60"]);
  const { pathname, origin } = new URL(headers.get("location")!);
  assertEquals(origin, service.url.origin);
  assertEquals(/^\/messages\/[\w-]{32}$/.test(pathname), true);
});

Deno.test("a message needs a TTL in whole seconds", async () => {
  await using service = await pushService();
  assertEquals((await post(service, {})).status, 400);
  for (const ttl of ["", "-1", "1.5", "1e3", "soon", "60, 60"]) {
    assertEquals((await post(service, { ttl })).status, 400, ttl);
  }
  for (const ttl of ["0", "060"]) {
    assertEquals((await post(service, { ttl })).status, 201, ttl);
  }
});

Deno.test("a TTL beyond the limit is cut, and the answer says so", async () => {
  await using service = await pushService({ maxTtlSeconds: 100 });
  const { headers } = await post(service, { ttl: "9".repeat(400) });
  assertEquals(headers.get("ttl"), "100");
});

Deno.test("Urgency is one of four words", async () => {
  await using service = await pushService();
  for (const urgency of ["very-low", "low", "normal", "high"]) {
    assertEquals((await post(service, { ttl: "0", urgency })).status, 201);
  }
  for (const urgency of ["urgent", "High", "low, high"]) {
    const { status } = await post(service, { ttl: "0", urgency });
    assertEquals(status, 400, urgency);
  }
});

Deno.test("Topic has at most 32 characters of base64url", async () => {
  await using service = await pushService();
  for (const topic of ["a", "A-z_09", "t".repeat(32)]) {
    assertEquals((await post(service, { ttl: "0", topic })).status, 201);
  }
  for (const topic of ["", "t".repeat(33), "a b", "a=", "a/b"]) {
    assertEquals((await post(service, { ttl: "0", topic })).status, 400, topic);
  }
});

Deno.test("a message has 4,096 bytes at most, declared or not", async () => {
  await using service = await pushService();
  for (const [size, wanted] of [[4096, 201], [4097, 413]] as const) {
    const body = new Uint8Array(size);
    assertEquals((await post(service, ENCRYPTED, body)).status, wanted);
    const stream = new Blob([body]).stream(); // goes without Content-Length
    assertEquals((await post(service, ENCRYPTED, stream)).status, wanted);
  }
});

Deno.test("a body says that it is encrypted", async () => {
  await using service = await pushService();
  for (const encoding of ["aesgcm", "gzip", "identity"]) {
    const headers = { ttl: "60", "content-encoding": encoding };
    const answer = await post(service, headers, "text");
    assertEquals(answer.status, 415, encoding);
    assertEquals(answer.headers.get("accept-encoding"), "aes128gcm");
  }
  assertEquals((await post(service, { ttl: "60" }, "text")).status, 415);
  assertEquals((await post(service, { ttl: "60" })).status, 201);
});

Deno.test("the key that signs is not the key that encrypts", async () => {
  await using service = await pushService();
  const sender = new Sender();
  const subscription = await makeSubscription(service);
  const request = sender.request(subscription, "hello");
  const body = new Uint8Array(await request.arrayBuffer());
  body.set(decodeBase64Url(sender.applicationServerKey), 21);
  const { headers } = request;
  const { status } = await statusOf(request.url, {
    method: "POST",
    headers,
    body,
  });
  assertEquals(status, 400);
});

Deno.test("a thousand messages may wait for one subscription, then 429", async () => {
  await using service = await pushService();
  const { endpoint } = await makeSubscription(service);
  const init = { method: "POST", headers: { ttl: "60" } };
  for (let count = 0; count < 1_000; count++) {
    assertEquals((await statusOf(endpoint, init)).status, 201);
  }
  const { status, headers } = await statusOf(endpoint, init);
  assertEquals([status, headers.get("retry-after")], [429, "60"]);
});
