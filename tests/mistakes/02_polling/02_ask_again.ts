import { proveMistakes, proveWholeMistakes } from "../../kit/_mistakes.ts";

proveMistakes("02_polling/02_ask_again", { base: "solution" }, {
  changes_the_url_of_the_caller: {
    caughtBy: "asks below the board's own address",
    misconception: "An argument belongs to the function.",
    says: "the URL is the caller's",
    edits: [[
      "new URL(`messages?since=${cursor}`, url)",
      "new URL(`${url.pathname}?since=${cursor}`, url)",
    ], [
      "  let cursor = since;",
      `  url.pathname += "messages";
  let cursor = since;`,
    ]],
  },
  takes_0_for_no_interval: {
    caughtBy: "keeps to intervalMs",
    misconception: "What is 0 was not given.",
    says: "How late a message may be",
    edits: [[
      "intervalMs = 2_000, signal } = options;",
      `signal } = options;
  const intervalMs = options.intervalMs || 2_000;`,
    ]],
  },
  asks_for_the_reason: {
    caughtBy: "yields nothing after an abort",
    misconception: "Whoever aborts gives a reason.",
    says: "who said stop does not expect another message",
    edits: [[
      "if (signal?.aborted) return;\n    }",
      "if (signal?.reason) return;\n    }",
    ]],
  },
  has_the_signal_for_itself: {
    caughtBy: "ends at once when it is aborted during a wait",
    misconception: "The signal is the reader's alone.",
    says: "A wait that nobody can interrupt",
    edits: [[
      'signal?.addEventListener("abort", done);',
      "if (signal) signal.onabort = done;",
    ]],
  },
  sets_back_what_it_found: {
    caughtBy: "ends with the others that have the same signal",
    misconception: "Whoever sets onabort back has left nothing.",
    says: "room for one of them",
    edits: [
      [
        'signal?.addEventListener("abort", done);',
        `const before = signal?.onabort ?? null;
  if (signal) {
    signal.onabort = (event) => {
      before?.call(signal, event);
      done();
    };
  }`,
      ],
      [
        'signal?.removeEventListener("abort", done);',
        "if (signal) signal.onabort = before;",
      ],
    ],
  },
  waits_an_hour_at_most: {
    caughtBy: "keeps to intervalMs",
    misconception: "Nobody asks less than once an hour.",
    says: "no request",
    edits: [[
      "await pause(intervalMs, signal);",
      "await pause(Math.min(intervalMs, 600_000), signal);",
    ]],
  },
  waits_whole_seconds: {
    caughtBy: "keeps to intervalMs",
    misconception: "An interval is a number of seconds, times 1,000.",
    says: "the next poll",
    edits: [[
      "await pause(intervalMs, signal);",
      "await pause(Math.ceil(intervalMs / 1_000) * 1_000, signal);",
    ]],
  },
  takes_the_place_of_the_caller: {
    caughtBy: "ends with the others that have the same signal",
    misconception: "Nobody else sets onabort.",
    says: "the caller's own signal.onabort",
    edits: [[
      'signal?.addEventListener("abort", done);',
      `if (signal) signal.onabort = null;
  signal?.addEventListener("abort", done);`,
    ]],
  },
  keeps_one_timer: {
    caughtBy: "asks when it is time with the right cursor, whatever happens",
    misconception:
      "There is one wait at a time: the last timer is kept to be cleared.",
    says: "not what others do",
    edits: [[
      "const timer = setTimeout(done, ms);",
      `clearTimeout(waiting);
  const timer = waiting = setTimeout(done, ms);`,
    ], [
      "/** Yields every message of the board",
      `let waiting: ReturnType<typeof setTimeout> | undefined;

/** Yields every message of the board`,
    ]],
  },
  leaves_the_path_of_the_board: {
    caughtBy: "asks below the board's own address",
    misconception: "A board is a host.",
    says: "leaves that path",
    edits: [["`messages?since", "`/messages?since"]],
  },
  keeps_the_cursor_for_all: {
    caughtBy: "gives each reader a place of its own",
    misconception: "There is one reader of a board.",
    says: "takes from one what another has read",
    edits: [[
      "  let cursor = since;",
      "  let cursor = Math.max(since, cursors.get(url.href) ?? 0);",
    ], [
      "cursor = message.id;",
      `cursor = message.id;
      cursors.set(url.href, cursor);`,
    ], [
      "/** Yields every message",
      `const cursors = new Map<string, number>();

/** Yields every message`,
    ]],
  },
  gives_up_the_headers_only: {
    caughtBy: "ends at once when it is aborted during a question",
    misconception: "When fetch resolves, the question is over.",
    says: "the open question given up at the abort within the body",
    edits: [[
      "const response = await fetch(address, { signal: signal ?? null });",
      `const own = new AbortController();
    const stop = () => own.abort();
    signal?.addEventListener("abort", stop);
    const response = await fetch(address, { signal: own.signal });
    signal?.removeEventListener("abort", stop);
    const told = Promise.withResolvers<never>();
    told.promise.catch(() => {});
    signal?.addEventListener("abort", () => told.reject(signal.reason));`,
    ], [
      "await response.json()",
      "await Promise.race([response.json(), told.promise])",
    ]],
  },
  knows_abort_errors_only: {
    caughtBy: "ends whatever the reason of the abort is",
    misconception: "Whoever aborts does it with an AbortError.",
    says: "Only the signal knows",
    edits: [[
      "const response = await fetch(address, { signal: signal ?? null });",
      `let response: Response;
    try {
      response = await fetch(address, { signal: signal ?? null });
    } catch (error) {
      if ((error as Error).name === "AbortError") return;
      throw new Error("Cannot poll", { cause: error });
    }`,
    ]],
  },
  waits_in_slices: {
    caughtBy: "asks once within a second of waking up",
    misconception: "Many short waits are one long wait.",
    says: "waits in slices",
    edits: [[
      "    await pause(intervalMs, signal);",
      `    for (let left = intervalMs; left > 0 && !signal?.aborted; left -= 500) {
      await pause(Math.min(left, 500), signal);
    }`,
    ]],
  },
  asks_at_once_after_news: {
    caughtBy: "asks again 2,000 ms after the answer, and not before",
    misconception: "Where there was news there is more.",
    says: "shorter costs the server",
    edits: [[
      "for (const message of await response.json()) {",
      `const news: Message[] = await response.json();
    for (const message of news) {`,
    ], [
      "await pause(intervalMs, signal)",
      "if (news.length === 0) await pause(intervalMs, signal)",
    ]],
  },
  begins_anew_when_it_is_quiet: {
    caughtBy: "asks with the id of the last message that came",
    misconception: "The cursor is the last id of the last answer.",
    says: "an empty answer says nothing about it",
    edits: [[
      `for (const message of await response.json()) {
      cursor = message.id;`,
      `const news: Message[] = await response.json();
    cursor = news.at(-1)?.id ?? since;
    for (const message of news) {`,
    ]],
  },
  counts_from_the_headers: {
    caughtBy: "counts the interval from the last byte of the answer",
    misconception: "When fetch is done, the answer is there.",
    says: "fetch is done when the headers are there",
    edits: [[
      "const response = await fetch(address, { signal: signal ?? null });",
      `const response = await fetch(address, { signal: signal ?? null });
    const rest = pause(intervalMs, signal);`,
    ], ["pause(intervalMs, signal)", "rest"]],
  },
  counts_from_the_question: {
    caughtBy: "counts the interval from the last byte of the answer",
    misconception: "Every two seconds means from question to question.",
    says: "An interval that begins with the question",
    edits: [[
      "while (!signal?.aborted) {",
      `while (!signal?.aborted) {
    const rest = pause(intervalMs, signal);`,
    ], ["pause(intervalMs, signal)", "rest"]],
  },
  counts_the_messages: {
    caughtBy: "asks with the id of the last message that came",
    misconception: "Ids are counted from 1, so the cursor is a count.",
    says: "The cursor is an id, not a count",
    edits: [["cursor = message.id", "cursor++"]],
  },
  counts_ticks: {
    caughtBy: "asks once within a second of waking up",
    misconception:
      "A clock that ticks ten times a second knows how long it has been.",
    says: "Whoever counts ticks, or waits in slices, waits again",
    edits: [[
      `if (signal?.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => resolve();
  const timer = setTimeout(done, ms);
  signal?.addEventListener("abort", done);
  await promise;
  clearTimeout(timer);
  signal?.removeEventListener("abort", done);`,
      `for (let leftMs = ms; leftMs > 0 && !signal?.aborted; leftMs -= 100) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const done = () => resolve();
    const timer = setTimeout(done, Math.min(100, leftMs));
    signal?.addEventListener("abort", done);
    await promise;
    clearTimeout(timer);
    signal?.removeEventListener("abort", done);
  }`,
    ]],
  },
  ends_with_a_full_page: {
    caughtBy:
      "yields each message once, in order, and goes on after a full page",
    misconception: "A board has 100 messages.",
    says: "a page, not the end",
    edits: [[
      "for (const message of await response.json()) {",
      `const page: Message[] = await response.json();
    for (const message of page) {`,
    ], [
      `if (signal?.aborted) return;
    }`,
      `if (signal?.aborted) return;
    }
    if (page.length === 100) return;`,
    ]],
  },
  finishes_its_question_first: {
    caughtBy: "ends at once when it is aborted during a question",
    misconception: "It is enough to look at the signal between two questions.",
    says: "A question that stays open",
    edits: [["fetch(address, { signal: signal ?? null })", "fetch(address)"]],
  },
  gives_up_a_slow_answer: {
    caughtBy: "has one question open at a time",
    misconception:
      "An answer that has not come after an interval will not come.",
    says: "no request",
    edits: [[
      "response = await fetch(address, { signal: signal ?? null })",
      `limit = AbortSignal.timeout(intervalMs);
    const either = AbortSignal.any(signal ? [signal, limit] : [limit]);
    const response = await fetch(address, { signal: either }).catch(() => null);
    if (signal?.aborted) return;
    if (!response) continue`,
    ]],
  },
  keeps_the_first_cursor: {
    caughtBy: "asks with the id of the last message that came",
    misconception: "The cursor says where the reader began.",
    says: "gets everything once more",
    edits: [["let cursor = since", "const cursor = since"], [
      "cursor = message.id;",
      "",
    ]],
  },
  knows_the_interval_better: {
    caughtBy: "keeps to intervalMs",
    misconception: "Two seconds are two seconds.",
    says: "for the caller to say",
    edits: [[
      "{ since = 0, intervalMs = 2_000, signal }",
      "{ since = 0, signal }",
    ], ["pause(intervalMs, signal)", "pause(2_000, signal)"]],
  },
  leaves_its_timer: {
    caughtBy: "ends at once when it is aborted during a wait",
    misconception: "Whoever does not wait any more is done with the timer.",
    says: "that would still fire",
    edits: [["const timer = setTimeout(done, ms)", "setTimeout(done, ms)"], [
      "clearTimeout(timer);",
      "",
    ]],
  },
  makes_up_for_lost_time: {
    caughtBy: "asks once within a second of waking up",
    misconception: "Every interval that was missed is owed.",
    says: "asks 1,800 times",
    edits: [[
      "let cursor = since;",
      `let cursor = since;
  let dueAt = 0;`,
    ], [
      "await pause(intervalMs, signal)",
      `dueAt = (dueAt || Date.now()) + intervalMs;
    await pause(Math.max(0, dueAt - Date.now()), signal)`,
    ]],
  },
  says_all_that_it_has: {
    caughtBy: "yields nothing after an abort",
    misconception: "What has arrived may as well be read.",
    says: "The rest of an answer is no exception",
    edits: [[
      `// Any amount of time may have passed since the yield.
      if (signal?.aborted) return;`,
      "// Any amount of time may have passed since the yield.",
    ]],
  },
  sleeps_to_the_end: {
    caughtBy: "ends at once when it is aborted during a wait",
    misconception: "A wait of two seconds need not be ended.",
    says: "keeps the program alive",
    edits: [["pause(intervalMs, signal)", "pause(intervalMs)"]],
  },
  starts_when_it_is_made: {
    caughtBy: "asks at once, but not before it is asked",
    misconception: "The sooner the first question goes out, the better.",
    says: "a reader who may never come",
    edits: [["export async function* messages(", "export function messages("], [
      "): AsyncGenerator<Message> {",
      `): AsyncGenerator<Message> {
  const { since = 0, signal } = options;
  const first = fetch(new URL(\`messages?since=\${since}\`, url), {
    signal: signal ?? null,
  });
  return follow(url, options, first);
}

async function* follow(
  url: URL,
  options: Options,
  first: Promise<Response>,
): AsyncGenerator<Message> {`,
    ], [
      "let cursor = since;",
      `let cursor = since;
  let response = await first;`,
    ], [
      `const address = new URL(\`messages?since=\${cursor}\`, url);
    const response = await fetch(address, { signal: signal ?? null });`,
      "",
    ], [
      "await pause(intervalMs, signal);",
      `await pause(intervalMs, signal);
    if (signal?.aborted) return;
    const address = new URL(\`messages?since=\${cursor}\`, url);
    response = await fetch(address, { signal: signal ?? null });`,
    ]],
  },
  waits_first: {
    caughtBy: "asks at once, but not before it is asked",
    misconception: "First the interval, then the question.",
    says: "the first poll",
    edits: [[
      "while (!signal?.aborted) {",
      `while (!signal?.aborted) {
    await pause(intervalMs, signal);
    if (signal?.aborted) return;`,
    ], ["await pause(intervalMs, signal);", ""]],
  },
  yields_only_the_newest: {
    caughtBy:
      "yields each message once, in order, and goes on after a full page",
    misconception: "The caller wants to know the present state.",
    says: "once each and in order",
    edits: [["await response.json()", "(await response.json()).slice(-1)"]],
  },
});

proveWholeMistakes("02_polling/02_ask_again");
