import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { serve } from "kernel";
import { TalkLine } from "./talk_line.ts";

/** Opens a line; plays what `opened` does, and returns all that was told. */
async function talkTo(
  url: URL,
  opened: (line: TalkLine) => void = () => {},
): Promise<{ line: TalkLine; told: string }> {
  const { hostname, port } = url;
  const connection = await Deno.connect({ hostname, port: Number(port) });
  const told: string[] = [];
  const line: TalkLine = new TalkLine(connection, {
    tell: (text) => void told.push(text),
    opened: () => opened(line),
  });
  await line.run(url);
  return { line, told: told.join("\n") };
}

Deno.test("talk sends what is typed and tells every frame that comes", async () => {
  await using server = await serve((request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onmessage = ({ data }) => {
      socket.send(data);
      if (data === "the last word") socket.close(4000, "enough");
    };
    return response;
  });
  const { line, told } = await talkTo(server.url, (line) => {
    line.send(9, "there?");
    line.send(2, Uint8Array.of(0, 255));
    line.send(1, "the last word");
  });
  assertMatch(told, /^<- 101 Switching Protocols\n/);
  assertMatch(
    told,
    /<- pong "there\?"\n<- binary 2 bytes\n<- text the last word\n<- close 4000 "enough"\n-> close, by itself\nThe server has ended the connection\.$/,
  );
  assertEquals(line.refused, false);
});

Deno.test("talk closes with a code, and ends when the server has answered", async () => {
  const closed = Promise.withResolvers<[number, string]>();
  await using server = await serve((request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onclose = ({ code, reason }) => closed.resolve([code, reason]);
    return response;
  });
  const { told } = await talkTo(server.url, (line) => line.close(4321, "bye"));
  assertEquals(await closed.promise, [4321, "bye"]);
  assertStringIncludes(told, '<- close 4321 "bye"\n');
});

Deno.test("talk shows a refusal with its headers and its body", async () => {
  await using server = await serve(() =>
    new Response("not for you", { status: 403 })
  );
  const { line, told } = await talkTo(server.url);
  assertMatch(told, /^<- 403 Forbidden\n {3}content-type: /i);
  assertMatch(told, /^No WebSocket: not for you$/m);
  assertEquals(line.refused, true);
});

Deno.test("talk hangs up where Sec-WebSocket-Accept is wrong, as browsers do", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const answering = answer(listener);
  const { port } = listener.addr;
  const { line, told } = await talkTo(new URL(`http://127.0.0.1:${port}/`));
  await answering;
  assertMatch(
    told,
    /^No WebSocket: a browser hangs up here: Sec-WebSocket-Accept has to be \S{28}$/m,
  );
  assertEquals(line.refused, true);
});

/** Answers one handshake with the accept value of another one. */
async function answer(listener: Deno.TcpListener): Promise<void> {
  using connection = await listener.accept();
  await connection.read(new Uint8Array(1_000));
  const lines = [
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
  ];
  const head = lines.join("\r\n") + "\r\n\r\n";
  await connection.write(new TextEncoder().encode(head));
  while (await connection.read(new Uint8Array(1_000)) !== null);
}
