// A lock instead of a chain, real keys instead of the form of keys, and more members than asked for.
import { type EventLog, routes } from "kernel";
import { decodeBase64Url } from "@std/encoding/base64url";

interface Subscription {
  id: string;
  user: string;
  endpoint: string;
  expirationTime: number | null;
  keys: { p256dh: string; auth: string };
  since?: number;
}

interface Options {
  storage: {
    load(): Promise<Subscription[]>;
    save(list: readonly Subscription[]): Promise<void>;
  };
}

export function handler(_log: EventLog, { storage }: Options) {
  let held = false;
  const waiting: (() => void)[] = [];

  async function lock(): Promise<Disposable> {
    while (held) await new Promise<void>((resolve) => waiting.push(resolve));
    held = true;
    return {
      [Symbol.dispose]() {
        held = false;
        for (const resolve of waiting.splice(0)) resolve();
      },
    };
  }

  async function save(news: Omit<Subscription, "id">): Promise<Response> {
    using _lock = await lock();
    const list = await storage.load();
    const at = list.findIndex(({ endpoint }) => endpoint === news.endpoint);
    const known = list[at];
    const since = Date.now();
    const { id } = known ??
      { id: crypto.getRandomValues(new Uint8Array(12)).toHex() };
    const next = known
      ? list.with(at, { ...known, ...news })
      : [...list, { ...news, id, since }];
    await storage.save(next);
    return Response.json({ id }, {
      status: known ? 200 : 201,
      headers: { location: `subscriptions/${id}` },
    });
  }

  async function remove(id: string): Promise<Response> {
    using _lock = await lock();
    const list = await storage.load();
    const at = list.findIndex((one) => one.id === id);
    if (at < 0) return new Response(null, { status: 404 });
    await storage.save(list.toSpliced(at, 1));
    return new Response(null, { status: 204 });
  }

  const failed = () =>
    new Response("Later", { status: 503, headers: { "retry-after": "5" } });
  return routes({
    "POST /subscriptions": async (request) => {
      const type = request.headers.get("content-type")?.toLowerCase() ?? "";
      if (!type.startsWith("application/json")) {
        return new Response(null, { status: 415 });
      }
      const text = await request.text();
      if (new TextEncoder().encode(text).length > 4_096) {
        return new Response(null, { status: 413 });
      }
      const news = await parse(text);
      if (!news) return new Response("No subscription", { status: 400 });
      return await save(news).catch(failed);
    },
    "DELETE /subscriptions/:id": (_request, { id = "" }) =>
      remove(id).catch(failed),
  });
}

async function parse(
  text: string,
): Promise<Omit<Subscription, "id"> | undefined> {
  try {
    const { user, endpoint, expirationTime = null, keys } = JSON.parse(text);
    const texts = [user, endpoint, keys.p256dh, keys.auth];
    if (texts.some((text) => typeof text !== "string")) return;
    const url = new URL(endpoint);
    const isLocal = url.protocol === "http:" && url.hostname === "127.0.0.1";
    const point = decodeBase64Url(keys.p256dh);
    const auth = decodeBase64Url(keys.auth);
    if (point[0] !== 4 || auth.length !== 16) return;
    const curve = { name: "ECDH", namedCurve: "P-256" };
    await crypto.subtle.importKey("raw", point, curve, false, []);
    const isRight = user.length > 0 &&
      (url.protocol === "https:" || isLocal) &&
      (expirationTime === null || Number.isFinite(expirationTime));
    if (isRight) return { user, endpoint, expirationTime, keys };
  } catch {
    // Whatever it is, it is no subscription.
  }
}
