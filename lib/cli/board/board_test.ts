import { assertEquals } from "@std/assert";
import { EventLog, serve } from "kernel";
import { board, type BoardParts } from "./board.ts";
import { fakeKit } from "../_fake_kit.ts";

/** Serves a board whose handler answers 418, so that one sees who answered. */
async function withBoard(
  change: Partial<BoardParts>,
  act: (url: URL, log: EventLog) => Promise<void>,
): Promise<void> {
  const log = new EventLog();
  const handler = () => new Response(null, { status: 418 });
  await using server = await serve(board({ log, handler, ...change }));
  await act(server.url, log);
}

async function post(url: URL, path: string, body: string): Promise<Response> {
  const response = await fetch(new URL(path, url), { method: "POST", body });
  return new Response(await response.text(), response);
}

Deno.test("board() appends what is published as JSON", () =>
  withBoard({}, async (url, log) => {
    const draft = JSON.stringify({ from: "Ada", text: "hello" });
    const response = await post(url, "messages", draft);
    assertEquals(response.status, 201);
    assertEquals(response.headers.get("location"), "/messages/1");
    assertEquals(log.since(0)[0]?.text, "hello");
  }));

Deno.test("board() refuses what is no message", () =>
  withBoard({}, async (url, log) => {
    for (const body of ["", "{", "null", '{"from":"Ada"}']) {
      assertEquals((await post(url, "messages", body)).status, 400);
    }
    assertEquals(log.newest, 0);
  }));

Deno.test("board() appends a plain text for the hand", () =>
  withBoard({}, async (url, log) => {
    assertEquals((await post(url, "publish", "hello")).status, 201);
    assertEquals(log.since(0)[0]?.from, "you");
  }));

Deno.test("board() leaves everything else to the handler", () =>
  withBoard({ takesPosts: true }, async (url) => {
    for (const path of ["", "messages?since=0"]) {
      const response = await fetch(new URL(path, url));
      assertEquals(response.status, 418);
      await response.body?.cancel();
    }
    assertEquals((await post(url, "messages", "{}")).status, 418);
  }));

Deno.test("board() shows the page at its root", async () => {
  await using kit = await fakeKit({ "page.html": "<h1>hello</h1>" });
  const page = new URL("page.html", kit.root);
  await withBoard({ page }, async (url) => {
    const response = await fetch(url);
    assertEquals(
      response.headers.get("content-type"),
      "text/html; charset=utf-8",
    );
    assertEquals(await response.text(), "<h1>hello</h1>");
  });
});

Deno.test("board() lists its messages where it is asked to", () =>
  withBoard({ listsMessages: true }, async (url, log) => {
    log.append({ from: "Ada", text: "one" });
    const second = log.append({ from: "Ada", text: "two" });
    const response = await fetch(new URL("messages?since=1", url));
    assertEquals(await response.json(), [second]);
    const other = await fetch(new URL("messages/stream", url));
    await other.body?.cancel();
    assertEquals(other.status, 418);
  }));

Deno.test("board() shows the service worker beside the page, if there is one", async () => {
  await using kit = await fakeKit({
    "a/worker.js": "// here",
    "b/page.html": "",
  });
  for (const [folder, status] of [["a", 200], ["b", 404]] as const) {
    const page = new URL(`${folder}/page.html`, kit.root);
    await withBoard({ page }, async (url) => {
      const response = await fetch(new URL("worker.js", url));
      await response.text();
      assertEquals(response.status, status);
      if (status === 404) return;
      assertEquals(
        response.headers.get("content-type"),
        "text/javascript; charset=utf-8",
      );
    });
  }
});
