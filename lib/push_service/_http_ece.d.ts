/**
 * The part of `npm:http_ece` that is used here; the package has no types.
 *
 * @module
 */
import type { Buffer } from "node:buffer";
import type { ECDH } from "node:crypto";

/** What decrypts a message. */
export interface DecryptOptions {
  readonly version: "aes128gcm";
  /** The recipient's key pair. */
  readonly privateKey: ECDH;
  /** The recipient's authentication secret, base64url. */
  readonly authSecret: string;
}

interface HttpEce {
  /** Decrypts a message of RFC 8188 and RFC 8291. Throws if it cannot. */
  decrypt(body: Buffer, options: DecryptOptions): Buffer;
}

declare const ece: HttpEce;
export default ece;
