/** What the comparisons use of npm:web-push, which brings no types. */
import type { Buffer } from "node:buffer";

interface WebPush {
  generateVAPIDKeys(): { publicKey: string; privateKey: string };
  encrypt(
    p256dh: string,
    auth: string,
    text: string,
    encoding: "aes128gcm",
  ): { readonly cipherText: Buffer };
}

declare const webpush: WebPush;
export default webpush;
