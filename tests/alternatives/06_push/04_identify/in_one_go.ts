// Two functions from top to bottom, on Web Crypto; every fault is 403 but a missing header.
export interface IdentifyOptions {
  subject: string;
  publicKey: string;
  privateKey: string;
  lifetimeSeconds?: number;
}

export class VapidError extends Error {
  override name = "VapidError";
  constructor(readonly status: number, message = "Not believed") {
    super(message);
  }
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const base64url = { alphabet: "base64url", omitPadding: true } as const;
const decode = (text: string) => Uint8Array.fromBase64(text, base64url);
const encode = (bytes: Uint8Array) => bytes.toBase64(base64url);
const toBytes = (text: string) => new TextEncoder().encode(text);
const toText = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

export async function identify(
  endpoint: string,
  options: IdentifyOptions,
): Promise<string> {
  const { subject, publicKey, privateKey, lifetimeSeconds = 43_200 } = options;
  if (lifetimeSeconds <= 0 || lifetimeSeconds > 86_400) {
    throw new RangeError("A token lives for a day at most");
  }
  const aud = new URL(endpoint).origin;
  const exp = Math.floor(Date.now() / 1000) + lifetimeSeconds;
  const header = encode(toBytes(JSON.stringify({ typ: "JWT", alg: "ES256" })));
  const claims = encode(toBytes(JSON.stringify({ aud, exp, sub: subject })));
  const point = decode(publicKey);
  const x = encode(point.slice(1, 33));
  const y = encode(point.slice(33, 65));
  const key = await crypto.subtle.importKey(
    "jwk",
    { kty: "EC", crv: "P-256", x, y, d: privateKey },
    algorithm,
    false,
    ["sign"],
  );
  const input = toBytes(`${header}.${claims}`);
  const signature = await crypto.subtle.sign(algorithm, key, input);
  const token = `${header}.${claims}.${encode(new Uint8Array(signature))}`;
  return `vapid t=${token}, k=${publicKey}`;
}

export async function verify(
  authorization: string | null,
  endpoint: string,
  options: { publicKey?: string } = {},
): Promise<{ sub?: string; exp: number }> {
  if (authorization === null) throw new VapidError(401);
  const t = /^vapid\s(?:.*[\s,])?t=([^\s,]+)/i.exec(authorization)?.[1] ?? "";
  const k = /^vapid\s(?:.*[\s,])?k=([^\s,]+)/i.exec(authorization)?.[1] ?? "";
  if (options.publicKey && options.publicKey !== k) throw new VapidError(403);
  const parts = t.split(".");
  if (parts.length !== 3) throw new VapidError(403);
  const [header, claims, signature] = parts as [string, string, string];
  let right = false;
  let said;
  try {
    const { alg } = JSON.parse(toText(decode(header)));
    if (alg !== "ES256") throw new VapidError(403);
    const key = await crypto.subtle.importKey(
      "raw",
      decode(k),
      algorithm,
      false,
      ["verify"],
    );
    right = await crypto.subtle.verify(
      algorithm,
      key,
      decode(signature),
      toBytes(`${header}.${claims}`),
    );
    said = JSON.parse(toText(decode(claims))) ?? {};
  } catch {
    throw new VapidError(403);
  }
  if (!right) throw new VapidError(403);
  const { aud, exp, sub } = said;
  if (aud !== new URL(endpoint).origin) throw new VapidError(403);
  const ahead = exp - Date.now() / 1000;
  if (typeof exp !== "number" || ahead <= 0 || ahead > 86_400) {
    throw new VapidError(403);
  }
  return { sub, exp };
}
