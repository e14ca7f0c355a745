/**
 * The functions that the runner needs, as they were before the exercise was
 * imported: the exercise may replace every global, and time is virtual then.
 *
 * @module
 */
export const natives = {
  Promise,
  setTimeout,
  setImmediate,
  clearTimeout,
  now: Date.now,
  stringify: JSON.stringify,
  parse: JSON.parse,
  fetch: globalThis.fetch,
  serve: Deno.serve,
  listen: Deno.listen as (
    options: Deno.TcpListenOptions,
  ) => Deno.TcpListener,
  exit: Deno.exit,
  writeOut: Deno.stdout.writeSync.bind(Deno.stdout),
} as const;
