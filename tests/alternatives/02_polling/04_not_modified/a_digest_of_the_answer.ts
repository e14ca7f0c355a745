// A strong tag for each URL: a digest of the body; reads the header character by character.
import type { EventLog } from "kernel";

export function handler(
  log: EventLog,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const { searchParams } = new URL(request.url);
    const since = Number(searchParams.get("since"));
    const limit = Number(searchParams.get("limit") ?? "100");
    const isRead = request.method === "GET" || request.method === "HEAD";
    const draft = isRead ? undefined : await request.json();
    const body = JSON.stringify(log.since(since, limit));
    const etag = `"${await digest(body)}"`;
    const isMet = meets(request.headers.get("if-none-match") ?? "", etag);
    if (draft) {
      if (isMet) return new Response("unchanged", { status: 412 });
      const message = log.append(draft);
      const headers = { location: `messages/${message.id}` };
      return Response.json(message, { status: 201, headers });
    }
    const cacheControl = "private, max-age=0, must-revalidate";
    const headers = new Headers({ etag, "cache-control": cacheControl });
    if (isMet) return new Response(undefined, { status: 304, headers });
    headers.set("content-type", "application/json");
    return new Response(body, { headers });
  };
}

async function digest(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return btoa(String.fromCharCode(...new Uint8Array(hash)));
}

function meets(header: string, etag: string): boolean {
  if (header.trim() === "*") return true;
  let rest = header;
  let isMet = false;
  while (rest !== "") {
    rest = rest.replace(/^[\s,]*(W\/)?/, "");
    const end = rest.indexOf('"', 1);
    if (rest[0] !== '"' || end < 0) return false;
    isMet ||= rest.slice(0, end + 1) === etag;
    rest = rest.slice(end + 1).trimEnd();
  }
  return isMet;
}
