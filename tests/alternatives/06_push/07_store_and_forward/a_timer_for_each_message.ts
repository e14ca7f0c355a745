// Every message has a timer, which is set anew each day until the time has come;
// ids are counted; each subscription has a list of its own.
import type { EventLog } from "kernel";

const dayMs = 86_400_000;
const levels: Record<string, number> = Object.assign(Object.create(null), {
  "very-low": 0,
  low: 1,
  normal: 2,
  high: 3,
});

interface Waiting {
  id: number;
  level: number;
  urgency: string;
  topic: string | null;
  body: string;
  timer: ReturnType<typeof setTimeout> | undefined;
}

class Subscription {
  readonly waiting: Waiting[] = [];

  remove(message: Waiting): void {
    clearTimeout(message.timer);
    const at = this.waiting.indexOf(message);
    if (at >= 0) this.waiting.splice(at, 1);
  }

  expireAfter(message: Waiting, ms: number): void {
    message.timer = setTimeout(() => {
      if (ms > dayMs) this.expireAfter(message, ms - dayMs);
      else this.remove(message);
    }, Math.min(ms, dayMs));
  }
}

export function handler(
  _log: EventLog,
  { maxTtlSeconds = 2_419_200, maxBodyBytes = 4_096 }: {
    maxTtlSeconds?: number;
    maxBodyBytes?: number;
  } = {},
): (request: Request) => Promise<Response> {
  // Without a prototype: a name may be "constructor".
  const subscriptions: Record<string, Subscription> = Object.create(null);
  let ids = 0;

  async function push(request: Request, to: Subscription): Promise<Response> {
    const body = await bytesOf(request, maxBodyBytes);
    const [ttl, topic] = ["ttl", "topic"].map((name) =>
      request.headers.get(name)
    );
    const urgency = request.headers.get("urgency") || "normal";
    const seconds = /^[0-9]+$/.test(ttl ?? "") ? BigInt(ttl!) : -1n;
    const level = levels[urgency];
    if (body === null) return new Response("Too long", { status: 413 });
    if (seconds < 0n || level === undefined) {
      return new Response("Malformed", { status: 400 });
    }
    if (topic && (topic.length > 32 || /[^A-Za-z0-9_-]/.test(topic))) {
      return new Response("Malformed topic", { status: 400 });
    }
    const id = ++ids;
    if (topic) {
      const old = to.waiting.find((message) => message.topic === topic);
      if (old) to.remove(old);
    }
    const kept = seconds > BigInt(maxTtlSeconds)
      ? maxTtlSeconds
      : Number(seconds);
    if (kept > 0) {
      const message = { id, level, urgency, topic: topic ?? null, body };
      const waiting = { ...message, timer: undefined };
      // Behind the last one that is at least as urgent.
      const at = to.waiting.findLastIndex((other) => other.level >= level);
      to.waiting.splice(at + 1, 0, waiting);
      to.expireAfter(waiting, kept * 1_000);
    }
    return new Response("Taken", {
      status: 201,
      headers: {
        Location: new URL(`/messages/${id}`, request.url).href,
        TTL: `${kept}`,
      },
    });
  }

  function list({ searchParams }: URL, from: Subscription): Response {
    const least = levels[searchParams.get("urgency") ?? "very-low"];
    if (least === undefined) return new Response("Unknown", { status: 422 });
    const messages = from.waiting.filter(({ level }) => level >= least);
    return new Response(
      JSON.stringify(
        messages.map(({ id, level, urgency, topic, body }) => ({
          body,
          id: `${id}`,
          level,
          topic,
          urgency,
        })),
      ),
    );
  }

  return async (request) => {
    const url = new URL(request.url);
    const [, room, name = ""] = url.pathname.split("/");
    if (room === "push" && request.method === "POST") {
      return await push(request, subscriptions[name] ??= new Subscription());
    }
    if (room === "push") {
      return list(url, subscriptions[name] ?? new Subscription());
    }
    for (const subscription of Object.values(subscriptions)) {
      for (const message of subscription.waiting) {
        if (`${message.id}` !== name) continue;
        subscription.remove(message);
        return new Response(null, { status: 204 });
      }
    }
    return new Response("Unknown", { status: 404 });
  };
}

async function bytesOf(
  { headers, body }: Request,
  most: number,
): Promise<string | null> {
  if (Number(headers.get("content-length")) > most) return null;
  const bytes: number[] = [];
  for await (const chunk of body ?? []) {
    for (const byte of chunk) bytes.push(byte);
    if (bytes.length > most) return null;
  }
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
