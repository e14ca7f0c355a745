import { activity } from "./activity.ts";
import type { Send } from "./kind.ts";
import { type Thrown, thrown } from "./thrown.ts";

/** An option that is a function: each call is pending until the examiner decides. */
export interface Ports {
  /** The functions, by the names of the options; made anew for whoever asks, so that two boards share none. */
  readonly options: Record<string, unknown>;
  /** Resolves call number `call` to `value`. */
  resolve(call: number, value: unknown): void;
  /** Rejects call number `call`, with an error of this message or with what is described. */
  reject(call: number, what: string | Thrown): void;
}

/**
 * Opens a port for each name, and tells the examiner about every call. A name
 * such as `storage.load` stands for the method `load` of the option `storage`.
 * Calls of those that are `obeying` reject with the reason of their signal as
 * soon as it aborts.
 */
export function openPorts(
  names: readonly string[],
  send: Send,
  obeying: readonly string[] = [],
): Ports {
  const calls: PromiseWithResolvers<unknown>[] = [];
  const port = (name: string) => (...values: unknown[]) => {
    const pending = Promise.withResolvers<unknown>();
    const call = calls.push(pending) - 1;
    activity.happened++;
    send({ event: "asked", name, call, arguments: values.map(told) });
    for (const value of values) {
      if (!(value instanceof AbortSignal)) continue;
      if (obeying.includes(name)) obey(value, pending.reject);
      tellAbort(value, call, send);
    }
    return pending.promise;
  };
  return {
    get options() {
      return nested(names.map((name) => [name, port(name)]));
    },
    resolve: (call, value) => calls[call]?.resolve(value),
    reject: (call, what) => calls[call]?.reject(thrown(what, "Error")),
  };
}

/** Turns `storage.load` into the member `load` of a member `storage`. */
function nested(
  entries: readonly [string, unknown][],
): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [name, value] of entries) {
    const [first = "", second] = name.split(".");
    options[first] = second === undefined
      ? value
      : { ...Object(options[first]), [second]: value };
  }
  return options;
}

/** Ends a call as `fetch` does. */
function obey(signal: AbortSignal, reject: (reason: unknown) => void): void {
  if (signal.aborted) return reject(signal.reason);
  signal.addEventListener("abort", () => reject(signal.reason));
}

function tellAbort(signal: AbortSignal, call: number, send: Send): void {
  const aborted = () => {
    activity.happened++;
    send({ event: "aborted", call });
  };
  if (signal.aborted) return aborted();
  signal.addEventListener("abort", aborted, { once: true });
}

function told(value: unknown): unknown {
  return value instanceof AbortSignal ? "AbortSignal" : value;
}
