import { assertEquals, assertMatch } from "@std/assert";
import { FILE, tryUntil } from "./_try_until.ts";

const HANDLER = `
export function handler(log) {
  return (request) => {
    console.log("asked for", new URL(request.url).pathname);
    return Response.json(log.since(0));
  };
}`;

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

Deno.test("try prints the lines for curl that the catalogue gives", async () => {
  const curl = ["-i {board}motto"];
  const lines = await tryUntil({ [FILE]: HANDLER }, "server", (line, stop) => {
    if (line.startsWith("Ctrl-C ends")) stop();
  }, { curl, takesPosts: true });
  const text = lines.join("\n");
  assertMatch(text, /^ {2}curl -i http:\/\/127\.0\.0\.1:\d+\/motto$/m);
  assertEquals(text.includes("/publish"), false);
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

Deno.test("try gives a server its storage while it begins, and waits for its handler, as the examiner does", async () => {
  const lines = await tryUntil(
    {
      [FILE]: `
      export function handler(_log, { storage }) {
        const loaded = storage.load();
        return Promise.resolve(async () => {
          await storage.save([() => {}]).catch(({ name }) => console.log(name));
          return Response.json(await loaded);
        });
      }`,
    },
    "server",
    (line, stop) => {
      const [, address] = /curl -d x (\S+)/.exec(line) ?? [];
      if (address) void fetch(address).then(({ body }) => body?.cancel());
      if (line.includes("<- 200")) stop();
    },
    { storage: true, curl: ["-d x {board}subscriptions"] },
  );
  const text = lines.join("\n");
  assertMatch(text, /<- 200 OK {2}\[\]$/m);
  assertMatch(text, /^you \| DataCloneError$/m);
});

Deno.test("try prints once what a program throws, with the learner's part of the stack", async () => {
  const lines = await tryUntil(
    {
      [FILE]: `
      export async function handler(listener) {
        for await (const connection of listener) {
          connection.close();
          throw new RangeError("One was enough");
        }
      }`,
    },
    "program",
    (line, stop) => {
      const [, address] = /curl -i (http\S+)/.exec(line) ?? [];
      if (address) void fetch(address).catch(() => {});
      if (line.startsWith("It has ended")) stop();
    },
    { curl: ["-i {board}"] },
  );
  const text = lines.join("\n");
  assertEquals(text.match(/RangeError: One was enough/g)?.length, 1);
  assertMatch(text, /^you \| +at .*exercises\/03_long_polling\/01_hold\.ts:5/m);
  assertEquals(text.includes("/lib/"), false);
});
