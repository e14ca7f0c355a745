/** What a sender needs, as `PushSubscription.toJSON()` gives it in a browser. */
export interface PushSubscriptionJSON {
  /** Where to send; who knows it, reaches this user agent. */
  readonly endpoint: string;
  /** Subscriptions here do not expire. */
  readonly expirationTime: null;
  /** What to encrypt with, base64url, RFC 8291 section 3. */
  readonly keys: {
    /** Public key of the user agent. */
    readonly p256dh: string;
    /** Authentication secret. */
    readonly auth: string;
  };
}
