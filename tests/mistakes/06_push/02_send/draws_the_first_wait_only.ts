// Caught by: waits longer after each failure, by chance
// Misconception: One draw for each subscription is chance enough.
// Says: a new draw for each wait
import webpush from "web-push";

export interface Subscription {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

export interface Options {
  vapid: { subject: string; publicKey: string; privateKey: string };
  // deno-lint-ignore no-explicit-any
  agent?: any;
  ttlSeconds?: number;
  urgency?: string;
  topic?: string;
  attempts?: number;
  inFlight?: number;
  forget?: (endpoint: string) => void;
}

export interface Delivery {
  endpoint: string;
  outcome: string;
  status: number;
  attempts: number;
}

export class PayloadTooLargeError extends Error {
  override name = "PayloadTooLargeError";
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function send(
  subscriptions: Subscription[],
  payload: string,
  options: Options,
): Promise<Delivery[]> {
  const { inFlight = 10 } = options;
  if (new TextEncoder().encode(payload).length > 3993) {
    throw new PayloadTooLargeError("Too large");
  }
  const report: Delivery[] = [];
  const queue: (() => void)[] = [];
  let running = 0;
  const enter = async () => {
    if (running < inFlight) running++;
    else await new Promise<void>((resolve) => queue.push(resolve));
  };
  const leave = () => {
    const next = queue.shift();
    if (next) next();
    else running--;
  };
  await Promise.all(subscriptions.map(async (subscription, index) => {
    report[index] = await sendTo(subscription, payload, options, enter, leave);
  }));
  return report;
}

async function sendTo(
  subscription: Subscription,
  payload: string,
  options: Options,
  enter: () => Promise<void>,
  leave: () => void,
): Promise<Delivery> {
  const { attempts: most = 3, forget } = options;
  const { endpoint } = subscription;
  let attempts = 0;
  const draw = Math.random();
  while (true) {
    attempts++;
    await enter();
    const { status, retryAfter } = await post(subscription, payload, options);
    leave();
    if (status >= 200 && status <= 299) {
      return { endpoint, outcome: "accepted", status, attempts };
    }
    if (status === 404 || status === 410) {
      forget?.(endpoint);
      return { endpoint, outcome: "gone", status, attempts };
    }
    const again = status === 0 || status === 429 || status >= 500;
    if (!again) return { endpoint, outcome: "rejected", status, attempts };
    if (attempts === most) {
      return { endpoint, outcome: "gave-up", status, attempts };
    }
    const backoff = draw * Math.min(30_000, 500 * 2 ** (attempts - 1));
    await sleep(waitFor(retryAfter) ?? backoff);
  }
}

async function post(
  subscription: Subscription,
  payload: string,
  options: Options,
): Promise<{ status: number; retryAfter: string }> {
  const { vapid, ttlSeconds = 60, urgency, topic, agent } = options;
  try {
    const { statusCode } = await webpush.sendNotification(
      subscription,
      payload,
      { vapidDetails: vapid, TTL: ttlSeconds, urgency, topic, agent },
    );
    return { status: statusCode, retryAfter: "" };
  } catch (error) {
    // deno-lint-ignore no-explicit-any
    const { statusCode = 0, headers = {} } = error as any;
    return { status: statusCode, retryAfter: headers["retry-after"] ?? "" };
  }
}

function waitFor(retryAfter: string): number | undefined {
  if (/^[0-9]+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  if (!retryAfter.endsWith("GMT")) return undefined;
  const ms = Date.parse(retryAfter) - Date.now();
  return ms > 0 ? ms : undefined;
}
