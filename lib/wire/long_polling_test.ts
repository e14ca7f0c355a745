import { assertEquals } from "@std/assert";
import { exchanges } from "./exchanges.ts";
import { meter } from "./meter.ts";
import { sequenceDiagram } from "./sequence_diagram.ts";
import { tap } from "./tap.ts";

/** A server that holds every request until the test answers it. */
function holdingServer() {
  const waiting: PromiseWithResolvers<PromiseWithResolvers<Response>>[] = [];
  const next = () => {
    const request = Promise.withResolvers<PromiseWithResolvers<Response>>();
    waiting.push(request);
    return request.promise;
  };
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
  }, () => {
    const answer = Promise.withResolvers<Response>();
    waiting.shift()?.resolve(answer);
    return answer.promise;
  });
  return {
    server,
    next,
    url: new URL(`http://127.0.0.1:${server.addr.port}/`),
  };
}

Deno.test("a recorded long poll is drawn as long polling", async () => {
  const { server, next, url } = holdingServer();
  await using _ = server;
  let at = 0;
  await using wire = await tap(url, { now: () => at });
  using client = Deno.createHttpClient({});
  const leaving = new AbortController();
  const poll = async (since: number) => {
    const target = new URL(`messages?since=${since}`, wire.url);
    const response = await fetch(target, { client, signal: leaving.signal });
    await response.body?.pipeTo(new WritableStream());
  };

  let held = next();
  let answered = poll(0);
  let answer = await held;
  at = 25_000;
  answer.resolve(new Response(null, { status: 204 }));
  await answered;

  held = next();
  answered = poll(0);
  answer = await held;
  at = 28_400;
  answer.resolve(
    Response.json([{ id: 1, at: 28_400, from: "ann", text: "hello" }]),
  );
  await answered;

  held = next();
  answered = poll(1);
  answer = await held;
  at = 63_400;
  const gone = Promise.withResolvers<void>();
  wire.recording.onEvent((event) => {
    if (event.kind === "end" || event.kind === "reset") gone.resolve();
  });
  leaving.abort();
  await answered.catch(() => {});
  await gone.promise;
  answer.resolve(new Response("nobody reads this"));

  const told = exchanges(wire.recording);
  const lines = sequenceDiagram(told).split("\n").map((line) => line.trim());
  assertEquals(lines.slice(0, -1), [
    "sequenceDiagram",
    "participant Client",
    "participant Server",
    "Client->>Server: GET /messages?since=0",
    "Note over Server: held 25 s",
    "Server-->>Client: 204 No Content",
    "Note over Client,Server: client immediately asks again",
    "Client->>Server: GET /messages?since=0",
    "Note over Server: held 3.4 s",
    "Server-->>Client: 200 [1 message: 1]",
    "Note over Client,Server: client immediately asks again",
    "Client->>Server: GET /messages?since=1",
    "Note over Server: held 35 s",
  ]);
  // Whether a client leaves with FIN or RST is its own business.
  assertEquals(lines.at(-1)?.split(":")[0], "Client--xServer");

  const { requests, emptyAnswers, responses } = meter(wire.recording);
  assertEquals({ requests, emptyAnswers, responses }, {
    requests: 3,
    emptyAnswers: 1,
    responses: { 200: 1, 204: 1 },
  });
});
