import { assertEquals } from "@std/assert";
import { EventLog, serve } from "kernel";
import type { Locator, Page } from "playwright-core";
import { exchanges, frameLabel, type Tap, tap } from "wire";
import { handler } from "../../lessons/05_websockets/server.ts";
import { board } from "../../lib/cli/board/board.ts";
import { type Browsing, testInChromium, until } from "./_chromium.ts";

const pageFile = new URL(
  "../../lessons/05_websockets/page.html",
  import.meta.url,
);

/** The naive server and its page, behind a tap. */
interface Stage {
  readonly log: EventLog;
  readonly relay: Tap;
  /** Closes every socket, as a restart does. */
  restart(): void;
}

async function openStage(keep: Browsing["keep"]): Promise<Stage> {
  const log = new EventLog();
  let stop = new AbortController();
  const server = keep(
    await serve(board({
      log,
      page: pageFile,
      handler: (request, info) =>
        handler(log, { stop: stop.signal })(request, info),
    })),
  );
  const relay = keep(await tap(server.url));
  return {
    log,
    relay,
    restart() {
      const old = stop;
      stop = new AbortController();
      old.abort();
    },
  };
}

function items(page: Page): Locator {
  return page.getByRole("list", { name: "Messages" }).getByRole("listitem");
}

/** What the page shows, once it shows `last`. */
async function shown(page: Page, last: string): Promise<string[]> {
  await items(page).filter({ hasText: last }).first().waitFor();
  return await items(page).allTextContents();
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "Message" }).fill(text);
  await page.getByRole("button", { name: "Publish" }).click();
}

/** Frames that crossed, their text by its `type`. */
function frames({ recording }: Tap): string[] {
  return exchanges(recording).flatMap((exchange) => {
    if (exchange.kind !== "frame") return [];
    const { opcode, payload, from } = exchange;
    const label = opcode === 1
      ? JSON.parse(new TextDecoder().decode(payload)).type
      : frameLabel(exchange);
    return `${from} ${label}`;
  });
}

testInChromium(
  "page.html of lesson 5 says what it is to everybody, on a narrow screen too",
  async ({ page, keep }) => {
    const { log, relay } = await openStage(keep);
    await page.setViewportSize({ width: 320, height: 568 });
    await page.goto(relay.url.href);
    assertEquals(await page.title(), "Message board over WebSockets");
    assertEquals(await page.locator("html").getAttribute("lang"), "en");
    assertEquals(await page.getByRole("heading", { level: 1 }).count(), 1);
    assertEquals(await page.getByRole("main").count(), 1);
    assertEquals(await page.getByRole("status").count(), 1);
    assertEquals(await page.getByRole("textbox").count(), 2);
    const list = page.getByRole("list", { name: "Messages" });
    assertEquals(await list.getAttribute("aria-live"), "polite");
    await until("a socket", () => log.listeners === 1);
    log.append({ from: "Ada", text: "Donaudampfschiff".repeat(20) });
    await shown(page, "Donaudampfschiff");
    const width = await page.evaluate("document.documentElement.scrollWidth");
    assertEquals(width, 320);
  },
);

testInChromium(
  "page.html of lesson 5 speaks and listens on one socket",
  async ({ page, keep }) => {
    const { log, relay } = await openStage(keep);
    await page.goto(relay.url.href);
    await until("a socket", () => log.listeners === 1);
    log.append({ from: "Ada", text: '<img src="x"> 日本語' });
    await shown(page, "日本語");
    await say(page, "two");
    assertEquals(await shown(page, "two"), [
      'Ada: <img src="x"> 日本語',
      "you: two",
    ]);
    assertEquals(frames(relay), [
      "server message",
      "client publish",
      "server message",
    ]);
  },
);

testInChromium(
  "page.html of lesson 5 says that it was cut off, and comes back",
  async ({ page, context, keep }) => {
    const { log, relay, restart } = await openStage(keep);
    const other = await context.newPage();
    for (const tab of [page, other]) await tab.goto(relay.url.href);
    await until("two sockets", () => log.listeners === 2);
    restart();
    await until("two goodbyes", () => log.listeners === 0);
    await page.getByText("Cut off").waitFor();
    await until("two newcomers", () => log.listeners === 2);
    await page.waitForFunction(
      "document.querySelector('[role=status]').textContent === ''",
    );
    await say(page, "here again");
    assertEquals(await shown(other, "here again"), ["you: here again"]);
    const closes = frames(relay).filter((frame) => frame.includes("close"));
    assertEquals(closes.toSorted(), [
      'client close 1001 "restarting"',
      'client close 1001 "restarting"',
      'server close 1001 "restarting"',
      'server close 1001 "restarting"',
    ]);
  },
);
