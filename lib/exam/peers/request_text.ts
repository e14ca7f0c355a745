import { Buffer } from "node:buffer";
import { shorten } from "../../text/shorten.ts";
import { shellQuoted, urlQuoted } from "../text/shell_quoted.ts";

/** Characters of a body that a command line shows, at most. */
const byHandMax = 200;

/** Headers and body of a request. */
export interface ProbeInit {
  /** Headers beside `Host`. */
  readonly headers?: Record<string, string>;
  /** The body, as text or as bytes. */
  readonly body?: string | Uint8Array;
}

/** Request line and headers as they are sent. */
export function requestHead(
  method: string,
  target: string,
  port: number,
  init: ProbeInit,
): string {
  const { headers = {}, body } = init;
  const lines = { Host: `127.0.0.1:${port}`, ...headers } as Record<
    string,
    string
  >;
  if (body !== undefined) {
    lines["Content-Length"] = String(Buffer.byteLength(body));
  }
  const text = Object.entries(lines).map(([name, value]) =>
    `${name}: ${value}\r\n`
  ).join("");
  return `${method} ${target} HTTP/1.1\r\n${text}\r\n`;
}

/** The same request with curl. */
export function requestByHand(
  method: string,
  target: string,
  { headers = {}, body }: ProbeInit,
): string {
  const options = method === "GET" ? [] : ["-X", shellQuoted(method)];
  for (const [name, value] of Object.entries(headers)) {
    options.push(headerByHand(name, value));
  }
  if (body !== undefined) options.push(bodyByHand(body));
  return ["curl -i -N", ...options, urlQuoted(target)].join(" ");
}

/** A header as curl takes it; only with a semicolon does it send an empty one. */
export function headerByHand(name: string, value: string): string {
  return `-H ${shellQuoted(value === "" ? `${name};` : `${name}: ${value}`)}`;
}

/** A long body of one letter is made on the spot, as a person would. */
function bodyByHand(body: string | Uint8Array): string {
  if (typeof body !== "string") return "--data-binary @a-file-with-the-bytes";
  if (body.length <= byHandMax) return `--data-raw ${shellQuoted(body)}`;
  return `--data "$(head -c ${body.length} /dev/zero | tr '\\0' a)"`;
}

/** Names the body in a step of the account. */
export function bodyNote(body: string | Uint8Array | undefined): string {
  if (body === undefined) return "";
  return typeof body === "string"
    ? ` with ${shorten(body)}`
    : ` with ${body.length} bytes`;
}
