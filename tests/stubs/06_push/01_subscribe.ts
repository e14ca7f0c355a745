/**
 * 6.1 Subscribe
 *
 * A browser hands you the place where it can be reached. If you lose it, this
 * person hears nothing any more. If you keep it for the wrong person, somebody
 * else reads along.
 *
 * @module
 */
import { type EventLog, type Handler, problem, routes } from "kernel";

/** Where messages for one browser are sent, and whose browser it is. */
export interface Subscription {
  /** The end of its `Location`: nobody can guess it. */
  id: string;
  /** Whose browser it is. */
  user: string;
  /** Where the push service takes messages for this browser. */
  endpoint: string;
  /** When it ends, in milliseconds since 1970; `null`: unknown. */
  expirationTime: number | null;
  /** What messages are encrypted with, in base64url. */
  keys: { p256dh: string; auth: string };
}

/**
 * Keeps the subscriptions while the board restarts. Nobody else writes to it.
 * Each call takes its own time, and may reject: then nothing has changed.
 */
export interface SubscriptionStorage {
  /** All that was saved last; `[]` when nothing ever was. */
  load(): Promise<Subscription[]>;
  /** Replaces all that was saved. */
  save(list: readonly Subscription[]): Promise<void>;
}

/** Options for {@linkcode handler}. */
export interface Options {
  /** Where the subscriptions are kept. */
  storage: SubscriptionStorage;
}

/** A request has at most this many bytes. */
const BYTES_MAX = 4_096;

/** Keeps the subscriptions of `POST /subscriptions`, and forgets them on `DELETE`. */
export function handler(_log: EventLog, { storage }: Options): Handler {
  // TODO: Keep what is a subscription, find it again when its browser comes back, and forget it when asked.
  if (typeof storage === "object") {
    throw new Error("Remove this line and keep the subscriptions");
  }
  return routes({
    "POST /subscriptions": async (request) => {
      const value = await readJson(request);
      if (value instanceof Response) return value;
      const headers = { location: "/subscriptions/1" };
      return new Response(null, { status: 201, headers });
    },
    "DELETE /subscriptions/:id": (_request, { id = "" }) =>
      problem(404, { title: `There is no subscription ${id}` }),
  });
}

/**
 * The JSON of a request, or why it is refused: 415 for another type than
 * `application/json`, 413 for more than 4,096 bytes, 400 for no JSON. As in 1.2,
 * and right.
 */
async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    return problem(415, { title: "Send application/json" });
  }
  let bytes = new Uint8Array();
  for await (const chunk of request.body ?? []) {
    if (bytes.length + chunk.length > BYTES_MAX) {
      return problem(413, { title: `Send ${BYTES_MAX} bytes at most` });
    }
    bytes = new Uint8Array([...bytes, ...chunk]);
  }
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return problem(400, { title: "Send JSON" });
  }
}
