import type { ResponseHead } from "wire";

/** Characters of a body that a sentence shows. */
const shownMax = 160;

/** Says in one phrase what an answer was. */
export function describeResponse(head: ResponseHead, body: string): string {
  const reason = head.reason === "" ? "" : ` ${head.reason}`;
  return `${head.status}${reason} with ${
    body === "" ? "no body" : shorten(body)
  }`;
}

/** Puts a text into quotation marks, shortened. */
export function quote(text: string): string {
  return `"${shorten(text)}"`;
}

/** Cuts a long text and says that it was cut. */
export function shorten(text: string): string {
  return text.length <= shownMax
    ? text
    : `${text.slice(0, shownMax)}… (${text.length} characters)`;
}
