// What has expired is not seen, and swept out once an hour; topics are keys of a
// map, in which what has none stands under its own id.
import { type EventLog, problem, routes } from "kernel";

interface Message {
  readonly id: string;
  readonly at: number;
  readonly until: number;
  readonly urgency: string;
  readonly topic?: string;
  readonly body: string;
}

const order = ["high", "normal", "low", "very-low"];

export function handler(
  _log: EventLog,
  options: { maxTtlSeconds?: number; maxBodyBytes?: number } = {},
): (request: Request) => Response | Promise<Response> {
  const boxes = new Map<string, Map<string, Message>>();
  let arrived = 0;
  const alive = ({ until }: Message) => until > Date.now();

  setInterval(() => {
    for (const box of boxes.values()) {
      for (const [key, message] of box) if (!alive(message)) box.delete(key);
    }
  }, 3_600_000);

  return routes({
    "POST /push/:name": async (request, { name }) => {
      const { headers } = request;
      const asked = headers.get("TTL")?.match(/^\d+$/)?.[0];
      const urgency = headers.get("Urgency") ?? order[1]!;
      const topic = headers.get("Topic") ?? undefined;
      const wrong = topic !== undefined && !/^[\w-]{1,32}$/.test(topic);
      if (asked === undefined || !order.includes(urgency) || wrong) {
        return problem(400, { title: "Say it in other words" });
      }
      const { maxTtlSeconds = 28 * 86_400, maxBodyBytes = 4_096 } = options;
      const bytes = new Uint8Array(await request.arrayBuffer());
      if (bytes.length > maxBodyBytes) {
        return problem(413, { title: "Say it in fewer words" });
      }
      const ttl = Number(asked) > maxTtlSeconds ? maxTtlSeconds : Number(asked);
      const id = `${crypto.randomUUID()}`;
      const key = topic === undefined ? `id ${id}` : `topic ${topic}`;
      const box = boxes.get(name!) ?? new Map<string, Message>();
      boxes.set(name!, box);
      box.set(key, {
        id,
        at: arrived++,
        until: Date.now() + 1_000 * ttl,
        urgency,
        ...(topic === undefined ? {} : { topic }),
        body: bytes.toBase64({ alphabet: "base64url", omitPadding: true }),
      });
      return Response.json({ id }, {
        status: 201,
        headers: { location: `../messages/${id}`, ttl: `${ttl}` },
      });
    },
    "GET /push/:name": (request, { name }) => {
      const least = new URL(request.url).searchParams.get("urgency");
      const last = least === null ? order.length : order.indexOf(least);
      if (last < 0) return problem(400, { title: "Which urgency is that?" });
      const all = [...boxes.get(name!)?.values() ?? []].filter(alive);
      const wanted = all.filter(({ urgency }) =>
        order.indexOf(urgency) <= last
      );
      return Response.json(
        wanted.sort((a, b) =>
          order.indexOf(a.urgency) - order.indexOf(b.urgency) || a.at - b.at
        ),
      );
    },
    "DELETE /messages/:id": (_request, { id }) => {
      for (const box of boxes.values()) {
        for (const [key, message] of box) {
          if (message.id !== id || !alive(message)) continue;
          box.delete(key);
          return new Response(null, { status: 204 });
        }
      }
      return problem(404, { title: "Nothing waits under this id" });
    },
  });
}
