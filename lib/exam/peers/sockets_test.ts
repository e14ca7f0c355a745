/** WebSockets, from both sides, with right and wrong subjects. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Body, gradeSource, verdictOf } from "../_grade_source.ts";
import { frameBytes } from "wire";

const echo = `
export function handler() {
  return (request: Request) => {
    if (request.headers.get("upgrade") !== "websocket") {
      return new Response("Upgrade, please", { status: 426, headers: { upgrade: "websocket" } });
    }
    const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: 0 });
    let timer = 0;
    const expect = () => {
      clearTimeout(timer);
      timer = setTimeout(() => socket.send("are you there?"), 20_000);
    };
    socket.binaryType = "arraybuffer";
    socket.onopen = expect;
    socket.onmessage = ({ data }) => (expect(), socket.send(data));
    socket.onclose = () => clearTimeout(timer);
    return response;
  };
}`;

Deno.test("a server's WebSocket is asked for, spoken to and closed", async () => {
  const verdict = await verdictOf(echo, async ({ server, expect }) => {
    const refused = await server.socket("/", {
      headers: { upgrade: undefined },
    });
    await refused.response.expectStatus(426);
    const socket = await server.socket("/", {
      behind: frameBytes({ opcode: 1, payload: "at once" }),
    });
    await socket.expectOpen();
    await socket.expectNext("at once");
    await socket.send({ a: 1 });
    await socket.expectNext({ a: 1 });
    await socket.sendTogether("b", new Uint8Array([1, 2]));
    await socket.expectNext("b");
    await socket.expectNext(new Uint8Array([1, 2]));
    await socket.sendFrame({ opcode: 1, payload: "he", fin: false });
    await socket.sendFrame({ opcode: 9, payload: "ping" });
    await socket.sendFrame({ opcode: 0, payload: "llo" });
    await socket.expectNext("hello");
    const pongs = socket.frames.filter(({ opcode }) => opcode === 10);
    expect(pongs[0]?.text === "ping", { expected: "a pong", got: "none" });
    socket.expectNothingMore();
    await socket.close(1000, "bye");
    await socket.expectClosed(1000);
    await socket.expectEnded();
  });
  assertEquals(verdict, "pass");
});

Deno.test("virtual time passes for the timers of a server's sockets", async () => {
  const verdict = await verdictOf(echo, async ({ server, clock, expect }) => {
    const socket = await server.socket("/");
    await clock.advance(19_999);
    await socket.send("x");
    await socket.expectNext("x");
    await clock.advance(19_999);
    socket.expectNothingMore();
    await clock.advance(1);
    await socket.expectNext("are you there?");
    const { at } = socket.messages[1]!;
    expect(at === 39_999, { expected: "39,999", got: `${at}` });
    await socket.cut();
    const timers = await server.timers();
    expect(timers === 0, { expected: "no timer", got: `${timers}` });
  });
  assertEquals(verdict, "pass");
});

Deno.test("a socket can read a part of what waits for it, and stop again", async () => {
  const talkative = `
export function handler() {
  return (request: Request) => {
    const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: 0 });
    socket.onmessage = () => {
      for (let count = 0; count < 320; count++) socket.send("x".repeat(65_536));
    };
    return response;
  };
}`;
  const verdict = await verdictOf(talkative, async ({ server, expect }) => {
    const socket = await server.socket("/");
    socket.pause();
    await socket.send("go on");
    await socket.readMore(1_048_576);
    const { length } = socket.messages;
    expect(length >= 15 && length <= 20, {
      expected: "16 messages, or a few more",
      got: `${length}`,
    });
    await socket.resume();
    await socket.expectMessages(320);
  });
  assertEquals(verdict, "pass");
});

Deno.test("who reads on has read what waited, even when all had settled before", async () => {
  const talkative = `
export function handler() {
  return (request: Request) => {
    const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: 0 });
    socket.onmessage = ({ data }) => socket.send(data);
    return response;
  };
}`;
  const verdict = await verdictOf(talkative, async (scene) => {
    const socket = await scene.server.socket("/");
    await socket.expectOpen();
    socket.pause();
    await socket.send("hello");
    await scene.clock.advance(100);
    await socket.resume();
    scene.expect(socket.messages.length === 1, {
      expected: "1 message",
      got: `${socket.messages.length}`,
    });
  });
  assertEquals(verdict, "pass");
});

Deno.test("a wrong handshake is shown field by field", async () => {
  const wrong = `
export function handler() {
  return () => new Response(null, { status: 426, headers: { upgrade: "websocket" } });
}`;
  const verdict = await verdictOf(wrong, async ({ server }) => {
    await (await server.socket("/")).expectOpen();
  });
  assertStringIncludes(verdict, "fail: 101 with the fields");
  assertStringIncludes(verdict, "         ^ expected 101\n");
});

const client = { kind: "client", exports: "messages" } as const;
const receiving = `
export async function* messages(url: URL, { signal }: { signal: AbortSignal }) {
  const socket = new WebSocket(new URL("messages/socket", url).href.replace(/^http/, "ws"));
  const queue: unknown[] = [];
  let wake = () => {};
  let ended = false;
  socket.onmessage = ({ data }) => { queue.push(JSON.parse(data)); wake(); };
  socket.onclose = () => { ended = true; wake(); };
  signal.addEventListener("abort", () => socket.close());
  while (true) {
    while (queue.length > 0) yield queue.shift();
    if (ended) return;
    await new Promise<void>((resolve) => wake = resolve);
  }
}`;

Deno.test("a client's WebSocket is accepted, spoken to and closed", async () => {
  const verdict = await verdictOf(
    receiving,
    async ({ client, peer, expect }) => {
      await client.start();
      const request = await peer.next();
      expect(request.upgrade, { expected: "an upgrade", got: "none" });
      const socket = await request.accept();
      await socket.sendTogether({ id: 1 }, { id: 2 });
      await client.expectMessages(1, 2);
      await socket.sendFrame({ opcode: 9, payload: "x" });
      const { masked } = socket.frames[0]!;
      expect(masked, { expected: "a masked pong", got: "an unmasked one" });
      await client.abort();
      await client.expectEnded();
      await socket.expectEnded();
    },
    client,
  );
  assertEquals(verdict, "pass");
});

Deno.test("a held, a refused and a cut WebSocket end as they should", async () => {
  const verdict = await verdictOf(
    receiving,
    async ({ client, peer, clock }) => {
      await client.start();
      const held = await peer.next();
      held.hold();
      await clock.advance(60_000);
      client.expectRunning();
      await held.answer(503);
      await client.expectEnded();
    },
    client,
  );
  assertEquals(verdict, "pass");
  const cut = await verdictOf(receiving, async ({ client, peer }) => {
    await client.start();
    await (await (await peer.next()).accept()).cut();
    await client.expectEnded();
  }, client);
  assertEquals(cut, "pass");
  const refused = await verdictOf(receiving, async ({ client, peer }) => {
    peer.refuse(true);
    await client.start();
    await client.expectEnded();
  }, client);
  assertEquals(refused, "pass");
});

Deno.test("a connection publishes, yields and is made anew", async () => {
  const source = `
export function connect(url: URL) {
  const socket = new WebSocket(new URL("messages/socket", url).href.replace(/^http/, "ws"));
  const waiting = new Map<string, (id: number) => void>();
  const stream = new ReadableStream({
    start(controller) {
      socket.onmessage = ({ data }) => {
        const value = JSON.parse(data);
        if (value.type === "ack") return waiting.get(value.key)?.(value.id);
        controller.enqueue(value);
      };
      socket.onclose = () => controller.close();
    },
  });
  return {
    messages: stream,
    publish({ text }: { text: string }) {
      if (text === "") return Promise.reject(new RangeError("empty"));
      socket.send(JSON.stringify({ key: text }));
      return new Promise((resolve) => waiting.set(text, resolve));
    },
    close: () => socket.close(),
  };
}`;
  const verdict = await verdictOf(source, async ({ client, peer, expect }) => {
    await client.connect();
    const socket = await (await peer.next()).accept();
    const call = await client.publish({ from: "a", text: "k" });
    call.expectPending();
    await socket.expectNext({ key: "k" });
    await socket.send({ type: "ack", key: "k", id: 7 });
    await call.expectResult(7);
    await (await client.publish({ from: "a", text: "" })).expectError(
      "RangeError",
    );
    await socket.send({ id: 1 });
    await client.expectMessages(1);
    const both = await client.publishAll([
      { from: "a", text: "x" },
      { from: "a", text: "" },
    ]);
    await socket.expectNext({ key: "x" });
    both[0]!.expectPending();
    await both[1]!.expectError("RangeError");
    await client.close();
    await socket.expectClosed(1000, 1005);
    await client.expectEnded();
    await client.connect();
    await (await (await peer.next()).accept()).send({ id: 2 });
    await client.expectMessages(2);
    expect(peer.sockets.length === 2, { expected: "2", got: "another number" });
  }, { kind: "client", exports: "connect" });
  assertEquals(verdict, "pass");
});

const program = { kind: "program", exports: "serve" } as const;

Deno.test("a program serves connections by methods and by streams", async () => {
  for (
    const answer of [
      `const bytes = new Uint8Array(100);
       for (let size; (size = await connection.read(bytes)) !== null;) await connection.write(bytes.subarray(0, size));
       connection.close();`,
      `await converse(connection);`,
      `const writer = connection.writable.getWriter();
       for await (const chunk of connection.readable) await writer.write(chunk);`,
    ]
  ) {
    const source = `
export async function serve(listener: Deno.TcpListener, { stop, converse }: any) {
  stop.addEventListener("abort", () => listener.close());
  async function answer(connection: Deno.TcpConn) { ${answer} }
  for await (const connection of listener) answer(connection);
}`;
    const verdict = await verdictOf(source, async ({ server, expect }) => {
      await server.start({ echoes: ["converse"] });
      const one = await server.connection();
      const text = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
      await one.send(text.slice(0, 20));
      await one.send(text.slice(20));
      const [answer] = await one.expectAnswers(1);
      expect(answer!.status === 200, { expected: "200", got: "other" });
      await one.close();
      await server.stop();
      await server.expectFinished();
    }, program);
    assertEquals(verdict, "pass");
  }
});

Deno.test("a program's handshake is judged, and what it throws is told", async () => {
  const source = `
export async function serve(listener: Deno.TcpListener) {
  const connection = await listener.accept();
  await connection.read(new Uint8Array(1_000));
  await connection.write(new TextEncoder().encode(
    "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: abc\\r\\n\\r\\n",
  ));
  throw new RangeError("over");
}`;
  const shown = await verdictOf(source, async ({ server }) => {
    await (await server.socket()).expectOpen();
  }, program);
  assertStringIncludes(shown, "Sec-WebSocket-Accept: abc\n");
  const thrown = await verdictOf(source, async ({ server }) => {
    await server.socket();
    await server.expectFinished();
  }, program);
  assertStringIncludes(thrown, "it rejected with RangeError: over");
});

Deno.test("WebSockets work in real time too", async () => {
  const verdict = await verdictOf(
    echo,
    async ({ server }) => {
      const socket = await server.socket("/");
      await socket.expectOpen();
      await socket.send("x");
      await socket.expectNext("x");
    },
    {},
    { realTime: true },
  );
  assertEquals(verdict, "pass");
});

Deno.test("a report begins where the check has forgotten what was before", async () => {
  const [event] = await gradeSource(echo, [async ({ server, forget }) => {
    await (await server.socket("/first")).expectOpen();
    forget();
    await (await server.socket("/second")).expectNext("nothing comes");
  }]);
  const { did, diagram } = event!.report!;
  const told = `${did.join()} ${diagram}`;
  assertEquals(
    [told.includes("/first"), told.includes("/second")],
    [false, true],
  );
});

Deno.test("small frames that a client sends in one tick come at once", async () => {
  const source = `
export async function* messages(url: URL) {
  const socket = new WebSocket(new URL("messages/socket", url).href.replace(/^http/, "ws"));
  socket.onmessage = () => {
    for (const text of ["a", "b", "c"]) socket.send(text);
    socket.close(1000);
  };
  await new Promise((resolve) => socket.onclose = resolve);
}`;
  const verdict = await verdictOf(source, async ({ client, peer, expect }) => {
    await client.start();
    const socket = await (await peer.next()).accept();
    await socket.send("go");
    const opcodes = socket.frames.map(({ opcode }) => opcode).join();
    expect(opcodes === "1,1,1,8", { expected: "1,1,1,8", got: opcodes });
    await client.expectEnded();
  }, client);
  assertEquals(verdict, "pass");
});

Deno.test("a handshake is sent in pieces or as raw bytes, and raw bytes are judged", async () => {
  const source = `
export async function serve(listener: Deno.TcpListener) {
  for await (const connection of listener) {
    const bytes = new Uint8Array(100);
    let text = "";
    while (!text.endsWith("!")) text += new TextDecoder().decode(bytes.subarray(0, (await connection.read(bytes))!));
    await connection.write(new TextEncoder().encode("HTTP/1.1 101 Switching Protocols\\r\\n\\r\\n" + text.slice(-5)));
  }
}`;
  const body = (bytes: number[]): Body => async ({ server }) => {
    const cut = await server.socket("/", { behind: "12345!", cuts: [3, 40] });
    await cut.expectBytes(new TextEncoder().encode("2345!"));
    const raw = await server.socket("/", { head: "abc", behind: "def!" });
    await raw.expectBytes(Uint8Array.from(bytes));
  };
  const right = [98, 99, 100, 101, 102, 33].slice(1);
  assertEquals(await verdictOf(source, body(right), program), "pass");
  assertStringIncludes(
    await verdictOf(source, body([99, 100, 7]), program),
    "5 bytes, different from place 2 on: 63 64 65 66 21",
  );
});

Deno.test("a server that listens no more, and a mark in a text, are told as they are", async () => {
  const closing = `
export async function serve(listener: Deno.TcpListener) {
  (await listener.accept()).close();
  listener.close();
}`;
  const refused = await verdictOf(closing, async ({ server }) => {
    await (await server.connection()).send("x");
    await server.connection();
  }, program);
  assertStringIncludes(refused, "fail: your server to take a connection");
  const marked = await verdictOf(echo, async ({ server }) => {
    const socket = await server.socket("/");
    await socket.send("\uFEFFmark");
    await socket.expectNext("\uFEFFmark");
  });
  assertEquals(marked, "pass");
});
