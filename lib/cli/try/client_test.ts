import { assertEquals, assertMatch } from "@std/assert";
import { fakeExercise } from "../_fake_kit.ts";
import { FILE, LESSON, SERVER, tryUntil } from "./_try_until.ts";

const CLIENT = `
export async function* messages(url) {
  yield* await (await fetch(new URL("messages", url))).json();
}`;

const STREAMING = `
export const handler = () => () => new Response(new ReadableStream({
  start: (controller) => controller.enqueue(new TextEncoder().encode("hello")),
}));
`;

Deno.test("try runs a client against the lesson and shows what it yields", async () => {
  const files = { [FILE]: CLIENT, ...LESSON };
  const lines = await tryUntil(files, "client", (line, stop) => {
    if (line.startsWith("It has ended")) stop();
  });
  const text = lines.join("\n");
  assertMatch(text, /-> GET \/messages$/m);
  assertMatch(text, /^yielded +message 1 from Ada: Is anybody there\?$/m);
  assertMatch(text, /^Your client has ended its iteration\.$/m);
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
    {
      board: fakeExercise().id,
      publishEveryMs: 50,
      options: { greeting: "hello" },
    },
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

Deno.test("try ends with what a client throws behind its messages, and gives it a signal", async () => {
  const lines = await tryUntil(
    {
      [FILE]: `
      export async function* messages(url, { signal }) {
        yield { id: 1, from: "me", text: String(signal.aborted) };
        throw new RangeError("One was enough");
      }`,
      ...LESSON,
    },
    "client",
    (line, stop) => {
      if (line.startsWith("It has ended")) stop();
    },
  );
  const text = lines.join("\n");
  assertMatch(
    text,
    /^yielded +message 1 from me: false$[^]+^you \| RangeError: One was enough\nyou \| +at .*exercises\/03_long_polling\/01_hold\.ts:4/m,
  );
  assertEquals(text.includes("/lib/"), false);
});

Deno.test("try takes the next message when the last one is told, so that an endless client is seen", async () => {
  const lines = await tryUntil(
    {
      [FILE]: `
      export async function* messages() {
        for (let id = 1;; id++) yield { id, from: "me", text: "more" };
      }`,
      ...LESSON,
    },
    "client",
    (line, stop) => {
      if (line.startsWith("yielded       message 9 ")) stop();
    },
  );
  assertMatch(lines.join("\n"), /^yielded +message 8 from me: more$/m);
});
