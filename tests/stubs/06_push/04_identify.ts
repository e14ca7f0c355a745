/**
 * 6.4 Identify
 *
 * Somebody has found Ada's endpoint and writes to her every minute. Her push
 * service asks each sender for a signature, and yours is the first board that
 * has none to show. Sign what you send, and see what the service makes of it.
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

/**
 * Resolves to the value of `Authorization` for a message to `endpoint`.
 *
 * @throws {RangeError} If `lifetimeSeconds` is 0, less, or more than 86,400.
 */
export async function identify(
  endpoint: string,
  options: IdentifyOptions,
): Promise<string> {
  const { subject, lifetimeSeconds = 43_200 } = options;
  const claims = { aud: endpoint, exp: lifetimeSeconds, sub: subject };
  const signed = `${encodeJson({})}.${encodeJson(claims)}`;
  const key = await signingKey(options);
  // TODO: Nothing is signed yet, and the claims are wrong. Write the line as the task says; then `verify`, which believes everybody, and reads the line where its parts happen to stand.
  throw new Error(
    `Remove this line and sign ${signed} with the ${key.type} key`,
  );
}

/**
 * Resolves to what the sender of a message to `endpoint` says of itself.
 *
 * @param authorization The header as `headers.get` gives it; `null`: none.
 * @throws {VapidError} If it says nothing, or nothing that can be believed.
 */
export async function verify(
  authorization: string | null,
  endpoint: string,
  options: VerifyOptions = {},
): Promise<Claims> {
  if (authorization === null) {
    const { publicKey = "your key" } = options;
    throw new VapidError(401, `${endpoint} asks for ${publicKey}`);
  }
  const [, claims = "", k = ""] = authorization.split(/[.=]/);
  await verifyingKey(k);
  return JSON.parse(new TextDecoder().decode(decode(claims)));
}

/**
 * The key for `crypto.subtle.sign(algorithm, key, bytes)`, whose algorithm is
 * `{ name: "ECDSA", hash: "SHA-256" }`.
 */
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
  return crypto.subtle.importKey("jwk", jwk, curve, false, ["sign"]);
}

/**
 * The key for `crypto.subtle.verify(algorithm, key, signature, bytes)`. When
 * `publicKey` is no point of the curve, this rejects, or that does.
 */
function verifyingKey(publicKey: string): Promise<CryptoKey> {
  const point = decode(publicKey);
  return crypto.subtle.importKey("raw", point, curve, false, ["verify"]);
}

const curve = { name: "ECDSA", namedCurve: "P-256" };

/** base64url of a value as JSON. */
function encodeJson(value: unknown): string {
  return encode(new TextEncoder().encode(JSON.stringify(value)));
}

/** base64url of bytes. */
function encode(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

/** The bytes of base64url; throws when it is none. */
function decode(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(text, { alphabet: "base64url" });
}
