/** A request that is refused, and the words in which it is. */
export class Refusal extends Error {
  /** The HTTP status that says so. */
  readonly status: number;
  /** Further headers of the answer, such as `Retry-After`. */
  readonly headers: Record<string, string>;

  /** Refuses with `status`; `detail` says what was wrong and what to send instead. */
  constructor(
    status: number,
    detail: string,
    headers: Record<string, string> = {},
  ) {
    super(detail);
    this.name = "Refusal";
    this.status = status;
    this.headers = headers;
  }

  /** Makes the answer: a problem document, RFC 9457 section 3. */
  toResponse(): Response {
    const { status, message: detail } = this;
    const headers = {
      ...this.headers,
      "content-type": "application/problem+json",
    };
    const title = TITLES[status] ?? "Error";
    const body = { type: "about:blank", title, status, detail };
    return new Response(JSON.stringify(body), { status, headers });
  }
}

const TITLES: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  410: "Gone",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  426: "Upgrade Required",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};
