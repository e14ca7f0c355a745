/**
 * Lesson 6, the naive server: whoever subscribes gets each message. Read in the
 * lesson's text what one browser that is gone does to all others.
 *
 * @module
 */
import { type EventLog, type Message, routes } from "kernel";
import webpush from "web-push";

/** Options for {@linkcode handler}. */
export interface Options {
  /** The board's keys, in base64url. @default New ones at each start. */
  vapid?: { publicKey: string; privateKey: string };
  /** Sends to push services. @default {fetch} */
  fetch?: typeof fetch;
}

/** Keeps subscriptions, and sends them what is published. */
export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { fetch = globalThis.fetch, vapid = webpush.generateVAPIDKeys() } =
    options;
  const vapidDetails = { subject: "mailto:board@example.com", ...vapid };
  const subscriptions: webpush.PushSubscription[] = [];

  async function push(message: Message): Promise<void> {
    const text = JSON.stringify(message);
    for (const subscription of subscriptions) {
      const { endpoint, ...request } = webpush.generateRequestDetails(
        subscription,
        text,
        { TTL: 60, vapidDetails },
      );
      const { ok, status, body } = await fetch(endpoint, request);
      await body?.cancel();
      if (!ok) throw new Error(`The push service answered ${status}`);
    }
  }

  log.onAppend((message) => void push(message).catch(() => {}));
  return routes({
    "GET /subscriptions/key": () => new Response(vapid.publicKey),
    "POST /subscriptions": async (request) => {
      subscriptions.push(await request.json());
      return new Response(null, { status: 201 });
    },
  });
}
