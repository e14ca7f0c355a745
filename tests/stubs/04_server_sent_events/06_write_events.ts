/**
 * 4.6 Write events
 *
 * Fay pastes a poem into the board, with a blank line between its verses. Half
 * of the readers see the first verse, and one of them sees a message that Fay
 * has never published. Write her events so that they come out as they went in.
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
  const blocks = events.map(({ id, data }) => `id:${id}\ndata:${data}\n\n`);
  // TODO: That is right for some ids and some texts. Write every field, and any text.
  throw new Error(`Remove this line and write more than ${blocks.join("")}`);
}
