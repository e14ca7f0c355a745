/** What the subject has done and is doing, as the examiner asks for it. */
export interface ActivityCounts {
  /** Rises with everything that happens but timers: a fetch, a chunk. */
  happened: number;
  /** Rises with every timer that is set. */
  timersSet: number;
  /** Requests that the handler has begun to answer. */
  entered: number;
  /** Work on other threads that has not come back: digests, files, imports. */
  pending: number;
  /** Calls of `fetch` without an answer yet. */
  fetching: number;
  /** Bodies of fetched responses that are being read. */
  reading: number;
}

/** The one set of counts of this process. */
export const activity: ActivityCounts = {
  happened: 0,
  timersSet: 0,
  entered: 0,
  pending: 0,
  fetching: 0,
  reading: 0,
};

type Count = "pending" | "fetching" | "reading";
// deno-lint-ignore no-explicit-any
type AnyFunction = (...values: any[]) => any;

/** Counts a promise in `count` for as long as it is pending. */
function counted<T>(count: Count, promise: Promise<T>): Promise<T> {
  activity[count]++;
  activity.happened++;
  const settled = () => {
    activity[count]--;
    activity.happened++;
  };
  promise.then(settled, settled);
  return promise;
}

/** Replaces `target[name]` by a function that counts what it returns. */
function countCalls(target: object, name: string, count: Count): void {
  const methods = target as Record<string, AnyFunction | undefined>;
  const original = methods[name];
  if (typeof original !== "function") return;
  const replacement = {
    [name](this: unknown, ...values: unknown[]): unknown {
      const result = original.apply(this, values);
      return result instanceof Promise ? counted(count, result) : result;
    },
  }[name];
  Object.defineProperty(target, name, {
    value: replacement,
    writable: true,
    configurable: true,
  });
}

const bodyMethods = [
  "text",
  "json",
  "bytes",
  "arrayBuffer",
  "blob",
  "formData",
];
const fileMethods = [
  "readFile",
  "readTextFile",
  "open",
  "stat",
  "lstat",
  "readLink",
  "realPath",
];

/**
 * Begins to count what the exercise does. Digests, keys and files run on
 * other threads, so that a quiet event loop alone does not say that nothing
 * is under way.
 */
export function countActivity(): void {
  keepResponses();
  countCalls(globalThis, "fetch", "fetching");
  for (const name of bodyMethods) {
    countCalls(Response.prototype, name, "reading");
    countCalls(Blob.prototype, name, "pending");
  }
  const subtle = Object.getPrototypeOf(crypto.subtle);
  for (const name of Object.getOwnPropertyNames(subtle)) {
    if (name !== "constructor") countCalls(subtle, name, "pending");
  }
  for (const name of fileMethods) countCalls(Deno, name, "pending");
  countChunks();
  countSilentCalls();
}

/** Every response of this process. */
const responses: Response[] = [];

/**
 * Deno 2.9.6 forgets the signal of a fetch when its response is collected
 * while the body is still being read: a right client would hang by chance.
 */
function keepResponses(): void {
  const native = globalThis.fetch;
  globalThis.fetch = function fetch(...values: Parameters<typeof native>) {
    const response = native(...values);
    response.then((kept) => responses.push(kept), () => {});
    return response;
  };
}

/** What a timer may do to the outside world without a promise that shows it. */
const silentMethods: readonly [prototype: object, ...names: string[]][] = [
  [AbortController.prototype, "abort"],
  [ReadableStreamDefaultController.prototype, "enqueue", "close", "error"],
  [WritableStreamDefaultWriter.prototype, "write", "close", "abort"],
  [WebSocket.prototype, "send", "close"],
  [MessagePort.prototype, "postMessage"],
];

/** Every such call counts as something that happened. */
function countSilentCalls(): void {
  for (const [prototype, ...names] of silentMethods) {
    const methods = prototype as Record<string, AnyFunction>;
    for (const name of names) {
      const original = methods[name]!;
      methods[name] = function (this: unknown, ...values: unknown[]) {
        activity.happened++;
        return original.apply(this, values);
      };
    }
  }
}

/** Every chunk that a reader gets is something that happened. */
function countChunks(): void {
  const prototype = ReadableStreamDefaultReader.prototype;
  const read = prototype.read;
  prototype.read = function (this: ReadableStreamDefaultReader) {
    const result = read.call(this);
    const happened = () => void activity.happened++;
    result.then(happened, happened);
    return result;
  };
}
