import { assertEquals, assertMatch } from "@std/assert";
import {
  FAKE_LESSON,
  fakeExercise,
  fakeKit,
  fakeTerminal,
} from "../_fake_kit.ts";
import type { Kind, Lesson, Trial } from "catalogue";
import { tryOut } from "./try.ts";

const HOLD = fakeExercise();
const FILE = `exercises/${HOLD.path}.ts`;

const HANDLER = `
export function handler(log) {
  return (request) => {
    console.log("asked for", new URL(request.url).pathname);
    return Response.json(log.since(0));
  };
}`;

const SERVER = `
export const handler = (log) => () => Response.json(log.since(0));
`;

const CLIENT = `
export async function* messages(url) {
  yield* await (await fetch(new URL("messages", url))).json();
}`;

const STREAMING = `
export const handler = () => () => new Response(new ReadableStream({
  start: (controller) => controller.enqueue(new TextEncoder().encode("hello")),
}));
`;

/** Runs `try 3.1` until `act`, told of every line, aborts. */
async function tryUntil(
  files: Record<string, string>,
  kind: Kind,
  act: (line: string, stop: () => void, root: URL) => void,
  trial: Trial = {},
  change: Partial<Lesson> = {},
): Promise<string[]> {
  const controller = new AbortController();
  const terminal = fakeTerminal({
    onLine: (line) => act(line, () => controller.abort(), kit.root),
  });
  await using kit = await fakeKit(files, terminal, controller.signal);
  const exports = kind === "client" ? "messages" : "handler";
  const exercises = [fakeExercise({ kind, exports, trial })];
  const lessons = [{ ...FAKE_LESSON, ...change, exercises }];
  const words = ["3.1"];
  const code = await tryOut.run({ ...kit, lessons }, { words, flags: {} });
  assertEquals(code, 0);
  return terminal.lines;
}

/** Publishes as the printed line says. */
async function publish(line: string): Promise<void> {
  const url = /curl -d hello (\S+)/.exec(line)?.[1];
  if (!url) return;
  const response = await fetch(url, { method: "POST", body: "hello" });
  await response.body?.cancel();
  const answer = await fetch(new URL("messages", url));
  await answer.body?.cancel();
}

Deno.test("try serves the learner's handler and shows its wire and its words", async () => {
  const lines = await tryUntil({ [FILE]: HANDLER }, "server", (line, stop) => {
    // The tap may be closed before it has passed the last answer on.
    void publish(line).catch(() => {});
    if (line.includes("<- 200")) stop();
  });
  const text = lines.join("\n");
  assertMatch(text, /curl -i "http:\/\/127\.0\.0\.1:\d+\/messages\?since=0"/);
  assertMatch(text, /-> POST \/publish/);
  assertMatch(text, /^you \| asked for \/messages$/m);
  assertMatch(text, /<- 200 OK {2}\[\{"id":1,/);
  assertEquals(lines.at(-1), "Stopped. Next: deno task grade 3.1");
});

Deno.test("try runs a client against the lesson and shows what it yields", async () => {
  const files = { [FILE]: CLIENT, "lessons/03_long_polling/server.ts": SERVER };
  const lines = await tryUntil(files, "client", (line, stop) => {
    if (line.startsWith("It has ended")) stop();
  });
  const text = lines.join("\n");
  assertMatch(text, /-> GET \/messages$/m);
  assertMatch(text, /^yielded +message 1 from Ada: Is anybody there\?$/m);
  assertMatch(text, /^Your client has ended its iteration\.$/m);
});

Deno.test("try shows a mistake and waits for the next save", async () => {
  let saved = false;
  const controller = new AbortController();
  const terminal = fakeTerminal({
    onLine(line) {
      if (line.startsWith("Running")) controller.abort();
      if (!line.startsWith("It has ended") || saved) return;
      saved = true;
      Deno.writeTextFileSync(new URL(FILE, kit.root), HANDLER);
    },
  });
  await using kit = await fakeKit(
    { [FILE]: "export const = ;" },
    terminal,
    controller.signal,
  );
  await tryOut.run(kit, { words: ["3.1"], flags: {} });
  const text = terminal.lines.join("\n");
  assertMatch(text, /^you \| .*SyntaxError/m);
  assertMatch(text, /Saved: starting it again\./);
  assertEquals(text.includes("/lib/cli/"), false);
});

Deno.test("try calls a function once for each save and shows its outcome", async () => {
  let saved = false;
  const lines = await tryUntil(
    {
      [FILE]: `
      export async function handler(url) {
        const response = await fetch(url);
        return (await response.json())[0].text;
      }`,
      "lessons/03_long_polling/server.ts": SERVER,
    },
    "function",
    (line, stop, root) => {
      if (!line.startsWith("It has ended")) return;
      if (saved) return stop();
      saved = true;
      Deno.writeTextFileSync(
        new URL(FILE, root),
        `export const handler = (url) => { throw new RangeError(url.pathname); };`,
      );
    },
  );
  const text = lines.join("\n");
  assertMatch(text, /-> GET \/messages$/m);
  assertMatch(text, /^returned +"Is anybody there\?"$/m);
  assertMatch(text, /^threw +RangeError: \/messages$/m);
  assertEquals(text.includes("/lib/cli/"), false);
});

Deno.test("try shows what a function yields from a stream in pieces", async () => {
  const lines = await tryUntil(
    {
      [FILE]: `
      export async function* handler(stream) {
        for await (const bytes of stream) yield new TextDecoder().decode(bytes);
      }`,
      "lessons/03_long_polling/server.ts": SERVER,
    },
    "function",
    (line, stop) => {
      if (line.startsWith("It has ended")) stop();
    },
    { call: [{ $pieces: ["one", "two"] }] },
  );
  const text = lines.join("\n");
  assertMatch(text, /^given +"one"\ngiven +"two"$/m);
  assertMatch(text, /^yielded +"one"\nyielded +"two"\nended$/m);
});

Deno.test("try constructs a class on a stream, and cuts it", async () => {
  const lines = await tryUntil(
    {
      [FILE]: `
      export class messages extends EventTarget {
        readyState = 0;
        constructor(url) {
          super();
          this.follow(url).catch(() => {
            this.readyState = 2;
            this.dispatchEvent(new Event("error"));
          });
        }
        async follow(url) {
          const response = await fetch(url);
          this.readyState = 1;
          this.dispatchEvent(new Event("open"));
          for await (const bytes of response.body) {
            const data = new TextDecoder().decode(bytes);
            const init = { data, lastEventId: "7" };
            this.dispatchEvent(new MessageEvent("message", init));
          }
        }
      }`,
      "lessons/03_long_polling/server.ts": STREAMING,
    },
    "client",
    (line, stop) => {
      if (line.startsWith("error")) stop();
    },
    { stream: "messages/stream", cutEveryMs: 500 },
  );
  const text = lines.join("\n");
  assertMatch(text, /^Every 0.5 s its connection is cut\.$/m);
  assertMatch(text, /-> GET \/messages\/stream$/m);
  assertMatch(
    text,
    /^open +readyState 1[^]+^message +7 hello[^]+^error +readyState 2$/m,
  );
});

Deno.test("try runs the learner's own tests", async () => {
  const lines = await tryUntil(
    {
      "deno.json": "{}",
      [FILE]: `
      Deno.test("goes well", () => {});
      Deno.test("goes wrong", () => { throw new Error("as it should"); });`,
    },
    "suite",
    (line, stop) => {
      if (line.startsWith("It has ended")) stop();
    },
  );
  const text = lines.join("\n");
  assertMatch(text, /^goes well \.\.\. ok/m);
  assertMatch(text, /Error: as it should/);
});

Deno.test("try prints the lines for curl that the catalogue gives", async () => {
  const curl = ["-i {board}motto"];
  const lines = await tryUntil({ [FILE]: HANDLER }, "server", (line, stop) => {
    if (line.startsWith("Ctrl-C ends")) stop();
  }, { curl, takesPosts: true });
  const text = lines.join("\n");
  assertMatch(text, /^ {2}curl -i http:\/\/127\.0\.0\.1:\d+\/motto$/m);
  assertEquals(text.includes("/publish"), false);
});

Deno.test("try serves a program, and says how to ask it and to talk to it", async () => {
  const lines = await tryUntil(
    {
      [FILE]: `
      export async function handler(listener, { converse }) {
        for await (const connection of listener) {
          console.log(typeof converse);
          await connection.read(new Uint8Array(1_000));
          const writer = connection.writable.getWriter();
          const head = "HTTP/1.1 426 Upgrade Required\\r\\nconnection: close\\r\\n\\r\\n";
          await writer.write(new TextEncoder().encode(head));
          await writer.close();
        }
      }`,
    },
    "program",
    (line, stop) => {
      const url = /curl -i -H .+ (http:\S+)$/.exec(line)?.[1];
      if (url) fetch(url).then((response) => response.text()).catch(() => {});
      if (line.includes("<- 426")) stop();
    },
    {
      converse: "converse",
      curl: [{ shows: "a handshake", line: "-i {handshake} {board}echo" }],
      talk: { path: "echo", say: ["hello"] },
    },
  );
  const text = lines.join("\n");
  assertMatch(
    text,
    /^ {2}# a handshake\n {2}curl -i -H "Connection: Upgrade" /m,
  );
  assertMatch(
    text,
    /^ {2}deno task talk ws:\/\/127\.0\.0\.1:\d+\/echo\n {2}hello$/m,
  );
  assertMatch(text, /^Its converse\(\) is an echo of ours\.$/m);
  assertMatch(text, /^you \| function$/m);
});

Deno.test("try lets a client speak that can, with our solution of another exercise", async () => {
  const lines = await tryUntil(
    {
      [FILE]: `
      export function messages(url, { greeting }) {
        return {
          publish: async ({ text }) => {
            if (text === "word 2") throw new RangeError("too much");
            return 7;
          },
          messages: (async function* () {
            await (await fetch(new URL(greeting, url))).body.cancel();
            await new Promise(() => {});
          })(),
        };
      }`,
      "solutions/03_long_polling/01_hold.ts": SERVER,
    },
    "client",
    (line, stop) => {
      if (line.startsWith("rejected")) stop();
    },
    { board: HOLD.id, publishEveryMs: 50, options: { greeting: "hello" } },
  );
  const text = lines.join("\n");
  assertMatch(text, /^Your client listens to our solution of 3\.1 Hold\. /m);
  assertMatch(text, /^It is given \{"greeting":"hello"\}\.$/m);
  assertMatch(text, /-> GET \/hello$/m);
  assertMatch(
    text,
    /^published +"word 1"\nacknowledged +"word 1": message 7$/m,
  );
  assertMatch(text, /^rejected +"word 2": RangeError: too much$/m);
});

Deno.test("try shows bytes in hexadecimal", async () => {
  const lines = await tryUntil(
    {
      [FILE]: `
      export function* handler(stream) {
        yield { first: Uint8Array.of(0x81, 5), readable: stream.locked };
        yield new Uint8Array(100);
      }`,
      "lessons/03_long_polling/server.ts": SERVER,
    },
    "function",
    (line, stop) => {
      if (line.startsWith("It has ended")) stop();
    },
    { call: [{ $pieces: [[0x82, 0xff], "text"] }] },
  );
  const text = lines.join("\n");
  assertMatch(text, /^given +<82 ff>\ngiven +"text"$/m);
  assertMatch(text, /^yielded +\{ first: <81 05>, readable: false \}$/m);
  assertMatch(text, /^yielded +<(00 ){24}and 76 more>$/m);
});

Deno.test("try prints what a function tells its callback, before its end", async () => {
  const lines = await tryUntil(
    {
      [FILE]: `
      export async function handler({ salt, observe }) {
        observe("salt", salt);
        observe("size", salt.length);
        throw new RangeError("No more");
      }`,
      "lessons/03_long_polling/server.ts": SERVER,
    },
    "function",
    (line, stop) => {
      if (line.startsWith("It has ended")) stop();
    },
    {
      call: [{
        salt: { $bytes: "AQL/" },
        observe: { $callback: "observe" },
      }],
    },
  );
  const text = lines.join("\n");
  const given = '{"salt":<01 02 ff>,"observe":<a function that prints>}';
  assertEquals(text.includes(`given         ${given}`), true);
  assertMatch(
    text,
    /^observe +salt <01 02 ff>\nobserve +size 3\nthrew +RangeError: No more$/m,
  );
});

Deno.test("try lets a board fall silent without hanging up", async () => {
  const lines = await tryUntil(
    {
      [FILE]: `
      export async function* messages(url) {
        const socket = new WebSocket(new URL("messages/socket", url));
        let unanswered = 0;
        socket.onmessage = ({ data }) => {
          if (JSON.parse(data).type === "pong") unanswered = 0;
        };
        await new Promise((resolve) => socket.onopen = resolve);
        while (unanswered < 10) {
          unanswered++;
          socket.send(JSON.stringify({ type: "ping" }));
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        yield { id: socket.readyState, from: "me", text: "silence" };
      }`,
    },
    "client",
    (line, stop) => {
      if (line.startsWith("It has ended")) stop();
    },
    { silentAfterMs: 300 },
  );
  const text = lines.join("\n");
  assertMatch(text, /^After 0\.3 s a connection falls silent, for good\.$/m);
  assertMatch(text, /<- text \{"type":"message","id":1,/);
  assertMatch(text, /<- text \{"type":"pong"\}/);
  assertMatch(text, /^yielded +message 1 from me: silence$/m);
});

Deno.test("try keeps what a server saves, also for the time after a save", async () => {
  const saving = (user: string) => `
  export function handler(_log, { storage }) {
    return async () => {
      await storage.save([...await storage.load(), { user: "${user}" }]);
      return new Response();
    };
  }`;
  let url = "";
  const lines = await tryUntil(
    { [FILE]: saving("Ada") },
    "server",
    (line, stop, root) => {
      const [, address] = /curl -d x (\S+)/.exec(line) ?? [];
      if (address) ask(url = address);
      if (line.includes('{"user":"Ada"}') && !line.includes("Ben")) {
        Deno.writeTextFileSync(new URL(FILE, root), saving("Ben"));
      }
      if (line.startsWith("Running") && url !== "") ask(url);
      if (line.includes('{"user":"Ben"}')) stop();
    },
    { storage: true, curl: ["-d x {board}subscriptions"] },
  );
  const text = lines.join("\n");
  assertMatch(text, /^saved +1 item\n {2}\{"user":"Ada"\}$/m);
  assertMatch(
    text,
    /^saved +2 items\n {2}\{"user":"Ada"\}\n {2}\{"user":"Ben"\}$/m,
  );

  function ask(address: string): void {
    // The tap may be closed before it has passed the last answer on.
    void fetch(address, { method: "POST" })
      .then(({ body }) => body?.cancel()).catch(() => {});
  }
});

Deno.test("try has a sender write to browsers of all kinds", async () => {
  const lines = await tryUntil(
    {
      [FILE]: `
      export async function handler(subscriptions, text, { vapid, agent }) {
        console.log(vapid.subject, typeof agent.createConnection, text);
        const statuses = [];
        for (const { endpoint, keys } of subscriptions) {
          const response = await fetch(endpoint, { method: "POST" });
          await response.body?.cancel();
          statuses.push([response.status, Object.keys(keys).join()]);
        }
        return statuses;
      }`,
      "lessons/03_long_polling/server.ts": SERVER,
    },
    "function",
    (line, stop) => {
      if (line.startsWith("It has ended")) stop();
    },
    {
      call: [
        [{ $browser: "gone" }, { $browser: "busy" }, { $browser: "there" }],
        "hello",
        {
          vapid: { $vapid: "mailto:ada@example.org" },
          agent: { $plainAgent: 1 },
        },
      ],
    },
    { scenario: { push: true } },
  );
  const text = lines.join("\n");
  assertMatch(
    text,
    /^given +\[<a browser that is gone>,<a browser that is busy>,/m,
  );
  assertMatch(text, /^gone +http:\/\/127\.0\.0\.1:\d+\/wpush\/\S+$/m);
  assertMatch(text, /^you \| mailto:ada@example\.org function hello$/m);
  assertMatch(text, /<- 410 Gone/);
  // Without a TTL, the one that is there refuses it.
  const statuses = [410, 429, 400].map((status) =>
    `\\[ ${status}, "p256dh,auth" \\]`
  );
  assertMatch(text, new RegExp(statuses.join(",\\s+")));
});

Deno.test("try dispatches events to a service worker, whatever it throws", async () => {
  const lines = await tryUntil(
    {
      [FILE]: `
      export function handler(scope) {
        scope.onpush = (event) => {
          const { from, text } = event.data.json();
          event.waitUntil(scope.registration.showNotification(from, { body: text }));
        };
        scope.onnotificationclick = (event) => event.notification.close();
        scope.onpushsubscriptionchange = (event) => event.waitUntil(
          fetch(new URL("messages", scope.registration.scope))
            .then((response) => response.text())
            .then(() => Promise.reject(new RangeError("too late"))),
        );
      }`,
      "lessons/03_long_polling/server.ts": SERVER,
    },
    "worker",
    (line, stop) => {
      if (line.startsWith("It has ended")) stop();
    },
    { pushes: ['{"from":"Ada","text":"Hello"}', null] },
  );
  const told = lines.filter((line) => /^[a-z]+ {3,}/.test(line));
  assertEquals(told, [
    'pushed        {"from":"Ada","text":"Hello"}',
    'shown         "Ada": "Hello", tag ""',
    "ended         waitUntil() was called once",
    "pushed        (no payload)",
    "ended         waitUntil() was called 0 times",
    "clicked       the last notification",
    "closed        notification 1",
    "ended         waitUntil() was called 0 times",
    "changed       the subscription: the old one is gone",
    "ended         waitUntil() was called once; rejected with RangeError: too late",
  ]);
  const text = lines.join("\n");
  assertMatch(text, /^you \| TypeError: Cannot read properties of null/m);
  assertMatch(text, /-> GET \/messages$/m);
});
