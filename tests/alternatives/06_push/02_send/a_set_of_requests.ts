// One loop over all: a list of what is due, a set of what is on its way, and one promise for whatever ends first. Repetitions come before those who were not tried yet, nonsense is found before anything is sent, and up to 500 ms are added to Retry-After.
import webpush from "web-push";

export interface Options {
  vapid: { subject: string; publicKey: string; privateKey: string };
  agent?: unknown;
  ttlSeconds?: number;
  urgency?: string;
  topic?: string;
  attempts?: number;
  inFlight?: number;
  forget?: (endpoint: string) => unknown;
}

export class PayloadTooLargeError extends Error {
  constructor() {
    super("More than 3,993 bytes");
    this.name = "PayloadTooLargeError";
  }
}

interface Subscription {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

interface Job {
  subscription: Subscription;
  outcome?: string;
  status: number;
  attempts: number;
}

interface Reply {
  statusCode?: number;
  headers?: Record<string, string | undefined>;
}

export async function send(
  subscriptions: Subscription[],
  payload: string,
  options: Options,
) {
  if (new Blob([payload]).size > 3_993) throw new PayloadTooLargeError();
  const jobs: Job[] = subscriptions.map((subscription) => ({
    subscription,
    status: 0,
    attempts: 0,
  }));
  const due = [...jobs];
  const inFlight = new Set<Promise<void>>();
  const asleep = new Set<Promise<void>>();
  while (due.length + inFlight.size + asleep.size > 0) {
    while (due.length > 0 && inFlight.size < (options.inFlight ?? 10)) {
      const job = due.shift()!;
      track(inFlight, tryOnce(job));
    }
    if (inFlight.size + asleep.size === 0) break;
    await Promise.race([...inFlight, ...asleep]);
  }
  return jobs.map(({ subscription: { endpoint }, ...rest }) => ({
    endpoint,
    outcome: rest.outcome,
    status: rest.status,
    attempts: rest.attempts,
  }));

  async function tryOnce(job: Job): Promise<void> {
    const { subscription } = job;
    if (!readable(subscription)) return void (job.outcome = "rejected");
    job.attempts++;
    const { statusCode = 0, headers } = await webpush.sendNotification(
      subscription,
      payload,
      {
        vapidDetails: options.vapid,
        TTL: options.ttlSeconds ?? 60,
        ...(options.urgency ? { urgency: options.urgency } : {}),
        ...(options.topic ? { topic: options.topic } : {}),
        ...(options.agent ? { agent: options.agent } : {}),
      },
    ).catch((error: Reply) => error) as Reply;
    job.status = statusCode;
    if (Math.floor(statusCode / 100) === 2) job.outcome = "accepted";
    else if ([404, 410].includes(statusCode)) {
      job.outcome = "gone";
      options.forget?.(subscription.endpoint);
    } else if (statusCode > 0 && statusCode < 500 && statusCode !== 429) {
      job.outcome = "rejected";
    } else if (job.attempts === (options.attempts ?? 3)) {
      job.outcome = "gave-up";
    } else {
      const ms = asked(headers?.["retry-after"]);
      const wait = ms === null
        ? Math.random() * Math.min(30_000, 250 * 2 ** job.attempts)
        : ms + Math.random() * 450;
      track(asleep, sleep(wait).then(() => void due.unshift(job)));
    }
  }
}

function track(set: Set<Promise<void>>, promise: Promise<void>): void {
  const tracked = promise.finally(() => set.delete(tracked));
  set.add(tracked);
}

function readable({ keys: { p256dh, auth } }: Subscription): boolean {
  const sizes = [p256dh, auth].map((text) => {
    try {
      return Uint8Array.fromBase64(text, { alphabet: "base64url" }).length;
    } catch {
      return -1;
    }
  });
  return sizes[0] === 65 && sizes[1] === 16;
}

function asked(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d+$/.test(text)) return 1_000 * Number(text);
  if (!/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/.test(text)) return null;
  const ms = new Date(text).getTime() - Date.now();
  return ms > 0 ? ms : null;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
