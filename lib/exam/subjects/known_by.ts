import type { Thrown } from "../subject/thrown.ts";

/** What tells something that was thrown from everything else that may be. */
export interface Known {
  /** The name of the error, or the type of a value that is none. */
  readonly name: string;
  /** Its message, or the value as text; absent where nobody chose it. */
  readonly message?: string;
}

/** How a reason that a check gave to a signal is known again; a text alone is the message of an AbortError. */
export function knownBy(reason: string | Thrown): Known {
  if (typeof reason === "string") {
    return { name: "AbortError", message: reason };
  }
  if ("name" in reason) return { message: "", ...reason };
  const { value } = reason;
  // Without a reason, a signal makes one.
  if (value === undefined) return { name: "AbortError" };
  return {
    name: value === null ? "null" : typeof value,
    message: String(value),
  };
}
