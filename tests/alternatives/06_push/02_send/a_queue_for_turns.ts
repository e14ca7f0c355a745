// Everybody sends for themselves, and waits in a queue for a turn when too many do.
import type { Agent } from "node:https";
import webpush from "web-push";

export interface Subscription {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

export interface Options {
  vapid: { subject: string; publicKey: string; privateKey: string };
  agent?: Agent;
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
  while (true) {
    attempts++;
    await enter();
    const { status, retryAfterMs } = await post(subscription, payload, options);
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
    const backoff = Math.random() * Math.min(30_000, 500 * 2 ** (attempts - 1));
    await pause(retryAfterMs ?? backoff);
  }
}

interface Answer {
  readonly status: number;
  readonly retryAfterMs: number | undefined;
}

async function post(
  subscription: Subscription,
  payload: string,
  { vapid, ttlSeconds = 60, urgency, topic, agent }: Options,
): Promise<Answer> {
  const details = { vapidDetails: vapid, TTL: ttlSeconds, urgency, topic };
  try {
    const { statusCode } = await webpush.sendNotification(
      subscription,
      payload,
      { ...details, agent },
    );
    return { status: statusCode, retryAfterMs: undefined };
  } catch (error) {
    const { statusCode = 0, headers } = error as Partial<webpush.WebPushError>;
    return {
      status: statusCode,
      retryAfterMs: readMs(headers?.["retry-after"]),
    };
  }
}

function readMs(retryAfter = ""): number | undefined {
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1_000;
  const isDate = retryAfter.endsWith(" GMT");
  const ms = isDate ? Date.parse(retryAfter) - Date.now() : NaN;
  return ms > 0 ? ms : undefined;
}

const TIMER_MS_MAX = 2 ** 31 - 1;

async function pause(ms: number): Promise<void> {
  const part = Math.min(ms, TIMER_MS_MAX);
  await new Promise((resolve) => setTimeout(resolve, part));
  if (ms > part) await pause(ms - part);
}
