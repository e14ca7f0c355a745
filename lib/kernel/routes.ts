import { problem } from "./problem.ts";

/** Answers a request whose method and path have matched. */
export type RouteHandler = (
  request: Request,
  /** What the path's groups matched, such as `{ id: "7" }`; still percent-encoded. */
  params: Record<string, string>,
  info?: Deno.ServeHandlerInfo<Deno.NetAddr>,
) => Response | Promise<Response>;

interface Route {
  method: string;
  pattern: URLPattern;
  handler: RouteHandler;
}

/**
 * Makes one handler of a table such as `{ "GET /messages/:id": handler }`, whose
 * keys are a method and a `URLPattern` path. The first entry that matches answers.
 *
 * An unknown path is answered `404`, a known one with another method `405` and
 * `Allow`, both as problem documents. `GET` also answers `HEAD`, and `OPTIONS` is
 * answered with `Allow`, unless the table says otherwise (RFC 9110 section 9.3).
 *
 * Throws `TypeError` if a key is not a method and a path.
 *
 * @example Usage
 * ```ts
 * import { routes, serve } from "kernel";
 *
 * await using server = await serve(routes({
 *   "GET /messages/:id": (_request, { id }) => new Response(id),
 * }));
 * await (await fetch(new URL("messages/7", server.url))).text();
 * ```
 */
export function routes(
  table: Record<string, RouteHandler>,
): (
  request: Request,
  info?: Deno.ServeHandlerInfo<Deno.NetAddr>,
) => Response | Promise<Response> {
  const known = Object.entries(table).map(toRoute);
  return (request, info) => {
    const { method, url } = request;
    const found = known.filter(({ pattern }) => pattern.test(url));
    // A HEAD goes to GET's handler and its answer is handed on whole: the server
    // sends no body of it, cancels a stream, and keeps the right Content-Length.
    const route = found.find((route) => route.method === method) ??
      found.find((route) => route.method === "GET" && method === "HEAD");
    if (route) return route.handler(request, groups(route, url), info);
    if (found.length === 0) return notFound(url);
    const allow = allowed(found);
    if (method === "OPTIONS") {
      return new Response(null, { status: 204, headers: { allow } });
    }
    return problem(405, {
      title: "Method Not Allowed",
      detail: `Cannot ${method} this path: use one of ${allow}`,
      headers: { allow },
    });
  };
}

function toRoute([key, handler]: [string, RouteHandler]): Route {
  const match = /^([A-Z]+) (\/.*)$/.exec(key);
  if (!match) {
    throw new TypeError(
      `Cannot make routes: a key must be a method and a path, such as "GET /messages": current value is "${key}"`,
    );
  }
  const [, method = "", pathname = ""] = match;
  return { method, pattern: new URLPattern({ pathname }), handler };
}

function groups({ pattern }: Route, url: string): Record<string, string> {
  const matched = pattern.exec(url)?.pathname.groups ?? {};
  const entries = Object.entries(matched);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value ?? ""]),
  );
}

function allowed(found: Route[]): string {
  const methods = new Set(found.map(({ method }) => method));
  if (methods.has("GET")) methods.add("HEAD");
  methods.add("OPTIONS");
  return [...methods].join(", ");
}

function notFound(url: string): Response {
  const { pathname } = new URL(url);
  return problem(404, {
    title: "Not Found",
    detail: `There is nothing at ${pathname}`,
  });
}
