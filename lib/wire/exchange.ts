import type { RequestHead, ResponseHead } from "./http_head.ts";
import type { WebSocketFrameHead } from "./web_socket_frame.ts";
import type { Side } from "./wire_event.ts";

/** A request, complete or not. */
export interface RequestExchange {
  /** Tells the exchanges apart. */
  readonly kind: "request";
  /** When its first byte was seen, in milliseconds. */
  readonly at: number;
  /** When its last byte was seen; absent as long as it is not complete. */
  readonly completeAt?: number;
  /** Number of the connection, from 1. */
  readonly connection: number;
  /** Requests always come from the client. */
  readonly from: "client";
  /** Number of the request in its recording, from 1. */
  readonly id: number;
  /** Request line and headers. */
  readonly head: RequestHead;
  /** Bytes of request line and headers as they were sent. */
  readonly headBytes: number;
  /** The body so far, without chunk framing. */
  readonly body: Uint8Array;
}

/** A response, complete or not; 1xx responses are exchanges of their own. */
export interface ResponseExchange {
  /** Tells the exchanges apart. */
  readonly kind: "response";
  /** When its first byte was seen, in milliseconds. */
  readonly at: number;
  /** When its last byte was seen; absent as long as it is not complete. */
  readonly completeAt?: number;
  /** Number of the connection, from 1. */
  readonly connection: number;
  /** Responses always come from the server. */
  readonly from: "server";
  /** The `id` of the request; 0 when the server spoke unasked. */
  readonly answers: number;
  /** Status line and headers. */
  readonly head: ResponseHead;
  /** Bytes of status line and headers as they were sent. */
  readonly headBytes: number;
  /** The body so far, without chunk framing. */
  readonly body: Uint8Array;
}

/** An event or a comment of an event stream (WHATWG HTML §9.2.6). */
export interface EventExchange {
  /** Tells the exchanges apart. */
  readonly kind: "event";
  /** When its last byte was seen, in milliseconds. */
  readonly at: number;
  /** Number of the connection, from 1. */
  readonly connection: number;
  /** Events always come from the server. */
  readonly from: "server";
  /** The `id` of the request whose answer is the stream. */
  readonly answers: number;
  /** The event's type; absent for comments. */
  readonly type?: string;
  /** The event's id, if it has one of its own. */
  readonly id?: string;
  /** The data of an event, or the text of a comment. */
  readonly data: string;
}

/** A frame of a WebSocket (RFC 6455 §5.2), complete or not, allowed or not. */
export interface FrameExchange extends WebSocketFrameHead {
  /** Tells the exchanges apart. */
  readonly kind: "frame";
  /** When its first byte was seen, in milliseconds. */
  readonly at: number;
  /** When its last byte was seen; absent as long as it is not complete. */
  readonly completeAt?: number;
  /** Number of the connection, from 1. */
  readonly connection: number;
  /** Who sent it. */
  readonly from: Side;
  /** The `id` of the request that was answered 101. */
  readonly upgrade: number;
  /** The opcode of the message that has begun and not ended before this frame; absent when there is none. */
  readonly within?: number;
  /** Whether its message is compressed with permessage-deflate (RFC 7692). */
  readonly compressed: boolean;
  /** Bytes of payload that have come. */
  readonly received: number;
  /** The payload, unmasked; empty as long as it is not complete. */
  readonly payload: Uint8Array;
}

/** Bytes that are no HTTP/1.1; what follows them on that side of the connection is not read. */
export interface UnreadableExchange {
  /** Tells the exchanges apart. */
  readonly kind: "unreadable";
  /** When the message began that could not be read, in milliseconds. */
  readonly at: number;
  /** Number of the connection, from 1. */
  readonly connection: number;
  /** Who sent the bytes. */
  readonly from: Side;
  /** Why they cannot be read. */
  readonly reason: string;
}

/** The first side to leave a connection left it. */
export interface CutExchange {
  /** Tells the exchanges apart. */
  readonly kind: "cut";
  /** When it was seen, in milliseconds. */
  readonly at: number;
  /** Number of the connection, from 1. */
  readonly connection: number;
  /** Who left. */
  readonly by: Side;
  /** With FIN or with RST. */
  readonly how: "end" | "reset";
  /** The `id` of the oldest request that has no complete answer and never gets one. */
  readonly pendingRequest?: number;
}

/** One thing that crossed the wire. */
export type Exchange =
  | RequestExchange
  | ResponseExchange
  | EventExchange
  | FrameExchange
  | UnreadableExchange
  | CutExchange;
