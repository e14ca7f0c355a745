/**
 * 6.5 Encrypt: one possibility.
 *
 * @module
 */
import { concat } from "@std/bytes";

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
   * The sender's keys for ECDH on P-256, that no other message has.
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

type Bytes = Uint8Array<ArrayBuffer>;

/** Bytes of a text, at most: 4,096 less 86 of the header and 17 around the text. */
const TEXT_BYTES_MAX = 3_993;
/** The record size 4,096 in four bytes, and the length of the key behind it. */
const SIZES = Uint8Array.of(0, 0, 16, 0, 65);
/** Ends the text of the last record, which is the only one. */
const DELIMITER = Uint8Array.of(2);

const { subtle } = crypto;
const curve = { name: "ECDH", namedCurve: "P-256" };
const encoder = new TextEncoder();

/**
 * Encrypts a text for one browser (RFC 8291): the body of the push message.
 *
 * @throws {RangeError} If the text has more than 3,993 bytes.
 */
export async function encrypt(
  text: string,
  subscription: Subscription,
  options: Options = {},
): Promise<Uint8Array> {
  const plaintext = encodeWhole(text);
  const {
    salt = crypto.getRandomValues(new Uint8Array(16)),
    keyPair = await subtle.generateKey(curve, false, ["deriveBits"]),
    observe = () => {},
  } = options;
  const sender = await exported(keyPair.publicKey);
  observe("salt", salt);
  observe("as_public", sender);
  const secret = await agree(keyPair, sender, subscription, observe);
  const { key, nonce } = await deriveKey(salt, secret, observe);
  const padded = concat([plaintext, DELIMITER]);
  const algorithm = { name: "AES-GCM", iv: nonce };
  const record = new Uint8Array(await subtle.encrypt(algorithm, key, padded));
  const body = concat([salt, SIZES, sender, record]);
  observe("body", body);
  return body;
}

function encodeWhole(text: string): Bytes {
  const bytes = encoder.encode(text);
  if (bytes.length <= TEXT_BYTES_MAX) return bytes;
  throw new RangeError(
    `Cannot encrypt the text: it has ${bytes.length} bytes, and a message holds ${TEXT_BYTES_MAX}`,
  );
}

/** What only sender and receiver know, bound to the keys of both (RFC 8291, section 3.4). */
async function agree(
  { privateKey }: CryptoKeyPair,
  sender: Bytes,
  { keys }: Subscription,
  observe: Observe,
): Promise<Bytes> {
  const [receiver, auth] = [decode(keys.p256dh), decode(keys.auth)];
  const publicKey = await subtle.importKey("raw", receiver, curve, false, []);
  const algorithm = { name: "ECDH", public: publicKey };
  const shared = await subtle.deriveBits(algorithm, privateKey, 256);
  const ecdhSecret = new Uint8Array(shared);
  observe("ecdh_secret", ecdhSecret);
  const prkKey = await hmac(auth, ecdhSecret);
  observe("PRK_key", prkKey);
  const info = concat([encoder.encode("WebPush: info\0"), receiver, sender]);
  const ikm = await expand(prkKey, info, 32);
  observe("IKM", ikm);
  return ikm;
}

/** The key and the nonce of the one record (RFC 8188, sections 2.2 and 2.3). */
async function deriveKey(
  salt: Bytes,
  ikm: Bytes,
  observe: Observe,
): Promise<{ key: CryptoKey; nonce: Bytes }> {
  const prk = await hmac(salt, ikm);
  observe("PRK", prk);
  const [cek, nonce] = await Promise.all([
    expand(prk, encoder.encode("Content-Encoding: aes128gcm\0"), 16),
    expand(prk, encoder.encode("Content-Encoding: nonce\0"), 12),
  ]);
  observe("CEK", cek);
  observe("NONCE", nonce);
  const key = await subtle.importKey("raw", cek, "AES-GCM", false, ["encrypt"]);
  return { key, nonce };
}

/** The second step of HKDF, for 32 bytes at most (RFC 5869); its first is {@linkcode hmac}. */
async function expand(
  prk: Bytes,
  info: Bytes,
  length: number,
): Promise<Bytes> {
  const block = await hmac(prk, concat([info, Uint8Array.of(1)]));
  return block.slice(0, length);
}

async function hmac(key: Bytes, data: Bytes): Promise<Bytes> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const hmacKey = await subtle.importKey("raw", key, algorithm, false, [
    "sign",
  ]);
  return new Uint8Array(await subtle.sign("HMAC", hmacKey, data));
}

async function exported(key: CryptoKey): Promise<Bytes> {
  return new Uint8Array(await subtle.exportKey("raw", key));
}

function decode(text: string): Bytes {
  return Uint8Array.fromBase64(text, { alphabet: "base64url" });
}
