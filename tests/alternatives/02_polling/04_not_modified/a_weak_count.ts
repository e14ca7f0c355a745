// Weak tags that count what was ever published, one for each URL; looks for the tag with its quotes; no routes.
import type { EventLog } from "kernel";

export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  const born = Math.random().toString(36).slice(2);
  let published = log.newest;
  log.onAppend(() => published++);

  const opaqueTag = (search: string) =>
    `"${born}:${published}${search.replaceAll(/[^!#-~]/g, "")}"`;

  return async (request) => {
    const { search } = new URL(request.url);
    const condition = request.headers.get("If-None-Match");
    if (request.method === "POST") {
      const draft = await request.json();
      if (holds(condition, opaqueTag(""))) {
        return Response.json({ title: "seen" }, { status: 412 });
      }
      const message = log.append(draft);
      const headers = { location: `messages/${message.id}` };
      return Response.json(message, { status: 201, headers });
    }
    const opaque = opaqueTag(search);
    const query = new URLSearchParams(search);
    const response = Response.json(
      log.since(+(query.get("since") ?? 0), +(query.get("limit") ?? 100)),
    );
    response.headers.set("ETag", `W/${opaque}`);
    response.headers.set("Cache-Control", "private, no-cache");
    if (!holds(condition, opaque)) return response;
    response.headers.delete("content-type");
    return new Response(null, { status: 304, headers: response.headers });
  };
}

function holds(condition: string | null, opaque: string): boolean {
  return condition === "*" || !!condition?.includes(opaque);
}
