/**
 * Stands in for `node:https`, whose named exports could not be counted: the
 * same functions, by way of the default export, which is.
 *
 * @module
 */
// An import of it would come back to this file.
// deno-lint-ignore no-process-global
const https = globalThis.process.getBuiltinModule("node:https");

type Request = typeof https.request;

/** `request`, counted in the examiner. */
export const request =
  ((...values: Parameters<Request>) => https.request(...values)) as Request;

/** `get`, counted in the examiner. */
export const get = ((...values: Parameters<Request>) => {
  const asked = https.request(...values);
  asked.end();
  return asked;
}) as Request;

/** `Agent`, as it is. */
export const Agent = https.Agent;

/** `globalAgent`, as it is. */
export const globalAgent = https.globalAgent;

export default https;
