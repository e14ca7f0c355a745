import { bytesInHexadecimal } from "../../../text/bytes_in_hexadecimal.ts";
import { withoutOurs } from "../../kit/without_ours.ts";

/** A value as Deno shows it, but bytes in hexadecimal: in decimal they say nothing about frames. */
export function inspect(value: unknown): string {
  return Deno.inspect(withBytesInHexadecimal(value), { colors: false });
}

/** Names need no quotes. */
export function inspectPlainly(value: unknown): string {
  return typeof value === "string" ? value : inspect(value);
}

/** What was thrown, with the learner's part of the stack, without ours. */
export function complaint(error: unknown): string {
  return withoutOurs(
    error instanceof Error ? error.stack ?? error.message : `${error}`,
  );
}

function withBytesInHexadecimal(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return {
      [Symbol.for("Deno.customInspect")]: () => bytesInHexadecimal(value),
    };
  }
  if (typeof value !== "object" || value === null) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map((
      [name, member],
    ) => [name, withBytesInHexadecimal(member)]),
  );
}
