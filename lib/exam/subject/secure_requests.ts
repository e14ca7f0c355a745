import { activity } from "./activity.ts";

/** What a request of `node:https` dispatches, as far as it is counted. */
interface Emitter {
  once(type: string, listener: (value?: Emitter) => void): unknown;
}

/**
 * Begins to count the requests of `node:https`, which packages from npm use:
 * as with `fetch`, those without an answer.
 */
export function countSecureRequests(): void {
  // The global, not the module: it is loaded when it is needed.
  // deno-lint-ignore no-process-global
  const https = globalThis.process.getBuiltinModule("node:https");
  const original = https.request as (...values: unknown[]) => Emitter;
  const request = (...values: unknown[]) => counted(original(...values));
  Object.assign(https, { request });
}

function counted(request: Emitter): Emitter {
  activity.fetching++;
  activity.happened++;
  let waiting = true;
  const answered = () => {
    activity.happened++;
    if (waiting) activity.fetching--;
    waiting = false;
  };
  for (const type of ["error", "close"]) request.once(type, answered);
  request.once("response", (response) => {
    answered();
    // A body that nobody reads never ends, so that it is no work under way.
    response?.once("end", () => void activity.happened++);
  });
  return request;
}
