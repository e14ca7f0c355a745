import { decodeBase64Url } from "@std/encoding/base64url";
import { decodeJwt, errors, jwtVerify } from "jose";
import { publicKey } from "./_public_key.ts";
import { Refusal } from "./_refusal.ts";

/** How far ahead `exp` may be, in seconds, RFC 8292 section 2. */
const MAX_AHEAD_SECONDS = 86_400;

/** What a sender's `Authorization` is held against. */
export interface Demands {
  /** Origin of the push resource, which `aud` must name. */
  readonly origin: string;
  /** The time, in milliseconds since the Unix epoch. */
  readonly now: number;
  /** Key to which the subscription is restricted, if it is: then VAPID is required. */
  readonly key: string | null;
}

/** The parameters of `Authorization: vapid t=…, k=…`, RFC 8292 section 3. */
export interface Credentials {
  /** The signed token. */
  readonly t: string;
  /** The public key that verifies it, unpadded base64url. */
  readonly k: string;
}

/**
 * Verifies who sends, RFC 8292 sections 2 to 4. Returns the sender's credentials,
 * or `undefined` if there are none and none are needed. Throws a
 * {@linkcode Refusal}: 401 if they are missing, 403 if they are not valid.
 */
export async function verifyVapid(
  authorization: string | null,
  { origin, now, key }: Demands,
): Promise<Credentials | undefined> {
  if (authorization === null) {
    if (key === null) return undefined;
    const detail = "send Authorization: vapid t=TOKEN, k=KEY";
    const headers = { "www-authenticate": "vapid" };
    throw new Refusal(401, `Cannot tell who sends: ${detail}`, headers);
  }
  const credentials = readCredentials(authorization);
  if (!credentials) {
    throw forbidden("Authorization must be: vapid t=TOKEN, k=KEY");
  }
  if (key !== null && credentials.k !== key) {
    throw forbidden("k must be the key that the subscription was made for");
  }
  await verifyToken(credentials, origin, now);
  return credentials;
}

/** The contact that the sender claims in `sub`, unverified, RFC 8292 section 2.1. */
export function claimedContact(
  authorization: string | null,
): string | undefined {
  try {
    const { sub } = decodeJwt(readCredentials(authorization ?? "")?.t ?? "");
    return typeof sub === "string" ? sub : undefined;
  } catch {
    return undefined;
  }
}

function readCredentials(authorization: string): Credentials | undefined {
  const [, list] = /^vapid +(.+)$/i.exec(authorization) ?? [];
  const parameters = new Map(
    list?.matchAll(/(?:^|,)\s*(\w+)\s*=\s*"?([^\s,"]+)"?/g)
      .map(([, name, value]) => [name!.toLowerCase(), value!] as const),
  );
  const [t, k] = [parameters.get("t"), publicKey(parameters.get("k"))];
  return t && k ? { t, k } : undefined;
}

async function verifyToken(
  { t, k }: Credentials,
  origin: string,
  now: number,
): Promise<void> {
  const latest = Math.floor(now / 1000) + MAX_AHEAD_SECONDS;
  try {
    const { payload } = await jwtVerify(t, await verifyingKey(k), {
      algorithms: ["ES256"],
      audience: origin,
      currentDate: new Date(now),
      requiredClaims: ["exp"],
    });
    if (payload.exp! <= latest) return;
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    throw forbidden(`${error.message}; aud must be "${origin}"`);
  }
  throw forbidden("exp must be at most 24 hours ahead, in seconds");
}

function verifyingKey(k: string): Promise<CryptoKey> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const bytes = new Uint8Array(decodeBase64Url(k));
  return crypto.subtle.importKey("raw", bytes, algorithm, false, ["verify"]);
}

function forbidden(detail: string): Refusal {
  return new Refusal(403, `Cannot trust the sender: ${detail}`);
}
