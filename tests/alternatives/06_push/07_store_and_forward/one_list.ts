// One list for all; what has expired is filtered out whenever somebody asks.
import { type EventLog, routes } from "kernel";

interface Options {
  maxTtlSeconds?: number;
  maxBodyBytes?: number;
}

interface Message {
  id: string;
  subscription: string;
  urgency: string;
  topic: string | undefined;
  body: string;
  expiresAt: number;
}

const urgencies = ["high", "normal", "low", "very-low"];

export function handler(
  _log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { maxTtlSeconds = 2_419_200, maxBodyBytes = 4_096 } = options;
  let messages: Message[] = [];

  function forgetExpired() {
    messages = messages.filter(({ expiresAt }) => expiresAt > Date.now());
  }

  return routes({
    "POST /push/:subscription": async (request, { subscription = "" }) => {
      const asked = request.headers.get("ttl") ?? "";
      const urgency = request.headers.get("urgency") ?? "normal";
      const topic = request.headers.get("topic") ?? undefined;
      if (!/^\d+$/.test(asked)) return answer(400);
      if (!urgencies.includes(urgency)) return answer(400);
      if (!/^[\w-]{1,32}$/.test(topic ?? "none")) return answer(400);
      const bytes = await request.bytes();
      if (bytes.length > maxBodyBytes) return answer(413);
      const ttl = Math.min(Number(asked), maxTtlSeconds);
      const id = crypto.randomUUID();
      forgetExpired();
      const old = messages.findIndex((message) =>
        message.subscription === subscription &&
        message.topic !== undefined && message.topic === topic
      );
      if (old >= 0) messages.splice(old, 1);
      const expiresAt = Date.now() + ttl * 1_000;
      const body = encode(bytes);
      messages.push({ id, subscription, urgency, topic, body, expiresAt });
      return answer(201, { location: `/messages/${id}`, ttl: `${ttl}` });
    },
    "GET /push/:subscription": (request, { subscription = "" }) => {
      const query = new URL(request.url).searchParams;
      const least = urgencies.indexOf(query.get("urgency") ?? "very-low");
      if (least < 0) return answer(400);
      forgetExpired();
      const list = messages
        .filter((message) => message.subscription === subscription)
        .filter((message) => rank(message) <= least)
        .sort((a, b) => rank(a) - rank(b))
        .map(({ id, urgency, topic, body }) => ({ id, urgency, topic, body }));
      return Response.json(list);
    },
    "DELETE /messages/:id": (_request, { id = "" }) => {
      forgetExpired();
      const at = messages.findIndex((message) => message.id === id);
      if (at < 0) return answer(404);
      messages.splice(at, 1);
      return answer(204);
    },
  });
}

function rank({ urgency }: Message): number {
  return urgencies.indexOf(urgency);
}

function encode(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

function answer(status: number, headers: HeadersInit = {}): Response {
  return new Response(null, { status, headers });
}
