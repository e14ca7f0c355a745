import { Buffer } from "node:buffer";
import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import type { Keys } from "./_subscribers.ts";

/** A line to be written as `Authorization`. */
export interface LineInit {
  /** Whose private key signs. */
  readonly keys: Keys;
  /** What the token says; a text stands as it is. */
  readonly claims: unknown;
  /** The token's header. */
  readonly header?: unknown;
  /** What is put in the place of the signature. */
  readonly signature?: string;
}

function jwkOf({ publicKey, privateKey }: Keys) {
  const point = Buffer.from(publicKey, "base64url");
  const [x, y] = [point.subarray(1, 33), point.subarray(33)]
    .map((half) => half.toString("base64url")) as [string, string];
  return { kty: "EC", crv: "P-256", x, y, d: privateKey };
}

/** base64url of JSON, or of a text. */
export function encoded(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return Buffer.from(text).toString("base64url");
}

/** Signs a text in 64 bytes, or as OpenSSL would. */
export function signatureOf(
  text: string,
  keys: Keys,
  dsaEncoding: "ieee-p1363" | "der" = "ieee-p1363",
): string {
  const key = createPrivateKey({ key: jwkOf(keys), format: "jwk" });
  const how = { key, dsaEncoding };
  return sign("sha256", Buffer.from(text), how).toString("base64url");
}

/** A token; right as long as nothing else is asked for. */
export function tokenOf(
  { keys, claims, header = { typ: "JWT", alg: "ES256" }, signature }: LineInit,
): string {
  const signed = `${encoded(header)}.${encoded(claims)}`;
  return `${signed}.${signature ?? signatureOf(signed, keys)}`;
}

/** The whole line. */
export function lineOf(init: LineInit): string {
  return `vapid t=${tokenOf(init)}, k=${init.keys.publicKey}`;
}

/** Whether these bytes are the signature of a text, in the form that is said. */
export function isSigned(
  text: string,
  signature: Uint8Array,
  keys: Keys,
  dsaEncoding: "ieee-p1363" | "der" = "ieee-p1363",
): boolean {
  const key = createPublicKey({ key: jwkOf(keys), format: "jwk" });
  try {
    return verify("sha256", Buffer.from(text), { key, dsaEncoding }, signature);
  } catch {
    return false;
  }
}
