import { assertEquals, assertMatch } from "@std/assert";
import { exchanges, sequenceDiagram } from "wire";
import { FAKE_LESSON } from "../_fake_kit.ts";
import type { Lesson } from "catalogue";
import { describePush } from "./describe_push.ts";
import { playPush } from "./play_push.ts";
import {
  type Messages,
  openTappedBoard,
  type TappedBoard,
} from "../board/tapped_board.ts";

const ROOT = new URL("../../../", import.meta.url);
const LESSON: Lesson = {
  ...FAKE_LESSON,
  path: "06_push",
  scenario: { push: true },
  exercises: [],
};
const { messages } = await import(
  new URL("lessons/06_push/client.ts", ROOT).href
);

/** Plays without pauses. */
async function play(
  board: TappedBoard,
  options: { messages?: Messages; signal?: AbortSignal } = {},
) {
  const { signal = new AbortController().signal } = options;
  const scene = { board, push: board.push!, messages, ...options };
  const wait = () => Promise.resolve();
  return await playPush(scene, { signal, wait });
}

Deno.test("playPush() delivers, keeps and loses", async () => {
  await using board = await openTappedBoard(ROOT, LESSON);
  const { published, received, failure } = await play(board);
  assertEquals(failure, undefined);
  const texts = published.map(({ text }) => text);
  assertEquals(texts, ["Good morning", "Where is Ada?", "Hello Ben"]);
  assertEquals(received.map(({ id }) => id), [1, 2]);

  const { cast } = board.push!;
  const all = exchanges(board.recording);
  const diagram = sequenceDiagram(all, { cast });
  assertMatch(diagram, /participant P3 as Push service/);
  assertMatch(diagram, /P1->>P3: GET \/ \[Upgrade: websocket\]/);
  assertMatch(diagram, /P1->>P2: POST \/subscriptions/);
  assertMatch(
    diagram,
    /Note over P2: Cleo: Hello Ben\n.*P2->>P3: POST \/wpush/,
  );
  assertMatch(diagram, /P3-->>P2: 410 /);
});

Deno.test("describePush() says what the service has learnt, and what not", async () => {
  await using board = await openTappedBoard(ROOT, LESSON);
  await play(board);
  const lines = describePush(board, board.push!, 80);
  const learnt = lines.filter((line) => line.includes("mailto:"));
  assertEquals(learnt.length, 3);
  for (const line of learnt) {
    assertMatch(line, /^ +\d\.\d{3} {2}\w{6}… {2}.{6}… +\d{3} +60 {2}127\./);
  }
  assertMatch(lines.join("\n"), /it has seen "Good morning" as <[0-9a-f]{2} /);
  for (const line of lines.join("\n").split("\n")) {
    assertEquals(line.length <= 80, true, line);
  }
});

Deno.test("playPush() ends with the complaint of the client", async () => {
  await using board = await openTappedBoard(ROOT, LESSON);
  // deno-lint-ignore require-yield
  const broken: Messages = async function* () {
    await Promise.reject(new Error("no push today"));
  };
  const { failure } = await play(board, { messages: broken });
  assertEquals(failure, "Error: no push today");
});

Deno.test("playPush() ends at a signal, in peace", async () => {
  await using board = await openTappedBoard(ROOT, LESSON);
  const controller = new AbortController();
  board.log.onAppend(() => controller.abort());
  const { published, failure } = await play(board, controller);
  assertEquals(failure, undefined);
  assertEquals(published.length <= 1, true);
});
