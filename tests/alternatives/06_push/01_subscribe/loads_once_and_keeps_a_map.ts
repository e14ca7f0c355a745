// Loads once, keeps a Map by endpoint that changes only after it is saved, and takes hashes as ids.
import { type EventLog, problem } from "kernel";

interface Subscription {
  id: string;
  user: string;
  endpoint: string;
  expirationTime: number | null;
  keys: { p256dh: string; auth: string };
}

interface SubscriptionStorage {
  load(): Promise<Subscription[]>;
  save(list: readonly Subscription[]): Promise<void>;
}

export function handler(
  _log: EventLog,
  { storage }: { storage: SubscriptionStorage },
): (request: Request) => Promise<Response> {
  const store = new Store(storage);
  return async (request) => {
    const { method, url } = request;
    const { pathname, origin } = new URL(url);
    try {
      if (method === "POST" && pathname === "/subscriptions") {
        const value = await read(request);
        if (typeof value === "number") {
          return new Response(null, { status: value });
        }
        const { id, isNew } = await store.put(value);
        return new Response("{}", {
          status: isNew ? 201 : 200,
          headers: { location: `${origin}/subscriptions/${id}` },
        });
      }
      if (method !== "DELETE") return new Response(null, { status: 405 });
      const removed = await store.remove(pathname.split("/").at(-1)!);
      return new Response(null, { status: removed ? 204 : 404 });
    } catch {
      return problem(503, { title: "The disk is not there" });
    }
  };
}

/** One queue of changes; the map is replaced when the disk has it. */
class Store {
  readonly #storage: SubscriptionStorage;
  readonly #queue: (() => Promise<void>)[] = [];
  #working = false;
  #map: ReadonlyMap<string, Subscription> | undefined;

  constructor(storage: SubscriptionStorage) {
    this.#storage = storage;
  }

  put(news: Omit<Subscription, "id">) {
    return this.#change(async (map) => {
      const known = map.get(news.endpoint);
      const id = known?.id ?? await hash(news.endpoint);
      map.set(news.endpoint, { ...news, id });
      return { id, isNew: !known };
    });
  }

  remove(id: string): Promise<boolean> {
    return this.#change((map) => {
      for (const { endpoint, id: other } of map.values()) {
        if (other === id) return map.delete(endpoint);
      }
      return false;
    });
  }

  #change<T>(
    how: (map: Map<string, Subscription>) => T | Promise<T>,
  ): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#queue.push(async () => {
      try {
        this.#map ??= new Map(
          (await this.#storage.load()).map((one) => [one.endpoint, one]),
        );
        const next = new Map(this.#map);
        const result = await how(next);
        if (JSON.stringify([...next]) !== JSON.stringify([...this.#map])) {
          await this.#storage.save([...next.values()]);
        }
        this.#map = next;
        resolve(result);
      } catch (error) {
        reject(error);
      }
    });
    this.#work();
    return promise;
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    for (let next; (next = this.#queue.shift());) await next();
    this.#working = false;
  }
}

async function hash(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** A subscription, or the status of a refusal. */
async function read(
  request: Request,
): Promise<Omit<Subscription, "id"> | number> {
  const [type] = (request.headers.get("content-type") ?? "").split(";");
  if (type!.trim().toLowerCase() !== "application/json") return 415;
  const bytes = await request.bytes();
  if (bytes.length > 4_096) return 413;
  try {
    const { user, endpoint, expirationTime, keys } = JSON.parse(
      new TextDecoder().decode(bytes),
    );
    const { protocol, hostname } = new URL(endpoint);
    const isLocal = hostname === "127.0.0.1" && protocol === "http:";
    if (protocol !== "https:" && !isLocal) return 422;
    if (typeof user !== "string" || !user || typeof endpoint !== "string") {
      return 422;
    }
    if (!["undefined", "number"].includes(typeof (expirationTime ?? 1))) {
      return 422;
    }
    const key = decode(keys.p256dh);
    if (key.length !== 65 || key.charCodeAt(0) !== 4) return 422;
    if (decode(keys.auth).length !== 16) return 422;
    const { p256dh, auth } = keys;
    const ends = expirationTime ?? null;
    return { user, endpoint, expirationTime: ends, keys: { p256dh, auth } };
  } catch {
    return 422;
  }
}

function decode(text: string): string {
  return atob(text.replaceAll("-", "+").replaceAll("_", "/"));
}
