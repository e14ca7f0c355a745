import type { HeaderLine, HttpHead } from "./http_head.ts";

/** How the end of a body is found: after so many bytes, at the last chunk, at the FIN; or another protocol follows. */
export type BodyLength = number | "chunked" | "until-close" | "protocol";

/**
 * How long the body of a message is (RFC 9112 §6.3).
 *
 * @param method Of the request, also when the head is that of its response.
 * @throws {SyntaxError} If the headers leave it open.
 */
export function bodyLength(head: HttpHead, method: string): BodyLength {
  if (head.kind === "response") {
    if (changesProtocol(head.status, method)) return "protocol";
    if (hasNoBody(head.status, method)) return 0;
  }
  const absent = head.kind === "request" ? 0 : "until-close";
  const codings = list(head.headers, "transfer-encoding");
  if (codings.length > 0) {
    if (codings.at(-1)?.toLowerCase() === "chunked") return "chunked";
    if (absent === "until-close") return absent;
    throw new SyntaxError(
      `last transfer coding of a request must be chunked: current value is "${
        codings.at(-1)
      }"`,
    );
  }
  const lengths = list(head.headers, "content-length");
  return lengths.length === 0 ? absent : parseLength(lengths);
}

/** Whether the bytes after a response are no HTTP any more (RFC 9110 §9.3.6 and §15.2.2). */
export function changesProtocol(status: number, method: string): boolean {
  return status === 101 ||
    (method === "CONNECT" && status >= 200 && status < 300);
}

function hasNoBody(status: number, method: string): boolean {
  return method === "HEAD" || status < 200 || status === 204 || status === 304;
}

function list(headers: readonly HeaderLine[], wanted: string): string[] {
  return headers.filter(([name]) => name.toLowerCase() === wanted)
    .flatMap(([, value]) => value.split(",")).map((value) => value.trim());
}

function parseLength(lengths: readonly string[]): number {
  const length = Number(lengths[0]);
  const same = lengths.every((value) =>
    /^\d+$/.test(value) && Number(value) === length
  );
  if (same && Number.isSafeInteger(length)) return length;
  throw new SyntaxError(
    `Content-Length must be one number: current value is "${
      lengths.join(", ")
    }"`,
  );
}
