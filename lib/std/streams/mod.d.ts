/**
 * Helpers for web streams, as documented for `@std/streams` 1.
 *
 * @module
 */

/** One stream after the other. */
export function concatReadableStreams<T>(
  ...streams: ReadableStream<T>[]
): ReadableStream<T>;

/** What becomes of a delimiter: the end or the start of a chunk, or nothing. */
export type DelimiterDisposition = "suffix" | "prefix" | "discard";

/** Options for {@linkcode DelimiterStream} and {@linkcode TextDelimiterStream}. */
export interface DelimiterStreamOptions {
  /**
   * What becomes of the delimiter.
   *
   * @default {"discard"}
   */
  disposition?: DelimiterDisposition;
}

/** Divides bytes at a delimiter. */
export class DelimiterStream extends TransformStream<Uint8Array, Uint8Array> {
  /** Takes the delimiter. */
  constructor(delimiter: Uint8Array, options?: DelimiterStreamOptions);
}

/** Divides text at a delimiter. */
export class TextDelimiterStream extends TransformStream<string, string> {
  /** Takes the delimiter. */
  constructor(delimiter: string, options?: DelimiterStreamOptions);
}

/** Options for {@linkcode TextLineStream}. */
export interface TextLineStreamOptions {
  /**
   * Ends a line at a lone CR too.
   *
   * @default {false}
   */
  allowCR?: boolean;
}

/** Divides text at LF and CR LF. */
export class TextLineStream extends TransformStream<string, string> {
  /** Makes a stream. */
  constructor(options?: TextLineStreamOptions);
}

/** Options for {@linkcode LimitedBytesTransformStream}. */
export interface LimitedBytesTransformStreamOptions {
  /**
   * Fails beyond the limit instead of ending.
   *
   * @default {false}
   */
  error?: boolean;
}

/** Passes at most `size` bytes. */
export class LimitedBytesTransformStream
  extends TransformStream<Uint8Array, Uint8Array> {
  /** Takes the limit in bytes. */
  constructor(size: number, options?: LimitedBytesTransformStreamOptions);
}

/** All streams as one, in the order in which chunks come. */
export function mergeReadableStreams<T>(
  ...streams: ReadableStream<T>[]
): ReadableStream<T>;

/** All bytes of a stream. */
export function toArrayBuffer(
  readableStream: ReadableStream<Uint8Array>,
): Promise<ArrayBuffer>;

/** All bytes of a stream. */
export function toBytes(
  stream: ReadableStream<Uint8Array>,
): Promise<Uint8Array>;

/** The JSON of a stream, parsed. */
export function toJson(
  stream: ReadableStream<string> | ReadableStream<Uint8Array>,
): Promise<unknown>;

/** The text of a stream. */
export function toText(
  stream: ReadableStream<string> | ReadableStream<Uint8Array>,
): Promise<string>;
