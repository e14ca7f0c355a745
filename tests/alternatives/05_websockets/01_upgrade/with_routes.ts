// The kernel's routes answer other methods; what Deno refuses by itself is caught.
import { type EventLog, problem, routes } from "kernel";

interface Options {
  origins?: readonly string[];
  protocols?: readonly string[];
}

export function handler(
  _log: EventLog,
  { origins = [], protocols = [] }: Options = {},
): (request: Request) => Response | Promise<Response> {
  return routes({
    "GET /messages/socket": (request) => {
      const { headers, url } = request;
      const version = headers.get("sec-websocket-version");
      const names = headers.get("upgrade")?.toLowerCase().split(/\s*,\s*/);
      if (version !== "13" && headers.has("upgrade")) return upgradeRequired();
      const origin = headers.get("origin");
      const own = [new URL(url).origin, ...origins];
      if (origin !== null && !own.includes(origin)) {
        return problem(403, { title: "Forbidden" });
      }
      const hasKey = isKey(headers.get("sec-websocket-key"));
      if (!hasKey && version === "13" && names?.includes("websocket")) {
        return problem(400, { title: "Not 16 bytes" });
      }
      return upgrade(request, protocols);
    },
  });
}

function upgrade(request: Request, protocols: readonly string[]): Response {
  try {
    const offers = request.headers.get("sec-websocket-protocol") ?? "";
    const { socket, response } = Deno.upgradeWebSocket(request, {
      idleTimeout: 0,
    });
    for (const offer of offers.split(",")) {
      if (!protocols.includes(offer.trim())) continue;
      response.headers.set("sec-websocket-protocol", offer.trim());
    }
    socket.onmessage = ({ data }) => {
      if (JSON.parse(data).type === "ping") socket.send('{"type":"pong"}');
    };
    return response;
  } catch {
    return upgradeRequired();
  }
}

function upgradeRequired(): Response {
  return problem(426, {
    title: "Upgrade Required",
    headers: { upgrade: "websocket", "sec-websocket-version": "13" },
  });
}

function isKey(key: string | null): boolean {
  try {
    return key?.length === 24 && atob(key).length === 16;
  } catch {
    return false;
  }
}
