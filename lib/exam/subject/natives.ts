/**
 * The functions that the runner needs, as they were before the exercise was
 * imported: the exercise may replace every global and every method, and time
 * is virtual then.
 *
 * @module
 */
const { apply } = Reflect;
const { encode } = TextEncoder.prototype;
const { decode } = TextDecoder.prototype;
const { set, subarray } = Uint8Array.prototype;
const { toBase64 } = Uint8Array.prototype;
const { slice } = String.prototype;
const { forEach } = Map.prototype;
const { then } = Promise.prototype;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const natives = {
  Promise,
  Uint8Array,
  DataView,
  Error,
  apply,
  setTimeout,
  setImmediate,
  clearTimeout,
  now: Date.now,
  memoryUsage: Deno.memoryUsage,
  hasOwn: Object.hasOwn,
  stringify: JSON.stringify,
  parse: JSON.parse,
  serve: Deno.serve,
  listen: Deno.listen as (
    options: Deno.TcpListenOptions,
  ) => Deno.TcpListener,
  exit: Deno.exit,
  writeOut: Deno.stdout.writeSync.bind(Deno.stdout),
  read: Deno.stdin.read.bind(Deno.stdin),
  fromBase64: Uint8Array.fromBase64.bind(Uint8Array),
  encode: (text: string): Uint8Array<ArrayBuffer> =>
    apply(encode, encoder, [text]),
  decode: (bytes: Uint8Array): string => apply(decode, decoder, [bytes]),
  /** The first `length` characters. */
  cut: (text: string, length: number): string =>
    apply(slice, text, [0, length]),
  /** Copies `bytes` into `target` at `place`. */
  copy: (target: Uint8Array, bytes: Uint8Array, place: number): void =>
    apply(set, target, [bytes, place]),
  part: (bytes: Uint8Array, from: number, to?: number): Uint8Array =>
    apply(subarray, bytes, [from, to]),
  toBase64: (bytes: Uint8Array): string => apply(toBase64, bytes, []),
  eachOf: <Key, Value>(
    map: ReadonlyMap<Key, Value>,
    visit: (value: Value, key: Key) => void,
  ): void => apply(forEach, map, [visit]),
  /** `promise.then`, whatever has become of the method. */
  then: <Value>(
    promise: Promise<Value>,
    fulfilled: (value: Value) => void,
    rejected: (reason: unknown) => void,
  ): void => void apply(then, promise, [fulfilled, rejected]),
  resolved: Promise.resolve.bind(Promise) as (
    value: unknown,
  ) => Promise<unknown>,
} as const;
