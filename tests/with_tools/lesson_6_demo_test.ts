import { assertEquals, assertStringIncludes } from "@std/assert";
import { deadline } from "@std/async/deadline";
import { type Exchange, exchanges, type Recording } from "wire";
import { fakeKit, fakeTerminal } from "../../lib/cli/_fake_kit.ts";
import type { Lesson } from "catalogue";
import { playInFirefox } from "../../lib/cli/lesson/play_in_firefox.ts";
import { openTappedBoard } from "../../lib/cli/board/tapped_board.ts";
import { testWithFirefox } from "./_firefox.ts";

/** After how long what has not happened never will. */
const MAX_WAIT_MS = 60_000;
const FOLDER = "lessons/06_push/";
const LESSON: Lesson = {
  number: 6,
  id: "push",
  path: "06_push",
  title: "Push notifications",
  question: "",
  points: [],
  readOn: [],
  scenario: { push: true },
  exercises: [],
};

/** Clicks until it helps: at first Firefox may not have reached its push service. */
const CLICKING = `<script type="module">
  const status = document.querySelector("[role=status]");
  const clicking = setInterval(() => {
    if (status.textContent.includes("will notify")) clearInterval(clicking);
    else document.getElementById("subscribe").click();
  }, 1_000);
</script>`;

/** The lesson's own files, with a page on which somebody clicks. */
async function files(): Promise<Record<string, string>> {
  const root = new URL("../../", import.meta.url);
  const read = (name: string) =>
    Deno.readTextFile(new URL(FOLDER + name, root));
  const page = await read("page.html");
  return {
    [`${FOLDER}server.ts`]: await read("server.ts"),
    [`${FOLDER}worker.js`]: await read("worker.js"),
    [`${FOLDER}page.html`]: page.replace("</html>", `${CLICKING}</html>`),
  };
}

/** Waits until something crosses the wire. */
async function crosses(
  recording: Recording,
  wanted: (exchange: Exchange) => boolean,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = () => exchanges(recording).some(wanted) && resolve();
  const forget = recording.onEvent(look);
  look();
  await deadline(promise, MAX_WAIT_MS).finally(forget);
}

testWithFirefox(
  "lesson 6 --firefox: what is typed reaches the page's service worker",
  async (program) => {
    Deno.env.set("MOZ_HEADLESS", "1");
    await using kit = await fakeKit(await files(), fakeTerminal());
    await using board = await openTappedBoard(kit.root, LESSON);
    const { recording, push } = board;
    const over = new AbortController();
    const typed = new TransformStream<
      Uint8Array<ArrayBuffer>,
      Uint8Array<ArrayBuffer>
    >();
    const keyboard = typed.writable.getWriter();
    const playing = playInFirefox(
      { terminal: kit.terminal, signal: over.signal },
      { board, push: push! },
      {
        program,
        typed: typed.readable,
        preferences: { "permissions.default.desktop-notification": 1 },
      },
    );
    try {
      await crosses(
        recording,
        (exchange) =>
          exchange.kind === "response" && exchange.head.status === 201,
      );
      await keyboard.write(new TextEncoder().encode("is anybody there?\n"));
      await crosses(
        recording,
        (exchange) =>
          exchange.kind === "frame" && exchange.from === "client" &&
          // 100: decrypted, and given to the service worker.
          new TextDecoder().decode(exchange.payload).includes('"code":100'),
      );
    } finally {
      over.abort();
      await playing;
    }

    assertEquals(board.log.since(0).map(({ text }) => text), [
      "is anybody there?",
    ]);
    assertEquals(push!.service.requests.length, 1);
    assertStringIncludes(kit.terminal.lines.join("\n"), "Ctrl-C ends");
  },
);
