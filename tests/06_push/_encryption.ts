/**
 * What RFC 8291 and RFC 8188 make of keys, salt and text, with `node:crypto`:
 * every value on the way, and bodies with any fault.
 *
 * @module
 */
import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createHmac,
} from "node:crypto";
import { Buffer } from "node:buffer";
import type { Random } from "exam";

/** Where the record begins: behind salt, record size, length of the key and key. */
export const headerBytes = 86;
const curve = "prime256v1";
const tagBytes = 16;

/** A pair of keys on P-256. */
export interface KeyPair {
  /** The point, uncompressed: 65 bytes. */
  readonly publicKey: Uint8Array;
  /** The number: 32 bytes. */
  readonly privateKey: Uint8Array;
}

/** Both sides of one message. */
export interface Sides {
  readonly receiver: KeyPair;
  readonly auth: Uint8Array;
  readonly sender: KeyPair;
  readonly salt: Uint8Array;
}

/** The values of RFC 8291, appendix A, in the order in which they are computed. */
export interface Values {
  readonly salt: Uint8Array;
  readonly as_public: Uint8Array;
  readonly ecdh_secret: Uint8Array;
  readonly PRK_key: Uint8Array;
  readonly IKM: Uint8Array;
  readonly PRK: Uint8Array;
  readonly CEK: Uint8Array;
  readonly NONCE: Uint8Array;
}

/** Bytes of base64url. */
export function fromBase64url(text: string): Uint8Array {
  return Uint8Array.fromBase64(text, { alphabet: "base64url" });
}

/** Base64url, without `=`. */
export function toBase64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

/** The example of RFC 8291, section 5. */
export const example: Sides & { readonly text: string } = {
  text: "When I grow up, I want to be a watermelon",
  receiver: keyPairOf(
    fromBase64url("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"),
  ),
  auth: fromBase64url("BTBZMqHH6r4Tts7J_aSIgg"),
  sender: keyPairOf(
    fromBase64url("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
  ),
  salt: fromBase64url("DGv6ra1nlYgDCS1FRnbzlw"),
};

/** Bytes that no short pattern repeats. */
export function drawBytes(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.integer(0, 255));
}

/** Keys, secret and salt of a message, drawn. */
export function drawSides(random: Random): Sides {
  return {
    receiver: drawKeyPair(random),
    auth: drawBytes(random, 16),
    sender: drawKeyPair(random),
    salt: drawBytes(random, 16),
  };
}

/** A pair of keys, drawn. */
export function drawKeyPair(random: Random): KeyPair {
  // Every number below 2^255 that is not 0 is a private key.
  const [first = 0, ...rest] = drawBytes(random, 32);
  return keyPairOf(Uint8Array.of(first & 127 | 1, ...rest));
}

/** Three receivers: the third has the keys of the first, and a secret of its own. */
export function drawReceivers(
  random: Random,
): readonly Pick<Sides, "receiver" | "auth">[] {
  const [one, two] = [drawKeyPair(random), drawKeyPair(random)];
  return [one, two, one].map((receiver) => ({
    receiver,
    auth: drawBytes(random, 16),
  }));
}

/** The pair that belongs to a private key. */
export function keyPairOf(privateKey: Uint8Array): KeyPair {
  const ecdh = createECDH(curve);
  ecdh.setPrivateKey(Buffer.from(privateKey));
  return { privateKey, publicKey: Uint8Array.from(ecdh.getPublicKey()) };
}

/** The form in which the examiner hands over a pair of keys. */
export function carriedKeyPair({ publicKey, privateKey }: KeyPair): unknown {
  const $keyPair = {
    kty: "EC",
    crv: "P-256",
    x: toBase64url(publicKey.subarray(1, 33)),
    y: toBase64url(publicKey.subarray(33)),
    d: toBase64url(privateKey),
  };
  return { $keyPair };
}

/** The form in which the examiner hands over bytes, `$offset` bytes behind the beginning of their buffer. */
export function carriedBytes(bytes: Uint8Array, $offset?: number): unknown {
  return { $bytes: bytes.toBase64(), $offset };
}

/** One array with the bytes of all. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function hmac(key: Uint8Array, ...data: readonly Uint8Array[]): Uint8Array {
  const digest = createHmac("sha256", key).update(Buffer.concat(data)).digest();
  return Uint8Array.from(digest);
}

/** The secret that belongs to a private key and the other side's public one. */
function agreed(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array {
  const ecdh = createECDH(curve);
  ecdh.setPrivateKey(Buffer.from(privateKey));
  return Uint8Array.from(ecdh.computeSecret(publicKey));
}

/** Every value on the way to the key and the nonce (RFC 8291, section 3.4). */
export function valuesOf({ receiver, auth, sender, salt }: Sides): Values {
  return derived({
    secret: agreed(sender.privateKey, receiver.publicKey),
    receiver: receiver.publicKey,
    sender: sender.publicKey,
    auth,
    salt,
  });
}

function derived(
  { secret, receiver, sender, auth, salt }: {
    readonly secret: Uint8Array;
    readonly receiver: Uint8Array;
    readonly sender: Uint8Array;
    readonly auth: Uint8Array;
    readonly salt: Uint8Array;
  },
): Values {
  const one = Uint8Array.of(1);
  const prkKey = hmac(auth, secret);
  const ikm = hmac(prkKey, encode("WebPush: info\0"), receiver, sender, one);
  const prk = hmac(salt, ikm);
  const cek = hmac(prk, encode("Content-Encoding: aes128gcm\0"), one);
  const nonce = hmac(prk, encode("Content-Encoding: nonce\0"), one);
  return {
    salt,
    as_public: sender,
    ecdh_secret: secret,
    PRK_key: prkKey,
    IKM: ikm,
    PRK: prk,
    CEK: cek.slice(0, 16),
    NONCE: nonce.slice(0, 12),
  };
}

/** How a body differs from what it should be. */
export interface Fault {
  /** What the header says that a record may have. */
  readonly recordSize?: number;
  /** What stands in the header in place of the sender's key. */
  readonly key?: Uint8Array;
  /** The length that the header gives for it. */
  readonly keyBytes?: number;
}

/**
 * The body of a push message whose records hold these contents: each is a
 * text, its delimiter, and padding.
 */
export function sealed(
  sides: Sides,
  contents: readonly Uint8Array[],
  fault: Fault = {},
): Uint8Array {
  const { recordSize = 4_096, key = sides.sender.publicKey } = fault;
  const header = new Uint8Array(21);
  header.set(sides.salt);
  new DataView(header.buffer).setUint32(16, recordSize);
  header[20] = fault.keyBytes ?? key.length;
  const values = valuesOf(sides);
  const records = contents.map((content, at) => sealOne(values, content, at));
  return joined(header, key, ...records);
}

/** A text as it stands in the only record. */
export function content(
  text: string | Uint8Array,
  { delimiter = [2], padding = 0 } = {},
): Uint8Array {
  const bytes = typeof text === "string" ? encode(text) : text;
  return joined(bytes, Uint8Array.from(delimiter), new Uint8Array(padding));
}

function sealOne(
  { CEK, NONCE }: Values,
  content: Uint8Array,
  sequence: number,
): Uint8Array {
  const cipher = createCipheriv("aes-128-gcm", CEK, nonceAt(NONCE, sequence));
  const parts = [cipher.update(content), cipher.final(), cipher.getAuthTag()];
  return Uint8Array.from(Buffer.concat(parts));
}

/** Each record has a nonce of its own (RFC 8188, section 2.3). */
function nonceAt(nonce: Uint8Array, sequence: number): Uint8Array {
  const own = nonce.slice();
  const last = own.length - 1;
  own.set([(own[last] ?? 0) ^ sequence], last);
  return own;
}

/** What a record holds, with its delimiter; undefined if the key does not open it. */
export function opened(
  { CEK, NONCE }: Values,
  record: Uint8Array,
): Uint8Array | undefined {
  if (record.length < tagBytes) return undefined;
  const end = record.length - tagBytes;
  const decipher = createDecipheriv("aes-128-gcm", CEK, NONCE);
  decipher.setAuthTag(Buffer.from(record.subarray(end)));
  try {
    const parts = [decipher.update(record.subarray(0, end)), decipher.final()];
    return Uint8Array.from(Buffer.concat(parts));
  } catch {
    return undefined;
  }
}

/** What a receiver, who knows no more than its own keys, finds in the record. */
export function received(
  body: Uint8Array,
  { receiver, auth }: Pick<Sides, "receiver" | "auth">,
): Uint8Array | undefined {
  const sender = body.slice(21, headerBytes);
  try {
    const secret = agreed(receiver.privateKey, sender);
    const salt = body.slice(0, 16);
    const { publicKey } = receiver;
    const values = derived({ secret, receiver: publicKey, sender, auth, salt });
    return opened(values, body.subarray(headerBytes));
  } catch {
    return undefined;
  }
}
