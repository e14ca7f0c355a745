import { delay } from "@std/async/delay";
import { checkBody, checkKeys } from "./_check_body.ts";
import { refuseAs } from "./_faults.ts";
import type { WaitingMessage } from "./_message_store.ts";
import { readPushHeaders } from "./_push_headers.ts";
import { type Body, readBody } from "./_read_body.ts";
import { Refusal } from "./_refusal.ts";
import type { Service } from "./_service.ts";
import type { Subscription } from "./_subscription_store.ts";
import { token as freshToken } from "./_token.ts";
import { claimedContact, verifyVapid } from "./_verify_vapid.ts";
import type { Fault } from "./fault.ts";

/** Messages that may wait for one subscription; more are answered 429. */
const MAX_WAITING = 1_000;

/** `Retry-After` when too many wait, in seconds. */
const TOO_MANY_RETRY_SECONDS = 60;

/** A request for a push message to be taken. */
export interface Push {
  /** The request itself. */
  readonly request: Request;
  /** Token of the push resource. */
  readonly token: string;
  /** Network address of the sender. */
  readonly address: string;
}

/**
 * Takes a push message, RFC 8030 section 5: keeps it, delivers it if its user agent
 * is there, and answers 201 with `Location` and the `TTL` that was granted. Throws
 * a {@linkcode Refusal} otherwise. Receipts (section 5.1) are not offered.
 */
export async function takeMessage(
  asked: Push,
  service: Service,
): Promise<Response> {
  const { request, token: push } = asked;
  const body = await readBody(request, service.maxBodyBytes);
  learn(asked, body, service);
  const fault = service.faults.take(request.url);
  refuseAs(fault);
  if (fault && "delayMs" in fault) {
    await delay(fault.delayMs, { signal: service.signal });
  }
  const subscription = demandSubscription(push, service);
  const { ttl, ...rest } = readPushHeaders(
    request.headers,
    service.maxTtlSeconds,
  );
  await check(request, body, subscription, service);
  const expiresAt = service.now() + ttl * 1000;
  const content = { push, expiresAt, ...rest, body: body.bytes };
  const message = {
    id: freshToken(),
    channel: subscription.channel,
    ...content,
  };
  deliver(message, { to: subscription.uaid, fault }, service);
  const location = new URL(`/messages/${message.id}`, request.url).href;
  const headers = { location, ttl: String(ttl) };
  return new Response(null, { status: 201, headers });
}

function deliver(
  message: WaitingMessage,
  { to, fault }: { to: string | null; fault: Fault | undefined },
  { messages, userAgents }: Service,
): void {
  if (fault && "drop" in fault) return;
  messages.keep(message);
  userAgents.deliver(to, message);
  if (fault && "duplicate" in fault) userAgents.deliver(to, message);
}

function learn(
  { request, token: push, address }: Push,
  body: Body,
  service: Service,
) {
  const { headers } = request;
  service.ledger.note({
    endpoint: request.url,
    userAgent: service.subscriptions.byPush(push)?.uaid ?? undefined,
    at: service.now(),
    size: body.size,
    ttl: Number.parseInt(headers.get("ttl") ?? ""),
    urgency: headers.get("urgency") ?? undefined,
    topic: headers.get("topic") ?? undefined,
    address,
    contact: claimedContact(headers.get("authorization")),
  });
}

function demandSubscription(push: string, service: Service): Subscription {
  const subscription = service.subscriptions.byPush(push);
  if (!subscription) throw new Refusal(404, "There is no such subscription");
  if (!subscription.gone) return subscription;
  throw new Refusal(410, "The subscription was given up: forget its endpoint");
}

async function check(
  request: Request,
  body: Body,
  { push, key }: Subscription,
  service: Service,
): Promise<void> {
  const { headers } = request;
  checkBody(body, headers.get("content-encoding"), service.maxBodyBytes);
  const { origin } = new URL(request.url);
  const demands = { origin, now: service.now(), key };
  const sender = await verifyVapid(headers.get("authorization"), demands);
  if (sender) checkKeys(body.bytes, sender.k);
  if (service.messages.count(push) < MAX_WAITING) return;
  throw new Refusal(429, "Too many messages wait for this subscription", {
    "retry-after": String(TOO_MANY_RETRY_SECONDS),
  });
}
