/**
 * 6.4 Identify: one possibility.
 *
 * @module
 */

/** Options for {@linkcode identify}. */
export interface IdentifyOptions {
  /** Whom the push service may write to: a `mailto:` or `https:` address. */
  subject: string;
  /** The board's public key: 65 bytes in base64url. */
  publicKey: string;
  /** The board's private key: 32 bytes in base64url. */
  privateKey: string;
  /**
   * How long the token lives, in seconds: more than 0, at most 86,400.
   *
   * @default {43_200}
   */
  lifetimeSeconds?: number;
}

/** Options for {@linkcode verify}. */
export interface VerifyOptions {
  /**
   * The only key that may write to this subscription, in base64url.
   *
   * @default {undefined} Any key may.
   */
  publicKey?: string;
}

/** What a sender says of itself. */
export interface Claims {
  /** Whom to write to. */
  sub?: string;
  /** When the token ends, in seconds since 1970. */
  exp: number;
}

/** The sender is not believed. */
export class VapidError extends Error {
  override name = "VapidError";

  /** Keeps the status to answer with: 401 when nothing was said, else 403. */
  constructor(readonly status: 401 | 403, message: string) {
    super(message);
  }
}

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const ES256 = { name: "ECDSA", hash: "SHA-256" };
const DAY_SECONDS = 86_400;

/** Resolves to the value of `Authorization` for a message to `endpoint`. */
export async function identify(
  endpoint: string,
  options: IdentifyOptions,
): Promise<string> {
  const { subject, publicKey, lifetimeSeconds = 43_200 } = options;
  if (!(lifetimeSeconds > 0 && lifetimeSeconds <= DAY_SECONDS)) {
    throw new RangeError(
      `Cannot sign for ${lifetimeSeconds} s: a token lives up to ${DAY_SECONDS} s`,
    );
  }
  const exp = Math.floor(Date.now() / 1_000 + lifetimeSeconds);
  const claims = { aud: new URL(endpoint).origin, exp, sub: subject };
  const header = { typ: "JWT", alg: "ES256" };
  const signed = [header, claims].map(encodeJson).join(".");
  const key = await signingKey(options);
  const signature = await crypto.subtle.sign(ES256, key, bytesOf(signed));
  const token = `${signed}.${encode(new Uint8Array(signature))}`;
  return `vapid t=${token}, k=${publicKey}`;
}

/**
 * Resolves to what the sender of a message to `endpoint` says of itself.
 *
 * @throws {VapidError} If it says nothing, or nothing that can be believed.
 */
export async function verify(
  authorization: string | null,
  endpoint: string,
  { publicKey }: VerifyOptions = {},
): Promise<Claims> {
  if (authorization === null) {
    throw new VapidError(
      401,
      "Cannot tell who sends: Authorization is missing",
    );
  }
  const { t = "", k = "" } = readParameters(authorization);
  if (publicKey !== undefined && k !== publicKey) {
    throw forbidden("k is not the key of this subscription");
  }
  // Whatever goes wrong on the way to the claims, nobody has signed them.
  const claims = await readSigned(t, k).catch(() => undefined);
  if (claims === undefined) throw forbidden("k has not signed t");
  const { aud, exp, sub } = Object(claims);
  const { origin } = new URL(endpoint);
  if (aud !== origin) throw forbidden(`aud is not ${origin}`);
  if (!isWithinADay(exp)) throw forbidden("exp is not within the next 24 h");
  return { exp, ...(typeof sub === "string" ? { sub } : {}) };
}

/** `vapid name=value, …`, with the names in small letters. */
function readParameters(authorization: string): Record<string, string> {
  const [, list = ""] = /^vapid +(.*)$/i.exec(authorization.trim()) ?? [];
  return Object.fromEntries(
    list.split(",").map((pair) => {
      const [name = "", value = ""] = pair.split("=", 2);
      return [name.trim().toLowerCase(), value.trim()];
    }),
  );
}

/** The claims of a token, parsed; undefined if its key has not signed them. */
async function readSigned(token: string, k: string): Promise<unknown> {
  const [, signed = "", header = "", claims = "", signature = ""] =
    /^(([\w-]+)\.([\w-]+))\.([\w-]+)$/.exec(token) ?? [];
  if (Object(decodeJson(header)).alg !== "ES256") return undefined;
  const isRight = await crypto.subtle.verify(
    ES256,
    await verifyingKey(k),
    decode(signature),
    bytesOf(signed),
  );
  return isRight ? decodeJson(claims) : undefined;
}

function isWithinADay(exp: unknown): exp is number {
  const now = Date.now() / 1_000;
  return typeof exp === "number" && exp > now && exp <= now + DAY_SECONDS;
}

function forbidden(reason: string): VapidError {
  return new VapidError(403, `Cannot believe the sender: ${reason}`);
}

/** The key to sign with. WebCrypto takes 32 bytes only as a JWK with the public key. */
function signingKey(
  { publicKey, privateKey }: IdentifyOptions,
): Promise<CryptoKey> {
  const point = decode(publicKey);
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: encode(point.subarray(1, 33)),
    y: encode(point.subarray(33)),
    d: privateKey,
  };
  return crypto.subtle.importKey("jwk", jwk, CURVE, false, ["sign"]);
}

/** The key to verify with. When `publicKey` is no point of the curve, this rejects, or `verify` of WebCrypto does. */
function verifyingKey(publicKey: string): Promise<CryptoKey> {
  const point = decode(publicKey);
  return crypto.subtle.importKey("raw", point, CURVE, false, ["verify"]);
}

function encodeJson(value: unknown): string {
  return encode(bytesOf(JSON.stringify(value)));
}

function decodeJson(text: string): unknown {
  return JSON.parse(new TextDecoder().decode(decode(text)));
}

function encode(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

function decode(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(text, { alphabet: "base64url" });
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
