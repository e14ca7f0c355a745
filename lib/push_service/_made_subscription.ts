import { assertEquals } from "@std/assert";
import { createKeys } from "./_subscription_keys.ts";
import { statusOf } from "./_status_of.ts";
import type { PushService } from "./push_service.ts";
import type { PushSubscriptionJSON } from "./push_subscription_json.ts";

/** A subscription made over HTTP, for tests: nobody listens, all is stored. */
export interface MadeSubscription extends PushSubscriptionJSON {
  /** The subscription's own URL, which its owner knows. */
  readonly resource: string;
}

/** Subscribes over HTTP, restricted to `key` if there is one. */
export async function makeSubscription(
  service: PushService,
  key?: string,
): Promise<MadeSubscription> {
  const restriction = {
    headers: { "content-type": "application/webpush-options+json" },
    body: JSON.stringify({ vapid: key }),
  };
  const { status, headers } = await statusOf(
    new URL("subscribe", service.url),
    {
      method: "POST",
      ...(key && restriction),
    },
  );
  assertEquals(status, 201);
  const link = headers.get("link") ?? "";
  const [, endpoint] = /^<(.+)>; rel="urn:ietf:params:push"$/.exec(link)!;
  const { p256dh, auth } = createKeys();
  const resource = headers.get("location")!;
  const keys = { p256dh, auth };
  return { resource, endpoint: endpoint!, expirationTime: null, keys };
}
