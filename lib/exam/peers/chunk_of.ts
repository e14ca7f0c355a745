/**
 * One chunk of a chunked body, ready to be sent; of nothing it is the last one.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9112#section-7.1 | RFC 9112 section 7.1}
 */
export function chunkOf(content: string | Uint8Array): Uint8Array {
  const encoder = new TextEncoder();
  const bytes = typeof content === "string" ? encoder.encode(content) : content;
  const head = encoder.encode(`${bytes.length.toString(16)}\r\n`);
  // Not spread: a call takes no million arguments.
  const chunk = new Uint8Array(head.length + bytes.length + 2);
  chunk.set(head);
  chunk.set(bytes, head.length);
  chunk.set([13, 10], head.length + bytes.length);
  return chunk;
}
