import { problem } from "./problem.ts";

/**
 * Answers a request whose method and path have matched. `params` is what the groups
 * of the path matched, such as `{ id: "7" }`, still percent-encoded.
 */
export type RouteHandler = (
  request: Request,
  params: Record<string, string>,
  info?: Deno.ServeHandlerInfo<Deno.NetAddr>,
) => Response | Promise<Response>;

type Params = Record<string, string>;

interface Route {
  method: string;
  handler: RouteHandler;
  match: (path: string) => Params | undefined;
}

/**
 * Makes one handler of a table such as `{ "GET /messages/:id": handler }`, whose
 * keys are a method and a `URLPattern` path. The first entry that matches answers.
 *
 * An unknown path is answered `404`, a known one with another method `405` and
 * `Allow`, both as problem documents. `GET` also answers `HEAD`, and `OPTIONS` is
 * answered with `Allow`, unless the table says otherwise (RFC 9110 section 9.3).
 * Throws `TypeError` if a key is not a method and a path.
 */
export function routes(table: Record<string, RouteHandler>): (
  request: Request,
  info?: Deno.ServeHandlerInfo<Deno.NetAddr>,
) => Response | Promise<Response> {
  const known = Object.entries(table).map(toRoute);
  return (request, info) => {
    const { method, url } = request;
    const { pathname: path } = new URL(url);
    // A HEAD goes to GET's handler and its answer is handed on whole: the server
    // sends no body of it, cancels a stream, and keeps the right Content-Length.
    for (const wanted of method === "HEAD" ? ["HEAD", "GET"] : [method]) {
      for (const route of known) {
        const params = route.method === wanted && route.match(path);
        if (params) return route.handler(request, params, info);
      }
    }
    const found = known.filter((route) => route.match(path));
    return found.length === 0 ? notFound(path) : notAllowed(method, found);
  };
}

function toRoute([key, handler]: [string, RouteHandler]): Route {
  const [, method, pathname] = /^([A-Z]+) (\/.*)$/.exec(key) ?? [];
  if (!method || !pathname) {
    throw new TypeError(
      `Cannot make routes: a key must be a method and a path, such as "GET /messages": current value is "${key}"`,
    );
  }
  return { method, handler, match: matcher(pathname) };
}

function matcher(pathname: string): Route["match"] {
  // Most paths need no pattern, which would cost more than all the rest.
  if (/^[\w/.-]+$/.test(pathname)) {
    return (path) => path === pathname ? {} : undefined;
  }
  const pattern = new URLPattern({ pathname });
  return (path) =>
    pattern.exec({ pathname: path })?.pathname.groups as Params | undefined;
}

function notFound(path: string): Response {
  const detail = `There is nothing at ${path}`;
  return problem(404, { title: "Not Found", detail });
}

function notAllowed(method: string, found: Route[]): Response {
  const methods = new Set(found.map((route) => route.method)).add("OPTIONS");
  if (methods.has("GET")) methods.add("HEAD");
  const headers = { allow: [...methods].join(", ") };
  if (method === "OPTIONS") return new Response(null, { status: 204, headers });
  const detail = `Cannot ${method} this path: use one of ${headers.allow}`;
  return problem(405, { title: "Method Not Allowed", detail, headers });
}
