import { activity } from "./activity.ts";

/** What a request of `node:https` dispatches, as far as it is counted. */
interface ClientRequest {
  once(type: string, listener: (value?: Response) => void): unknown;
}
interface Response {
  once(type: string, listener: () => void): unknown;
}

/**
 * Begins to count the requests of `node:https`, which packages from npm use:
 * as with `fetch`, those without an answer, and bodies that are being read.
 */
export async function countSecureRequests(): Promise<void> {
  const { default: https } = await import("node:https");
  const original = https.request as (...values: unknown[]) => ClientRequest;
  const request = (...values: unknown[]) => counted(original(...values));
  Object.assign(https, { request });
}

function counted(request: ClientRequest): ClientRequest {
  const answered = begin("fetching");
  request.once("error", answered);
  request.once("close", answered);
  request.once("response", (response) => {
    const read = begin("reading");
    answered();
    response?.once("end", read);
    response?.once("close", read);
  });
  return request;
}

/** Counts something that is under way, until the returned function is called. */
function begin(count: "fetching" | "reading"): () => void {
  activity[count]++;
  activity.happened++;
  let ended = false;
  return () => {
    activity.happened++;
    if (!ended) activity[count]--;
    ended = true;
  };
}
