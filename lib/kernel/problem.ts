/** Options for {@linkcode problem}. */
export interface ProblemOptions {
  /** Short summary, the same for every occurrence of the type. */
  title: string;
  /** URI reference that identifies the type; `about:blank` by default. */
  type?: string;
  /** What went wrong this time, and what to do about it. */
  detail?: string;
  /** Further response headers, such as `Allow` or `Retry-After`. */
  headers?: HeadersInit;
  /** Further members of the document; they never replace the standard ones. */
  members?: Record<string, unknown>;
}

/** Makes a problem document: `application/problem+json`, RFC 9457 section 3. */
export function problem(status: number, options: ProblemOptions): Response {
  const { title, type = "about:blank", detail, members } = options;
  const headers = new Headers(options.headers);
  headers.set("content-type", "application/problem+json");
  const standard = { type, title, status, ...(detail && { detail }) };
  const body = { ...standard, ...members, ...standard };
  return new Response(JSON.stringify(body), { status, headers });
}
