import { Buffer } from "node:buffer";
import { createECDH } from "node:crypto";
import type { Random } from "exam";
import ece from "http_ece";

/** Somebody who can be written to. */
export interface Subscriber {
  /** What the browser has told the board; the endpoint is at the check's peer. */
  readonly subscription: {
    readonly endpoint: string;
    readonly keys: { readonly p256dh: string; readonly auth: string };
  };
  /** The path of the endpoint. */
  readonly path: string;
  /** Opens what was sent, as the browser does. */
  read(body: Uint8Array): string;
}

/** A pair of keys on the curve P-256, as base64url. */
export interface Keys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** Bytes of which none is 0. */
function drawnBytes(random: Random, length: number): Buffer {
  // The order of the curve begins with ff ff ff ff: every such number is below it.
  return Buffer.from(Array.from({ length }, () => random.integer(1, 254)));
}

/** Draws a pair of keys; the same seed draws the same. */
export function drawnKeys(random: Random): Keys {
  return keysOf(drawnBytes(random, 32));
}

function keysOf(privateKey: Buffer): Keys {
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(privateKey);
  return {
    publicKey: curve.getPublicKey().toString("base64url"),
    privateKey: privateKey.toString("base64url"),
  };
}

/** The number of points of P-256 (SEC 2 section 2.4.2): a key and its difference to it have mirrored points. */
const ORDER =
  0xffffffff_00000000_ffffffff_ffffffff_bce6faad_a7179e84_f3b9cac2_fc632551n;

/** The pair of keys whose public key has the same x, and another y. */
export function mirrored({ privateKey }: Keys): Keys {
  const number = BigInt(
    `0x${Buffer.from(privateKey, "base64url").toString("hex")}`,
  );
  const hex = (ORDER - number).toString(16).padStart(64, "0");
  return keysOf(Buffer.from(hex, "hex"));
}

/** Draws somebody with an endpoint at `service`. */
export function drawnSubscriber(random: Random, service: URL): Subscriber {
  const { publicKey, privateKey } = drawnKeys(random);
  const auth = drawnBytes(random, 16).toString("base64url");
  const { href, pathname } = new URL(`push/${random.text()}`, service);
  return {
    subscription: { endpoint: href, keys: { p256dh: publicKey, auth } },
    path: pathname,
    read(body) {
      const curve = createECDH("prime256v1");
      curve.setPrivateKey(Buffer.from(privateKey, "base64url"));
      const how = { version: "aes128gcm", privateKey: curve, authSecret: auth };
      return ece.decrypt(Buffer.from(body), how).toString("utf8");
    },
  };
}
