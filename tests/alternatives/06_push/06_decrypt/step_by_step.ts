// HMAC by HMAC, as the table has it; the header is judged when it is complete.

class DecryptionError extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.name = "DecryptionError";
    this.reason = reason;
  }
}

type Bytes = Uint8Array<ArrayBuffer>;

const curve = { name: "ECDH", namedCurve: "P-256" };
const sha256 = { name: "HMAC", hash: "SHA-256" };

export async function decrypt(
  body: Bytes,
  { keyPair, auth }: { keyPair: CryptoKeyPair; auth: Bytes },
): Promise<string> {
  const [salt, sender, record] = [
    body.subarray(0, 16),
    body.subarray(21, 86),
    body.subarray(86),
  ];
  const fault = record.length < 17
    ? "too-short"
    : body[20] !== sender.length
    ? "key-length"
    : Number(`0x${body.subarray(16, 20).toHex()}`) < Math.max(18, record.length)
    ? "many-records"
    : undefined;
  if (fault !== undefined) throw new DecryptionError(fault);

  const secret = await crypto.subtle.importKey("raw", sender, curve, true, [])
    .then((key) =>
      crypto.subtle.deriveBits(
        { name: "ECDH", public: key },
        keyPair.privateKey,
        256,
      )
    )
    .catch(() => {
      throw new DecryptionError("bad-key");
    });
  const own = await crypto.subtle.exportKey("raw", keyPair.publicKey);
  const prkKey = await hmac(auth, new Uint8Array(secret));
  const ikm = await hmac(
    prkKey,
    "WebPush: info\0",
    new Uint8Array(own),
    sender,
    "\x01",
  );
  const prk = await hmac(salt, ikm);
  const cek = await hmac(prk, "Content-Encoding: aes128gcm\0\x01");
  const nonce = await hmac(prk, "Content-Encoding: nonce\0\x01");
  const key = await crypto.subtle.importKey(
    "raw",
    cek.subarray(0, 16),
    { name: "AES-GCM" },
    false,
    ["decrypt"],
  );
  const iv = nonce.subarray(0, 12);
  const content = await crypto.subtle
    .decrypt({ name: "AES-GCM", iv, tagLength: 128 }, key, record)
    .catch(() => {
      throw new DecryptionError("tampered");
    });
  // deno-lint-ignore no-control-regex
  const [, text] = /^([^]*)\x02\0*$/.exec(latin1(content)) ?? [];
  if (text === undefined) throw new DecryptionError("delimiter");
  return new TextDecoder().decode(content.slice(0, text.length));
}

/** One character for each byte. */
function latin1(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer);
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

async function hmac(
  key: Bytes,
  ...parts: (string | Uint8Array)[]
): Promise<Bytes> {
  const data = parts.flatMap((part) => [
    ...typeof part === "string" ? new TextEncoder().encode(part) : part,
  ]);
  const usable = await crypto.subtle.importKey("raw", key, sha256, false, [
    "sign",
  ]);
  const digest = crypto.subtle.sign(sha256, usable, Uint8Array.from(data));
  return new Uint8Array(await digest);
}
