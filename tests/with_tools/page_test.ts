import { assert, assertEquals } from "@std/assert";
import { EventLog, type Handler, serve } from "kernel";
import type { Page } from "playwright-core";
import { exchanges, type RequestExchange } from "wire";
import { loadCatalogue } from "catalogue";
import { board } from "../../lib/cli/board/board.ts";
import {
  openTappedBoard,
  type TappedBoard,
} from "../../lib/cli/board/tapped_board.ts";
import { handler as mended } from "../../solutions/03_long_polling/03_lose_nothing.ts";
import { testInChromium, until } from "./_chromium.ts";

const root = new URL("../../", import.meta.url);
const catalogue = await loadCatalogue(root);
const lesson = catalogue.find(({ number }) => number === 3)!;

/** Page and server as `deno task lesson 3` shows them. */
function naive(): Promise<TappedBoard> {
  return openTappedBoard(root, lesson);
}

/** The page over the server that the exercises lead to. */
function withPage(log: EventLog, handler: Handler): Handler {
  const page = new URL(`lessons/${lesson.path}/page.html`, root);
  return board({ log, handler, page });
}

function publish(log: EventLog, ...texts: string[]): void {
  for (const text of texts) log.append({ from: "Ada", text });
}

/** What the page shows, once it shows `last`. */
async function shown(page: Page, last: string): Promise<string[]> {
  const items = page.getByRole("list", { name: "Messages" })
    .getByRole("listitem");
  await items.filter({ hasText: last }).first().waitFor();
  return await items.allTextContents();
}

/** The naive server forgets what comes while nobody asks. */
function asked({ log }: TappedBoard, times = 1): Promise<void> {
  return until(`poll ${times}`, () => log.listeners === times);
}

/** The requests that went through the tap. */
function requests(
  { recording }: TappedBoard,
  target: RegExp,
): RequestExchange[] {
  return exchanges(recording)
    .filter((exchange) => exchange.kind === "request")
    .filter(({ head }) => target.test(head.target));
}

/** Targets of polls and statuses of their answers, as they crossed the wire. */
function polls(opened: TappedBoard): (string | number)[] {
  const ids = new Set(requests(opened, /^\/messages\?/).map(({ id }) => id));
  return exchanges(opened.recording).flatMap<string | number>((exchange) => {
    const { kind } = exchange;
    if (kind === "request" && ids.has(exchange.id)) return exchange.head.target;
    if (kind === "response" && ids.has(exchange.answers)) {
      return exchange.head.status;
    }
    return [];
  });
}

testInChromium(
  "page.html says what it is to everybody",
  async ({ page, keep }) => {
    const opened = keep(await naive());
    await page.goto(opened.url.href);
    assertEquals(await page.title(), "Message board over long polling");
    assertEquals(await page.locator("html").getAttribute("lang"), "en");
    assertEquals(await page.getByRole("heading", { level: 1 }).count(), 1);
    assertEquals(await page.getByRole("main").count(), 1);
    assertEquals(
      await page.getByRole("textbox", { name: "Your name" }).count(),
      1,
    );
    assertEquals(
      await page.getByRole("textbox", { name: "Message" }).count(),
      1,
    );
    assertEquals(
      await page.getByRole("button", { name: "Publish" }).count(),
      1,
    );
    assertEquals(await page.getByRole("status").count(), 1);
    const list = page.getByRole("list", { name: "Messages" });
    assertEquals(await list.getAttribute("aria-live"), "polite");
  },
);

testInChromium("page.html fits a narrow screen", async ({ page, keep }) => {
  const opened = keep(await naive());
  await page.setViewportSize({ width: 320, height: 568 });
  await page.goto(opened.url.href);
  await asked(opened);
  publish(opened.log, "Donaudampfschifffahrtsgesellschaft".repeat(9));
  await shown(page, "Donaudampfschifffahrtsgesellschaft");
  assertEquals(
    await page.evaluate("document.documentElement.scrollWidth"),
    320,
  );
});

testInChromium(
  "page.html shows what came before and after it opened, each once, in order",
  async ({ page, keep }) => {
    const log = new EventLog();
    const server = keep(await serve(withPage(log, mended(log))));
    publish(log, "one", "two", "three");
    await page.goto(server.url.href);
    assertEquals(await shown(page, "three"), [
      "Ada: one",
      "Ada: two",
      "Ada: three",
    ]);
    publish(log, "four", "five");
    await shown(page, "five");
    publish(log, "six");
    assertEquals(
      await shown(page, "six"),
      ["one", "two", "three", "four", "five", "six"].map((text) =>
        `Ada: ${text}`
      ),
    );
  },
);

testInChromium(
  "page.html publishes through its form",
  async ({ page, keep }) => {
    const opened = keep(await naive());
    await page.goto(opened.url.href);
    await asked(opened);
    const text = page.getByLabel("Message", { exact: true });
    await page.getByLabel("Your name").fill("Ben");
    await text.fill('<img src="x"> & "quotes" 日本語');
    await page.getByRole("button", { name: "Publish" }).click();
    assertEquals(await shown(page, "quotes"), [
      'Ben: <img src="x"> & "quotes" 日本語',
    ]);
    await page.waitForFunction("document.forms[0].text.value === ''");
    await asked(opened);
    await text.fill("by Enter");
    await text.press("Enter");
    assertEquals((await shown(page, "by Enter")).length, 2);
  },
);

testInChromium(
  "page.html publishes nothing without a text",
  async ({ page, keep }) => {
    const opened = keep(await naive());
    await page.goto(opened.url.href);
    await asked(opened);
    await page.getByRole("button", { name: "Publish" }).click();
    publish(opened.log, "the first");
    assertEquals(await shown(page, "the first"), ["Ada: the first"]);
  },
);

testInChromium(
  "page.html holds one poll at a time and asks again after an answer",
  async ({ page, keep }) => {
    const opened = keep(await naive());
    await page.goto(opened.tapped.href);
    for (const text of ["one", "two", "three"]) {
      await asked(opened);
      publish(opened.log, text);
      await shown(page, text);
    }
    await asked(opened);
    assertEquals(polls(opened), [
      "/messages?since=0",
      200,
      "/messages?since=1",
      200,
      "/messages?since=2",
      200,
      "/messages?since=3",
    ]);
  },
);

testInChromium(
  "page.html asks again after a quiet poll",
  async ({ page, keep }) => {
    const log = new EventLog();
    const server = keep(
      await serve(withPage(log, mended(log, { holdMs: 50 }))),
    );
    publish(log, "one");
    let quiet = 0;
    page.on("response", (response) => {
      if (response.status() === 204) quiet++;
    });
    await page.goto(server.url.href);
    await until("three quiet polls", () => quiet >= 3);
    publish(log, "two");
    assertEquals(await shown(page, "two"), ["Ada: one", "Ada: two"]);
    assertEquals(await page.getByRole("status").textContent(), "");
  },
);

testInChromium(
  "page.html gives up when the server stops, says so, and a reload brings everything",
  async ({ page, errors, keep }) => {
    const log = new EventLog();
    const handler = withPage(log, mended(log));
    const server = keep(await serve(handler));
    publish(log, "one");
    await page.goto(server.url.href);
    await shown(page, "one");
    await until("a held poll", () => log.listeners === 1);
    await server.stop();
    await page.getByText("Reload the page").waitFor();
    publish(log, "two");

    keep(await serve(handler, { port: Number(server.url.port) }));
    assertEquals(await shown(page, "one"), ["Ada: one"]);
    await page.reload();
    assertEquals(await shown(page, "two"), ["Ada: one", "Ada: two"]);
    assertEquals(await page.getByRole("status").textContent(), "");
    // Chromium itself reports the poll that was cut; the page adds nothing.
    const said = errors.splice(0);
    assert(
      said.every((line) => line.startsWith("Failed to load resource")),
      said.join("\n"),
    );
  },
);

testInChromium(
  "page.html goes round the cache, so that two tabs can ask at the same time",
  async ({ page, context, keep }) => {
    const opened = keep(await naive());
    const second = await context.newPage();
    await page.goto(opened.tapped.href);
    await asked(opened, 1);
    await second.goto(opened.tapped.href);
    await asked(opened, 2);
    // Through the cache the second poll comes too, but after a wait of 20 s.
    for (const { head } of requests(opened, /^\/messages\?/)) {
      const headers = new Headers(head.headers);
      assertEquals(headers.get("cache-control"), "no-cache");
    }
    publish(opened.log, "for both");
    assertEquals(await shown(page, "for both"), ["Ada: for both"]);
    assertEquals(await shown(second, "for both"), ["Ada: for both"]);
  },
);

testInChromium(
  "six tabs with a held poll leave the seventh waiting until one is answered",
  async ({ page, context, keep }) => {
    const opened = keep(await naive());
    const elsewhere = keep(await naive());
    const visits = () => requests(opened, /^\/$/).length;
    for (let tabs = 1; tabs <= 6; tabs++) {
      const tab = tabs === 1 ? page : await context.newPage();
      await tab.goto(opened.tapped.href);
      await asked(opened, tabs);
    }
    const seventh = await context.newPage();
    const asking = seventh.waitForRequest(opened.tapped.href);
    const visit = seventh.goto(opened.tapped.href);
    await asking;
    // With a connection it would arrive while another board's page is loaded.
    const other = await context.newPage();
    await other.goto(elsewhere.url.href);
    await asked(elsewhere);
    assertEquals(visits(), 6);

    publish(opened.log, "free");
    await visit;
    assertEquals(visits(), 7);
  },
);
