/**
 * Helpers for web streams, as documented for `@std/streams` 1.
 *
 * @module
 */

/** Options for `Buffer.bytes`. */
export interface BufferBytesOptions {
  /**
   * Copies the bytes instead of sharing them.
   *
   * @default {true}
   */
  copy?: boolean;
}

/** Bytes that can be written and read as streams. */
export class Buffer {
  /** Begins with these bytes. */
  constructor(ab?: ArrayBufferLike | ArrayLike<number>);
  /** Reads what was written. */
  get readable(): ReadableStream<Uint8Array>;
  /** Adds what is written. */
  get writable(): WritableStream<Uint8Array>;
  /** The unread bytes. */
  bytes(options?: BufferBytesOptions): Uint8Array;
  /** Whether nothing is unread. */
  empty(): boolean;
  /** How many bytes are unread. */
  get length(): number;
  /** How many bytes there is room for. */
  get capacity(): number;
  /** Keeps the first `n` unread bytes. */
  truncate(n: number): void;
  /** Drops everything. */
  reset(): void;
  /** Makes room for `n` more bytes. */
  grow(n: number): void;
}

/** Passes the bytes from `start` to `end`, both included. */
export class ByteSliceStream extends TransformStream<Uint8Array, Uint8Array> {
  /** Takes the range. */
  constructor(start?: number, end?: number);
}

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

/** Options for {@linkcode LimitedTransformStream}. */
export interface LimitedTransformStreamOptions {
  /**
   * Fails beyond the limit instead of ending.
   *
   * @default {false}
   */
  error?: boolean;
}

/** Passes at most `size` chunks. */
export class LimitedTransformStream<T> extends TransformStream<T, T> {
  /** Takes the limit in chunks. */
  constructor(size: number, options?: LimitedTransformStreamOptions);
}

/** All streams as one, in the order in which chunks come. */
export function mergeReadableStreams<T>(
  ...streams: ReadableStream<T>[]
): ReadableStream<T>;

/** A chunk of each stream in turn, until all have ended. */
export function zipReadableStreams<T>(
  ...streams: ReadableStream<T>[]
): ReadableStream<T>;

/** A chunk of each stream in turn, until one has ended. */
export function earlyZipReadableStreams<T>(
  ...streams: ReadableStream<T>[]
): ReadableStream<T>;

/** All bytes of a stream. */
export function toArrayBuffer(
  readableStream: ReadableStream<Uint8Array>,
): Promise<ArrayBuffer>;

/** All bytes of a stream. */
export function toBlob(stream: ReadableStream<Uint8Array>): Promise<Blob>;

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

/** Makes a transform stream of a generator function. */
export function toTransformStream<I, O>(
  transformer: (src: ReadableStream<I>) => Iterable<O> | AsyncIterable<O>,
  writableStrategy?: QueuingStrategy<I>,
  readableStrategy?: QueuingStrategy<O>,
): TransformStream<I, O>;
