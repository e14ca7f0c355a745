// The body runs through a transform that counts, and is read by a Response; refusals are plain text.
import type { EventLog } from "kernel";

export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return (request) => {
    const { pathname } = new URL(request.url);
    if (pathname !== "/messages") return new Response("?\n", { status: 404 });
    if (request.method === "POST") return publish(log, request);
    if (/^(GET|HEAD)$/.test(request.method)) return Response.json(log.since(0));
    const headers = { allow: "HEAD, POST, GET" };
    return new Response(null, { status: 405, headers });
  };
}

async function publish(log: EventLog, request: Request): Promise<Response> {
  const [type = ""] = (request.headers.get("content-type") ?? "").split(";");
  if (type.trim().toLowerCase() !== "application/json") {
    const accept = { accept: "application/json" };
    return new Response("JSON only\n", { status: 415, headers: accept });
  }
  const value = await read(request);
  if (value instanceof Response) return value;
  const { from, text } = (value ?? {}) as Record<string, unknown>;
  if (typeof from !== "string" || typeof text !== "string") {
    return new Response("No message\n", { status: 400 });
  }
  const message = log.append({ from, text });
  const headers = { location: `/messages/${message.id}` };
  return Response.json(message, { status: 201, headers });
}

async function read(request: Request): Promise<unknown> {
  let bytes = 0;
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.length;
      if (bytes > 65_536) return controller.error(new RangeError("Too long"));
      controller.enqueue(chunk);
    },
  });
  try {
    const counted = request.body?.pipeThrough(counting) ?? null;
    return await new Response(counted).json();
  } catch (error) {
    const status = error instanceof RangeError ? 413 : 400;
    return new Response("Cannot read this\n", { status });
  }
}
