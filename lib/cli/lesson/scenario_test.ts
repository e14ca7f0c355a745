import { assertEquals } from "@std/assert";
import { EventLog, type Message } from "kernel";
import { describePlayed } from "./describe_played.ts";
import { DUPLEX_STEPS } from "./duplex_steps.ts";
import { playScenario } from "./scenario.ts";
import type { Messages } from "../board/tapped_board.ts";

const tapped = new URL("http://127.0.0.1:1/");
const { signal } = new AbortController();
const wait = () => Promise.resolve();
const cut = () => {};
const restart = () => {};

/** A client that sees every nth message of the log, and ends at the abort. */
function reader(log: EventLog, { every = 1 } = {}) {
  return async function* (
    _url: URL,
    { signal }: { signal?: AbortSignal } = {},
  ): AsyncGenerator<Message> {
    const { promise: over, resolve } = Promise.withResolvers<void>();
    signal?.addEventListener("abort", () => resolve());
    await over;
    yield* log.since(0).filter(({ id }) => id % every === 0);
    throw new Error("aborted");
  };
}

Deno.test("playScenario() publishes, two of them in one tick, and ends", async () => {
  const log = new EventLog({ now: () => 0 });
  const waits: number[] = [];
  const played = await playScenario(
    { tapped, log, cut, restart },
    reader(log),
    {
      signal,
      wait: (ms) => Promise.resolve(void waits.push(ms)),
    },
  );
  assertEquals(played.published.length, 4);
  assertEquals(played.received, played.published);
  assertEquals(played.failure, undefined);
  assertEquals(waits.reduce((sum, ms) => sum + ms, 0) <= 3_000, true);
});

Deno.test("playScenario() publishes some before the client comes, and sees it end", async () => {
  const log = new EventLog();
  const over = Promise.withResolvers<void>();
  const asksOnce = async function* (): AsyncGenerator<Message> {
    try {
      yield* log.since(0);
    } finally {
      over.resolve();
    }
  };
  const before = [{ from: "Ada", text: "Is anybody there?" }];
  const played = await playScenario({ tapped, log, cut, restart }, asksOnce, {
    signal,
    before,
    wait: untilOver,
  });
  assertEquals(played.received.map(({ text }) => text), ["Is anybody there?"]);
  assertEquals(
    describePlayed(played),
    "5 messages published, 1 received; the last 4 came after the client had ended",
  );

  /** Nobody speaks before the client has ended, and whoever reads it has seen that. */
  async function untilOver(): Promise<void> {
    await over.promise;
    // What is left to do then are microtasks, all of which come before a timer.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
});

Deno.test("playScenario() lets a ticker count, and cuts between two messages", async () => {
  const log = new EventLog();
  const happened: string[] = [];
  log.onAppend(({ text }) => happened.push(text));
  let at = 0;
  const played = await playScenario(
    {
      tapped,
      log,
      cut: () => happened.push(`cut at ${at}`),
      restart,
    },
    reader(log),
    {
      signal,
      ticker: { everyMs: 100, count: 4, cutAfter: 2 },
      wait: (ms) => Promise.resolve(void (at += ms)),
    },
  );
  assertEquals(happened, [
    "tick 1",
    "tick 2",
    "cut at 550",
    "tick 3",
    "tick 4",
  ]);
  assertEquals(at, 1_100);
  assertEquals(
    describePlayed({ ...played, received: [] }),
    "4 messages published, 0 received; lost: messages 1, 2, 3, 4",
  );
});

Deno.test("playScenario() lets both sides speak, and knows what nobody heard", async () => {
  const log = new EventLog();
  let isOpen = true;
  let said = 0;
  let steps = 0;
  let saying = Promise.withResolvers<void>();
  /** Says what it is given while the line is open, and loses it otherwise. */
  const messages = async function* (
    _url: URL,
    { signal, drafts }: Parameters<Messages>[1] = {},
  ): AsyncGenerator<Message> {
    for await (const draft of drafts ?? []) {
      if (isOpen) log.append(draft);
      said++;
      saying.resolve();
      saying = Promise.withResolvers();
    }
    yield* log.since(0).filter(({ text }) => text !== "Back soon");
    signal?.throwIfAborted();
  };
  const played = await playScenario(
    { tapped, log, cut, restart: () => isOpen = false },
    messages,
    {
      signal,
      duplex: true,
      wait: untilSaid,
    },
  );
  assertEquals(
    describePlayed(played),
    '6 messages published, 5 received; lost: message 5 ("Back soon" from Ada); ' +
      'never heard by the board: "Anybody there?" from Ben, "There you are" from Ben',
  );

  /** The client has said all that it was given, before the next step. */
  async function untilSaid(): Promise<void> {
    const given = DUPLEX_STEPS.slice(0, steps++)
      .flatMap(({ answer = [] }) => answer).length;
    while (said < given) await saying.promise;
  }
});

Deno.test("playScenario() tells why a client gave up", async () => {
  const log = new EventLog();
  // deno-lint-ignore require-yield
  const messages = async function* (): AsyncGenerator<Message> {
    throw new TypeError("no such host");
  };
  const { failure } = await playScenario(
    { tapped, log, cut, restart },
    messages,
    {
      signal,
      wait,
    },
  );
  assertEquals(failure, "TypeError: no such host");
});

Deno.test("playScenario() ends early at an abort, without an error", async () => {
  const log = new EventLog();
  const played = await playScenario(
    { tapped, log, cut, restart },
    reader(log),
    {
      signal: AbortSignal.abort(),
      wait: (_ms, { signal }) => Promise.reject(signal.reason),
    },
  );
  assertEquals(played.published, []);
});

Deno.test("describePlayed() names what was lost and what came twice", async () => {
  const log = new EventLog();
  const { published } = await playScenario(
    { tapped, log, cut, restart },
    reader(log),
    {
      signal,
      wait,
    },
  );
  const [first, second, third, fourth] = published;
  assertEquals(
    describePlayed({
      published,
      received: [first!, second!, second!, fourth!],
    }),
    '4 messages published, 4 received; lost: message 3 ("Hello both" from Cleo); ' +
      "1 of them twice",
  );
  assertEquals(
    describePlayed({ published: [third!], received: [third!] }),
    "1 message published, 1 received",
  );
});
