/**
 * What a push service learns from one push message: who gets it, when, how large
 * it is, how long it matters, and who sends. The text it does not learn.
 */
export interface PushRequest {
  /** The subscription: one browser's, for one application server. */
  readonly endpoint: string;
  /** The user agent behind it: all endpoints of one browser have the same. */
  readonly userAgent: string | undefined;
  /** When it came, in milliseconds since the Unix epoch. */
  readonly at: number;
  /** Bytes of the encrypted message; if they are too many, at least so many. */
  readonly size: number;
  /** `TTL` in seconds, as it was sent; NaN if it was not a number. */
  readonly ttl: number;
  /** `Urgency` as it was sent. */
  readonly urgency: string | undefined;
  /** `Topic` as it was sent. */
  readonly topic: string | undefined;
  /** Network address of the sender, such as `127.0.0.1`. */
  readonly address: string;
  /** Contact that the sender claims in its VAPID token, such as `mailto:ada@example.com`. */
  readonly contact: string | undefined;
}
