/**
 * 6.7 Store and forward: one possibility.
 *
 * @module
 */
import { type EventLog, problem, routes } from "kernel";

/** Options for {@linkcode handler}. */
export interface Options {
  /**
   * For how long a message is kept, at most, in seconds.
   *
   * @default {2_419_200} Four weeks.
   */
  maxTtlSeconds?: number;
  /**
   * Bytes of a message, at most.
   *
   * @default {4_096}
   */
  maxBodyBytes?: number;
}

/** What the sender says of a message. */
interface Wishes {
  readonly ttl: number;
  readonly urgency: string;
  readonly topic: string | null;
}

/** A message that waits until it is acknowledged or expires. */
interface Message extends Wishes {
  readonly id: string;
  readonly subscription: string;
  readonly body: Uint8Array;
  readonly expiresAt: number;
}

/** The most urgent first. */
const URGENCIES = ["high", "normal", "low", "very-low"];

/** A push service of the smallest kind: keeps messages for those who are away. */
export function handler(
  _log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { maxTtlSeconds = 2_419_200, maxBodyBytes = 4_096 } = options;
  const store = new Store();

  async function accept(
    request: Request,
    subscription: string,
  ): Promise<Response> {
    const wishes = readWishes(request, maxTtlSeconds);
    if (wishes === undefined) return problem(400, { title: "Malformed" });
    const body = await readBytes(request, maxBodyBytes);
    if (body === undefined) return problem(413, { title: "Too large" });
    const location = `/messages/${store.add(subscription, wishes, body)}`;
    const headers = { location, ttl: `${wishes.ttl}` };
    return new Response(null, { status: 201, headers });
  }

  function list(request: Request, subscription: string): Response {
    const query = new URL(request.url).searchParams;
    const least = URGENCIES.indexOf(query.get("urgency") ?? "very-low");
    if (least < 0) return problem(400, { title: "Unknown urgency" });
    return Response.json(store.waiting(subscription, least).map(shown));
  }

  function acknowledge(id: string): Response {
    if (!store.remove(id)) return problem(404, { title: "Not Found" });
    return new Response(null, { status: 204 });
  }

  return routes({
    "POST /push/:subscription": (request, { subscription }) =>
      accept(request, subscription!),
    "GET /push/:subscription": (request, { subscription }) =>
      list(request, subscription!),
    "DELETE /messages/:id": (_request, { id }) => acknowledge(id!),
  });
}

/** Who is served first is a question of order, so the store is a `Map`: it keeps that of arrival. */
class Store {
  readonly #messages = new Map<string, Message>();

  /** Keeps a message in place of those with the same topic, and returns its id. */
  add(subscription: string, wishes: Wishes, body: Uint8Array): string {
    const id = crypto.randomUUID();
    const expiresAt = Date.now() + wishes.ttl * 1_000;
    for (const old of this.#alive()) {
      const replaced = old.subscription === subscription &&
        old.topic !== null && old.topic === wishes.topic;
      if (replaced) this.#messages.delete(old.id);
    }
    this.#messages.set(id, { ...wishes, id, subscription, body, expiresAt });
    return id;
  }

  /** The messages that are at least as urgent, the most urgent first. */
  waiting(subscription: string, least: number): Message[] {
    const rank = ({ urgency }: Message) => URGENCIES.indexOf(urgency);
    return this.#alive()
      .filter((message) =>
        message.subscription === subscription && rank(message) <= least
      )
      .sort((a, b) => rank(a) - rank(b));
  }

  /** Whether there was such a message, and it had not expired. */
  remove(id: string): boolean {
    this.#alive();
    return this.#messages.delete(id);
  }

  /**
   * Drops what has expired, and returns the rest. A timer for each message would
   * have to last for 28 days, and no timer lasts longer than 24.8.
   */
  #alive(): Message[] {
    for (const { id, expiresAt } of this.#messages.values()) {
      if (expiresAt <= Date.now()) this.#messages.delete(id);
    }
    return [...this.#messages.values()];
  }
}

/** What the headers say; undefined if they are malformed (RFC 8030, section 5). */
function readWishes(
  { headers }: Request,
  maxTtlSeconds: number,
): Wishes | undefined {
  const ttl = headers.get("ttl") ?? "";
  const urgency = headers.get("urgency") ?? "normal";
  const topic = headers.get("topic");
  const right = /^\d+$/.test(ttl) && URGENCIES.includes(urgency) &&
    /^[\w-]{1,32}$/.test(topic ?? "none");
  if (!right) return undefined;
  return { ttl: Math.min(Number(ttl), maxTtlSeconds), urgency, topic };
}

/** The body; undefined as soon as it is too long, whatever the headers say. */
async function readBytes(
  request: Request,
  most: number,
): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    // Leaving the loop cancels the body: nobody waits for the rest of it.
    if (bytes > most) return undefined;
    chunks.push(chunk);
  }
  return await new Blob(chunks).bytes();
}

/** A message as its receiver gets it. */
function shown({ id, urgency, topic, body }: Message): Record<string, unknown> {
  const base64 = { alphabet: "base64url", omitPadding: true } as const;
  const named = topic === null ? {} : { topic };
  return { id, urgency, ...named, body: body.toBase64(base64) };
}
