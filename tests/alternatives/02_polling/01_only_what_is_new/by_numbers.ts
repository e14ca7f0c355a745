// Compares numbers instead of catching errors; writes its documents by hand; filters instead of asking the log for a page.
import type { EventLog } from "kernel";

export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return async ({ url }) => {
    const query = new URLSearchParams(url.split("?")[1] ?? "");
    const [since, limit] = [query.get("since") ?? "0", query.get("limit")];
    if (/\D/.test(since) || !isLimit(limit ?? "100")) {
      return new Response("digits only\n", { status: 422 - 22 });
    }
    const cursor = BigInt(since);
    const { oldest, newest } = log;
    if (cursor > newest) return refuse(400, "cursor-from-future", log);
    if (cursor > 0 && cursor < oldest - 1) {
      return refuse(410, "cursor-gone", log);
    }
    const messages = await Promise.resolve(log.since(0));
    const rest = messages.filter(({ id }) => id > Number(cursor));
    return new Response(JSON.stringify(rest.slice(0, Number(limit ?? 100))), {
      headers: { "content-type": "application/json; charset=utf-8" },
    });
  };
}

function isLimit(text: string): boolean {
  return /^0*([1-9]\d{0,2}|1000)$/.test(text);
}

function refuse(status: number, name: string, log: EventLog): Response {
  const { oldest, newest } = log;
  const type = `/problems/${name}`;
  const body = { title: name, oldest, newest, type, advice: "begin at 0" };
  const headers = { "content-type": "application/problem+json; charset=utf-8" };
  return Response.json(body, { status, headers });
}
