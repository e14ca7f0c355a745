/** A push message as its recipient reads it. */
export interface ReceivedMessage {
  /** The decrypted text; `null` if the message had no payload. */
  readonly text: string | null;
  /** The subscription that it was sent to. */
  readonly endpoint: string;
  /** Names the message; one id is told only once. */
  readonly id: string;
}
