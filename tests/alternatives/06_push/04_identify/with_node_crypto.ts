// Signs and verifies with node:crypto, synchronously, and throws wherever something is wrong; reads the parameters with an expression. Verifies the signature first and never looks at the header's alg, since it knows only one way to verify. Resolves to all claims.
import { Buffer } from "node:buffer";
import {
  createPrivateKey,
  createPublicKey,
  sign,
  verify as isSigned,
} from "node:crypto";

export class VapidError extends Error {
  status: number;
  constructor(status: number) {
    super(`${status}`);
    this.name = "VapidError";
    this.status = status;
  }
}

interface Options {
  subject: string;
  publicKey: string;
  privateKey: string;
  lifetimeSeconds?: number;
}

function jwk(publicKey: string) {
  const point = Buffer.from(publicKey, "base64url");
  if (point.length !== 65 || point[0] !== 4) throw new Error("No such point");
  return {
    kty: "EC",
    crv: "P-256",
    x: point.toString("base64url", 1, 33),
    y: point.toString("base64url", 33),
  };
}

export function identify(endpoint: string, options: Options): Promise<string> {
  const { subject, publicKey, privateKey, lifetimeSeconds: life = 43_200 } =
    options;
  if (life > 86_400 || life < 1) return Promise.reject(new RangeError("life"));
  const { protocol, host } = new URL(endpoint);
  const claims = {
    sub: subject,
    exp: Math.trunc((Date.now() + life * 1_000) / 1_000),
    aud: `${protocol}//${host}`,
  };
  const input = [{ typ: "JWT", alg: "ES256" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const signature = sign("sha256", Buffer.from(input), {
    key: createPrivateKey({
      key: { ...jwk(publicKey), d: privateKey },
      format: "jwk",
    }),
    dsaEncoding: "ieee-p1363",
  });
  const t = `${input}.${signature.toString("base64url")}`;
  return Promise.resolve(`vapid t=${t}, k=${publicKey}`);
}

export function verify(
  authorization: string | null,
  endpoint: string,
  options: { publicKey?: string } = {},
): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    if (!authorization) return reject(new VapidError(401));
    if (!/^vapid\b/i.test(authorization)) return reject(new VapidError(401));
    try {
      resolve(believe(authorization, endpoint, options.publicKey));
    } catch {
      reject(new VapidError(403));
    }
  });
}

function believe(authorization: string, endpoint: string, only?: string) {
  const parameter = (name: string) =>
    new RegExp(`[\\s,]${name}=([\\w.-]+)`, "i").exec(authorization)![1]!;
  const [t, k] = [parameter("t"), parameter("k")];
  const [, input, payload, signature] = t.match(/^([^.]+\.([^.]+))\.([^.]+)$/)!;
  const right = isSigned("sha256", Buffer.from(input!), {
    key: createPublicKey({ key: jwk(k), format: "jwk" }),
    dsaEncoding: "ieee-p1363",
  }, Buffer.from(signature!, "base64url"));
  const claims = JSON.parse(Buffer.from(payload!, "base64url").toString());
  const nowSeconds = Date.now() / 1_000;
  const believed = right && k === (only ?? k) &&
    claims.aud === new URL(endpoint).origin &&
    Number.isFinite(claims.exp) &&
    claims.exp > nowSeconds && claims.exp <= nowSeconds + 86_400;
  if (!believed) throw new Error("Not believed");
  return claims;
}
