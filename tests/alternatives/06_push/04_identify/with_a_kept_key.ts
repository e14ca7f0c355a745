// Keeps imported keys, imports the private one as PKCS #8 with a fixed beginning, and uses the functions of @std/encoding. Judges the claims before the signature; every fault is 403 but a missing header or another scheme.
import { decodeBase64Url, encodeBase64Url } from "@std/encoding/base64url";

export class VapidError extends Error {
  override name = "VapidError";
  constructor(readonly status: 401 | 403) {
    super(status === 401 ? "Who are you?" : "You are not who you say");
  }
}

const curve = { name: "ECDSA", namedCurve: "P-256" };
const method = { name: "ECDSA", hash: { name: "SHA-256" } };
/** What stands before the 32 bytes of a private key of the curve P-256. */
const beginning = Uint8Array.fromHex(
  "3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420",
);
const kept = new Map<string, Promise<CryptoKey>>();

function keep(text: string, use: () => Promise<CryptoKey>) {
  const key = kept.get(text) ?? use();
  kept.set(text, key);
  return key;
}

function signer(privateKey: string): Promise<CryptoKey> {
  return keep(privateKey, () => {
    const pkcs8 = new Uint8Array([
      ...beginning,
      ...decodeBase64Url(privateKey),
    ]);
    return crypto.subtle.importKey("pkcs8", pkcs8, curve, true, ["sign"]);
  });
}

export async function identify(
  endpoint: string,
  { subject, publicKey, privateKey, lifetimeSeconds }: {
    subject: string;
    publicKey: string;
    privateKey: string;
    lifetimeSeconds?: number;
  },
): Promise<string> {
  const seconds = lifetimeSeconds ?? 12 * 60 * 60;
  if (seconds < 1 || seconds > 24 * 60 * 60) throw new RangeError(`${seconds}`);
  const exp = (Date.now() - Date.now() % 1_000) / 1_000 + seconds;
  const head = encodeBase64Url('{"typ":"JWT","alg":"ES256"}');
  const body = encodeBase64Url(
    JSON.stringify({ aud: new URL(endpoint).origin, exp, sub: subject }),
  );
  const bytes = new TextEncoder().encode(`${head}.${body}`);
  const key = await signer(privateKey);
  const signature = await crypto.subtle.sign(method, key, bytes);
  return `vapid t=${head}.${body}.${
    encodeBase64Url(signature)
  }, k=${publicKey}`;
}

export async function verify(
  authorization: string | null,
  endpoint: string,
  options?: { publicKey?: string },
): Promise<{ sub?: string; exp: number }> {
  const [scheme, ...rest] = (authorization ?? "").split(" ");
  if (scheme!.toLowerCase() !== "vapid") throw new VapidError(401);
  const pairs = rest.join("").split(",").map((pair) => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at).toLowerCase(), pair.slice(at + 1)] as const;
  });
  const { t = "", k = "" }: Record<string, string> = Object.fromEntries(pairs);
  const no = () => new VapidError(403);
  if (options?.publicKey !== undefined && options.publicKey !== k) throw no();
  const parts = t.split(".");
  if (parts.length !== 3) throw no();
  try {
    const [head, body] = parts.slice(0, 2).map((part) =>
      JSON.parse(new TextDecoder().decode(decodeBase64Url(part)))
    );
    const left = body.exp * 1_000 - Date.now();
    if (head.alg !== "ES256" || body.aud !== new URL(endpoint).origin) throw 0;
    if (typeof body.exp !== "number" || !(left > 0)) throw 0;
    if (left > 86_400_000) throw 0;
    const key = await crypto.subtle.importKey(
      "raw",
      new Uint8Array(decodeBase64Url(k)),
      curve,
      true,
      ["verify"],
    );
    const right = await crypto.subtle.verify(
      method,
      key,
      new Uint8Array(decodeBase64Url(parts[2]!)),
      new TextEncoder().encode(t.slice(0, t.lastIndexOf("."))),
    );
    if (!right) throw 0;
    return { exp: body.exp, sub: body.sub };
  } catch {
    throw no();
  }
}
