// The names of Node, without a promise inside; keys go over as JWK.
import { Buffer } from "node:buffer";
import {
  createCipheriv,
  createECDH,
  createHmac,
  hkdfSync,
  randomBytes,
} from "node:crypto";

interface Options {
  salt?: Uint8Array;
  keyPair?: CryptoKeyPair;
  observe?: (name: string, bytes: Uint8Array) => void;
}

export async function encrypt(
  text: string,
  { keys }: { keys: { p256dh: string; auth: string } },
  options: Options = {},
): Promise<Uint8Array> {
  const size = Buffer.byteLength(text);
  if (size > 3_993) throw new RangeError(`${size} bytes`);
  const { salt = randomBytes(16), keyPair, observe = () => {} } = options;
  const ecdh = createECDH("prime256v1");
  if (keyPair) {
    const { d } = await crypto.subtle.exportKey("jwk", keyPair.privateKey);
    ecdh.setPrivateKey(d!, "base64url");
  } else ecdh.generateKeys();
  const [sender, receiver, auth] = [
    ecdh.getPublicKey(),
    Buffer.from(keys.p256dh, "base64url"),
    Buffer.from(keys.auth, "base64url"),
  ];
  const tell = (name: string, bytes: Uint8Array) => {
    observe(name, Uint8Array.from(bytes));
    return bytes;
  };
  tell("salt", salt);
  tell("as_public", sender);
  const secret = tell("ecdh_secret", ecdh.computeSecret(receiver));
  const hmac = (key: Uint8Array, ...data: (string | Uint8Array)[]) => {
    const digest = createHmac("sha256", key);
    for (const part of data) digest.update(part);
    return digest.digest();
  };
  const prkKey = tell("PRK_key", hmac(auth, secret));
  const info = ["WebPush: info\0", receiver, sender, "\x01"];
  const ikm = tell("IKM", hmac(prkKey, ...info));
  const hkdf = (what: string, bytes: number) =>
    Buffer.from(
      hkdfSync("sha256", ikm, salt, `Content-Encoding: ${what}\0`, bytes),
    );
  const cek = tell("CEK", hkdf("aes128gcm", 16));
  const nonce = tell("NONCE", hkdf("nonce", 12));
  const cipher = createCipheriv("aes-128-gcm", cek, nonce);
  const sizes = Buffer.alloc(5);
  sizes.writeUInt32BE(4_096);
  sizes.writeUInt8(sender.length, 4);
  const sealed = [cipher.update(`${text}\x02`), cipher.final()];
  const head = [salt, sizes, sender];
  return tell(
    "body",
    Buffer.concat([...head, ...sealed, cipher.getAuthTag()]),
  );
}
