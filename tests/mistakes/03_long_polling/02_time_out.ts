import { proveMistakes, proveWholeMistakes } from "../../kit/_mistakes.ts";

proveMistakes("03_long_polling/02_time_out", { base: "solution" }, {
  awaits_before_it_listens: {
    caughtBy: "answers what came after the cursor",
    misconception: "Nothing can come between two lines of one function.",
    says: "is the id of the last message that the reader has",
    edits: [[
      "await news(log, holdMs, request.signal)",
      "await request.body?.cancel() === undefined && await news(log, holdMs, request.signal)",
    ]],
  },
  holds_for_whole_seconds: {
    caughtBy: "holds as long as holdMs says",
    misconception: "A hold is a number of seconds.",
    says: "The limit has to stay below that of the proxy",
    edits: [[
      "setTimeout(quiet, ms)",
      "setTimeout(quiet, Math.ceil(ms / 1_000) * 1_000)",
    ]],
  },
  holds_for_a_minute_at_most: {
    caughtBy: "holds as long as holdMs says",
    misconception: "No proxy waits for longer than a minute.",
    says: "The limit has to stay below that of the proxy",
    edits: [[
      "setTimeout(quiet, ms)",
      "setTimeout(quiet, Math.min(ms, 60_000))",
    ]],
  },
  takes_0_for_the_default: {
    caughtBy: "waits for nothing when holdMs is 0",
    misconception: "Who says 0 says nothing.",
    says: "takes it for a missing option",
    edits: [[
      "const { holdMs = 25_000 } = options;",
      "const holdMs = options.holdMs || 25_000;",
    ]],
  },
  one_bell_for_the_module: {
    caughtBy: "keeps two boards apart",
    misconception: "Whoever is woken has something to read.",
    says: "answers the other's poll with nothing",
    edits: [
      [
        "/** Whether a message came: false after `ms`, or as soon as the asker is `gone`. */",
        `const bell = new EventTarget();

/** Whether a message came. */`,
      ],
      [
        "return async (request) => {",
        `log.onAppend(() => bell.dispatchEvent(new Event("news")));
  return async (request) => {`,
      ],
      [
        "const forget = log.onAppend(() => resolve(true));",
        `const came = () => resolve(true);
  const forget = () => bell.removeEventListener("news", came);
  bell.addEventListener("news", came);`,
      ],
    ],
  },
  begins_the_hold_anew: {
    caughtBy: "keeps two boards apart",
    misconception: "Whoever is woken for nothing goes back to sleep.",
    says: "lets its hold begin anew",
    edits: [
      [
        "/** Whether a message came: false after `ms`, or as soon as the asker is `gone`. */",
        `const bell = new EventTarget();

/** Whether a message came. */`,
      ],
      [
        "return async (request) => {",
        `log.onAppend(() => bell.dispatchEvent(new Event("news")));
  return async (request) => {`,
      ],
      [
        "const forget = log.onAppend(() => resolve(true));",
        `const came = () => resolve(true);
  const forget = () => bell.removeEventListener("news", came);
  bell.addEventListener("news", came);`,
      ],
      [
        `if (log.newest > since || await news(log, holdMs, request.signal)) {
      return Response.json(log.since(since));
    }`,
        `while (log.newest > since || await news(log, holdMs, request.signal)) {
      if (log.newest > since) return Response.json(log.since(since));
    }`,
      ],
    ],
  },
  takes_no_cursor_for_the_newest: {
    caughtBy: "answers what came after the cursor",
    misconception:
      "A reader that says no cursor has just come: it wants what is new from now on.",
    says: "Without it the reader has nothing yet",
    edits: [[
      `Number(query.get("since") ?? 0)`,
      `Number(query.get("since") ?? log.newest)`,
    ]],
  },
  answers_a_cursor_once_and_for_all: {
    caughtBy: "answers every poll with news or at its end, whatever happens",
    misconception: "What comes after a cursor is always the same.",
    says: "to GET /messages?since=0",
    edits: [[
      "return async (request) => {",
      `const known = new Map<number, unknown>();
  return async (request) => {`,
    ], [
      "return Response.json(log.since(since));",
      `if (!known.has(since)) known.set(since, log.since(since));
      return Response.json(known.get(since));`,
    ]],
  },
  answers_an_empty_list: {
    caughtBy: "answers 204 at 25 s when nothing happened, and not before",
    misconception: "No messages is an empty list of messages.",
    says: "cannot tell quiet from broken",
    edits: [[
      `return new Response(null, {
      status: 204,
      headers: { "cache-control": "no-store" },
    });`,
      'return Response.json([], { headers: { "cache-control": "no-store" } });',
    ]],
  },
  collects_until_the_hold_is_over: {
    caughtBy: "answers a message just before the end",
    misconception: "A moment more brings more messages with one answer.",
    says: "a message wins over the silence",
    edits: [[
      "const forget = log.onAppend(() => resolve(true));",
      `let collecting: ReturnType<typeof setTimeout> | undefined;
  const forget = log.onAppend(() => {
    collecting ??= setTimeout(() => resolve(true), 50);
  });`,
    ], [
      "clearTimeout(timer);",
      `clearTimeout(timer);
    clearTimeout(collecting);`,
    ]],
  },
  waits_for_quiet: {
    caughtBy: "answers what came after the cursor",
    misconception: "A burst is best answered when it is over.",
    says: "not when the board is quiet again",
    edits: [[
      "const forget = log.onAppend(() => resolve(true));",
      `let quietAgain: ReturnType<typeof setTimeout> | undefined;
  const forget = log.onAppend(() => {
    clearTimeout(quietAgain);
    quietAgain = setTimeout(() => resolve(true), 20);
  });`,
    ]],
  },
  sets_the_timer_first: {
    caughtBy: "leaves no timer and no listener after news",
    misconception: "Every poll has a limit, so it begins with the timer.",
    says: "a poll that was answered at once",
    edits: [[
      "if (log.newest > since || await news(log, holdMs, request.signal)) {",
      `const came = news(log, holdMs, request.signal);
    if (log.newest > since || await came) {`,
    ]],
  },
  calls_silence_a_timeout: {
    caughtBy: "answers 204 at 25 s when nothing happened, and not before",
    misconception: "When the time is up, the request has timed out: 408.",
    says: "cannot tell quiet from broken",
    edits: [["status: 204", "status: 408"]],
  },
  closes_the_connection: {
    caughtBy: "keeps the connection for the next poll",
    misconception: "When the hold is over, the connection is over.",
    says: "cost a new one every 25 s",
    edits: [[
      '"cache-control": "no-store"',
      '"cache-control": "no-store", connection: "close"',
    ]],
  },
  does_not_notice: {
    caughtBy: "frees the poll of an asker who went away",
    misconception: "Whoever asked waits for the answer.",
    says: "close their laptops without a word",
    edits: [
      ["news(log, holdMs, request.signal)", "news(log, holdMs)"],
      [
        "function news(log: EventLog, ms: number, gone: AbortSignal): Promise<boolean> {",
        "function news(log: EventLog, ms: number): Promise<boolean> {",
      ],
      ["const quiet = () => resolve(false);", ""],
      [
        `const timer = setTimeout(quiet, ms);
  gone.addEventListener("abort", quiet);
  if (gone.aborted) quiet();`,
        "const timer = setTimeout(() => resolve(false), ms);",
      ],
      ['gone.removeEventListener("abort", quiet);', ""],
    ],
  },
  knows_the_limit_better: {
    caughtBy: "holds as long as holdMs says",
    misconception: "25 seconds are right everywhere.",
    says: "it is an option",
    edits: [
      [
        `/** Options for {@linkcode handler}. */
export interface Options {
  /**
   * How long a poll is held when nothing happens, in milliseconds.
   *
   * @default {25_000}
   */
  holdMs?: number;
}`,
        "",
      ],
      ["options: Options = {},", ""],
      ["{ holdMs = 25_000 } = options", "holdMs = 25_000"],
    ],
  },
  leaves_the_listener: {
    caughtBy: "leaves no timer and no listener after silence",
    misconception: "The listener removes itself when it hears a message.",
    says: "still hears every message",
    edits: [[
      `const quiet = () => resolve(false);
  const forget = log.onAppend(() => resolve(true));
  const timer = setTimeout(quiet, ms);
  gone.addEventListener("abort", quiet);
  if (gone.aborted) quiet();
  // Three things can end the wait, and each has to clear up after the other two.
  return promise.finally(() => {
    forget();`,
      `const timer = setTimeout(() => resolve(false), ms);
  gone.addEventListener("abort", () => {`,
    ], [
      `gone.removeEventListener("abort", quiet);
  });`,
      `resolve(false);
  });
  const forget = log.onAppend(() => {
    clearTimeout(timer);
    forget();
    resolve(true);
  });
  return promise;`,
    ]],
  },
  leaves_the_timer: {
    caughtBy: "leaves no timer and no listener after news",
    misconception: "A timer whose promise was not needed does nothing.",
    says: "goes on for 25 s",
    edits: [[
      "quiet = () => resolve(false)",
      "limit = AbortSignal.any([gone, AbortSignal.timeout(ms)])",
    ], [
      `const timer = setTimeout(quiet, ms);
  gone.addEventListener("abort", quiet);
  if (gone.aborted) quiet();
  // Three things can end the wait, and each has to clear up after the other two.
  return promise.finally(() => {
    forget();
    clearTimeout(timer);
    gone.removeEventListener("abort", quiet);
  });`,
      `limit.addEventListener("abort", () => resolve(false));
  return promise.finally(forget);`,
    ]],
  },
  may_be_cached: {
    caughtBy: "says nothing new in a way that no cache keeps",
    misconception: "An empty answer has nothing that a cache could keep.",
    says: "the silence of the last one",
    edits: [[
      `return new Response(null, {
      status: 204,
      headers: { "cache-control": "no-store" },
    });`,
      "return new Response(null, { status: 204 });",
    ]],
  },
});

proveWholeMistakes("03_long_polling/02_time_out");
