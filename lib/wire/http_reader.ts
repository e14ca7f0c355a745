import { Buffer } from "node:buffer";
import { bodyLength } from "./_body_length.ts";
import {
  AFTER_HEAD,
  createHttpParser,
  type HttpParser,
  isIdle,
  type ParsedHead,
} from "./_http_parser.ts";
import type {
  HeaderLine,
  HttpHead,
  HttpHeads,
  HttpVersion,
} from "./http_head.ts";

/** What a {@linkcode HttpReader} reports while it reads. */
export interface HttpReaderHandlers<
  Kind extends keyof HttpHeads = keyof HttpHeads,
> {
  /** The start line and all headers were read; 1xx responses are messages of their own. */
  head(head: HttpHeads[Kind]): void;
  /** A piece of the body, without chunk framing; the bytes are a copy. */
  body(bytes: Uint8Array): void;
  /** The message is complete. */
  complete(): void;
  /** Bytes of another protocol, after a 101 or an answered CONNECT, piece by piece as they came. */
  raw?(bytes: Uint8Array): void;
  /** The bytes are no HTTP/1.1; nothing more is read. Without this handler the error is thrown. */
  error?(error: Error): void;
}

/**
 * Reads the HTTP/1.1 messages of one direction of a connection (RFC 9112), however their bytes are cut.
 *
 * What comes behind a request that asks for an upgrade is no HTTP yet: it is held until
 * {@linkcode HttpReader.switchToRaw} or {@linkcode HttpReader.resume} says what it is.
 *
 * @example Usage
 * ```ts
 * import { HttpReader } from "wire";
 *
 * const reader = new HttpReader("response", {
 *   head: (head) => console.log(head.status),
 *   body: (bytes) => console.log(bytes.length),
 *   complete: () => console.log("complete"),
 * });
 * reader.push(new TextEncoder().encode("HTTP/1.1 204 No Content\r\n\r\n"));
 * ```
 */
export class HttpReader<Kind extends keyof HttpHeads = keyof HttpHeads> {
  readonly #kind: Kind;
  readonly #on: HttpReaderHandlers<Kind>;
  readonly #parser: HttpParser;
  readonly #methods: string[] = [];
  readonly #heldPieces: Uint8Array[] = [];
  #mode: "http" | "held" | "raw" | "closed" = "http";
  #failure: Error | undefined;

  /** A reader for the requests or for the responses of a connection. */
  constructor(kind: Kind, on: HttpReaderHandlers<Kind>) {
    this.#kind = kind;
    this.#on = on;
    this.#parser = createHttpParser(kind);
    this.#parser.onHeadersComplete = (parsed) => this.#head(parsed);
    this.#parser.onBody = (bytes) => on.body(new Uint8Array(bytes));
    this.#parser.onMessageComplete = () => {
      if (this.#failure === undefined) on.complete();
    };
  }

  /** Whether no message has begun that is not complete yet. */
  get idle(): boolean {
    return this.#mode !== "http" || isIdle(this.#parser);
  }

  /** Bytes of the head that was read last, line ends included. */
  get headBytes(): number {
    return this.#parser.headBytes;
  }

  /** Says the method of the next request that responses will answer; HEAD and CONNECT are answered without body. */
  expectMethod(method: string): void {
    this.#methods.push(method);
  }

  /** Pieces that came behind a request that asks for an upgrade, and are held since. */
  get held(): number {
    return this.#heldPieces.length;
  }

  /** Hands over what is held and all later bytes as `raw`; for requests, once they have been answered 101. */
  switchToRaw(): void {
    this.#goOn("raw");
  }

  /** Reads what is held and all later bytes as HTTP, once an upgrade has been refused; otherwise does nothing. */
  resume(): void {
    if (this.#mode === "held") this.#goOn("http");
  }

  #goOn(mode: "http" | "raw"): void {
    this.#mode = mode;
    for (const piece of this.#heldPieces.splice(0)) this.push(piece);
  }

  /** Reads the next bytes of the stream. */
  push(bytes: Uint8Array): void {
    let rest = bytes;
    while (rest.length > 0 && this.#mode === "http") {
      const read = this.#parser.execute(
        Buffer.from(rest.buffer, rest.byteOffset, rest.byteLength),
      );
      const error = read instanceof Error ? read : this.#failure;
      if (error !== undefined) return this.#fail(error);
      rest = rest.subarray(Number(read));
    }
    if (rest.length === 0) return;
    if (this.#mode === "held") this.#heldPieces.push(new Uint8Array(rest));
    if (this.#mode === "raw") this.#on.raw?.(new Uint8Array(rest));
  }

  /** The peer sent FIN: completes a body that lasts until then; anywhere else inside a message it is an error. */
  end(): void {
    if (this.#mode !== "http") return;
    const cut = this.#parser.line !== "" ||
      this.#parser.finish() instanceof Error;
    if (cut) return this.#fail(new Error("stream ended inside a message"));
    this.#mode = "closed";
  }

  #head(parsed: ParsedHead): number {
    const head = readHead(this.#kind, parsed);
    let length;
    try {
      length = bodyLength(head, this.#answeredMethod(head));
    } catch (error) {
      this.#failure = error as Error;
      return AFTER_HEAD.protocol;
    }
    this.#on.head(head as HttpHeads[Kind]);
    if (length === "protocol" || (length === 0 && asksForUpgrade(head))) {
      this.#mode = length === "protocol" ? "raw" : "held";
      return AFTER_HEAD.protocol;
    }
    this.#parser.isChunked = length === "chunked";
    this.#parser.body_bytes = typeof length === "number" ? length : null;
    return length === 0 ? AFTER_HEAD.message : AFTER_HEAD.body;
  }

  #answeredMethod(head: HttpHead): string {
    if (head.kind === "request") return head.method;
    const interim = head.status < 200 && head.status !== 101;
    return (interim ? this.#methods[0] : this.#methods.shift()) ?? "GET";
  }

  #fail(cause: Error): void {
    this.#mode = "closed";
    const error = new Error(
      `Cannot read HTTP ${this.#kind}: ${cause.message}`,
      { cause },
    );
    if (this.#on.error === undefined) throw error;
    this.#on.error(error);
  }
}

/** Whether another protocol may follow (RFC 9110 §7.8). */
function asksForUpgrade({ kind, headers }: HttpHead): boolean {
  return kind === "request" &&
    headers.some(([name]) => name.toLowerCase() === "upgrade");
}

function readHead(kind: "request" | "response", parsed: ParsedHead): HttpHead {
  const version: HttpVersion = parsed.versionMinor === 0 ? "1.0" : "1.1";
  const headers: HeaderLine[] = [];
  for (let i = 0; i < parsed.headers.length; i += 2) {
    headers.push([parsed.headers[i] ?? "", parsed.headers[i + 1] ?? ""]);
  }
  return kind === "request"
    ? { kind, method: parsed.method, target: parsed.url, version, headers }
    : {
      kind,
      status: parsed.statusCode,
      reason: parsed.statusMessage,
      version,
      headers,
    };
}
