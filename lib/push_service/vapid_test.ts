import { assertEquals, assertStringIncludes } from "@std/assert";
import { encodeBase64Url } from "@std/encoding/base64url";
import { SignJWT } from "jose";
import { makeSubscription } from "./_made_subscription.ts";
import { Sender } from "./_sender.ts";
import { pushService } from "./push_service.ts";

const NOW = Date.parse("2026-01-05T08:00:00Z");
const NOW_SECONDS = NOW / 1000;
const DAY = 86_400;

/** A key pair of a sender who writes tokens by hand. */
interface Signer {
  readonly privateKey: CryptoKey;
  readonly k: string;
}

async function signer(): Promise<Signer> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const { privateKey, publicKey } = await crypto.subtle.generateKey(
    algorithm,
    true,
    ["sign", "verify"],
  ) as CryptoKeyPair;
  const raw = await crypto.subtle.exportKey("raw", publicKey);
  return { privateKey, k: encodeBase64Url(raw) };
}

/** Signs claims that are right, except for `claims`. */
function sign(
  { privateKey }: Signer,
  aud: string,
  claims: Record<string, unknown> = {},
): Promise<string> {
  const right = { aud, exp: NOW_SECONDS + DAY, sub: "mailto:ada@example.com" };
  return new SignJWT({ ...right, ...claims })
    .setProtectedHeader({ alg: "ES256", typ: "JWT" }).sign(privateKey);
}

/** Sends to a subscription that is restricted to `key`. */
async function send(
  key: string | undefined,
  authorize: (origin: string) => Promise<string> | string | undefined,
): Promise<{ status: number; challenge: string | null; text: string }> {
  await using service = await pushService({ now: () => NOW });
  const { endpoint } = await makeSubscription(service, key);
  const authorization = await authorize(service.url.origin);
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { ttl: "60", ...(authorization && { authorization }) },
  });
  const challenge = response.headers.get("www-authenticate");
  return { status: response.status, challenge, text: await response.text() };
}

Deno.test("the sender that a subscription was made for may send", async () => {
  const me = await signer();
  const { status } = await send(
    me.k,
    async (origin) => `vapid t=${await sign(me, origin)}, k=${me.k}`,
  );
  assertEquals(status, 201);
});

Deno.test("the parameters of vapid come in any order, quoted or padded", async () => {
  const me = await signer();
  const { status } = await send(
    me.k,
    async (origin) => `Vapid k="${me.k}=",t=${await sign(me, origin)}`,
  );
  assertEquals(status, 201);
});

Deno.test("a sender who says nothing is asked for vapid", async () => {
  const { status, challenge } = await send((await signer()).k, () => undefined);
  assertEquals([status, challenge], [401, "vapid"]);
});

Deno.test("a subscription that is not restricted takes messages from all", async () => {
  assertEquals((await send(undefined, () => undefined)).status, 201);
});

Deno.test("a token that is not valid is refused even where none is needed", async () => {
  const { k } = await signer();
  for (
    const authorization of ["Basic YTpi", "vapid", `vapid t=a.b.c, k=${k}`]
  ) {
    assertEquals((await send(undefined, () => authorization)).status, 403);
  }
});

Deno.test("a subscription is for one key, whatever another one signs", async () => {
  const [me, other] = [await signer(), await signer()];
  const { status } = await send(
    me.k,
    async (origin) => `vapid t=${await sign(other, origin)}, k=${other.k}`,
  );
  assertEquals(status, 403);
});

Deno.test("a token that another key has signed is refused", async () => {
  const [me, other] = [await signer(), await signer()];
  const { status, text } = await send(
    me.k,
    async (origin) => `vapid t=${await sign(other, origin)}, k=${me.k}`,
  );
  assertEquals(status, 403);
  assertStringIncludes(text, "signature verification failed");
});

Deno.test("a token that names no algorithm or another is refused", async () => {
  const { k } = await signer();
  for (const alg of ["none", "HS256"]) {
    const head = encodeBase64Url(JSON.stringify({ alg }));
    const { status } = await send(k, (aud) => {
      const claims = encodeBase64Url(
        JSON.stringify({ aud, exp: NOW_SECONDS + 60 }),
      );
      return `vapid t=${head}.${claims}.AAAA, k=${k}`;
    });
    assertEquals(status, 403, alg);
  }
});

Deno.test("aud is the origin of the endpoint and nothing else", async () => {
  const me = await signer();
  const others = (origin: string) => [
    `${origin}/`,
    `${origin}/wpush/x`,
    "https://example.com",
    undefined,
  ];
  for (const index of others("").keys()) {
    const { status, text } = await send(me.k, async (origin) => {
      const aud = others(origin)[index];
      return `vapid t=${await sign(me, origin, { aud })}, k=${me.k}`;
    });
    assertEquals(status, 403, `${index}`);
    assertStringIncludes(text, "aud");
  }
});

Deno.test("exp is ahead, by 24 hours at most, and in seconds", async () => {
  const me = await signer();
  const statusAt = async (exp: number | undefined) => {
    const { status } = await send(
      me.k,
      async (origin) => `vapid t=${await sign(me, origin, { exp })}, k=${me.k}`,
    );
    return status;
  };
  assertEquals(await statusAt(NOW_SECONDS + 1), 201);
  assertEquals(await statusAt(NOW_SECONDS + DAY), 201);
  assertEquals(await statusAt(NOW_SECONDS + DAY + 1), 403);
  assertEquals(await statusAt(NOW_SECONDS - 1), 403);
  assertEquals(await statusAt(NOW + 60_000), 403);
  assertEquals(await statusAt(undefined), 403);
});

Deno.test("npm:web-push signs as the service asks", async () => {
  await using service = await pushService();
  const sender = new Sender();
  const { applicationServerKey } = sender;
  const subscription = await makeSubscription(service, applicationServerKey);
  assertEquals((await sender.send(subscription, "hello")).status, 201);
});
