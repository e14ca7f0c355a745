import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("03_long_polling/06_let_go", { base: "a_set_of_waiters" }, {
  one_listener_for_the_module: {
    caughtBy: "keeps two boards apart",
    misconception: "A process stops once, so it listens to the stop once.",
    says: "the readers of one board only",
    edits: [
      [
        'stop?.addEventListener("abort", () => {',
        `const isFirst = !isListening;
  isListening = true;
  if (isFirst) stop?.addEventListener("abort", () => {`,
      ],
      [
        "interface Options {",
        `let isListening = false;

interface Options {`,
      ],
    ],
  },
});

proveMistakes("03_long_polling/06_let_go", { base: "solution" }, {
  awaits_before_it_listens: {
    caughtBy: "answers what came after the cursor",
    misconception: "Nothing can come between two lines of one function.",
    says: "is the id of the last message that the reader has",
    edits: [[
      "log.newest > since || await news(log, holdMs, over)",
      "log.newest > since || await Promise.resolve().then(() => news(log, holdMs, over))",
    ]],
  },
  answers_one_after_the_other: {
    caughtBy: "answers every held poll with 503 when the server stops",
    misconception: "Who lets them go one by one spares the new server.",
    says: "does not stop for 25 s",
    edits: [[
      "return async (request) => {",
      `let readers = 0;
  return async (request) => {
    const place = readers++;`,
    ], [
      "return stop.aborted ? stopping() : nothingNew();",
      `await new Promise((done) => setTimeout(done, stop.aborted ? 7 * place : 0));
    return stop.aborted ? stopping() : nothingNew();`,
    ]],
  },
  one_bell_for_the_module: {
    caughtBy: "keeps two boards apart",
    misconception: "Whoever is woken has something to read.",
    says: "wakes who waits on another",
    edits: [
      [
        "/** Whether a message came: false after `ms`, or as soon as the wait is `over`. */",
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
  forgets_the_caches: {
    caughtBy: "says nothing new in a way that no cache keeps",
    misconception: "An empty answer is nothing that could be kept.",
    says: "A 204 may be kept by a cache",
    edits: [[
      `  return new Response(null, {
    status: 204,
    headers: { "cache-control": "no-store" },
  });`,
      `  return new Response(null, { status: 204 });`,
    ]],
  },
  forgets_the_others: {
    caughtBy:
      "lets everybody go at the stop and nobody before, whatever happens",
    misconception: "When a poll is over, nobody waits any more.",
    says: "503 to GET /messages",
    edits: [[
      "const over = AbortSignal.any([request.signal, stop]);",
      `const waiter = new AbortController();
    waiters.add(waiter);
    const over = AbortSignal.any([request.signal, waiter.signal]);`,
    ], [
      "if (log.newest > since || await news(log, holdMs, over)) {",
      `const there = log.newest > since || await news(log, holdMs, over);
    waiters.clear();
    if (there) {`,
    ], [
      "const { holdMs = 25_000, stop = new AbortController().signal } = options;",
      `const { holdMs = 25_000, stop = new AbortController().signal } = options;
  const waiters = new Set<AbortController>();
  stop.addEventListener("abort", () => {
    for (const waiter of waiters) waiter.abort();
  });`,
    ]],
  },
  listens_to_the_stop_only: {
    caughtBy: "frees a poll as ever when its asker goes away",
    misconception: "With a signal to stop, no other signal is needed.",
    says: "still has to notice",
    edits: [["AbortSignal.any([request.signal, stop])", "stop"]],
  },
  always_says_goodbye: {
    caughtBy: "holds and answers as ever until the stop",
    misconception:
      "Every wait that ends without news ends because the server stops.",
    says: "able to say hello",
    edits: [["stop.aborted ? stopping() : nothingNew()", "stopping()"], [
      `function nothingNew(): Response {
  return new Response(null, {
    status: 204,
    headers: { "cache-control": "no-store" },
  });
}`,
      "",
    ]],
  },
  does_not_say_when: {
    caughtBy: "tells those who waited to come back in a second",
    misconception: "503 says everything that there is to say.",
    says: "Without Retry-After each client guesses",
    edits: [[
      `return problem(503, {
    title: "The server is stopping",
    headers: { "retry-after": "1" },
  });`,
      'return problem(503, { title: "The server is stopping" });',
    ]],
  },
  forgets_who_comes: {
    caughtBy: "turns away who comes after the stop",
    misconception: "Whoever listens for the event will hear it.",
    says: "reaches only those who listen at that moment",
    edits: [[
      `if (stop.aborted) return stopping();
    const over = AbortSignal.any([request.signal, stop]);
    if (log.newest > since || await news(log, holdMs, over)) {`,
      `let over = false;
    stop.addEventListener("abort", () => over = true);
    if (log.newest > since || await news(log, holdMs, [request.signal, stop])) {`,
    ], [
      "stop.aborted ? stopping() : nothingNew()",
      "over ? stopping() : nothingNew()",
    ], [
      "function news(log: EventLog, ms: number, over: AbortSignal): Promise<boolean> {",
      `function news(
  log: EventLog,
  ms: number,
  signals: AbortSignal[],
): Promise<boolean> {`,
    ], [
      `over.addEventListener("abort", quiet);
  if (over.aborted) quiet();`,
      'for (const signal of signals) signal.addEventListener("abort", quiet);',
    ], [
      "over.removeEventListener",
      "for (const signal of signals) signal.removeEventListener",
    ]],
  },
  forgets_who_waits: {
    caughtBy: "answers every held poll with 503 when the server stops",
    misconception:
      "It is enough to turn newcomers away: those who wait will be done some time.",
    says: "does not stop for 25 s",
    edits: [[
      `const over = AbortSignal.any([request.signal, stop]);
    if (log.newest > since || await news(log, holdMs, over)) {`,
      "if (log.newest > since || await news(log, holdMs, request.signal)) {",
    ], ["stop.aborted ? stopping() : nothingNew()", "nothingNew()"]],
  },
  leaves_the_wait_behind: {
    caughtBy: "leaves nothing that runs",
    misconception: "When the race is decided, the losers have gone home.",
    says: "keeps the process alive",
    edits: [[
      `const over = AbortSignal.any([request.signal, stop]);
    if (log.newest > since || await news(log, holdMs, over)) {`,
      `const stopped = new Promise<boolean>((resolve) =>
      stop.addEventListener("abort", () => resolve(false))
    );
    const waited = log.newest > since ||
      await Promise.race([news(log, holdMs, request.signal), stopped]);
    if (waited) {`,
    ]],
  },
  lets_every_second_go: {
    caughtBy: "answers every held poll with 503 when the server stops",
    misconception:
      "Each waiter can be taken off the list while the list is walked.",
    says: "cuts them",
    edits: [[
      "const { holdMs = 25_000, stop = new AbortController().signal } = options;",
      `const { holdMs = 25_000, stop = new AbortController().signal } = options;
  const waiters: AbortController[] = [];
  stop.addEventListener("abort", () => {
    for (const waiter of waiters) {
      waiters.splice(waiters.indexOf(waiter), 1);
      waiter.abort();
    }
  });`,
    ], [
      "over = AbortSignal.any([request.signal, stop])",
      `stopped = new AbortController();
    waiters.push(stopped);
    const over = AbortSignal.any([request.signal, stopped.signal])`,
    ]],
  },
  says_it_in_milliseconds: {
    caughtBy: "tells those who waited to come back in a second",
    misconception: "Times are in milliseconds.",
    says: "Without Retry-After each client guesses",
    edits: [['"retry-after": "1"', '"retry-after": "1000"']],
  },
  says_nothing_new: {
    caughtBy: "answers every held poll with 503 when the server stops",
    misconception: "Nothing new came until the stop, so 204 is true.",
    says: "does not stop for 25 s",
    edits: [["stop.aborted ? stopping() : nothingNew()", "nothingNew()"]],
  },
  knows_abort_errors_only: {
    caughtBy: "answers every held poll with 503 when the server stops",
    misconception: "Whoever stops a server does it with an AbortError.",
    says: "503 to GET /messages",
    edits: [[
      "return stop.aborted ? stopping() : nothingNew();",
      `return stop.reason?.name === "AbortError" ? stopping() : nothingNew();`,
    ]],
  },
  asks_for_the_reason: {
    caughtBy: "turns away who comes after the stop",
    misconception: "Whoever has aborted has a reason.",
    says: "a reason of null does not",
    edits: [[
      "if (stop.aborted) return stopping();",
      "if (stop.reason) return stopping();",
    ]],
  },
  waits_for_the_event: {
    caughtBy: "turns away also who could be answered",
    misconception: "The stop is an event, and whoever listens hears it.",
    says: "it has missed the event",
    edits: [[
      "if (stop.aborted) return stopping();",
      "if (stopped) return stopping();",
    ], [
      "return async (request) => {",
      `let stopped = false;
  stop.addEventListener("abort", () => {
    stopped = true;
  });
  return async (request) => {`,
    ]],
  },
  needs_a_stop: {
    caughtBy: "holds and answers as ever until the stop",
    misconception: "A server is always stopped one day.",
    says: "options.stop may be left out",
    edits: [[
      "stop = new AbortController().signal }",
      "stop }",
    ], [
      "if (stop.aborted) return stopping();",
      "if (stop?.aborted) return stopping();",
    ], [
      "AbortSignal.any([request.signal, stop])",
      "AbortSignal.any([request.signal, stop as AbortSignal])",
    ], ["return stop.aborted", "return stop?.aborted"]],
  },
  listens_to_the_stop_for_ever: {
    caughtBy: "stops calmly when nobody waits any more",
    misconception: "A signal forgets its listeners when they are not needed.",
    says: "costs memory until then",
    edits: [[
      "const over = AbortSignal.any([request.signal, stop]);",
      `const ended = new AbortController();
    stop.addEventListener("abort", () => ended.abort());
    const over = AbortSignal.any([request.signal, ended.signal]);`,
    ]],
  },
  lets_them_go_one_by_one: {
    caughtBy: "answers every held poll with 503 when the server stops",
    misconception: "Whoever lets all go at once gets all back at once.",
    says: "does not stop for 25 s",
    edits: [[
      "return stop.aborted ? stopping() : nothingNew();",
      `if (!stop.aborted) return nothingNew();
    const ms = 10 * leaving++;
    await new Promise((resolve) => setTimeout(resolve, ms));
    return stopping();`,
    ], [
      "return async (request) => {",
      `let leaving = 0;
  return async (request) => {`,
    ]],
  },
  still_delivers: {
    caughtBy: "turns away also who could be answered",
    misconception: "As long as there is something to say, it should be said.",
    says: "A server that goes on answering never empties",
    edits: [[
      'const since = Number(query.get("since") ?? 0);',
      `const since = Number(query.get("since") ?? 0);
    if (log.newest > since) return Response.json(log.since(since));`,
    ], [
      "log.newest > since || await news(log, holdMs, over)",
      "await news(log, holdMs, over)",
    ]],
  },
});
