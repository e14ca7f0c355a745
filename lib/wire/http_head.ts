/** Version of an HTTP message; others are not read. */
export type HttpVersion = "1.0" | "1.1";

/** Name and value as they were sent: names keep their case, values are latin1. */
export type HeaderLine = [name: string, value: string];

/** Request line and headers (RFC 9112 §3). */
export interface RequestHead {
  /** Tells the two heads apart. */
  readonly kind: "request";
  /** Such as `GET`. */
  readonly method: string;
  /** Such as `/messages?since=0`. */
  readonly target: string;
  /** HTTP version of the sender. */
  readonly version: HttpVersion;
  /** In the order sent, repeated names included. */
  readonly headers: readonly HeaderLine[];
}

/** Status line and headers (RFC 9112 §4). */
export interface ResponseHead {
  /** Tells the two heads apart. */
  readonly kind: "response";
  /** Such as 204. */
  readonly status: number;
  /** Such as `No Content`; often empty. */
  readonly reason: string;
  /** HTTP version of the sender. */
  readonly version: HttpVersion;
  /** In the order sent, repeated names included. */
  readonly headers: readonly HeaderLine[];
}

/** Head of either kind of message. */
export type HttpHead = RequestHead | ResponseHead;

/** The head that belongs to a kind of message. */
export interface HttpHeads {
  /** Of a request. */
  readonly request: RequestHead;
  /** Of a response. */
  readonly response: ResponseHead;
}
