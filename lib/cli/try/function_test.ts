import { assertEquals, assertMatch } from "@std/assert";
import { FILE, LESSON, tryUntil } from "./_try_until.ts";

Deno.test("try calls a function once for each save and shows its outcome", async () => {
  let saved = false;
  const lines = await tryUntil(
    {
      [FILE]: `
      export async function handler(url) {
        const response = await fetch(url);
        return (await response.json())[0].text;
      }`,
      ...LESSON,
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
      ...LESSON,
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

Deno.test("try shows bytes in hexadecimal", async () => {
  const lines = await tryUntil(
    {
      [FILE]: `
      export function* handler(stream) {
        yield { first: Uint8Array.of(0x81, 5), readable: stream.locked };
        yield new Uint8Array(100);
      }`,
      ...LESSON,
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
      ...LESSON,
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
      ...LESSON,
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

Deno.test("try shows an endless generator, and values as they are", async () => {
  const lines = await tryUntil(
    {
      [FILE]: `
      export function* handler() {
        for (let count = 0;; count++) yield { count, at: new Date(count) };
      }`,
      ...LESSON,
    },
    "function",
    (line, stop) => {
      if (line.startsWith("yielded") && line.includes("count: 9,")) stop();
    },
  );
  assertMatch(
    lines.join("\n"),
    /^yielded +\{ count: 8, at: 1970-01-01T00:00:00\.008Z \}$/m,
  );
});
