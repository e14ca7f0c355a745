import { Refusal } from "./_refusal.ts";
import type { Service } from "./_service.ts";
import { subscribe } from "./_subscribe.ts";
import { takeMessage } from "./_take_message.ts";
import { UserAgentConnection } from "./_user_agent_connection.ts";

/** What autopush calls itself in `Sec-WebSocket-Protocol`. */
const PROTOCOL = "push-notification";

/** A request, from where it came, and the token in its path. */
interface Asked {
  readonly request: Request;
  readonly address: string;
  readonly token: string;
}

type Act = (asked: Asked, service: Service) => Response | Promise<Response>;

/** The resources, and what can be done with each. */
const RESOURCES: readonly [path: RegExp, method: string, act: Act][] = [
  [/^\/()$/, "GET", connect],
  [
    /^\/subscribe()$/,
    "POST",
    ({ request }, service) => subscribe(request, service),
  ],
  [/^\/subscriptions\/([\w-]+)$/, "DELETE", unsubscribe],
  [/^\/wpush\/([\w-]+)$/, "POST", takeMessage],
  [/^\/messages\/([\w-]+)$/, "DELETE", acknowledge],
];

/** Answers one request; what is refused, with a problem document. */
export async function answer(
  request: Request,
  address: string,
  service: Service,
): Promise<Response> {
  try {
    service.signal.throwIfAborted();
    return await route(request, address, service);
  } catch (error) {
    if (error instanceof Refusal) return error.toResponse();
    const ended = AbortSignal.any([service.signal, request.signal]).aborted;
    if (ended) return new Refusal(503, "The connection ends").toResponse();
    console.error("The push service failed:", error);
    return new Refusal(500, "The service failed").toResponse();
  }
}

function route(
  request: Request,
  address: string,
  service: Service,
): Response | Promise<Response> {
  const { pathname } = new URL(request.url);
  for (const [path, method, act] of RESOURCES) {
    const token = path.exec(pathname)?.[1];
    if (token === undefined) continue;
    if (request.method === method) {
      return act({ request, address, token }, service);
    }
    throw new Refusal(405, `Use ${method}`, { allow: method });
  }
  throw new Refusal(404, `There is nothing at ${pathname}`);
}

/**
 * A user agent comes to stay. Its endpoints begin with the origin that it connected
 * to, so that a relay may stand in between.
 */
function connect({ request }: Asked, service: Service): Response {
  const { headers, url } = request;
  if (headers.get("upgrade")?.toLowerCase() !== "websocket") {
    const detail = "User agents connect here by WebSocket";
    throw new Refusal(426, detail, { upgrade: "websocket" });
  }
  const offered = headers.get("sec-websocket-protocol")?.split(/\s*,\s*/) ?? [];
  const { socket, response } = Deno.upgradeWebSocket(request, {
    ...(offered.includes(PROTOCOL) && { protocol: PROTOCOL }),
    idleTimeout: 0, // TCP tells who is gone: this service is on the same machine
  });
  new UserAgentConnection(socket, new URL(url).origin, service);
  return response;
}

/** The owner gives a subscription up, RFC 8030 section 7.3. */
function unsubscribe({ token }: Asked, { subscriptions }: Service): Response {
  const subscription = subscriptions.byResource(token);
  if (!subscription) throw new Refusal(404, "There is no such subscription");
  if (subscription.gone) throw new Refusal(410, "It was given up before");
  subscriptions.forget(subscription);
  return new Response(null, { status: 204 });
}

/** A message has arrived, RFC 8030 section 6.2. */
function acknowledge({ token }: Asked, { messages }: Service): Response {
  if (messages.acknowledge(token)) return new Response(null, { status: 204 });
  throw new Refusal(404, "There is no such message, or not any more");
}
