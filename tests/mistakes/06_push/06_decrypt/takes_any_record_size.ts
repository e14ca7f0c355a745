// Caught by: refuses more than one record
// Misconception: A record of 17 bytes needs a size of 17, and no more.
// Says: a size of 17, and no text
import { concat } from "@std/bytes";

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
  /** Its keys for ECDH on P-256; the public one is `p256dh`. */
  readonly keyPair: CryptoKeyPair;
  /** The secret of 16 bytes. */
  readonly auth: Uint8Array<ArrayBuffer>;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** Salt, record size, length of the key, and the key. */
const HEADER_BYTES = 86;
const KEY_BYTES = 65;
/** An empty text: the delimiter and the tag. */
const RECORD_BYTES_MIN = 17;
const DELIMITER = 2;

const { subtle } = crypto;
const curve = { name: "ECDH", namedCurve: "P-256" };
const encoder = new TextEncoder();

/**
 * Decrypts the body of a push message (RFC 8291).
 *
 * @throws {DecryptionError} If it is not one record, made for this receiver.
 */
export async function decrypt(
  body: Uint8Array,
  { keyPair, auth }: Receiver,
): Promise<string> {
  const { salt, sender, record } = readHeader(body);
  const secret = await agree(keyPair.privateKey, sender);
  const exported = await subtle.exportKey("raw", keyPair.publicKey);
  const keys = [new Uint8Array(exported), sender];
  const info = concat([encoder.encode("WebPush: info\0"), ...keys]);
  const ikm = await hkdf(auth, secret, info, 32);
  const cek = await hkdf(salt, ikm, labelled("aes128gcm"), 16);
  const nonce = await hkdf(salt, ikm, labelled("nonce"), 12);
  const content = await open(record, cek, nonce);
  return new TextDecoder().decode(withoutPadding(content));
}

/** Reads what the receiver cannot know (RFC 8188, section 2.1). */
function readHeader(
  body: Uint8Array,
): { salt: Bytes; sender: Bytes; record: Bytes } {
  if (body.length < HEADER_BYTES + RECORD_BYTES_MIN) {
    refuse("too-short", `it has ${body.length} bytes`);
  }
  const view = new DataView(body.buffer, body.byteOffset);
  const keyBytes = view.getUint8(20);
  if (keyBytes !== KEY_BYTES) {
    refuse("key-length", `its key has ${keyBytes} bytes`);
  }
  const record = body.slice(HEADER_BYTES);
  const recordSize = view.getUint32(16);
  if (record.length > recordSize) {
    refuse("many-records", `a record has ${recordSize} bytes`);
  }
  const sender = body.slice(HEADER_BYTES - KEY_BYTES, HEADER_BYTES);
  return { salt: body.slice(0, 16), sender, record };
}

/** What only sender and receiver know. */
async function agree(privateKey: CryptoKey, sender: Bytes): Promise<Bytes> {
  try {
    const publicKey = await subtle.importKey("raw", sender, curve, false, []);
    // Deno notices here, not before, that a point is not on the curve.
    const algorithm = { name: "ECDH", public: publicKey };
    return new Uint8Array(await subtle.deriveBits(algorithm, privateKey, 256));
  } catch {
    refuse("bad-key", "the sender's key is no point of the curve");
  }
}

/** Both steps of HKDF (RFC 5869). */
async function hkdf(
  salt: Bytes,
  secret: Bytes,
  info: Bytes,
  bytes: number,
): Promise<Bytes> {
  const usages: KeyUsage[] = ["deriveBits"];
  const key = await subtle.importKey("raw", secret, "HKDF", false, usages);
  const algorithm = { name: "HKDF", hash: "SHA-256", salt, info };
  return new Uint8Array(await subtle.deriveBits(algorithm, key, bytes * 8));
}

function labelled(label: string): Bytes {
  return encoder.encode(`Content-Encoding: ${label}\0`);
}

async function open(record: Bytes, cek: Bytes, iv: Bytes): Promise<Bytes> {
  const key = await subtle.importKey("raw", cek, "AES-GCM", false, ["decrypt"]);
  try {
    const content = await subtle.decrypt({ name: "AES-GCM", iv }, key, record);
    return new Uint8Array(content);
  } catch {
    refuse("tampered", "its tag belongs to other bytes or another key");
  }
}

/** The text, without the delimiter of the last record and the zeros behind it. */
function withoutPadding(content: Bytes): Bytes {
  const end = content.findLastIndex((byte) => byte !== 0);
  if (content[end] !== DELIMITER) refuse("delimiter", "no 02 ends its text");
  return content.subarray(0, end);
}

function refuse(reason: Reason, message: string): never {
  throw new DecryptionError(reason, message);
}
