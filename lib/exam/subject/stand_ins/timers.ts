/**
 * Stands in for `node:timers`, whose functions would wait in real time: the
 * same functions over the globals, which are virtual in the examiner.
 *
 * @module
 */
type Handler = (...values: unknown[]) => void;

const globals = globalThis;

/** `setTimeout` in virtual time. */
export const setTimeout = (
  run: Handler,
  ms?: number,
  ...values: unknown[]
): unknown => globals.setTimeout(run, ms, ...values);

/** `setInterval` in virtual time. */
export const setInterval = (
  run: Handler,
  ms?: number,
  ...values: unknown[]
): unknown => globals.setInterval(run, ms, ...values);

/** `clearTimeout` for timers of virtual time. */
export const clearTimeout = (id?: unknown): void =>
  globals.clearTimeout(id as number);

/** `clearInterval` for timers of virtual time. */
export const clearInterval = (id?: unknown): void =>
  globals.clearInterval(id as number);

/** `setImmediate`, which waits for no time. */
export const setImmediate = globals.setImmediate;

/** `clearImmediate`, which waits for no time. */
export const clearImmediate = globals.clearImmediate;

/** `node:timers/promises` in virtual time. */
export * as promises from "./timers_promises.ts";

import * as promises from "./timers_promises.ts";

export default {
  setTimeout,
  setInterval,
  clearTimeout,
  clearInterval,
  setImmediate,
  clearImmediate,
  promises,
};
