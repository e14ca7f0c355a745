/** A subscription with the secrets that read its messages: never leaves the user agent. */
export interface SubscriptionState {
  /** Where senders send to. */
  readonly endpoint: string;
  /** Private key on P-256, base64url. */
  readonly privateKey: string;
  /** Its public key, uncompressed, base64url. */
  readonly p256dh: string;
  /** Authentication secret of 16 bytes, base64url, RFC 8291 section 3.2. */
  readonly auth: string;
}

/** What a user agent keeps to come back as the same one; it can be stored as JSON. */
export interface UserAgentState {
  /** The name that the push service has given it. */
  readonly uaid: string;
  /** The subscriptions, by the name that the user agent has given each. */
  readonly subscriptions: Readonly<Record<string, SubscriptionState>>;
  /** Ids of the newest messages, so that one that comes again is not told again. */
  readonly recent: readonly string[];
}
