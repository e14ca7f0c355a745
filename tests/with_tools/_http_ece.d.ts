/** What the comparisons use of npm:http_ece, which brings no types. */
import type { Buffer } from "node:buffer";
import type { ECDH } from "node:crypto";

/** Keys of a message of RFC 8291. */
export interface Keys {
  readonly version: "aes128gcm";
  /** The own key pair. */
  readonly privateKey: ECDH;
  /** The receiver's public key, base64url; only to encrypt. */
  readonly dh?: string;
  /** The receiver's secret, base64url. */
  readonly authSecret: string;
  /** Bytes of padding in each record; only to encrypt. */
  readonly pad?: number;
}

interface HttpEce {
  encrypt(text: Buffer, keys: Keys): Buffer;
  decrypt(body: Buffer, keys: Keys): Buffer;
}

declare const ece: HttpEce;
export default ece;
