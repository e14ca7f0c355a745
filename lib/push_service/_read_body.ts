/** A body as far as it was read. */
export interface Body {
  /** How many bytes it has; if they are too many, at least so many. */
  readonly size: number;
  /** What it holds; empty if it is too large. */
  readonly bytes: Uint8Array;
}

/** Reads a body, and stops at `maxBytes`: what is larger is not kept. */
export async function readBody(
  request: Request,
  maxBytes: number,
): Promise<Body> {
  const bytes = new Uint8Array(0);
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > maxBytes) return { size: declared, bytes };
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) return { size, bytes };
    chunks.push(chunk);
  }
  return { size, bytes: new Uint8Array(await new Blob(chunks).arrayBuffer()) };
}
