import type { AskedBoard, Probe, Random } from "exam";
import { Buffer } from "node:buffer";
import { createECDH } from "node:crypto";

/** Where subscriptions are kept. */
export const PATH = "/subscriptions";

/** A right subscription of the suite. */
export interface Drawn {
  user: string;
  endpoint: string;
  expirationTime: number | null;
  keys: { p256dh: string; auth: string };
}

/** Bytes drawn from the seed. */
export function bytes(random: Random, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, () => random.integer(0, 255));
}

/** Bytes as text. */
export function base64url(some: Uint8Array): string {
  return Buffer.from(some).toString("base64url");
}

/** A point of P-256: 65 bytes that begin with 4. */
export function point(random: Random): Uint8Array {
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(Uint8Array.of(1, ...bytes(random, 31)));
  return new Uint8Array(curve.getPublicKey());
}

/** What `PushSubscription.toJSON()` gives in some browser, and the user. */
export function draw(random: Random): Drawn {
  const token = base64url(bytes(random, 24));
  return {
    user: random.text(),
    endpoint: `https://${random.text()}.push.example/wpush/${token}`,
    expirationTime: null,
    keys: {
      p256dh: base64url(point(random)),
      auth: base64url(bytes(random, 16)),
    },
  };
}

/** Whoever is asked: a check's scene, or one board of two. */
export interface Asked {
  readonly server: AskedBoard;
}

/** Hands a subscription over, whatever it is. */
export function post({ server }: Asked, body: unknown): Promise<Probe> {
  const headers = { "Content-Type": "application/json" };
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return server.request("POST", PATH, { headers, body: text });
}

/** Asks to be forgotten. */
export function remove({ server }: Asked, id: string): Promise<Probe> {
  return server.request("DELETE", `${PATH}/${id}`);
}
