/** What the head of a WebSocket frame says (RFC 6455 §5.2), whether it is allowed or not. */
export interface WebSocketFrameHead {
  /** Whether this is the last frame of its message. */
  readonly fin: boolean;
  /** The three reserved bits as a number from 0 to 7; 4 is RSV1, which permessage-deflate uses. */
  readonly rsv: number;
  /** From 0 to 15: 0 continuation, 1 text, 2 binary, 8 close, 9 ping, 10 pong. */
  readonly opcode: number;
  /** Whether the payload was sent masked. */
  readonly masked: boolean;
  /** Bytes of the head as it was sent, mask included: 2 to 14. */
  readonly headBytes: number;
  /** Bytes of payload that are announced; rounded beyond `Number.MAX_SAFE_INTEGER`. */
  readonly payloadBytes: number;
}

/** A whole WebSocket frame. */
export interface WebSocketFrame
  extends Omit<WebSocketFrameHead, "payloadBytes"> {
  /** The payload, unmasked. */
  readonly payload: Uint8Array;
}
