import { assertEquals } from "@std/assert";
import {
  type BoardServer,
  EventLog,
  type Handler,
  type Message,
  serve,
} from "kernel";
import { WebSocket as UndiciWebSocket } from "undici";
import { exchanges, frameLabel, type Recording, tap } from "wire";
// @ts-types="./_ws.d.ts"
import { WebSocket as WsWebSocket, WebSocketServer } from "ws";
import { handler as upgrade } from "../../solutions/05_websockets/01_upgrade.ts";
import { handler as board } from "../../solutions/05_websockets/02_board.ts";
import { connect } from "../../solutions/05_websockets/03_stay_connected.ts";
import { serve as serveEcho } from "../../solutions/05_websockets/10_conversation.ts";
import { testInChromium, until } from "./_chromium.ts";
import { testInFirefox } from "./_firefox.ts";
import { startNginxProxy } from "./_nginx_proxy.ts";
import { testsWith } from "./_program.ts";
import { pythonScript, testWithPython } from "./_python.ts";
import {
  type BoardSeen,
  type EchoSeen,
  knock,
  type SocketClass,
  type SocketStory,
  stay,
  talkToBoard,
  talkToEcho,
} from "./_web_socket_stories.ts";

// Servers against clients that nobody here wrote.

/** A server, and where it is. */
interface Stage extends AsyncDisposable {
  readonly url: URL;
  stop(): void;
}

/** The echo server of 5.10, written from the first byte on. */
function openEcho(...origins: string[]): Stage {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const stop = new AbortController();
  const finished = serveEcho(listener, {
    protocols: ["echo.v1"],
    origins,
    stop: stop.signal,
  });
  return {
    url: new URL(`http://127.0.0.1:${listener.addr.port}/`),
    stop: () => stop.abort(),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await finished;
    },
  };
}

/** A handler for the socket, and an empty page of the same origin. */
function withBlankPage(handler: Handler): Handler {
  const headers = { "content-type": "text/html" };
  return (request, info) =>
    new URL(request.url).pathname === "/messages/socket"
      ? handler(request, info)
      : new Response("<!DOCTYPE html><title>Board</title>", { headers });
}

/** The address of the socket. */
function socketOf({ url }: { url: URL }): string {
  const address = new URL("messages/socket", url);
  address.protocol = "ws:";
  return address.href;
}

const ALL_THE_SAME = Object.fromEntries(
  ["empty", "short", "long"].flatMap((size) => [
    [`${size} text`, true],
    [`${size} binary`, true],
  ]),
);

const ECHOED: Omit<EchoSeen, "unknown"> = {
  protocol: "echo.v1",
  same: ALL_THE_SAME,
  closed: [4001, true],
  plain: "",
  tooBig: 1009,
  empty: 1005,
};

const POSTED: BoardSeen = {
  answers: [
    { type: "ack", key: "a", id: 1 },
    { type: "message", id: 1, from: "Ben", text: "Grüße 🙂" },
    { type: "ack", key: "b", id: 2 },
    { type: "message", id: 2, from: "Ben", text: 1_048_576 },
  ],
  binary: 1003,
  resumed: [
    { type: "message", id: 2, from: "Ben", text: 1_048_576 },
    { type: "error" },
  ],
  closed: [4002, true],
};

/** Frames that crossed, in order, as a diagram names them. */
function frames(recording: Recording): string[] {
  return exchanges(recording).flatMap((exchange) =>
    exchange.kind === "frame" ? `${exchange.from} ${frameLabel(exchange)}` : []
  );
}

/** The board of 5.1, with an empty page. */
async function openUpgrade(): Promise<BoardServer> {
  const options = { protocols: ["board.v1"] };
  return await serve(withBlankPage(upgrade(new EventLog(), options)));
}

/** Tells the whole story to a client; returns what it made of a protocol that nobody chose. */
async function tellAll(
  tell: <Result>(story: SocketStory<Result>, url: string) => Promise<Result>,
  keep: <Server extends AsyncDisposable>(server: Server) => Server,
  origins: string[],
): Promise<EchoSeen["unknown"]> {
  const echo = keep(openEcho(...origins));
  const { unknown, ...seen } = await tell(talkToEcho, socketOf(echo));
  assertEquals(seen, ECHOED);

  const stage = keep(await serve(board(new EventLog())));
  assertEquals(await tell(talkToBoard, socketOf(stage)), POSTED);

  const last = keep(openEcho(...origins));
  const relay = keep(await tap(last.url));
  const left = [1, 2].map(() => tell(stay, socketOf(relay)));
  await until("two echos", () => frames(relay.recording).length === 4);
  last.stop();
  assertEquals(await Promise.all(left), [[1001, true], [1001, true]]);
  assertEquals(frames(relay.recording).toSorted(), [
    "client close 1001",
    "client close 1001",
    "client text there",
    "client text there",
    "server close 1001",
    "server close 1001",
    "server text there",
    "server text there",
  ]);
  return unknown;
}

for (
  const [name, Socket] of [
    ["npm:ws", WsWebSocket],
    ["npm:undici", UndiciWebSocket],
  ] as const
) {
  Deno.test({
    name:
      `${name} speaks with the server of 5.10 and the boards of 5.1 and 5.2`,
    // undici lets timers of its own run out.
    sanitizeOps: name === "npm:ws",
    sanitizeResources: name === "npm:ws",
    fn: async () => {
      await using servers = new AsyncDisposableStack();
      const unknown = await tellAll(
        (story, url) => story(Socket as unknown as SocketClass, url),
        (server) => servers.use(server),
        [],
      );
      assertEquals(unknown, "refused");
      await using home = await openUpgrade();
      const answer = await knock(
        Socket as unknown as SocketClass,
        socketOf(home),
      );
      assertEquals(answer, "pong over board.v1");
    },
  });
}

/** A tab, as far as both browsers have it. */
interface Tab {
  goto(url: string): Promise<unknown>;
  evaluate(code: string): Promise<unknown>;
}

async function tellInPage(
  { page, keep }: { page: Tab; keep<T extends AsyncDisposable>(server: T): T },
): Promise<EchoSeen["unknown"]> {
  const home = keep(await openUpgrade());
  await page.goto(home.url.href);
  const tell = <Result>(story: SocketStory<Result>, url: string) =>
    page.evaluate(
      `(${story})(WebSocket, ${JSON.stringify(url)})`,
    ) as Promise<Result>;
  const unknown = await tellAll(tell, keep, [home.url.origin]);

  // Only its own page may connect to the board of 5.1.
  assertEquals(await tell(knock, socketOf(home)), "pong over board.v1");
  const stranger = keep(await openUpgrade());
  assertEquals(await tell(knock, socketOf(stranger)), "refused");
  return unknown;
}

testInChromium(
  "Chromium speaks with the server of 5.10 and the boards of 5.1 and 5.2",
  async ({ page, keep, errors }) => {
    assertEquals(await tellInPage({ page, keep }), "refused");
    // It says on its console what failed: the unknown protocol, and the stranger.
    assertEquals(errors.splice(0).length, 2);
  },
);

testInFirefox(
  "Firefox speaks with the server of 5.10 and the boards of 5.1 and 5.2",
  async (browsing) => {
    // It alone takes a socket for which the server has chosen no protocol.
    assertEquals(await tellInPage(browsing), "open");
  },
);

testWithPython(
  "python3-websockets speaks with the server of 5.10 and the boards of 5.1 and 5.2",
  async (python) => {
    const tell = async (story: string, server: { url: URL }) => {
      const url = socketOf(server);
      const { stdout } = await pythonScript(
        python,
        "_socket_client.py",
        story,
        url,
      )
        .output();
      return JSON.parse(new TextDecoder().decode(stdout));
    };
    await using echo = openEcho();
    const { empty: _, ...seen } = ECHOED;
    assertEquals(await tell("echo", echo), {
      ...seen,
      same: { ...ALL_THE_SAME, fragments: true },
      closed: 4001,
      unknown: "",
    });
    await using home = await openUpgrade();
    assertEquals(await tell("knock", home), "pong over board.v1");
    await using stage = await serve(board(new EventLog()));
    assertEquals(await tell("board", stage), { ...POSTED, closed: 4002 });

    await using last = openEcho();
    await using relay = await tap(last.url);
    const left = tell("stay", relay);
    await until("the echo", () => frames(relay.recording).length === 2);
    last.stop();
    assertEquals(await left, 1001);
  },
);

// Through a real nginx.

const testWithNginx = testsWith({
  name: "nginx",
  from:
    "`apt-get install nginx-light` (Debian) or `brew install nginx` (macOS)",
});

testWithNginx(
  "the server of 5.10 and the board of 5.2 speak through nginx",
  async (path) => {
    const Socket = WsWebSocket as unknown as SocketClass;
    const settings = { idleSeconds: 60, upgrades: true };
    await using echo = openEcho();
    await using echoProxy = await startNginxProxy(path, {
      target: echo.url,
      ...settings,
    });
    const { unknown: _, ...seen } = await talkToEcho(
      Socket,
      socketOf(echoProxy),
    );
    assertEquals(seen, ECHOED);

    await using stage = await serve(board(new EventLog()));
    await using proxy = await startNginxProxy(path, {
      target: stage.url,
      ...settings,
    });
    assertEquals(await talkToBoard(Socket, socketOf(proxy)), POSTED);
  },
);

/** Status of the answer to a handshake, and its `Upgrade`. */
async function answerTo(url: string): Promise<unknown[]> {
  const { promise, resolve } = Promise.withResolvers<unknown[]>();
  const socket = new WsWebSocket(url);
  socket.on("unexpected-response", (request, { statusCode, headers }) => {
    resolve([statusCode, headers.upgrade]);
    request.destroy();
  });
  socket.on("open", () => socket.close());
  socket.on("close", () => resolve([101, "websocket"]));
  return await promise;
}

testWithNginx(
  "nginx that was not told to hand upgrades on has them refused, as 5.1 says",
  async (path) => {
    await using stage = await serve(upgrade(new EventLog()));
    await using proxy = await startNginxProxy(path, {
      target: stage.url,
      idleSeconds: 60,
    });
    assertEquals(await answerTo(socketOf(proxy)), [426, "websocket"]);
    assertEquals(await answerTo(socketOf(stage)), [101, "websocket"]);
    await using echo = openEcho();
    await using echoProxy = await startNginxProxy(path, {
      target: echo.url,
      idleSeconds: 60,
    });
    assertEquals(await answerTo(socketOf(echoProxy)), [400, undefined]);
  },
);

// The client against servers that nobody here wrote.

/** A board that can be killed and comes back at the same place, with its messages. */
interface Board extends AsyncDisposable {
  readonly url: URL;
  restart(): Promise<void>;
  /** The texts that it keeps, in order. */
  texts(): Promise<string[]>;
}

/** How many messages are published, in how many bursts. */
const [BURSTS, EACH] = [4, 15];

/** Publishes in bursts, each into a restart; nothing may be lost, doubled or out of order. */
async function survive(board: Board): Promise<void> {
  const line = connect(board.url, { firstDelayMs: 20, stableMs: 0 });
  const ids: Promise<number>[] = [];
  const wanted: string[] = [];
  for (let burst = 0; burst < BURSTS; burst++) {
    for (let i = 0; i < EACH; i++) {
      const text = `${burst}.${i}`;
      wanted.push(text);
      ids.push(line.publish({ from: "Ada", text }));
    }
    // The first ack of a burst is there, the last may not be.
    await ids[burst * EACH];
    await board.restart();
  }
  const everyId = wanted.map((_, index) => index + 1);
  assertEquals(await Promise.all(ids), everyId);
  assertEquals(await board.texts(), wanted);

  const heard: string[] = [];
  const heardIds: number[] = [];
  for await (const { id, text } of line.messages) {
    heard.push(text);
    heardIds.push(id);
    if (heard.length === wanted.length) line.close();
  }
  assertEquals(heardIds, everyId);
  assertEquals(heard, wanted);
}

/** The board of 5.2 with npm:ws; every seventh message costs its sender the connection. */
async function openWsBoard(): Promise<Board> {
  const messages: Message[] = [];
  const known = new Map<string, number>();
  const converse = (server: WebSocketServer) => {
    server.on("connection", (socket, { url }) => {
      const since = Number(
        new URL(url, "ws://board").searchParams.get("since"),
      );
      for (const message of messages.slice(since)) {
        socket.send(JSON.stringify({ type: "message", ...message }));
      }
      socket.on("message", (data) => {
        const { key, from, text } = JSON.parse(String(data));
        let id = known.get(key);
        if (id === undefined) {
          id = messages.length + 1;
          const message = { id, at: Date.now(), from, text };
          messages.push(message);
          known.set(key, id);
          if (id % 7 === 0) return socket.terminate();
          for (const client of server.clients) {
            client.send(JSON.stringify({ type: "message", ...message }));
          }
        }
        socket.send(JSON.stringify({ type: "ack", key, id }));
      });
    });
    return server;
  };
  let server = converse(await listen(0));
  const { port } = server.address();
  const stop = async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    server.close(() => resolve());
    for (const client of server.clients) client.terminate();
    await promise;
  };
  return {
    url: new URL(`http://127.0.0.1:${port}/`),
    async restart() {
      await stop();
      server = converse(await listen(port));
    },
    texts: () => Promise.resolve(messages.map(({ text }) => text)),
    [Symbol.asyncDispose]: stop,
  };
}

async function listen(port: number): Promise<WebSocketServer> {
  const server = new WebSocketServer({ host: "127.0.0.1", port });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.on("listening", () => resolve());
  await promise;
  return server;
}

Deno.test("the client of 5.3 survives restarts of a board of npm:ws", async () => {
  await using board = await openWsBoard();
  await survive(board);
});

testWithNginx(
  "the client of 5.3 survives restarts behind nginx",
  async (path) => {
    await using board = await openWsBoard();
    await using proxy = await startNginxProxy(path, {
      target: board.url,
      idleSeconds: 60,
      upgrades: true,
    });
    await survive({ ...board, url: proxy.url });
  },
);

/** The same with python3-websockets: killed, and started again. */
async function openPythonBoard(python: string): Promise<Board> {
  const file = await Deno.makeTempFile({ prefix: "hold_the_line_" });
  const start = async (port: number) => {
    const process = pythonScript(python, "_board_server.py", `${port}`, file)
      .spawn();
    const reader = process.stdout.getReader();
    const { value } = await reader.read();
    const stop = async () => {
      process.kill("SIGKILL");
      await reader.cancel();
      await process.status;
    };
    return { port: Number(new TextDecoder().decode(value)), stop };
  };
  let board = await start(0);
  return {
    url: new URL(`http://127.0.0.1:${board.port}/`),
    async restart() {
      await board.stop();
      board = await start(board.port);
    },
    async texts() {
      const lines = (await Deno.readTextFile(file)).trimEnd().split("\n");
      return lines.map((line) => JSON.parse(line).message.text);
    },
    async [Symbol.asyncDispose]() {
      await board.stop();
      await Deno.remove(file);
    },
  };
}

testWithPython(
  "the client of 5.3 survives restarts of a board of python3-websockets",
  async (python) => {
    await using board = await openPythonBoard(python);
    await survive(board);
  },
);
