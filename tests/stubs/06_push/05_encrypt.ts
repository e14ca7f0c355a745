/**
 * 6.5 Encrypt
 *
 * Ada asks what the push service reads of her messages. Nothing, says Ben, they
 * are sealed; but by whom, and how? Seal one by hand, so that only the browser
 * that it is for can open it.
 *
 * @module
 */

/** Where one browser receives; only its keys are needed here. */
export interface Subscription {
  /** Its public key and its secret, in base64url. */
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** Is told a value by the name that it has in RFC 8291, appendix A. */
export type Observe = (name: string, bytes: Uint8Array) => void;

/** Options for {@linkcode encrypt}; the first two are for known examples. */
export interface Options {
  /**
   * Sixteen bytes that no other message has.
   *
   * @default {undefined} Drawn for this message.
   */
  salt?: Uint8Array<ArrayBuffer>;
  /**
   * The sender's keys for ECDH on P-256, that no other message has. The private
   * key may be used for `deriveBits`, and for nothing else.
   *
   * @default {undefined} Made for this message.
   */
  keyPair?: CryptoKeyPair;
  /**
   * Is told what was computed, value by value.
   *
   * @default {undefined} Nobody is told.
   */
  observe?: Observe;
}

/**
 * Encrypts a text for one browser (RFC 8291): the body of the push message.
 *
 * @throws {RangeError} If the text has more than 3,993 bytes in UTF-8.
 */
export async function encrypt(
  text: string,
  subscription: Subscription,
  options: Options = {},
): Promise<Uint8Array> {
  const { observe = () => {} } = options;
  const receiver = Uint8Array.fromBase64(subscription.keys.p256dh, {
    alphabet: "base64url",
  });
  observe("ua_public", receiver);
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const publicKey = await crypto.subtle.importKey(
    "raw",
    receiver,
    curve,
    false,
    [],
  );
  // TODO: That is the receiver's key. Derive all that follows from it, say each value to `observe`, and seal the text, unless it is too long.
  throw new Error(
    `Remove this line and seal ${text.length} characters for the owner of the ${publicKey.type} key`,
  );
}
