/**
 * Bytes as text, as documented for `@std/encoding` 1.
 *
 * @module
 */

/** Bytes of their own. */
export type Uint8Array_ = Uint8Array<ArrayBuffer>;

/** Writes bytes in Base64, RFC 4648 section 4. */
export function encodeBase64(data: ArrayBuffer | Uint8Array | string): string;

/** Reads Base64, RFC 4648 section 4. */
export function decodeBase64(b64: string): Uint8Array_;

/** Writes bytes in the Base64 of URLs, RFC 4648 section 5, without padding. */
export function encodeBase64Url(
  data: ArrayBuffer | Uint8Array | string,
): string;

/** Reads the Base64 of URLs, RFC 4648 section 5. */
export function decodeBase64Url(b64url: string): Uint8Array_;

/** Writes bytes in small hexadecimal digits. */
export function encodeHex(src: string | Uint8Array | ArrayBuffer): string;

/** Reads hexadecimal digits. */
export function decodeHex(src: string): Uint8Array_;
