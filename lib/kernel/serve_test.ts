import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { assertSpyCalls, stub } from "@std/testing/mock";
import { FakeTime } from "@std/testing/time";
import { DRAIN_LIMIT_MS, serve, STOP_LIMIT_MS } from "./serve.ts";

/** A handler that waits for ever, and says when a request has come and gone. */
function holder() {
  const came = Promise.withResolvers<void>();
  const went = Promise.withResolvers<void>();
  const handler = (request: Request) => {
    request.signal.addEventListener("abort", () => went.resolve());
    came.resolve();
    return new Promise<Response>(() => {});
  };
  return { handler, came: came.promise, went: went.promise };
}

/** A handler that begins a stream and never ends it. */
function streamer() {
  const cancelled = Promise.withResolvers<void>();
  const handler = () =>
    new Response(
      new ReadableStream({
        start: (controller) =>
          controller.enqueue(new TextEncoder().encode("data: 1\n\n")),
        cancel: () => cancelled.resolve(),
      }),
      { headers: { "content-type": "text/event-stream" } },
    );
  return { handler, cancelled: cancelled.promise };
}

async function assertClosed(url: URL): Promise<void> {
  const { hostname, port } = url;
  await assertRejects(
    () => Deno.connect({ hostname, port: Number(port) }),
    Deno.errors.ConnectionRefused,
  );
}

function hasIPv6(): boolean {
  try {
    Deno.listen({ hostname: "::1", port: 0 }).close();
    return true;
  } catch {
    return false;
  }
}

Deno.test("serve() listens on a free port of this machine", async () => {
  await using server = await serve(() => new Response("hello"));
  assertEquals(server.url.hostname, "127.0.0.1");
  assert(Number(server.url.port) > 0);
  assert(server.url.href.endsWith("/"));
  assertEquals(await (await fetch(server.url)).text(), "hello");
});

Deno.test("serve() listens where it is told", async () => {
  const first = await serve(() => new Response("first"));
  const port = Number(first.url.port);
  await assertRejects(
    () => serve(() => new Response("second"), { port }),
    Deno.errors.AddrInUse,
  );
  await first.stop();
});

Deno.test({
  name: "serve() gives the URL of an IPv6 address too",
  ignore: !hasIPv6(),
  async fn() {
    const hostname = "::1";
    await using server = await serve(() => new Response("six"), { hostname });
    assertEquals(server.url.hostname, "[::1]");
    assertEquals(await (await fetch(server.url)).text(), "six");
  },
});

Deno.test("serve() hands over request and info", async () => {
  await using server = await serve(async (request, info) =>
    Response.json([
      request.method,
      await request.text(),
      info.remoteAddr.hostname,
    ])
  );
  const response = await fetch(server.url, { method: "POST", body: "hi" });
  assertEquals(await response.json(), ["POST", "hi", "127.0.0.1"]);
});

for (const how of ["throws", "rejects"]) {
  Deno.test(`serve() answers 500 without a stack when a handler ${how}`, async () => {
    using error = stub(console, "error");
    await using server = await serve(() => {
      const secret = new Error("the secret is 42");
      if (how === "throws") throw secret;
      return Promise.reject(secret);
    });
    const response = await fetch(server.url);
    assertEquals(response.status, 500);
    assertEquals(
      response.headers.get("content-type"),
      "application/problem+json",
    );
    assertEquals(await response.json(), {
      type: "about:blank",
      title: "Internal Server Error",
      status: 500,
    });
    assertSpyCalls(error, 1);
    assertStringIncludes(String(error.calls[0]!.args[1]), "the secret is 42");
  });
}

Deno.test("serve() answers 500 when a handler returns no response", async () => {
  using _error = stub(console, "error");
  await using server = await serve(() => undefined as unknown as Response);
  const response = await fetch(server.url);
  assertEquals(response.status, 500);
  await response.body?.cancel();
});

Deno.test("serve() rejects with the reason of a signal that has aborted", async () => {
  const signal = AbortSignal.abort(new Error("too late"));
  await assertRejects(
    () => serve(() => new Response(), { signal }),
    Error,
    "too late",
  );
});

Deno.test("stop() closes an idle server", async () => {
  const server = await serve(() => new Response("hello"));
  await (await fetch(server.url)).text();
  await server.stop();
  await server.finished;
  await assertClosed(server.url);
});

Deno.test("stop() cuts a held poll and aborts its signal", async () => {
  const { handler, came, went } = holder();
  const server = await serve(handler);
  const poll = assertRejects(() => fetch(server.url), TypeError);
  await came;
  await server.stop();
  await Promise.all([poll, went]);
  await assertClosed(server.url);
});

Deno.test("stop() cancels an open stream", async () => {
  const { handler, cancelled } = streamer();
  const server = await serve(handler);
  const reader = (await fetch(server.url)).body!.getReader();
  await reader.read();
  const rest = assertRejects(() => reader.read(), TypeError);
  await server.stop();
  await Promise.all([rest, cancelled]);
});

Deno.test("stop() ends many held polls and streams at once", async () => {
  const { handler: stream } = streamer();
  const { promise: allCame, resolve } = Promise.withResolvers<void>();
  let held = 0;
  const server = await serve((request) => {
    if (request.url.endsWith("/stream")) return stream();
    if (++held === 20) resolve();
    return new Promise<Response>(() => {});
  });
  const polls = Array.from(
    { length: 20 },
    () => assertRejects(() => fetch(server.url), TypeError),
  );
  const streams = await Promise.all(
    Array.from({ length: 20 }, () => fetch(new URL("stream", server.url))),
  );
  await allCame;
  await server.stop();
  await Promise.all(polls);
  for (const stream of streams) {
    await assertRejects(() => stream.text(), TypeError);
  }
});

Deno.test("stop() lets a running handler answer", async () => {
  const came = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  const server = await serve(async () => {
    came.resolve();
    await go.promise;
    return new Response("just in time");
  });
  const answer = fetch(server.url).then((response) => response.text());
  await came.promise;
  const stopped = server.stop();
  go.resolve();
  assertEquals(await answer, "just in time");
  await stopped;
});

const bye = () => new Response("bye");
const answers: Record<string, () => Response | Promise<Response>> = {
  "at once": bye,
  "in a promise": () => Promise.resolve(bye()),
  "in a later turn": () =>
    new Promise((resolve) => setTimeout(() => resolve(bye()), 0)),
};
for (const [when, answer] of Object.entries(answers)) {
  Deno.test(`stop() lets the handler that called it answer ${when}`, async () => {
    let stopped: Promise<void> | undefined;
    const server = await serve(() => {
      stopped = server.stop();
      return answer();
    });
    assertEquals(await (await fetch(server.url)).text(), "bye");
    await stopped;
  });
}

Deno.test("stop() lets newcomers go while it waits", async () => {
  const { handler, came } = holder();
  const server = await serve(handler);
  const poll = assertRejects(() => fetch(server.url), TypeError);
  await came;
  const stopped = server.stop();
  const response = await fetch(server.url);
  assertEquals(response.status, 503);
  assertEquals(response.headers.get("retry-after"), "1");
  assertEquals((await response.json()).status, 503);
  await Promise.all([stopped, poll]);
});

Deno.test("stop() cuts an answer that nobody reads", async () => {
  const megabyte = new Uint8Array(1_048_576);
  const server = await serve(() =>
    new Response(
      new ReadableStream({
        pull: (controller) => controller.enqueue(megabyte),
      }),
    )
  );
  const response = await fetch(server.url);
  await server.stop();
  await assertRejects(() => response.bytes(), TypeError);
});

Deno.test("stop() closes a WebSocket on both sides", async () => {
  const upgraded = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<Event>();
  const server = await serve((request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onopen = () => upgraded.resolve();
    socket.onclose = closed.resolve;
    return response;
  });
  const client = new WebSocket(server.url.href.replace("http", "ws"));
  const clientClosed = new Promise((resolve) => client.onclose = resolve);
  await upgraded.promise;
  await server.stop();
  await Promise.all([closed.promise, clientClosed]);
});

Deno.test("stop() gives the same promise twice", async () => {
  const server = await serve(() => new Response());
  assertEquals(server.stop(), server.stop());
  await server.stop();
  await server.stop();
});

Deno.test("stop() leaves a request that never ends its body behind", async () => {
  const came = Promise.withResolvers<void>();
  const server = await serve(async (request) => {
    came.resolve();
    await request.text().catch(() => {});
    return new Response();
  });
  const { hostname, port } = server.url;
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const head =
    `POST / HTTP/1.1\r\nHost: ${hostname}\r\nContent-Length: 9\r\n\r\n`;
  await connection.write(new TextEncoder().encode(head));
  await came.promise;
  await server.stop();
});

Deno.test("stop() works while time is faked", async () => {
  const { handler, came } = holder();
  using _time = new FakeTime();
  const server = await serve(handler);
  const poll = assertRejects(() => fetch(server.url), TypeError);
  await came;
  await server.stop();
  await poll;
});

Deno.test("stop() has a limit that leaves room to drain", () => {
  assert(DRAIN_LIMIT_MS < STOP_LIMIT_MS);
});

Deno.test("await using stops the server, also after an error", async () => {
  const { handler, cancelled } = streamer();
  const seen: { url?: URL; response?: Response } = {};
  await assertRejects(
    async () => {
      await using server = await serve(handler);
      seen.url = server.url;
      seen.response = await fetch(server.url);
      throw new Error("in the middle");
    },
    Error,
    "in the middle",
  );
  await cancelled;
  await assertRejects(() => seen.response!.text(), TypeError);
  await assertClosed(seen.url!);
});

Deno.test("serve() stops when its signal aborts", async () => {
  const controller = new AbortController();
  const { handler, came, went } = holder();
  const server = await serve(handler, { signal: controller.signal });
  const poll = assertRejects(() => fetch(server.url), TypeError);
  await came;
  controller.abort();
  await Promise.all([server.finished, poll, went]);
  await assertClosed(server.url);
});

Deno.test("serve() lets go of its signal when it stops", async () => {
  const { signal } = new AbortController();
  let listeners = 0;
  using _add = stub(signal, "addEventListener", () => void listeners++);
  using _remove = stub(signal, "removeEventListener", () => void listeners--);
  const server = await serve(() => new Response(), { signal });
  assertEquals(listeners, 1);
  await server.stop();
  assertEquals(listeners, 0);
});

Deno.test("serve() stays quiet when a held client goes away", async () => {
  using error = stub(console, "error");
  const { handler, came, went } = holder();
  await using server = await serve(handler);
  const controller = new AbortController();
  const poll = assertRejects(() =>
    fetch(server.url, { signal: controller.signal })
  );
  await came;
  controller.abort();
  await Promise.all([poll, went]);
  assertFalse(error.calls.length > 0);
});
