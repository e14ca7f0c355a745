// As many workers as may be in flight take whoever is due earliest from one list, and sleep when nobody is due yet. Posts with `generateRequestDetails` and `node:https` instead of `sendNotification`.
import https from "node:https";
import type { IncomingMessage } from "node:http";
import webpush from "web-push";

export interface Options {
  vapid: { subject: string; publicKey: string; privateKey: string };
  agent?: https.Agent;
  ttlSeconds?: number;
  urgency?: string;
  topic?: string;
  attempts?: number;
  inFlight?: number;
  forget?: (endpoint: string) => void;
}

export interface Subscription {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

export class PayloadTooLargeError extends Error {
  override name = "PayloadTooLargeError";
}

interface Task {
  subscription: Subscription;
  index: number;
  tried: number;
  dueAt: number;
}

export async function send(
  subscriptions: Subscription[],
  payload: string,
  options: Options,
) {
  const { vapid, agent, ttlSeconds: TTL = 60, urgency, topic } = options;
  const { attempts = 3, inFlight = 10, forget = () => {} } = options;
  if (new TextEncoder().encode(payload).byteLength >= 3_994) {
    throw new PayloadTooLargeError(`${payload.length} characters`);
  }
  const report: Record<string, unknown>[] = [];
  const tasks: Task[] = subscriptions.map((subscription, index) => ({
    subscription,
    index,
    tried: 0,
    dueAt: 0,
  }));
  let undecided = tasks.length;
  let changed = Promise.withResolvers<void>();
  const change = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };

  async function work(): Promise<void> {
    while (undecided > 0) {
      tasks.sort((a, b) => a.dueAt - b.dueAt);
      const first = tasks[0];
      if (first === undefined || first.dueAt > Date.now()) {
        await untilDue(first);
        continue;
      }
      tasks.shift();
      await serve(first);
      change();
    }
  }

  async function untilDue(task: Task | undefined): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const due = new Promise<void>((resolve) => {
      if (task) timer = setTimeout(resolve, task.dueAt - Date.now());
    });
    await Promise.race([due, changed.promise]);
    clearTimeout(timer);
  }

  async function serve(task: Task): Promise<void> {
    const { subscription, index } = task;
    const { endpoint } = subscription;
    const tried = ++task.tried;
    const [status, retryAfter] = await post(subscription);
    const done = (outcome: string) => {
      undecided--;
      report[index] = { endpoint, outcome, status, attempts: tried };
    };
    if (status >= 200 && status < 300) return done("accepted");
    if (status === 404 || status === 410) {
      forget(endpoint);
      return done("gone");
    }
    if (status !== 0 && status !== 429 && status < 500) return done("rejected");
    if (tried >= attempts) return done("gave-up");
    const most = Math.min(30_000, 500 * 2 ** (tried - 1));
    task.dueAt = Date.now() +
      Math.ceil(wanted(retryAfter) ?? Math.random() * (most - 1));
    tasks.push(task);
  }

  function post(subscription: Subscription): Promise<[number, string]> {
    return new Promise((resolve) => {
      try {
        const details = webpush.generateRequestDetails(subscription, payload, {
          vapidDetails: vapid,
          TTL,
          urgency,
          topic,
        });
        const { method, headers, body } = details;
        const how = { method, headers, ...(agent ? { agent } : {}) };
        const outgoing = https.request(
          subscription.endpoint,
          how,
          (incoming: IncomingMessage) => {
            incoming.resume();
            const { statusCode = 0, headers } = incoming;
            incoming.on("end", () => {
              resolve([statusCode, headers["retry-after"] ?? ""]);
            });
          },
        );
        outgoing.on("error", () => resolve([0, ""]));
        outgoing.end(body);
      } catch {
        resolve([0, ""]);
      }
    });
  }

  await Promise.all(Array.from({ length: inFlight }, work));
  return report;
}

function wanted(retryAfter: string): number | undefined {
  const seconds = retryAfter.match(/^\d+$/) ? +retryAfter : undefined;
  if (seconds !== undefined) return seconds * 1_000;
  const date = retryAfter.endsWith("GMT") ? Date.parse(retryAfter) : NaN;
  return date > Date.now() ? date - Date.now() : undefined;
}
