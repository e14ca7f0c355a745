import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { importJWK, jwtVerify, SignJWT } from "jose";
import webpush from "web-push";
import {
  identify,
  VapidError,
  verify,
} from "../../solutions/06_push/04_identify.ts";

const endpoint = "https://push.example:8443/wpush/v2/gAAAAABn5kS-3x";
const aud = "https://push.example:8443";
const sub = "mailto:ada@example.org";

/** A pair of keys, as `npm:web-push` makes them. */
interface Keys {
  readonly publicKey: string;
  readonly privateKey: string;
}

function newKeys(): Keys {
  return webpush.generateVAPIDKeys();
}

function inSeconds(seconds: number): number {
  return Math.floor(Date.now() / 1_000) + seconds;
}

/** The halves of a public key, as JWK has them. */
function jwkOf({ publicKey, privateKey }: Keys) {
  const point = Uint8Array.fromBase64(publicKey, { alphabet: "base64url" });
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) =>
    half.toBase64({ alphabet: "base64url", omitPadding: true })
  ) as [string, string];
  return { kty: "EC", crv: "P-256", x, y, d: privateKey };
}

/** `vapid t=…, k=…`, taken to pieces by somebody who knows its form. */
function tokenIn(line: string): string {
  return line.slice("vapid t=".length, line.indexOf(", k="));
}

Deno.test("6.4 believes what npm:web-push signs", async () => {
  for (let round = 0; round < 20; round++) {
    const { publicKey, privateKey } = newKeys();
    const exp = inSeconds(60 + round * 4_000);
    const { Authorization } = webpush.getVapidHeaders(
      aud,
      sub,
      publicKey,
      privateKey,
      "aes128gcm",
      exp,
    );
    const options = { publicKey };
    assertEquals(await verify(Authorization, endpoint, options), { exp, sub });
  }
});

Deno.test("npm:jose believes what 6.4 signs", async () => {
  for (let round = 0; round < 20; round++) {
    const keys = newKeys();
    const line = await identify(endpoint, { subject: sub, ...keys });
    const { d: _, ...jwk } = jwkOf(keys);
    const { payload, protectedHeader } = await jwtVerify(
      tokenIn(line),
      await importJWK(jwk, "ES256"),
      { algorithms: ["ES256"], audience: aud, subject: sub, typ: "JWT" },
    );
    assertEquals(protectedHeader, { typ: "JWT", alg: "ES256" });
    assertEquals(Object.keys(payload).sort(), ["aud", "exp", "sub"]);
    assertEquals(line.endsWith(`, k=${keys.publicKey}`), true);
  }
});

Deno.test("6.4 believes what npm:jose signs, and npm:jose agrees with what it refuses", async () => {
  const keys = newKeys();
  const key = await importJWK(jwkOf(keys), "ES256");
  const signed = (claims: Record<string, unknown>) =>
    new SignJWT(claims).setProtectedHeader({ alg: "ES256" }).sign(key);
  const sender = (token: string) => `vapid t=${token}, k=${keys.publicKey}`;
  const exp = inSeconds(600);
  const right = await signed({ aud, exp });
  assertEquals(await verify(sender(right), endpoint), { exp });
  const others = [
    { aud: endpoint, exp },
    { aud: "https://push.example", exp },
    { exp },
    { aud, exp: inSeconds(-1) },
    { aud },
  ];
  const { d: _, ...open } = jwkOf(keys);
  const publicKey = await importJWK(open, "ES256");
  for (const claims of others) {
    const token = await signed(claims);
    const judged = { audience: aud, requiredClaims: ["exp"] };
    await assertRejects(() => jwtVerify(token, publicKey, judged));
    await assertRejects(() => verify(sender(token), endpoint), VapidError);
  }
});

// Strangers.

/** The status with which a line is refused; `undefined` when it is believed. */
async function refusal(line: string): Promise<number | undefined> {
  try {
    await verify(line, endpoint);
  } catch (error) {
    if (error instanceof VapidError) return error.status;
    throw error;
  }
}

Deno.test("6.4 refuses any text with 403, and throws nothing else", async () => {
  const { publicKey } = newKeys();
  const piece = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.base64String(),
    fc.json().map((json) =>
      new TextEncoder().encode(json).toBase64({ alphabet: "base64url" })
    ),
    fc.constantFrom("vapid ", "t=", "k=", ", ", ".", "=", publicKey),
  );
  const text = fc.array(piece, { maxLength: 12 }).map((all) => all.join(""));
  const line = fc.oneof(text, text.map((rest) => `vapid t=${rest}`));
  await fc.assert(fc.asyncProperty(line, async (line) => {
    assertEquals(await refusal(line), 403);
  }));
});

Deno.test("6.4 refuses a line in which any character of the token or the key is another", async () => {
  const line = await identify(endpoint, { subject: sub, ...newKeys() });
  const start = "vapid t=".length;
  const places = fc.integer({ min: start, max: line.length - 1 });
  const letters = fc.constantFrom(
    ..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
  );
  // The last letter of 64 bytes, and of 65, has bits that nobody reads.
  const unread = [line.indexOf(", k=") - 1, line.length - 1];
  await fc.assert(fc.asyncProperty(places, letters, async (at, letter) => {
    fc.pre(/[\w-]/.test(line[at]!) && line[at] !== letter);
    fc.pre(!unread.includes(at));
    // ", k=" is the name of the other parameter.
    fc.pre(line.slice(at, at + 2) !== "k=");
    const changed = line.slice(0, at) + letter + line.slice(at + 1);
    assertEquals(await refusal(changed), 403);
  }));
});
