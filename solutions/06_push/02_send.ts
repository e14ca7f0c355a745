/**
 * 6.2 Send: one possibility.
 *
 * @module
 */
import type { Agent } from "node:https";
import webpush from "web-push";

/** Where one browser receives, as it told the board. */
export interface Subscription {
  /** The address at its push service. */
  readonly endpoint: string;
  /** What its messages are encrypted with, in base64url. */
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** Options for {@linkcode send}. */
export interface Options {
  /** Who is sending: a contact and the board's own keys, in base64url. */
  vapid: { subject: string; publicKey: string; privateKey: string };
  /**
   * Opens the connections, and knows which certificates to trust.
   *
   * @default {undefined} That of Node.
   */
  agent?: Agent;
  /**
   * For how long a push service may keep the message, in seconds.
   *
   * @default {60}
   */
  ttlSeconds?: number;
  /**
   * How soon the message has to be there.
   *
   * @default {undefined} `normal`.
   */
  urgency?: "very-low" | "low" | "normal" | "high";
  /**
   * What the message is about: the next one of the same topic replaces it.
   *
   * @default {undefined} Nothing is replaced.
   */
  topic?: string;
  /**
   * How often each is tried, the first time included.
   *
   * @default {3}
   */
  attempts?: number;
  /**
   * Requests on their way at one time, at most.
   *
   * @default {10}
   */
  inFlight?: number;
  /**
   * Is told each endpoint that has ended for good.
   *
   * @default {undefined} Nobody is told.
   */
  forget?: (endpoint: string) => void;
}

/** What became of one message. */
export interface Delivery {
  /** Where it was sent. */
  endpoint: string;
  /** How it ended. */
  outcome: "accepted" | "gone" | "rejected" | "gave-up";
  /** The status of the last answer; 0 when the last attempt got none. */
  status: number;
  /** How often it was tried. */
  attempts: number;
}

/** The message is longer than any push service has to take. */
export class PayloadTooLargeError extends Error {
  override name = "PayloadTooLargeError";
}

/** What a push service takes, without what the encryption adds, in bytes. */
const PAYLOAD_MAX = 3_993;

/** Sends `payload` to every subscription; resolves to a report in their order. */
export async function send(
  subscriptions: readonly Subscription[],
  payload: string,
  options: Options,
): Promise<Delivery[]> {
  const bytes = new TextEncoder().encode(payload).length;
  if (bytes > PAYLOAD_MAX) {
    throw new PayloadTooLargeError(
      `Cannot send ${bytes} bytes: a message has at most ${PAYLOAD_MAX}`,
    );
  }
  const places = new Places(options.inFlight ?? 10);
  const post = (subscription: Subscription) =>
    places.use(() => attempt(subscription, payload, options));
  return await Promise.all(
    subscriptions.map((subscription) => deliver(subscription, post, options)),
  );
}

/** Posts until something is final. Never throws. */
async function deliver(
  subscription: Subscription,
  post: (subscription: Subscription) => Promise<Answer>,
  { attempts: most = 3, forget }: Options,
): Promise<Delivery> {
  const { endpoint } = subscription;
  for (let attempts = 1;; attempts++) {
    const { status, retryAfterMs } = await post(subscription);
    const outcome = outcomeOf(status);
    if (outcome === "gone") forget?.(endpoint);
    if (outcome !== "gave-up" || attempts >= most) {
      return { endpoint, outcome, status, attempts };
    }
    await pause(retryAfterMs ?? backoffMs(attempts - 1));
  }
}

/** What an answer means, if it is the last one. */
function outcomeOf(status: number): Delivery["outcome"] {
  if (status === 404 || status === 410) return "gone";
  if (status === 0 || status === 429 || status >= 500) return "gave-up";
  return status >= 200 && status < 300 ? "accepted" : "rejected";
}

/** What came back. */
interface Answer {
  readonly status: number;
  readonly retryAfterMs: number | undefined;
}

/** What web-push throws for an answer other than 2xx; other errors have nothing of it. */
interface Refusal {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Encrypts, signs and posts once. */
async function attempt(
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
    const { statusCode = 0, headers } = error as Refusal;
    return {
      status: statusCode,
      retryAfterMs: readMs(headers?.["retry-after"]),
    };
  }
}

/** Drawn anew each time, so that not everybody comes back together. */
function backoffMs(failures: number): number {
  return Math.random() * Math.min(30_000, 500 * 2 ** failures);
}

/** Reads `Retry-After`: seconds or a date; undefined when it is of no use. */
function readMs(retryAfter = ""): number | undefined {
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1_000;
  const isDate = retryAfter.endsWith(" GMT");
  const ms = isDate ? Date.parse(retryAfter) - Date.now() : NaN;
  return ms > 0 ? ms : undefined;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** So many may work at one time; the others wait in the order in which they came. */
class Places {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      // Whoever leaves hands its place on, so that nobody comes in between.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}
