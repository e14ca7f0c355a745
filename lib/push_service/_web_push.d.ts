/**
 * The part of `npm:web-push` that the tests send with; the package has no types.
 *
 * @module
 */
import type { Buffer } from "node:buffer";
import type { PushSubscriptionJSON } from "./push_subscription_json.ts";
import type { Urgency } from "./urgency.ts";

/** A key pair of a sender, base64url. */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** How to send. */
export interface RequestOptions {
  readonly TTL?: number;
  readonly urgency?: Urgency;
  readonly topic?: string;
  readonly vapidDetails?: VapidKeys & { readonly subject: string };
}

/** A request that is ready to be sent. */
export interface RequestDetails {
  readonly endpoint: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer<ArrayBuffer> | null;
}

interface WebPush {
  generateVAPIDKeys(): VapidKeys;
  /** Encrypts and signs, without sending. */
  generateRequestDetails(
    subscription: PushSubscriptionJSON,
    payload?: string | null,
    options?: RequestOptions,
  ): RequestDetails;
}

declare const webpush: WebPush;
export default webpush;
