import type { Fault } from "./fault.ts";
import { Refusal } from "./_refusal.ts";

/** The faults that are to happen: at most one for each endpoint, and one for the rest. */
export class Faults {
  readonly #next = new Map<string, Fault>();

  /** Sets a fault in the place of the last one for its endpoint; none removes all. */
  set(fault: Fault | undefined): void {
    if (fault) this.#next.set(pathOf(fault.endpoint), fault);
    else this.#next.clear();
  }

  /** Returns the fault that happens to a message for `endpoint`, and counts it. */
  take(endpoint: string): Fault | undefined {
    const path = this.#next.has(pathOf(endpoint)) ? pathOf(endpoint) : "";
    const fault = this.#next.get(path);
    if (fault?.times === undefined) return fault;
    const { times } = fault;
    if (times > 1) this.#next.set(path, { ...fault, times: times - 1 });
    else this.#next.delete(path);
    return times > 0 ? fault : undefined;
  }
}

/** Throws the {@linkcode Refusal} that a fault with a status asks for. */
export function refuseAs(fault: Fault | undefined): void {
  if (!fault || !("status" in fault)) return;
  const { status, retryAfterSeconds } = fault;
  const headers: Record<string, string> = retryAfterSeconds === undefined
    ? {}
    : { "retry-after": String(retryAfterSeconds) };
  throw new Refusal(status, "Told to answer so", headers);
}

/** An endpoint without its origin, which a relay in front may have changed. */
function pathOf(endpoint: string | undefined): string {
  return endpoint === undefined ? "" : new URL(endpoint).pathname;
}
