// The names of Node: its curve finds out for itself which points are none.
import { Buffer } from "node:buffer";
import { createDecipheriv, createECDH, hkdfSync } from "node:crypto";

class DecryptionError extends Error {
  override name = "DecryptionError";

  constructor(readonly reason: string, options?: ErrorOptions) {
    super(`The message does not open: ${reason}`, options);
  }
}

/** What `work` gives; an error of its own becomes one with this reason. */
function orElse<T>(reason: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new DecryptionError(reason, { cause });
  }
}

export async function decrypt(
  body: Uint8Array,
  { keyPair, auth }: { keyPair: CryptoKeyPair; auth: Uint8Array },
): Promise<string> {
  const bytes = Buffer.from(body);
  if (bytes.length < 21) throw new DecryptionError("too-short");
  if (bytes[20] !== 0x41) throw new DecryptionError("key-length");
  const [head, sender] = [bytes.subarray(0, 21), bytes.subarray(21, 86)];
  const sealed = bytes.subarray(86);
  if (sealed.length < 1 + 16) throw new DecryptionError("too-short");
  if (Math.max(sealed.length, 18) > head.readUInt32BE(16)) {
    throw new DecryptionError("many-records");
  }
  const { d } = await crypto.subtle.exportKey("jwk", keyPair.privateKey);
  const ecdh = createECDH("prime256v1");
  ecdh.setPrivateKey(d!, "base64url");
  const secret = orElse("bad-key", () => {
    if (sender[0] !== 4) throw new RangeError("Compressed");
    return ecdh.computeSecret(sender);
  });
  const label = Buffer.from("WebPush: info\0");
  const info = Buffer.concat([label, ecdh.getPublicKey(), sender]);
  const ikm = Buffer.from(hkdfSync("sha256", secret, auth, info, 32));
  const derive = (name: string, size: number) => {
    const info = `Content-Encoding: ${name}\0`;
    const salt = head.subarray(0, 16);
    return Buffer.from(hkdfSync("sha256", ikm, salt, info, size));
  };
  const algorithm = "aes-128-gcm";
  const key = derive("aes128gcm", 16);
  const decipher = createDecipheriv(algorithm, key, derive("nonce", 12));
  decipher.setAuthTag(sealed.subarray(-16));
  const content = orElse("tampered", () => {
    const text = decipher.update(sealed.subarray(0, -16));
    return Buffer.concat([text, decipher.final()]);
  });
  let size = content.length;
  while (size > 0 && content[size - 1] === 0) size--;
  if (size === 0 || content[size - 1] !== 2) {
    throw new DecryptionError("delimiter");
  }
  return content.toString("utf8", 0, size - 1);
}
