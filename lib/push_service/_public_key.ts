import { ECDH } from "node:crypto";
import { decodeBase64Url, encodeBase64Url } from "@std/encoding/base64url";

/** Bytes of a point on P-256 in uncompressed form: 4, x, y. */
export const PUBLIC_KEY_BYTES = 65;

/**
 * Brings a public key on P-256, as bytes or base64url with or without padding,
 * into one form: base64url without padding. Returns `undefined` if it is none: of
 * another length or form, or not on the curve.
 */
export function publicKey(key: unknown): string | undefined {
  try {
    const bytes = typeof key === "string" ? decodeBase64Url(key) : key;
    if (!(bytes instanceof Uint8Array)) return undefined;
    if (bytes.length !== PUBLIC_KEY_BYTES || bytes[0] !== 4) return undefined;
    ECDH.convertKey(bytes, "prime256v1"); // throws if it is not on the curve
    return encodeBase64Url(bytes);
  } catch {
    return undefined;
  }
}
