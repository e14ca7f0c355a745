/** Solutions 6.5 and 6.6 against those who wrote the same before. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { createECDH, type ECDH } from "node:crypto";
import fc from "fast-check";
// @ts-types="./_http_ece.d.ts"
import ece from "http_ece";
// @ts-types="./_web_push.d.ts"
import webpush from "web-push";
// @ts-types="./_web_push_testing.d.ts"
import { PushApiModel } from "web-push-testing/src/PushApiModel.js";
// @ts-types="./_web_push_testing.d.ts"
import WebPushTestingServer from "web-push-testing/src/server.js";
import { identify } from "../../solutions/06_push/04_identify.ts";
import { encrypt } from "../../solutions/06_push/05_encrypt.ts";
import {
  decrypt,
  DecryptionError,
} from "../../solutions/06_push/06_decrypt.ts";

const messages = 1_000;
const textBytesMax = 3_993;
const encoder = new TextEncoder();
/** The one that is printed repeats a run. */
const seed = Number(Deno.env.get("EXAM_SEED") ?? Date.now() % 1_000_000);

/** A browser, in the forms of both worlds. */
interface Receiver {
  /** As Node has it. */
  readonly ecdh: ECDH;
  /** As the web has it. */
  readonly keyPair: CryptoKeyPair;
  readonly auth: Uint8Array<ArrayBuffer>;
  /** What it tells the board. */
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

function toBase64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

async function makeReceiver(): Promise<Receiver> {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const usages: KeyUsage[] = ["deriveBits"];
  const keyPair = await crypto.subtle.generateKey(curve, true, usages);
  const { privateKey, publicKey } = keyPair;
  const { d } = await crypto.subtle.exportKey("jwk", privateKey);
  const point = await crypto.subtle.exportKey("raw", publicKey);
  const ecdh = createECDH("prime256v1");
  ecdh.setPrivateKey(Buffer.from(d!, "base64url"));
  const auth = crypto.getRandomValues(new Uint8Array(16));
  const p256dh = toBase64url(new Uint8Array(point));
  return { ecdh, keyPair, auth, keys: { p256dh, auth: toBase64url(auth) } };
}

const receivers = await Promise.all(Array.from({ length: 16 }, makeReceiver));

/** Texts of 0 to 3,993 bytes, as often long as short, in letters of one to four bytes. */
const texts = fc.tuple(
  fc.oneof(
    fc.constantFrom(0, 1, textBytesMax - 1, textBytesMax),
    fc.integer({ min: 0, max: 80 }),
    fc.integer({ min: 0, max: textBytesMax }),
  ),
  fc.array(fc.constantFrom("a", "\0", "\x02", "é", "今", "🙂"), {
    minLength: 1,
    maxLength: 50,
  }),
).map(([bytes, letters]) => {
  let text = "";
  let left = bytes;
  for (let at = 0; left > 0; at++) {
    const letter = letters[at % letters.length]!;
    const size = encoder.encode(letter).length;
    text += size <= left ? letter : "b";
    left -= size <= left ? size : 1;
  }
  return text;
});
const drawn = fc.tuple(texts, fc.constantFrom(...receivers));

function forMessages<T>(
  count: number,
  draw: fc.Arbitrary<T>,
  judge: (value: T) => Promise<void>,
): () => Promise<void> {
  return async () => {
    console.log(`${count} messages, seed ${seed}`);
    const property = fc.asyncProperty(draw, judge);
    await fc.assert(property, { numRuns: count, seed });
  };
}

Deno.test(
  "npm:http_ece decrypts what 6.5 encrypts",
  forMessages(messages, drawn, async ([text, { ecdh, keys }]) => {
    const body = await encrypt(text, { keys });
    assertEquals(body.length, encoder.encode(text).length + 103);
    const options = { privateKey: ecdh, authSecret: keys.auth };
    const whole = { version: "aes128gcm", ...options } as const;
    assertEquals(ece.decrypt(Buffer.from(body), whole).toString(), text);
  }),
);

Deno.test(
  "6.6 decrypts what npm:http_ece encrypts, with padding and without",
  forMessages(
    messages,
    fc.tuple(drawn, fc.nat({ max: 300 })),
    async ([[text, { keyPair, auth, keys }], padding]) => {
      const bytes = Buffer.from(text);
      const privateKey = createECDH("prime256v1");
      privateKey.generateKeys();
      // Padding that does not fit any more would begin a second record.
      const pad = Math.min(padding, textBytesMax - bytes.length);
      const body = ece.encrypt(bytes, {
        version: "aes128gcm",
        privateKey,
        dh: keys.p256dh,
        authSecret: keys.auth,
        pad,
      });
      // A view that begins inside of its buffer, as those of Node often do.
      const larger = new Uint8Array(body.length + 7);
      larger.set(body, 7);
      assertEquals(await decrypt(larger.subarray(7), { keyPair, auth }), text);
    },
  ),
);

Deno.test(
  "6.6 decrypts what npm:web-push encrypts",
  forMessages(messages / 4, drawn, async ([text, { keyPair, auth, keys }]) => {
    const { cipherText } = webpush.encrypt(
      keys.p256dh,
      keys.auth,
      text,
      "aes128gcm",
    );
    assertEquals(await decrypt(cipherText, { keyPair, auth }), text);
  }),
);

Deno.test(
  "6.6 and npm:http_ece refuse the same changed messages",
  forMessages(
    messages / 4,
    fc.tuple(drawn, fc.nat(), fc.integer({ min: 1, max: 255 })),
    async ([[text, { ecdh, keyPair, auth, keys }], place, bits]) => {
      const body = await encrypt(text, { keys });
      // Between 16 and 20 stands the record size, which may be greater too.
      const at = [...Array(16).keys(), ...body.keys().drop(20)]
        .at(place % (body.length - 20))!;
      body[at]! ^= bits;
      const error = await decrypt(body, { keyPair, auth }).catch((it) => it);
      assert(
        error instanceof DecryptionError,
        `byte ${at} ^ ${bits}: ${error}`,
      );
      const options = { privateKey: ecdh, authSecret: keys.auth };
      const whole = { version: "aes128gcm", ...options } as const;
      assertNotEquals(
        orNothing(() => ece.decrypt(Buffer.from(body), whole)),
        text,
      );
    },
  ),
);

/** The text that comes of it, if one does. */
function orNothing(decrypted: () => Buffer): string | undefined {
  try {
    return decrypted().toString();
  } catch {
    return undefined;
  }
}

/** A push service that somebody else wrote. */
async function startService(): Promise<
  { model: PushApiModel; server: WebPushTestingServer; url: string }
> {
  const model = new PushApiModel();
  const server = new WebPushTestingServer(model, 0);
  const { promise, resolve } = Promise.withResolvers<void>();
  server.startServer();
  server._server.once("listening", resolve);
  await promise;
  const url = `http://localhost:${server._server.address().port}/`;
  model.notifyUrl = `${url}notify/`;
  return { model, server, url };
}

async function asked(url: string, form: Record<string, string>) {
  const body = new URLSearchParams(form);
  const answer = await fetch(url, { method: "POST", body });
  assertEquals(answer.status, 200);
  return (await answer.json()).data;
}

Deno.test({
  name:
    "npm:web-push-testing takes what 6.5 encrypts and 6.4 signs, and nothing else",
  // Its server is an express, with connections of its own.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    const { model, server, url } = await startService();
    const [vapid, stranger] = [1, 2].map(() => ({
      ...webpush.generateVAPIDKeys(),
      subject: "mailto:ada@example.org",
    }));
    const { endpoint, keys, clientHash } = await asked(`${url}subscribe`, {
      userVisibleOnly: "true",
      applicationServerKey: vapid!.publicKey,
    });
    const send = async (body: Uint8Array, by = vapid!, ttl = "60") => {
      const answer = await fetch(endpoint, {
        method: "POST",
        headers: {
          "authorization": await identify(endpoint, by),
          "content-encoding": "aes128gcm",
          "content-type": "application/octet-stream",
          ttl,
        },
        body: body.slice(),
      });
      await answer.body?.cancel();
      return answer.status;
    };
    const all = ["", "Good morning", "今日は 🙂", "x".repeat(textBytesMax)];
    for (const text of all) {
      assertEquals(await send(await encrypt(text, { keys })), 201);
    }
    const body = await encrypt("Hello", { keys });
    assertEquals(await send(body, stranger!), 400);
    assertEquals(await send(body, vapid!, ""), 400);
    assertEquals(await send(body.fill(7, 90, 95)), 400);
    const { messages } = await asked(`${url}get-notifications`, { clientHash });
    assertEquals(messages, all);
    model.expireSubscription(clientHash);
    assertEquals(await send(await encrypt("Still there?", { keys })), 410);
    server._server.closeAllConnections();
    await new Promise<void>((done) => server._server.close(done));
  },
});
