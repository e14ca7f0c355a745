// Both steps of HKDF at once, which leaves PRK_key and PRK untold; all is told
// in the end, and as buffers.

interface Subscription {
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

interface Options {
  salt?: Uint8Array<ArrayBuffer>;
  keyPair?: CryptoKeyPair;
  observe?: (name: string, bytes: ArrayBuffer) => void;
}

const curve = { name: "ECDH", namedCurve: "P-256" };

export async function encrypt(
  text: string,
  { keys }: Subscription,
  options: Options = {},
): Promise<Uint8Array> {
  const room = new Uint8Array(4_096 - 86 - 16);
  const { read, written } = new TextEncoder().encodeInto(text, room);
  if (read < text.length || written === room.length) {
    throw new RangeError("There is no room for the text");
  }
  room[written] = 2;
  const salt = options.salt?.slice() ?? new Uint8Array(16);
  if (!options.salt) crypto.getRandomValues(salt);
  const { publicKey, privateKey } = options.keyPair ??
    await crypto.subtle.generateKey(curve, true, ["deriveKey", "deriveBits"]);
  const sender = await crypto.subtle.exportKey("raw", publicKey);
  const [receiver, auth] = [keys.p256dh, keys.auth].map(decode);
  const secret = await crypto.subtle.deriveBits(
    {
      name: "ECDH",
      public: await crypto.subtle.importKey("raw", receiver!, curve, true, []),
    },
    privateKey,
    256,
  );
  const blob = new Blob(["WebPush: info\0", receiver!, sender]);
  const info = new Uint8Array(await blob.arrayBuffer());
  const ikm = await derive(secret, auth!, info, 256);
  const cek = await derive(ikm, salt, labelled("aes128gcm"), 128);
  const iv = await derive(ikm, salt, labelled("nonce"), 96);
  const key = await crypto.subtle.importKey("raw", cek, "AES-GCM", false, [
    "encrypt",
  ]);
  const content = room.subarray(0, written + 1);
  const algorithm = { name: "AES-GCM", iv, tagLength: 128 };
  const record = await crypto.subtle.encrypt(algorithm, key, content);
  const sizes = new DataView(new ArrayBuffer(5));
  sizes.setUint32(0, 4_096);
  sizes.setUint8(4, sender.byteLength);
  const body = await new Blob([salt, sizes, sender, record]).arrayBuffer();
  options.observe?.("body", body);
  options.observe?.("salt", salt.buffer);
  options.observe?.("IKM", ikm);
  options.observe?.("ecdh_secret", secret);
  options.observe?.("NONCE", iv);
  options.observe?.("CEK", cek);
  options.observe?.("as_public", sender);
  return new Uint8Array(body);
}

async function derive(
  secret: ArrayBuffer,
  salt: Uint8Array<ArrayBuffer>,
  info: Uint8Array<ArrayBuffer>,
  bits: number,
): Promise<ArrayBuffer> {
  const usages = ["deriveBits"] as const;
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, [
    ...usages,
  ]);
  const algorithm = { name: "HKDF", hash: "SHA-256", salt, info };
  return await crypto.subtle.deriveBits(algorithm, key, bits);
}

function labelled(label: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`Content-Encoding: ${label}\0`);
}

function decode(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(text, { alphabet: "base64url" });
}
