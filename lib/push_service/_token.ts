import { encodeBase64Url } from "@std/encoding/base64url";

/** A part of a URL that nobody can guess: who has the URL may use it, RFC 8030 section 8.3. */
export function token(): string {
  return encodeBase64Url(crypto.getRandomValues(new Uint8Array(24)));
}
