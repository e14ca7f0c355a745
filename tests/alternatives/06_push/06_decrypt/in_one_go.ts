// From top to bottom, with the places of the header as numbers; HKDF is the one of Web Crypto.
export class DecryptionError extends Error {
  override name = "DecryptionError";
  readonly reason: string;

  constructor(reason: string) {
    super(`Cannot decrypt the message: ${reason}`);
    this.reason = reason;
  }
}

type Bytes = Uint8Array<ArrayBuffer>;

const { subtle } = crypto;
const curve = { name: "ECDH", namedCurve: "P-256" };
const encoder = new TextEncoder();

export async function decrypt(
  body: Uint8Array,
  { keyPair, auth }: { keyPair: CryptoKeyPair; auth: Bytes },
): Promise<string> {
  if (body.length < 103) throw new DecryptionError("too-short");
  const view = new DataView(body.buffer, body.byteOffset);
  if (view.getUint8(20) !== 65) throw new DecryptionError("key-length");
  const record = body.slice(86);
  const recordSize = view.getUint32(16);
  if (record.length > recordSize || recordSize < 18) {
    throw new DecryptionError("many-records");
  }
  const salt = body.slice(0, 16);
  const sender = body.slice(21, 86);
  const secret = await agree(keyPair.privateKey, sender);
  const own = new Uint8Array(await subtle.exportKey("raw", keyPair.publicKey));
  const label = encoder.encode("WebPush: info\0");
  const ikm = await hkdf(auth, secret, join(label, own, sender), 256);
  const cekInfo = encoder.encode("Content-Encoding: aes128gcm\0");
  const cek = await hkdf(salt, ikm, cekInfo, 128);
  const nonceInfo = encoder.encode("Content-Encoding: nonce\0");
  const nonce = await hkdf(salt, ikm, nonceInfo, 96);
  const content = await open(record, cek, nonce);
  const end = content.findLastIndex((byte) => byte !== 0);
  if (content[end] !== 2) throw new DecryptionError("delimiter");
  return new TextDecoder().decode(content.subarray(0, end));
}

async function agree(privateKey: CryptoKey, sender: Bytes): Promise<Bytes> {
  try {
    const key = await subtle.importKey("raw", sender, curve, false, []);
    const algorithm = { name: "ECDH", public: key };
    return new Uint8Array(await subtle.deriveBits(algorithm, privateKey, 256));
  } catch {
    throw new DecryptionError("bad-key");
  }
}

async function open(record: Bytes, cek: Bytes, iv: Bytes): Promise<Bytes> {
  const key = await subtle.importKey("raw", cek, "AES-GCM", false, ["decrypt"]);
  try {
    const algorithm = { name: "AES-GCM", iv };
    return new Uint8Array(await subtle.decrypt(algorithm, key, record));
  } catch {
    throw new DecryptionError("tampered");
  }
}

async function hkdf(
  salt: Bytes,
  secret: Bytes,
  info: Bytes,
  bits: number,
): Promise<Bytes> {
  const usages: KeyUsage[] = ["deriveBits"];
  const key = await subtle.importKey("raw", secret, "HKDF", false, usages);
  const algorithm = { name: "HKDF", hash: "SHA-256", salt, info };
  return new Uint8Array(await subtle.deriveBits(algorithm, key, bits));
}

function join(...parts: Uint8Array[]): Bytes {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}
