// @ts-self-types="./mod.d.ts"
// The package's own mod.js imports channel.js, which imports a file that is not shipped.
export { abortable } from "npm:deno-std@1.4.0/async/abortable.js";
export { deadline } from "npm:deno-std@1.4.0/async/deadline.js";
export { debounce } from "npm:deno-std@1.4.0/async/debounce.js";
export { delay } from "npm:deno-std@1.4.0/async/delay.js";
export { MuxAsyncIterator } from "npm:deno-std@1.4.0/async/mux_async_iterator.js";
export { poll } from "npm:deno-std@1.4.0/async/poll.js";
export { pooledMap } from "npm:deno-std@1.4.0/async/pool.js";
export { retry, RetryError } from "npm:deno-std@1.4.0/async/retry.js";
export { tee } from "npm:deno-std@1.4.0/async/tee.js";
