import { assertEquals } from "@std/assert";
import net from "node:net";
import { once } from "node:events";
import { tap } from "./tap.ts";
import { Recording } from "./recording.ts";
import type { WireEvent } from "./wire_event.ts";

interface Target extends AsyncDisposable {
  readonly url: URL;
  /** The next connection that the tap opened. */
  accepted(): Promise<net.Socket>;
}

async function listen(): Promise<Target> {
  const server = net.createServer({ allowHalfOpen: true, noDelay: true });
  const sockets: net.Socket[] = [];
  const waiting: PromiseWithResolvers<net.Socket>[] = [];
  server.on("connection", (socket: net.Socket) => {
    socket.on("error", () => {});
    sockets.push(socket);
    waiting.shift()?.resolve(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}/`),
    accepted() {
      const next = Promise.withResolvers<net.Socket>();
      waiting.push(next);
      return next.promise;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function dial(url: URL): Promise<Deno.TcpConn> {
  return Deno.connect({ hostname: url.hostname, port: Number(url.port) });
}

function happened(
  recording: Recording,
  wanted: (event: WireEvent) => boolean,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (recording.events.some(wanted)) resolve();
  const remove = recording.onEvent((event) => {
    if (wanted(event)) resolve();
  });
  return promise.finally(remove);
}

function kinds(recording: Recording): string[] {
  return recording.events.map((event) => {
    const from = "from" in event ? ` ${event.from}` : "";
    const bytes = event.kind === "bytes"
      ? ` ${new TextDecoder().decode(event.bytes)}`
      : "";
    return `${event.at} ${event.connection} ${event.kind}${from}${bytes}`;
  });
}

async function readAll(readable: ReadableStream<Uint8Array>): Promise<string> {
  return await new Response(readable).text();
}

Deno.test("tap() relays both halves of a connection and keeps the times", async () => {
  await using target = await listen();
  let at = 0;
  await using wire = await tap(target.url, { now: () => at });
  const accepted = target.accepted();
  using client = await dial(wire.url);
  const server = await accepted;
  at = 5;
  await client.write(new TextEncoder().encode("question"));
  assertEquals(String(await once(server, "data")), "question");
  at = 6;
  await client.closeWrite();
  await once(server, "end");
  at = 7;
  server.end("answer");
  assertEquals(await readAll(client.readable), "answer");
  assertEquals(kinds(wire.recording), [
    "0 1 open",
    "5 1 bytes client question",
    "6 1 end client",
    "7 1 bytes server answer",
    "7 1 end server",
  ]);
});

Deno.test("tap() passes on the reset of a client", async () => {
  await using target = await listen();
  await using wire = await tap(target.url, { now: () => 0 });
  const accepted = target.accepted();
  const client = net.connect({
    host: "127.0.0.1",
    port: Number(wire.url.port),
  });
  await once(client, "connect");
  const server = await accepted;
  const closed = new Promise((resolve) =>
    server.once(
      "error",
      (error: Error & { code?: string }) => resolve(error.code),
    )
  );
  client.resetAndDestroy();
  server.resume();
  assertEquals(await closed, "ECONNRESET");
  assertEquals(kinds(wire.recording), ["0 1 open", "0 1 reset client"]);
});

Deno.test("tap() passes on the reset of a server, and first what it sent before", async () => {
  await using target = await listen();
  await using wire = await tap(target.url, { now: () => 0 });
  const accepted = target.accepted();
  using client = await dial(wire.url);
  const server = await accepted;
  server.write("half", () => server.resetAndDestroy());
  const buffer = new Uint8Array(16);
  assertEquals(await client.read(buffer), 4);
  let name = "";
  await client.read(buffer).catch((error) => name = error.name);
  assertEquals(name, "ConnectionReset");
  assertEquals(kinds(wire.recording), [
    "0 1 open",
    "0 1 bytes server half",
    "0 1 reset server",
  ]);
});

Deno.test("tap().cut() resets both sides of what is open, and listens on", async () => {
  await using target = await listen();
  await using wire = await tap(target.url, { now: () => 0 });
  const accepted = target.accepted();
  using client = await dial(wire.url);
  const server = await accepted;
  const reset = new Promise((resolve) =>
    server.once(
      "error",
      (error: Error & { code?: string }) => resolve(error.code),
    )
  );
  server.resume();
  server.write("half");
  const buffer = new Uint8Array(16);
  assertEquals(await client.read(buffer), 4);
  wire.cut();
  wire.cut();
  let name = "";
  await client.read(buffer).catch((error) => name = error.name);
  assertEquals(name, "ConnectionReset");
  assertEquals(await reset, "ECONNRESET");
  const again = target.accepted();
  using _next = await dial(wire.url);
  await again;
  assertEquals(kinds(wire.recording), [
    "0 1 open",
    "0 1 bytes server half",
    "0 1 reset server",
    "0 2 open",
  ]);
});

Deno.test("tap() resets the client when the target refuses", async () => {
  const target = await listen();
  await target[Symbol.asyncDispose]();
  await using wire = await tap(target.url, { now: () => 0 });
  using client = await dial(wire.url);
  let name = "";
  await client.read(new Uint8Array(1)).catch((error) => name = error.name);
  assertEquals(name, "ConnectionReset");
  assertEquals(kinds(wire.recording), ["0 1 open", "0 1 reset server"]);
});

Deno.test("tap() loses no byte to a slow reader", async () => {
  await using target = await listen();
  await using wire = await tap(target.url);
  const accepted = target.accepted();
  using client = await dial(wire.url);
  const server = await accepted;
  const sent = new Uint8Array(8_000_000).map((_, i) => i % 251);
  server.end(sent);
  const received = new Uint8Array(
    await new Response(client.readable).arrayBuffer(),
  );
  assertEquals(received.length, sent.length);
  assertEquals(received.every((byte, i) => byte === i % 251), true);
  const recorded = wire.recording.events.flatMap((event) =>
    event.kind === "bytes" ? [event.bytes.length] : []
  );
  assertEquals(recorded.reduce((sum, length) => sum + length, 0), sent.length);
});

Deno.test("tap() closes every connection on dispose and on abort", async () => {
  await using target = await listen();
  const controller = new AbortController();
  const recording = new Recording();
  await using wire = await tap(target.url, {
    signal: controller.signal,
    recording,
  });
  const accepted = target.accepted();
  using client = await dial(wire.url);
  const server = await accepted;
  await happened(recording, (event) => event.kind === "open");
  server.resume();
  const gone = once(server, "close");
  server.once("end", () => server.end());
  controller.abort();
  assertEquals(await client.read(new Uint8Array(1)).catch(() => null), null);
  await gone;
  let refused = "";
  await dial(wire.url).catch((error) => refused = error.name);
  assertEquals(refused, "ConnectionRefused");
});

Deno.test("tap() keeps the path of its target and refuses what it cannot read", async () => {
  await using target = await listen();
  await using wire = await tap(new URL("/board", target.url));
  assertEquals(wire.url.pathname, "/board/");
  let message = "";
  await tap(new URL("https://127.0.0.1/")).catch((error) =>
    message = error.message
  );
  assertEquals(
    message,
    'Cannot tap: URL must begin with "http:": current value is "https://127.0.0.1/"',
  );
});

Deno.test("tap() numbers the connections of all that share a recording", async () => {
  await using target = await listen();
  const recording = new Recording();
  await using first = await tap(target.url, { recording });
  await using second = await tap(target.url, { recording });
  for (const { url } of [second, first, second]) {
    using _connection = await dial(url);
    await target.accepted();
  }
  const opened = recording.events.filter(({ kind }) => kind === "open");
  assertEquals(opened.map(({ connection }) => connection), [1, 2, 3]);
});
