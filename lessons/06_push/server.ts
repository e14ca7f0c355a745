/**
 * Lesson 6, the naive server: whoever has subscribed gets each message, as long
 * as every push service takes it. Read in the lesson's text what one browser
 * that is gone does to all others, and mend it in the exercises.
 *
 * @module
 */
import { type EventLog, type Handler, type Message, routes } from "kernel";
import webpush from "web-push";

/** Options for {@linkcode handler}. */
export interface Options {
  /**
   * The board's own keys, in base64url.
   *
   * @default New ones at each start: what was subscribed before has ended.
   */
  vapid?: { publicKey: string; privateKey: string };
  /**
   * Sends to push services.
   *
   * @default {fetch}
   */
  fetch?: typeof fetch;
}

/** Keeps subscriptions, and sends them what is published. */
export function handler(log: EventLog, options: Options = {}): Handler {
  const { vapid = webpush.generateVAPIDKeys(), fetch = globalThis.fetch } =
    options;
  const vapidDetails = { subject: "mailto:board@example.com", ...vapid };
  const subscriptions: webpush.PushSubscription[] = [];

  async function push(message: Message): Promise<void> {
    for (const subscription of subscriptions) {
      const { endpoint, ...request } = webpush.generateRequestDetails(
        subscription,
        JSON.stringify(message),
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
