/**
 * 4.6 Write events: one possibility.
 *
 * @module
 */

/** What to write; every field may be missing. */
export interface StreamEvent {
  /** The id that the reader brings back as `Last-Event-ID`. */
  id?: string;
  /** Its type; without it the reader gets `message`. */
  event?: string;
  /** How long the reader waits before it reconnects, in milliseconds. */
  retry?: number;
  /** The text. Without it the reader gets no event. */
  data?: string;
  /** What no reader gets. */
  comment?: string;
}

/** Writes events so that any reader gets back what went in. */
export function writeEvents(...events: StreamEvent[]): string {
  return events.map(writeBlock).join("");
}

function writeBlock({ id, event, retry, data, comment }: StreamEvent): string {
  const fields = [
    comment === undefined ? "" : lines("", comment),
    id === undefined ? "" : lines("id", oneLine("id", id)),
    event === undefined ? "" : lines("event", oneLine("event", event)),
    retry === undefined ? "" : lines("retry", milliseconds(retry)),
    data === undefined ? "" : lines("data", data),
  ];
  return `${fields.join("")}\n`;
}

/** One field for each line. A reader removes one space, so there is one to remove. */
function lines(name: string, text: string): string {
  return text.split(/\r\n|\r|\n/).map((line) => `${name}: ${line}\n`).join("");
}

function oneLine(name: string, value: string): string {
  if (!/[\r\n\0]/.test(value)) return value;
  throw new TypeError(
    `Cannot write the event as its "${name}" has a line end or NUL: current value is ${
      JSON.stringify(value)
    }`,
  );
}

function milliseconds(retry: number): string {
  if (Number.isSafeInteger(retry) && retry >= 0) return `${retry}`;
  throw new RangeError(
    `Cannot write the event as "retry" must be a whole number from 0: current value is ${retry}`,
  );
}
