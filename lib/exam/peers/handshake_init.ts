/** How a WebSocket to the learner's server is asked for. */
export interface HandshakeInit {
  /** Headers that replace the usual ones, or are added; `undefined` leaves one out, a list sends several lines. */
  readonly headers?: Record<string, string | readonly string[] | undefined>;
  /** Default `GET`. */
  readonly method?: string;
  /** The raw value of `Sec-WebSocket-Protocol`. */
  readonly protocols?: string;
  /** The value of `Sec-WebSocket-Key`; by default drawn from the seed. */
  readonly key?: string;
  /** The whole request head as it is sent, instead of one that is made of the other members. */
  readonly head?: string | Uint8Array;
  /** Raw bytes that follow in the same packet. */
  readonly behind?: string | Uint8Array;
  /** Places at which head and `behind` are cut into packets, ascending. */
  readonly cuts?: readonly number[];
  /** Whether pings and close frames are left without an answer. */
  readonly passive?: boolean;
  /** Whether its side stays open when the server's has ended. */
  readonly stays?: boolean;
}
