// A table of questions, strict about base64; it answers with plain texts and takes the last subprotocol.
import type { EventLog } from "kernel";
import { decodeBase64 } from "@std/encoding/base64";

interface Options {
  origins?: readonly string[];
  protocols?: readonly string[];
}

interface Question {
  fails(request: Request): boolean;
  status: number;
  headers?: Record<string, string>;
}

const questions: Question[] = [
  {
    fails: ({ headers }) => !hasKey(headers),
    status: 400,
  },
  {
    fails: ({ headers }) =>
      !/(^|,)\s*upgrade\s*(,|$)/i.test(headers.get("connection") ?? ""),
    status: 426,
    headers: { upgrade: "websocket" },
  },
  {
    fails: ({ headers }) => !headers.has("sec-websocket-version"),
    status: 400,
  },
  {
    fails: ({ headers }) => headers.get("sec-websocket-version") !== "13",
    status: 426,
    headers: { "sec-websocket-version": "13" },
  },
];

export function handler(
  _log: EventLog,
  { origins = [], protocols = [] }: Options = {},
): (request: Request) => Promise<Response> {
  const friends = new Set(origins);
  // deno-lint-ignore require-await
  return async (request) => {
    const { method, headers } = request;
    if (method !== "GET") return refuse(405, { allow: "GET, OPTIONS" });
    if (!/(^|,)\s*websocket\s*(,|$)/i.test(headers.get("upgrade") ?? "")) {
      return refuse(426, { upgrade: "WebSocket" });
    }
    const origin = headers.get("origin");
    if (origin !== null && !friends.has(origin) && !isOwn(origin, headers)) {
      return refuse(403);
    }
    for (const question of questions) {
      if (question.fails(request)) {
        return refuse(question.status, question.headers);
      }
    }
    const offered = headers.get("sec-websocket-protocol")?.split(/\s*,\s*/);
    const chosen = offered?.findLast((name) => protocols.includes(name));
    const { socket, response } = Deno.upgradeWebSocket(request, {
      idleTimeout: 0,
    });
    if (chosen) response.headers.append("Sec-WebSocket-Protocol", chosen);
    socket.addEventListener("message", ({ data }) => {
      const { type } = JSON.parse(data);
      if (type === "ping") socket.send('{ "type": "pong" }');
    });
    return response;
  };
}

function refuse(
  status: number,
  headers: Record<string, string> = {},
): Response {
  return new Response("This is for WebSockets\n", { status, headers });
}

/** Over http or https, which the board cannot know behind a proxy. */
function isOwn(origin: string, headers: Headers): boolean {
  const host = headers.get("host");
  return [`http://${host}`, `https://${host}`].includes(origin);
}

function hasKey(headers: Headers): boolean {
  try {
    return decodeBase64(headers.get("sec-websocket-key") ?? "").length === 16;
  } catch {
    return false;
  }
}
