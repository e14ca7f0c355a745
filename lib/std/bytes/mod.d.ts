/**
 * Arrays of bytes, as documented for `@std/bytes` 1.
 *
 * @module
 */

/** Bytes of their own. */
export type Uint8Array_ = Uint8Array<ArrayBuffer>;

/** One array with the bytes of all. */
export function concat(buffers: readonly Uint8Array[]): Uint8Array_;

/** Copies into `dst` from `offset` on; returns how many bytes were copied. */
export function copy(src: Uint8Array, dst: Uint8Array, offset?: number): number;

/** Whether `source` ends with `suffix`. */
export function endsWith(source: Uint8Array, suffix: Uint8Array): boolean;

/** Whether both have the same bytes. */
export function equals(a: Uint8Array, b: Uint8Array): boolean;

/** Whether `needle` is in `source` from `start` on. */
export function includesNeedle(
  source: Uint8Array,
  needle: Uint8Array,
  start?: number,
): boolean;

/** Where `needle` is first in `source`; -1 if nowhere. */
export function indexOfNeedle(
  source: Uint8Array,
  needle: Uint8Array,
  start?: number,
): number;

/** Where `needle` is last in `source`; -1 if nowhere. */
export function lastIndexOfNeedle(
  source: Uint8Array,
  needle: Uint8Array,
  start?: number,
): number;

/** The bytes `count` times. */
export function repeat(source: Uint8Array, count: number): Uint8Array_;

/** Whether `source` starts with `prefix`. */
export function startsWith(source: Uint8Array, prefix: Uint8Array): boolean;
