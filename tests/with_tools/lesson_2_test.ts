import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { EventLog, type Handler, type Message, serve } from "kernel";
import { exchanges, type Recording, tap } from "wire";
import { board } from "../../lib/cli/board/board.ts";
import { handler as onlyWhatIsNew } from "../../solutions/02_polling/01_only_what_is_new.ts";
import { messages as askAgain } from "../../solutions/02_polling/02_ask_again.ts";
import { messages as backOff } from "../../solutions/02_polling/03_back_off.ts";
import { handler as notModified } from "../../solutions/02_polling/04_not_modified.ts";
import { messages as rememberTheTag } from "../../solutions/02_polling/05_remember_the_tag.ts";
import { testInChromium, until } from "./_chromium.ts";
import { type Nginx, startNginx } from "./_nginx.ts";
import { testsWith } from "./_program.ts";

const testWithCurl = testsWith({
  name: "curl",
  from: "`apt-get install curl` (Debian) or `brew install curl` (macOS)",
});

const testWithNginx = testsWith({
  name: "nginx",
  from:
    "`apt-get install nginx-light` (Debian) or `brew install nginx` (macOS)",
});

const INTERVAL_MS = 20;

function message(id: number): Message {
  return { id, at: 1_767_600_000_000 + id, from: "nginx", text: `no. ${id}` };
}

function publish(log: EventLog, count: number): void {
  for (let index = 0; index < count; index++) {
    log.append({ from: "Ada", text: `no. ${log.newest + 1}` });
  }
}

/** Runs curl and returns what it has written out: the body, then `format`. */
async function curl(
  path: string,
  format: string,
  ...args: string[]
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(path, {
    args: ["--silent", "--show-error", "--noproxy", "*", "-w", format, ...args],
    stdin: "null",
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

/** What crossed the wire for one target: `If-None-Match`, status, `ETag`. */
function answers(
  recording: Recording,
  target: string,
): { given: string | null; status: number; tag: string | null }[] {
  const all = exchanges(recording);
  return all.flatMap((response) => {
    if (response.kind !== "response") return [];
    const request = all.find((exchange) =>
      exchange.kind === "request" && exchange.id === response.answers
    );
    if (request?.kind !== "request" || request.head.target !== target) {
      return [];
    }
    return [{
      given: new Headers(request.head.headers).get("if-none-match"),
      status: response.head.status,
      tag: new Headers(response.head.headers).get("etag"),
    }];
  });
}

/** Starts nginx with a tap in front of it. */
async function openBoard(path: string): Promise<
  AsyncDisposable & { nginx: Nginx; url: URL; recording: Recording }
> {
  const nginx = await startNginx(path);
  const relay = await tap(nginx.url);
  return {
    nginx,
    url: relay.url,
    recording: relay.recording,
    async [Symbol.asyncDispose]() {
      await relay[Symbol.asyncDispose]();
      await nginx[Symbol.asyncDispose]();
    },
  };
}

testWithCurl("curl reads the board of 2.1 page by page", async (path) => {
  const log = new EventLog();
  publish(log, 5);
  await using server = await serve(onlyWhatIsNew(log));
  const ids: number[] = [];
  for (let page = 0; page < 3; page++) {
    const target = `${server.url}messages?since=${ids.at(-1) ?? 0}&limit=2`;
    const list: Message[] = JSON.parse(await curl(path, "", target));
    ids.push(...list.map(({ id }) => id));
  }
  assertEquals(ids, [1, 2, 3, 4, 5]);
});

testWithCurl("curl understands what 2.1 refuses", async (path) => {
  const log = new EventLog({ capacity: 3 });
  publish(log, 9);
  await using server = await serve(onlyWhatIsNew(log));
  for (
    const [query, status] of [
      ["since=2", 410],
      ["since=10", 400],
      ["since=soon", 400],
      ["limit=0", 400],
    ] as const
  ) {
    const format = "\n%{http_code} %{content_type}";
    const said = await curl(path, format, `${server.url}messages?${query}`);
    assertEquals(said.split("\n")[1], `${status} application/problem+json`);
  }
});

testWithCurl("curl keeps the tag of 2.4 and gets its 304", async (path) => {
  const log = new EventLog();
  publish(log, 2);
  await using server = await serve(notModified(log));
  const folder = await Deno.makeTempDir();
  const file = join(folder, "tag");
  const target = `${server.url}messages`;
  const ask = async () => {
    const tags = ["--etag-compare", file, "--etag-save", file];
    return await curl(path, "%{http_code} %{size_download}", ...tags, target);
  };
  const list = JSON.stringify(log.since(0));
  assertEquals(await ask(), `${list}200 ${list.length}`);
  assertEquals(await ask(), "304 0");
  publish(log, 1);
  assert((await ask()).includes('"no. 3"'));
  assertEquals(await ask(), "304 0");
  const draft = ["--json", JSON.stringify({ from: "Ben", text: "no. 4" })];
  const star = ["-H", "If-None-Match: *"];
  const refused = await curl(path, "\n%{http_code}", ...star, ...draft, target);
  assert(refused.endsWith("\n412"));
  assertEquals(log.newest, 3);
  assert(
    (await curl(path, "\n%{http_code}", ...draft, target)).endsWith("201"),
  );
  await Deno.remove(folder, { recursive: true });
});

testInChromium(
  "Chromium's cache revalidates the board of 2.4 for lesson 2's page and gets its 304",
  async ({ page, keep }) => {
    const log = new EventLog();
    publish(log, 2);
    const handler: Handler = board({
      log,
      handler: notModified(log),
      page: new URL("../../lessons/02_polling/page.html", import.meta.url),
    });
    const server = keep(await serve(handler));
    const { url, recording } = keep(await tap(server.url));
    await page.goto(url.href);
    const target = "/messages?since=2";
    await until("a 304", () => answers(recording, target).length >= 2);
    const [first, second] = answers(recording, target);
    assertEquals([first!.given, first!.status], [null, 200]);
    assertEquals([second!.given, second!.status], [first!.tag, 304]);
    publish(log, 1);
    await page.getByRole("listitem").filter({ hasText: "no. 3" }).waitFor();
    const shown = await page.getByRole("listitem").allTextContents();
    assertEquals(shown, ["Ada: no. 1", "Ada: no. 2", "Ada: no. 3"]);
    assertEquals(await page.getByRole("status").textContent(), "");
  },
);

testInChromium(
  "Chromium's cache hands the page the whole list of 2.4 while 304 is on the wire",
  async ({ page, keep }) => {
    const log = new EventLog();
    publish(log, 3);
    const blank = new Response("<!DOCTYPE html>", {
      headers: { "content-type": "text/html" },
    });
    const conditional = notModified(log);
    const server = keep(
      await serve((request) =>
        new URL(request.url).pathname === "/messages"
          ? conditional(request)
          : blank.clone()
      ),
    );
    const { url, recording } = keep(await tap(server.url));
    await page.goto(url.href);
    const ask = () =>
      page.evaluate(
        "fetch('messages').then(async (r) => [r.status, (await r.json()).length])",
      );
    assertEquals(await ask(), [200, 3]);
    assertEquals(await ask(), [200, 3]);
    publish(log, 1);
    assertEquals(await ask(), [200, 4]);
    const statuses = answers(recording, "/messages").map(({ status }) =>
      status
    );
    assertEquals(statuses, [200, 304, 200]);
  },
);

testWithNginx("2.2 reads a file of nginx that changes", async (path) => {
  await using board = await openBoard(path);
  const { nginx, url, recording } = board;
  await nginx.put(0, [message(1), message(2)]);
  await nginx.put(2, []);
  await nginx.put(3, []);
  const ids: number[] = [];
  for await (const { id } of askAgain(url, { intervalMs: INTERVAL_MS })) {
    ids.push(id);
    if (id === 3) break;
    if (id < 2) continue;
    const unsubscribe = recording.onEvent(() => {
      if (answers(recording, "/messages?since=2").length < 3) return;
      unsubscribe();
      nginx.put(2, [message(3)]);
    });
  }
  assertEquals(ids, [1, 2, 3]);
});

testWithNginx("2.3 waits as long as nginx's Retry-After says", async (path) => {
  await using board = await openBoard(path);
  const { nginx, url, recording } = board;
  await nginx.put(0, [message(1)]);
  await nginx.put(1, [message(2)]);
  const ids: number[] = [];
  const leave = new AbortController();
  const { signal } = leave;
  for await (
    const { id } of backOff(url, { intervalMs: INTERVAL_MS, signal })
  ) {
    ids.push(id);
    if (id === 2) break;
    await nginx.close(true);
    const unsubscribe = recording.onEvent(() => {
      const [answer] = answers(recording, "/messages?since=1");
      if (answer?.status !== 503) return;
      unsubscribe();
      nginx.close(false);
    });
  }
  leave.abort();
  assertEquals(ids, [1, 2]);
  const all = exchanges(recording);
  const refused = all.findIndex((exchange) =>
    exchange.kind === "response" && exchange.head.status === 503
  );
  const again = all.slice(refused).find(({ kind }) => kind === "request");
  const waitedMs = again!.at - all[refused]!.at;
  assert(waitedMs >= 999, `asked again after ${waitedMs} ms`);
});

testWithNginx("2.3 ends when nginx has no such file", async (path) => {
  await using board = await openBoard(path);
  await board.nginx.put(0, [message(1)]);
  const reading = async () => {
    const options = { intervalMs: INTERVAL_MS };
    for await (const { id } of backOff(board.url, options)) assertEquals(id, 1);
  };
  const error = await assertRejects(reading, Error, "404");
  assertEquals(error.name, "HttpError");
});

testWithNginx(
  "2.5 sends nginx its tags back and gets its 304",
  async (path) => {
    await using board = await openBoard(path);
    const { nginx, url, recording } = board;
    const target = "/messages?since=1";
    await nginx.put(0, [message(1)]);
    await nginx.put(1, []);
    const ids: number[] = [];
    const options = { intervalMs: INTERVAL_MS };
    for await (const { id } of rememberTheTag(url, options)) {
      ids.push(id);
      if (id === 2) break;
      const unsubscribe = recording.onEvent(() => {
        if (answers(recording, target).length < 4) return;
        unsubscribe();
        nginx.put(1, [message(2)]);
      });
    }
    assertEquals(ids, [1, 2]);
    const seen = answers(recording, target);
    const [first, ...later] = seen;
    assertEquals([first!.given, first!.status], [null, 200]);
    assert(later.every(({ given }) => given === first!.tag));
    assert(later.slice(0, 3).every(({ status }) => status === 304));
    assertEquals(seen.at(-1)!.status, 200);
  },
);
