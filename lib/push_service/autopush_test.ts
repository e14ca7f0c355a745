import { assertEquals, assertMatch } from "@std/assert";
import { Sender } from "./_sender.ts";
import { statusOf } from "./_status_of.ts";
import { pushService } from "./push_service.ts";

/** A user agent that says whatever it is told to, for tests. */
class RawAgent implements AsyncDisposable {
  readonly socket: WebSocket;
  readonly #heard: string[] = [];
  #change = Promise.withResolvers<void>();
  readonly #closed = Promise.withResolvers<CloseEvent>();

  constructor(url: URL, protocols: string[] = ["push-notification"]) {
    this.socket = new WebSocket(url, protocols);
    this.socket.onmessage = ({ data }) => {
      this.#heard.push(data);
      this.#change.resolve();
    };
    this.socket.onclose = (event) => this.#closed.resolve(event);
  }

  /** Says it once the connection is open. */
  async say(message: unknown): Promise<void> {
    const { socket } = this;
    if (socket.readyState === WebSocket.CONNECTING) {
      await new Promise((opened) => socket.onopen = opened);
    }
    const text = typeof message === "string";
    socket.send(text ? message : JSON.stringify(message));
  }

  /** The next message that was heard. */
  async hear(): Promise<Record<string, unknown>> {
    while (this.#heard.length === 0) {
      this.#change = Promise.withResolvers();
      await this.#change.promise;
    }
    return JSON.parse(this.#heard.shift()!);
  }

  async ask(message: unknown): Promise<Record<string, unknown>> {
    await this.say(message);
    return await this.hear();
  }

  /** How the service closed. */
  closed(): Promise<CloseEvent> {
    return this.#closed.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.close();
    await this.#closed.promise;
  }
}

const HELLO = { messageType: "hello", use_webpush: true, broadcasts: {} };

Deno.test("hello is answered with a name, and with the subprotocol", async () => {
  await using service = await pushService();
  await using agent = new RawAgent(service.socketUrl);
  const { uaid, ...rest } = await agent.ask(HELLO);
  assertMatch(String(uaid), /^[0-9a-f]{32}$/);
  assertEquals(rest, { ...HELLO, status: 200 });
  assertEquals(agent.socket.protocol, "push-notification");
});

Deno.test("hello keeps the name of who has a subscription, and of nobody else", async () => {
  await using service = await pushService();
  await using agent = new RawAgent(service.socketUrl);
  const { uaid } = await agent.ask(HELLO);
  const channelID = crypto.randomUUID();
  await agent.ask({ messageType: "register", channelID });
  await using returned = new RawAgent(service.socketUrl);
  assertEquals((await returned.ask({ ...HELLO, uaid })).uaid, uaid);
  const unknown = "0".repeat(32);
  await using other = new RawAgent(service.socketUrl, []);
  const answer = await other.ask({ ...HELLO, uaid: unknown });
  assertEquals(answer.uaid === unknown, false);
  assertEquals(other.socket.protocol, "");
});

Deno.test("register is answered with an endpoint, and refused if it is not right", async () => {
  await using service = await pushService();
  await using agent = new RawAgent(service.socketUrl);
  await agent.ask(HELLO);
  const register = { messageType: "register", channelID: crypto.randomUUID() };
  const key = new Sender().applicationServerKey;
  const bad = await agent.ask({ ...register, key: "no key" });
  assertEquals(bad, { ...register, status: 400 });
  const padded = { ...register, key: `${key}=` }; // as Firefox sends it
  const { pushEndpoint, ...good } = await agent.ask(padded);
  assertEquals(good, { ...register, status: 200 });
  assertEquals(String(pushEndpoint).startsWith(`${service.url}wpush/`), true);
  assertEquals((await agent.ask(padded)).status, 409);
  const nameless = await agent.ask({ messageType: "register", channelID: 7 });
  assertEquals(nameless, { messageType: "register", status: 400 });
});

Deno.test("endpoints begin where the user agent has connected to", async () => {
  await using service = await pushService();
  const socketUrl = new URL(service.socketUrl);
  socketUrl.hostname = "localhost";
  await using agent = new RawAgent(socketUrl);
  await agent.ask(HELLO);
  const channelID = crypto.randomUUID();
  const { pushEndpoint } = await agent.ask({
    messageType: "register",
    channelID,
  });
  assertEquals(new URL(String(pushEndpoint)).hostname, "localhost");
});

Deno.test("a notification says how long it still matters", async () => {
  let now = Date.now();
  await using service = await pushService({ now: () => now });
  await using agent = new RawAgent(service.socketUrl);
  const { uaid } = await agent.ask(HELLO);
  const channelID = crypto.randomUUID();
  const register = { messageType: "register", channelID };
  const { pushEndpoint } = await agent.ask(register);
  const { headers } = await statusOf(String(pushEndpoint), {
    method: "POST",
    headers: { ttl: "60" },
  });
  const version = headers.get("location")?.split("/").at(-1);
  const expected = { messageType: "notification", channelID, version };
  assertEquals(await agent.hear(), { ...expected, ttl: 60 });
  now += 10_001;
  await using returned = new RawAgent(service.socketUrl);
  await returned.ask({ ...HELLO, uaid });
  assertEquals(await returned.hear(), { ...expected, ttl: 50 });
});

Deno.test("unregister is answered, whether there was something to give up or not", async () => {
  await using service = await pushService();
  await using agent = new RawAgent(service.socketUrl);
  await agent.ask(HELLO);
  const unregister = { messageType: "unregister", channelID: "unknown" };
  assertEquals(await agent.ask(unregister), { ...unregister, status: 200 });
});

Deno.test("a ping is answered with a ping, and what is of no concern with nothing", async () => {
  await using service = await pushService();
  await using agent = new RawAgent(service.socketUrl);
  assertEquals(await agent.ask({}), {});
  await agent.ask(HELLO);
  await agent.say({ messageType: "broadcast_subscribe", broadcasts: {} });
  await agent.say({ messageType: "nack", version: "x", code: 301 });
  await agent.say({ messageType: "ack", updates: [null, { version: 7 }] });
  assertEquals(await agent.ask({}), {});
});

Deno.test("who does not speak the protocol is sent away", async () => {
  await using service = await pushService();
  const register = { messageType: "register", channelID: crypto.randomUUID() };
  for (const said of ["no JSON", "[]", "null", register]) {
    await using agent = new RawAgent(service.socketUrl);
    await agent.say(said);
    assertEquals((await agent.closed()).code, 1008);
  }
});
