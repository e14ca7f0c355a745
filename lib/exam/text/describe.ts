import type { ResponseHead } from "wire";
import { bytesInHexadecimal } from "../../text/bytes_in_hexadecimal.ts";
import { shorten } from "../../text/shorten.ts";
import { bytesIn, isReadable } from "./read_values.ts";

/** Items that a list shows from its beginning and from its end. */
const listedMax = 5;

/** Says in one phrase what an answer was. */
export function describeResponse(head: ResponseHead, body: string): string {
  const reason = head.reason === "" ? "" : ` ${head.reason}`;
  return `${head.status}${reason} with ${
    body === "" ? "no body" : shorten(body)
  }`;
}

/** Lists the first and the last of many. */
export function listed(items: readonly string[]): string {
  if (items.length === 0) return "(none)";
  if (items.length <= 2 * listedMax) return items.join(", ");
  const left = items.length - 2 * listedMax;
  const [first, last] = [items.slice(0, listedMax), items.slice(-listedMax)];
  return `${first.join(", ")}, … ${left} more …, ${last.join(", ")}`;
}

/**
 * Says what a value is as JSON, shortened; whatever a learner's code has
 * produced can be shown.
 */
export function describeJson(value: unknown): string {
  return shorten(jsonOf(value));
}

/** A text as it is, of any length, to be judged; any other value as JSON. */
export function wholeText(value: unknown): string {
  return typeof value === "string" ? value : jsonOf(value);
}

/** A text as it is, shortened for a sentence; any other value as JSON. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? shorten(value) : describeJson(value);
}

/** A value as JSON; bytes that the examiner carries as `{ $bytes }` in hexadecimal. */
export function jsonOf(value: unknown): string {
  if (!isReadable(value)) return "a value that cannot be read";
  const json = JSON.stringify(value, (_, item) => {
    const bytes = bytesIn(item);
    return bytes === undefined ? item : bytesInHexadecimal(bytes);
  });
  return json ?? "undefined";
}

/** Puts a text into quotation marks, shortened. */
export function quote(text: string): string {
  return JSON.stringify(shorten(text));
}
