// @ts-types="./_web_push.d.ts"
import webpush from "web-push";
import type { RequestOptions } from "./_web_push.d.ts";
import type { PushSubscriptionJSON } from "./push_subscription_json.ts";

/** An application server for tests, which sends with `npm:web-push`. */
export class Sender {
  readonly #keys = webpush.generateVAPIDKeys();

  /** What subscriptions are to be made for. */
  readonly applicationServerKey: string = this.#keys.publicKey;

  /** Makes a request that is ready to be sent, signed by this sender. */
  request(
    subscription: PushSubscriptionJSON,
    text: string | null,
    options: RequestOptions = {},
  ): Request {
    const vapidDetails = { subject: "mailto:ada@example.com", ...this.#keys };
    const { endpoint, method, headers, body } = webpush.generateRequestDetails(
      subscription,
      text,
      { TTL: 60, vapidDetails, ...options },
    );
    return new Request(endpoint, { method, headers, body });
  }

  /** Sends; returns the status and the header fields of the answer. */
  async send(
    subscription: PushSubscriptionJSON,
    text: string | null,
    options: RequestOptions = {},
  ): Promise<{ status: number; headers: Headers }> {
    const request = this.request(subscription, text, options);
    const { status, headers, body } = await fetch(request);
    await body?.cancel();
    return { status, headers };
  }
}
