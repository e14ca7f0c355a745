import type { Faults } from "./_faults.ts";
import type { Ledger } from "./_ledger.ts";
import type { MessageStore } from "./_message_store.ts";
import type { SubscriptionStore } from "./_subscription_store.ts";
import type { UserAgents } from "./_user_agents.ts";

/** What the parts of a push service share. */
export interface Service {
  /** All subscriptions. */
  readonly subscriptions: SubscriptionStore;
  /** All messages that wait. */
  readonly messages: MessageStore;
  /** Who is connected. */
  readonly userAgents: UserAgents;
  /** What goes wrong on purpose. */
  readonly faults: Faults;
  /** What was learnt. */
  readonly ledger: Ledger;
  /** The time, in milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Limit of a message. */
  readonly maxBodyBytes: number;
  /** Limit of what is asked for in `TTL`. */
  readonly maxTtlSeconds: number;
  /** Aborts when the service stops. */
  readonly signal: AbortSignal;
}
