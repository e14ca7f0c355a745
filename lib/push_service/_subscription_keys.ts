import { Buffer } from "node:buffer";
import { createECDH } from "node:crypto";
import { encodeBase64Url } from "@std/encoding/base64url";
// @ts-types="./_http_ece.d.ts"
import ece from "http_ece";
import type { SubscriptionState } from "./user_agent_state.ts";

const CURVE = "prime256v1"; // P-256

/** Makes the secrets of a subscription, RFC 8291 sections 3.1 and 3.2. */
export function createKeys(): Omit<SubscriptionState, "endpoint"> {
  const pair = createECDH(CURVE);
  pair.generateKeys();
  return {
    privateKey: pair.getPrivateKey("base64url"),
    p256dh: pair.getPublicKey("base64url"),
    auth: encodeBase64Url(crypto.getRandomValues(new Uint8Array(16))),
  };
}

/** Decrypts a message, RFC 8291 section 4. Throws if it was not made for these keys. */
export function decrypt(
  body: Uint8Array,
  { privateKey, auth }: SubscriptionState,
): string {
  const pair = createECDH(CURVE);
  pair.setPrivateKey(privateKey, "base64url");
  const plain = ece.decrypt(Buffer.from(body), {
    version: "aes128gcm",
    privateKey: pair,
    authSecret: auth,
  });
  return new TextDecoder().decode(plain);
}
