import { assertEquals, assertThrows } from "@std/assert";
import { routes } from "./routes.ts";
import { serve } from "./serve.ts";

const board = routes({
  "GET /messages": () => Response.json([1, 2, 3]),
  "POST /messages": async (request) =>
    new Response(await request.text(), { status: 201 }),
  "GET /messages/stream": () => new Response("stream"),
  "GET /messages/:id": (_request, { id }) => new Response(id),
  "PUT /messages/:id": () => new Response("put"),
  "OPTIONS /open": () => new Response("mine"),
});

function ask(method: string, path: string): Response | Promise<Response> {
  return board(new Request(`http://board.test${path}`, { method }));
}

Deno.test("routes() answers by method and path, whatever the query", async () => {
  assertEquals(await (await ask("GET", "/messages?since=0")).json(), [1, 2, 3]);
  assertEquals((await ask("POST", "/messages")).status, 201);
});

Deno.test("routes() takes the first entry that matches", async () => {
  assertEquals(await (await ask("GET", "/messages/stream")).text(), "stream");
  assertEquals(await (await ask("GET", "/messages/7")).text(), "7");
});

Deno.test("routes() hands groups over as they are in the URL", async () => {
  assertEquals(await (await ask("GET", "/messages/a%2Fb")).text(), "a%2Fb");
});

Deno.test("routes() hands over what Deno.serve knows of the request", () => {
  const info = { remoteAddr: { hostname: "192.0.2.1" } };
  let seen: unknown;
  const handler = routes({
    "GET /": (_request, _params, info) => {
      seen = info;
      return new Response();
    },
  });
  handler(
    new Request("http://board.test/"),
    info as Deno.ServeHandlerInfo<Deno.NetAddr>,
  );
  assertEquals(seen, info);
});

Deno.test("routes() answers an unknown path with 404", async () => {
  const response = await ask("GET", "/nothing");
  assertEquals(response.status, 404);
  assertEquals(await response.json(), {
    type: "about:blank",
    title: "Not Found",
    status: 404,
    detail: "There is nothing at /nothing",
  });
});

Deno.test("routes() answers OPTIONS of an unknown path with 404", async () => {
  assertEquals((await ask("OPTIONS", "/nothing")).status, 404);
});

Deno.test("routes() answers another method with 405 and Allow", async () => {
  const response = await ask("DELETE", "/messages");
  assertEquals(response.status, 405);
  assertEquals(response.headers.get("allow"), "GET, POST, OPTIONS, HEAD");
  assertEquals((await response.json()).status, 405);
});

Deno.test("routes() collects Allow from every entry of the path", async () => {
  const response = await ask("DELETE", "/messages/stream");
  assertEquals(response.headers.get("allow"), "GET, PUT, OPTIONS, HEAD");
});

Deno.test("routes() answers HEAD with 405 where there is no GET", async () => {
  const handler = routes({ "POST /only": () => new Response() });
  const request = new Request("http://board.test/only", { method: "HEAD" });
  const response = await handler(request);
  assertEquals(response.status, 405);
  assertEquals(response.headers.get("allow"), "POST, OPTIONS");
});

Deno.test("routes() answers OPTIONS with 204 and Allow", async () => {
  const response = await ask("OPTIONS", "/messages");
  assertEquals(response.status, 204);
  assertEquals(response.headers.get("allow"), "GET, POST, OPTIONS, HEAD");
});

Deno.test("routes() leaves OPTIONS to the table where it has an entry", async () => {
  assertEquals(await (await ask("OPTIONS", "/open")).text(), "mine");
});

Deno.test("routes() answers HEAD like GET, without a body", async () => {
  await using server = await serve(board);
  const url = new URL("messages", server.url);
  const response = await fetch(url, { method: "HEAD" });
  assertEquals(response.status, 200);
  assertEquals(response.headers.get("content-type"), "application/json");
  assertEquals(response.headers.get("content-length"), "7");
  assertEquals(await response.text(), "");
});

Deno.test("routes() cancels the stream of a GET that answers HEAD", async () => {
  const { promise: cancelled, resolve } = Promise.withResolvers<void>();
  const body = () => new ReadableStream({ cancel: () => resolve() });
  await using server = await serve(routes({
    "GET /": () => new Response(body()),
  }));
  const response = await fetch(server.url, { method: "HEAD" });
  assertEquals(response.status, 200);
  await cancelled;
});

Deno.test("routes() refuses a key that is not a method and a path", () => {
  for (const key of ["/messages", "get /messages", "GET messages", "GET"]) {
    assertThrows(
      () => routes({ [key]: () => new Response() }),
      TypeError,
      `"${key}"`,
    );
  }
});
