import { assertEquals, assertMatch } from "@std/assert";
import {
  fakeExercise,
  type FakeKit,
  fakeKit,
  fakeTerminal,
} from "../_fake_kit.ts";
import { lesson } from "./lesson.ts";
import { suiteFile } from "../grade/run_exam.ts";
import { watchLesson } from "./watch_lesson.ts";

const HOLD = fakeExercise();
const FILE = `exercises/${HOLD.path}.ts`;

/** Answers with the next message only, so that the second of two gets lost. */
const SERVER = `
export function handler(log) {
  return () => new Promise((resolve) => {
    const remove = log.onAppend((message) => {
      remove();
      resolve(Response.json([message]));
    });
  });
}`;

const CLIENT = `
export async function* messages(url, { signal } = {}) {
  for (let since = 0;;) {
    const response = await fetch(new URL("messages?since=" + since, url), { signal });
    for (const message of await response.json()) {
      since = message.id;
      yield message;
    }
  }
}`;

const FILES = {
  [FILE]: "// story\n// TODO: hold\n",
  "lessons/03_long_polling/server.ts": SERVER,
  "lessons/03_long_polling/client.ts": CLIENT,
};

function start(kit: FakeKit, flags: Record<string, boolean>): Promise<number> {
  return lesson.run(kit, { words: ["3"], flags });
}

Deno.test("lesson --once plays, counts, teaches and hands over", async () => {
  await using kit = await fakeKit(FILES);
  assertEquals(await start(kit, { once: true }), 0);
  const text = kit.terminal.lines.join("\n");
  assertMatch(text, /-- GET \/messages\?since=0 -+>/);
  assertMatch(text, /4 messages published, 3 received; lost: message 3/);
  assertMatch(text, /4 requests, 0 empty answers, 1 connection, /);
  assertMatch(text, /To take home\n- The server holds the request\./);
  assertMatch(text, /- RFC 6202\n {2}https:/);
  assertEquals(kit.terminal.lines.slice(-3), [
    "The task: exercises/03_long_polling/README.md, 3.1 Hold",
    `Your turn: open ${FILE}, line 2, save`,
    "Then: deno task grade 3.1",
  ]);
});

Deno.test("lesson --json gives the same to programs", async () => {
  await using kit = await fakeKit(FILES);
  assertEquals(await start(kit, { json: true }), 0);
  const json = JSON.parse(kit.terminal.lines.join("\n"));
  assertEquals(json.published.length, 4);
  assertEquals(json.meter.connections, 1);
  assertMatch(json.mermaid, /^sequenceDiagram/);
  assertEquals(json.next, { file: FILE, line: 2 });
});

Deno.test("lesson stops at Ctrl-C", async () => {
  const controller = new AbortController();
  const terminal = fakeTerminal({
    onLine: (line) => line.includes("GET /messages") && controller.abort(),
  });
  await using kit = await fakeKit(FILES, terminal, controller.signal);
  assertEquals(await start(kit, {}), 130);
  assertEquals(terminal.lines.at(-1), "Stopped. Next: deno task lesson 3");
});

Deno.test("watchLesson() grades what is saved, remembers it and goes on", async () => {
  const controller = new AbortController();
  const terminal = fakeTerminal({
    onLine: (line) => line.startsWith("Next: ") && controller.abort(),
  });
  await using kit = await fakeKit(
    { [FILE]: "stub", [suiteFile(HOLD)]: PASSING_SUITE, "deno.json": "{}" },
    terminal,
    controller.signal,
  );
  const watching = watchLesson(kit, kit.lessons[0]!);
  await Deno.writeTextFile(new URL(FILE, kit.root), "solved");
  await watching;
  assertEquals(terminal.lines.filter((line) => line !== ""), [
    "Saved: 3.1 Hold",
    `3.1 Hold  ${FILE}`,
    "PASS     holds",
    "PASS     3.1 Hold: 1 of 1 checks passed",
    "Next: 3.2 Time out, open exercises/03_long_polling/02_time_out.ts. Ctrl-C ends.",
  ]);
  assertEquals(kit.progress.of(HOLD.id).passed, true);
});

const PASSING_SUITE = `
const exercise = "${HOLD.id}";
const events = [
  { type: "plan", exercise, path: "", checks: ["holds"], seed: "1" },
  { type: "verdict", exercise, check: "holds", verdict: "pass", durationMs: 1 },
];
for (const event of events) {
  const line = JSON.stringify(event) + "\\n";
  Deno.writeTextFileSync(Deno.env.get("EXAM_RESULTS"), line, { append: true });
}`;
