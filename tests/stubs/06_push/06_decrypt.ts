/**
 * 6.6 Decrypt
 *
 * Grace's reading lamp blinks when the board has news: it is a user agent too,
 * with keys of its own, and anybody who knows its endpoint can send it bytes.
 * Open what was sealed for it, and say why you do not open the rest.
 *
 * @module
 */

/** Why a body cannot be decrypted. */
export type Reason =
  | "too-short"
  | "key-length"
  | "bad-key"
  | "many-records"
  | "tampered"
  | "delimiter";

/** A body that was not made for these keys, or not as it should be. */
export class DecryptionError extends Error {
  override name = "DecryptionError";
  /** What is wrong with it. */
  readonly reason: Reason;

  constructor(reason: Reason, message: string) {
    super(`Cannot decrypt the message: ${message}`);
    this.reason = reason;
  }
}

/** What the receiver of a subscription keeps to itself. */
export interface Receiver {
  /** Its keys for ECDH on P-256; the public one is `p256dh`, or `ua_public`. */
  readonly keyPair: CryptoKeyPair;
  /** The secret of 16 bytes. */
  readonly auth: Uint8Array<ArrayBuffer>;
}

/**
 * Decrypts the body of a push message (RFC 8291).
 *
 * @throws {DecryptionError} If it is not one record, made for this receiver.
 */
export async function decrypt(
  body: Uint8Array,
  { keyPair, auth }: Receiver,
): Promise<string> {
  const salt = body.slice(0, 16);
  const sender = body.slice(21, 86);
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const publicKey = await crypto.subtle.importKey(
    "raw",
    sender,
    curve,
    false,
    [],
  );
  // TODO: That believes every byte. Judge what came, derive the key, open the record, and give its text.
  throw new Error(
    `Remove this line and open it with ${salt.length} and ${auth.length} bytes, the ${keyPair.privateKey.type} key and the ${publicKey.type} one`,
  );
}
