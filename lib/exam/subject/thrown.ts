/** What a port rejects with, or a signal aborts with: an error of this name, or any other value. */
export type Thrown =
  | { readonly name: string; readonly message?: string }
  | { readonly value?: unknown };

/** Makes it; a text alone is the message of an error that is called `usual`. */
export function thrown(what: string | Thrown, usual: string): unknown {
  if (typeof what === "string") return errorOf(usual, what);
  return "name" in what ? errorOf(what.name, what.message ?? "") : what.value;
}

function errorOf(name: string, message: string): Error {
  if (name === "Error") return new Error(message);
  return name === "TypeError"
    ? new TypeError(message)
    : new DOMException(message, name);
}
