import type { ResponseHead } from "wire";

/** Characters of a body that a sentence shows. */
const shownMax = 160;

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

/** Puts a text into quotation marks, shortened. */
export function quote(text: string): string {
  return JSON.stringify(shorten(text));
}

/** Cuts a long text and says that it was cut. */
export function shorten(text: string): string {
  return text.length <= shownMax
    ? text
    : `${text.slice(0, shownMax)}… (${text.length} characters)`;
}
