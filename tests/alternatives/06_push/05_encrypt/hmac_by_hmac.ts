// HMAC by HMAC, as the table of RFC 8291 has it; each value is told as soon as it is there.
interface Subscription {
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

interface Options {
  salt?: Uint8Array<ArrayBuffer>;
  keyPair?: CryptoKeyPair;
  observe?: (name: string, bytes: Uint8Array) => void;
}

type Bytes = Uint8Array<ArrayBuffer>;

const { subtle } = crypto;
const curve = { name: "ECDH", namedCurve: "P-256" };
const encoder = new TextEncoder();

export async function encrypt(
  text: string,
  { keys }: Subscription,
  options: Options = {},
): Promise<Uint8Array> {
  const plaintext = encoder.encode(text);
  if (plaintext.length > 3_993) throw new RangeError("Too long");
  const { observe = () => {} } = options;
  const salt = options.salt ?? crypto.getRandomValues(new Uint8Array(16));
  const keyPair = options.keyPair ?? await makeKeyPair();
  const sender = new Uint8Array(
    await subtle.exportKey("raw", keyPair.publicKey),
  );
  observe("salt", salt);
  observe("as_public", sender);
  const receiver = decode(keys.p256dh);
  const secret = await agree(keyPair.privateKey, receiver);
  observe("ecdh_secret", secret);
  const prkKey = await hmac(decode(keys.auth), secret);
  observe("PRK_key", prkKey);
  const info = join(encoder.encode("WebPush: info\0"), receiver, sender);
  const ikm = await hmac(prkKey, join(info, Uint8Array.of(1)));
  observe("IKM", ikm);
  const prk = await hmac(salt, ikm);
  observe("PRK", prk);
  const cekInfo = encoder.encode("Content-Encoding: aes128gcm\0\x01");
  const cek = (await hmac(prk, cekInfo)).slice(0, 16);
  observe("CEK", cek);
  const nonceInfo = encoder.encode("Content-Encoding: nonce\0\x01");
  const nonce = (await hmac(prk, nonceInfo)).slice(0, 12);
  observe("NONCE", nonce);
  const content = join(plaintext, Uint8Array.of(2));
  const record = await seal(content, cek, nonce);
  const sizes = Uint8Array.of(0, 0, 16, 0, 65);
  const body = join(salt, sizes, sender, record);
  observe("body", body);
  return body;
}

async function makeKeyPair(): Promise<CryptoKeyPair> {
  return await subtle.generateKey(curve, false, ["deriveBits"]);
}

async function agree(privateKey: CryptoKey, other: Bytes): Promise<Bytes> {
  const key = await subtle.importKey("raw", other, curve, false, []);
  const algorithm = { name: "ECDH", public: key };
  return new Uint8Array(await subtle.deriveBits(algorithm, privateKey, 256));
}

async function hmac(key: Bytes, data: Bytes): Promise<Bytes> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const usable = await subtle.importKey("raw", key, algorithm, false, ["sign"]);
  return new Uint8Array(await subtle.sign("HMAC", usable, data));
}

async function seal(content: Bytes, cek: Bytes, iv: Bytes): Promise<Bytes> {
  const key = await subtle.importKey("raw", cek, "AES-GCM", false, ["encrypt"]);
  const algorithm = { name: "AES-GCM", iv };
  return new Uint8Array(await subtle.encrypt(algorithm, key, content));
}

function join(...parts: Uint8Array[]): Bytes {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

function decode(text: string): Bytes {
  return Uint8Array.fromBase64(text, { alphabet: "base64url" });
}
