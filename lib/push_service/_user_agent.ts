import type { PushSubscriptionJSON } from "./push_subscription_json.ts";
import type { ReceivedMessage } from "./received_message.ts";
import type { UserAgentState } from "./user_agent_state.ts";

/** Options for {@linkcode UserAgent.subscribe}. */
export interface SubscribeOptions {
  /** The sender's VAPID key, as bytes or base64url; nobody else may send. */
  readonly applicationServerKey: string | Uint8Array;
}

/** A browser's part in push, without a browser; `await using` closes it. */
export interface UserAgent extends AsyncDisposable {
  /** What to keep, to come back later as the same user agent. */
  readonly state: UserAgentState;
  /**
   * Makes a subscription, each time a new one. Rejects with an
   * `InvalidAccessError`, as browsers do, if the key is none.
   */
  subscribe(options: SubscribeOptions): Promise<PushSubscriptionJSON>;
  /** Gives a subscription up; says whether there was one. */
  unsubscribe(endpoint: string): Promise<boolean>;
  /**
   * The messages for all subscriptions as they come. Each is acknowledged when it
   * is taken, so that one that nobody took comes again the next time. One that
   * cannot be decrypted is acknowledged as that and not told. Ends when the user
   * agent is closed; throws if the push service is lost.
   */
  messages(): AsyncGenerator<ReceivedMessage>;
  /** Goes; messages wait at the push service from now on. */
  close(): Promise<void>;
}
