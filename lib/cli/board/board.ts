import { type EventLog, type Handler, problem } from "kernel";

/** What a board is made of. */
export interface BoardParts {
  /** What the handler reads from. */
  readonly log: EventLog;
  /** The lesson's or the learner's server. */
  readonly handler: Handler;
  /** The file shown at `/`; beside it, `worker.js` is its service worker. */
  readonly page?: URL;
  /** Whether the handler takes `POST /messages` itself. */
  readonly takesPosts?: boolean;
  /** Whether `GET /messages` is answered here with the messages after `since`. */
  readonly listsMessages?: boolean;
}

/** Puts what a server exercise leaves out around its handler. */
export function board(parts: BoardParts): Handler {
  const { log, handler, page, takesPosts = false, listsMessages = false } =
    parts;
  return (request, info) => {
    const { pathname, searchParams } = new URL(request.url);
    const door = `${request.method} ${pathname}`;
    if (door === "GET /" && page) return show(page, "text/html");
    if (door === "GET /worker.js" && page) {
      return show(new URL("worker.js", page), "text/javascript");
    }
    if (door === "POST /publish") return publishText(log, request);
    if (door === "POST /messages" && !takesPosts) {
      return publish(log, request);
    }
    if (door === "GET /messages" && listsMessages) {
      return list(log, searchParams);
    }
    return handler(request, info);
  };
}

/** A file of the lesson; not every lesson has a service worker. */
async function show(file: URL, type: string): Promise<Response> {
  try {
    const headers = { "content-type": `${type}; charset=utf-8` };
    return new Response(await Deno.readTextFile(file), { headers });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return problem(404, { title: "There is no such file here" });
  }
}

/** For the hand: `curl -d hello …/publish`. */
async function publishText(log: EventLog, request: Request): Promise<Response> {
  const text = await request.text();
  return created(log, { from: "you", text });
}

async function publish(log: EventLog, request: Request): Promise<Response> {
  const draft: unknown = await request.json().catch(() => undefined);
  if (isDraft(draft)) return created(log, draft);
  return problem(400, {
    title: "Not a message",
    detail: 'Send {"from":"…","text":"…"} as JSON',
  });
}

/** What a right client asks is answered; refusing is another exercise. */
function list(log: EventLog, query: URLSearchParams): Response {
  const since = Number(query.get("since") ?? 0);
  const headers = { "cache-control": "no-store" };
  return Response.json(log.since(since), { headers });
}

function isDraft(value: unknown): value is { from: string; text: string } {
  return typeof value === "object" && value !== null &&
    "from" in value && typeof value.from === "string" &&
    "text" in value && typeof value.text === "string";
}

function created(
  log: EventLog,
  { from, text }: { from: string; text: string },
): Response {
  const message = log.append({ from, text });
  const headers = { location: `/messages/${message.id}` };
  return Response.json(message, { status: 201, headers });
}
