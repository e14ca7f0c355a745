// Errors are thrown and turned into answers in one place; Content-Length is believed when it says too much.
import { type EventLog, problem } from "kernel";

class Refusal extends Error {
  constructor(readonly status: number, readonly headers: HeadersInit = {}) {
    super(`Refused with ${status}`);
  }
}

export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return async (request) => {
    try {
      return await answer(log, request);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, headers } = error;
      return problem(status, { title: "Refused", headers });
    }
  };
}

async function answer(log: EventLog, request: Request): Promise<Response> {
  if (new URL(request.url).pathname !== "/messages") throw new Refusal(404);
  if (["GET", "HEAD"].includes(request.method)) {
    const { headers } = Response.json(log.since(0));
    // A HEAD may leave Content-Length out.
    if (request.method === "HEAD") return streamed(headers);
    return Response.json(log.since(0));
  }
  if (request.method !== "POST") {
    throw new Refusal(405, { allow: "POST,OPTIONS,GET,HEAD" });
  }
  const { from, text } = await draftOf(request);
  const message = log.append({ from, text });
  const location = new URL(`/messages/${message.id}`, request.url).href;
  return Response.json(message, { status: 201, headers: { location } });
}

function streamed(headers: Headers): Response {
  return new Response(new ReadableStream(), { headers });
}

async function draftOf(
  request: Request,
): Promise<{ from: string; text: string }> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type)) throw new Refusal(415);
  const length = Number(request.headers.get("content-length"));
  if (length > 65_536) throw new Refusal(413, { connection: "close" });
  const value = parse(await textOf(request));
  const { from, text } = Object(value);
  if (typeof from !== "string" || typeof text !== "string") {
    throw new Refusal(422);
  }
  return { from, text };
}

async function textOf(request: Request): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let left = 65_536;
  for await (const chunk of request.body ?? []) {
    left -= chunk.byteLength;
    if (left < 0) throw new Refusal(413);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400);
  }
}
