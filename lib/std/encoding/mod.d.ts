/**
 * Bytes as text, as documented for `@std/encoding` 1.
 *
 * @module
 */

/** Bytes of their own. */
export type Uint8Array_ = Uint8Array<ArrayBuffer>;

/** A dialect of Ascii85. */
export type Ascii85Standard = "Adobe" | "btoa" | "RFC 1924" | "Z85";

/** Options for {@linkcode encodeAscii85}. */
export interface EncodeAscii85Options {
  /**
   * Dialect.
   *
   * @default {"Adobe"}
   */
  standard?: Ascii85Standard;
  /**
   * Puts `<~` and `~>` around the text.
   *
   * @default {false}
   */
  delimiter?: boolean;
}

/** Options for {@linkcode decodeAscii85}. */
export type DecodeAscii85Options = Omit<EncodeAscii85Options, "delimiter">;

/** Writes bytes in Ascii85. */
export function encodeAscii85(
  data: ArrayBuffer | Uint8Array | string,
  options?: EncodeAscii85Options,
): string;

/** Reads Ascii85. */
export function decodeAscii85(
  ascii85: string,
  options?: DecodeAscii85Options,
): Uint8Array_;

/** Writes bytes in Base32, RFC 4648 section 6. */
export function encodeBase32(data: ArrayBuffer | Uint8Array | string): string;

/** Reads Base32, RFC 4648 section 6. */
export function decodeBase32(b32: string): Uint8Array_;

/** Writes bytes in Base58. */
export function encodeBase58(data: ArrayBuffer | Uint8Array | string): string;

/** Reads Base58. */
export function decodeBase58(b58: string): Uint8Array_;

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

/** Greatest number of {@linkcode encodeVarint}. */
export const MaxUint64: 18446744073709551615n;

/** Most bytes of a varint of 64 bits. */
export const MaxVarintLen64: 10;

/** Most bytes of a varint of 32 bits. */
export const MaxVarintLen32: 5;

/** Reads a varint; returns it and the offset after it. */
export function decodeVarint(
  buf: Uint8Array,
  offset?: number,
): [bigint, number];

/** Reads a varint of 32 bits; returns it and the offset after it. */
export function decodeVarint32(
  buf: Uint8Array,
  offset?: number,
): [number, number];

/** Writes a varint; returns the bytes and the offset after it. */
export function encodeVarint(
  num: bigint | number,
  buf?: Uint8Array,
  offset?: number,
): [Uint8Array_, number];
