import type { Body } from "./_read_body.ts";
import { PUBLIC_KEY_BYTES, publicKey } from "./_public_key.ts";
import { Refusal } from "./_refusal.ts";

/** Where the sender's key begins: after salt, record size and key length, RFC 8188 section 2.1. */
const KEY_OFFSET = 21;

/**
 * Checks what can be checked of a message that only its recipient can read. Throws
 * a {@linkcode Refusal}: 413 if it is too large (RFC 8030 section 7.2), 415 if it
 * does not say that it is encrypted (RFC 8291 section 4). No body is no fault.
 */
export function checkBody(
  { size, bytes }: Body,
  encoding: string | null,
  maxBytes: number,
): void {
  if (size > maxBytes) {
    const detail = `it must have at most ${maxBytes} bytes, it has ${size}`;
    throw new Refusal(413, `Cannot take the message: ${detail}`);
  }
  if (bytes.length > 0 && encoding !== "aes128gcm") {
    const detail =
      `Content-Encoding must be aes128gcm: current value is "${encoding}"`;
    const headers = { "accept-encoding": "aes128gcm" };
    throw new Refusal(415, `Cannot take the message: ${detail}`, headers);
  }
}

/**
 * Throws a {@linkcode Refusal} with 400 if the message was encrypted with the key
 * that signs: these must be two keys, RFC 8292 section 3.2.
 */
export function checkKeys(bytes: Uint8Array, signingKey: string): void {
  const used = bytes.subarray(KEY_OFFSET, KEY_OFFSET + PUBLIC_KEY_BYTES);
  if (publicKey(used) !== signingKey) return;
  const detail = "encrypt with a fresh key pair, never with the VAPID key";
  throw new Refusal(400, `Cannot take the message: ${detail}`);
}
