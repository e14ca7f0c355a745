import { proveMistakes, proveWholeMistakes } from "../../kit/_mistakes.ts";

proveMistakes("03_long_polling/04_ask_at_once", { base: "status_0" }, {
  takes_null_for_a_document: {
    caughtBy: "ends when the server refuses",
    misconception: "What is JSON has members.",
    says: "Only an error that may pass",
    edits: [
      ["/^[{[]/.test(text) ? JSON", "/^[{[n]/.test(text) ? JSON"],
      ["body?.type ===", "body.type ==="],
    ],
  },
  shifts_by_the_errors: {
    caughtBy: "backs off at random, longer and longer, after errors",
    misconception: "1 << n is a power of two.",
    says: "errors in a row too",
    edits: [["500 * 2 ** errors++", "500 * (1 << errors++ % 32) >>> 0"]],
  },
  pauses_for_an_hour_at_most: {
    caughtBy: "pauses for pauseMs between two polls",
    misconception: "Nobody wants to wait for longer than an hour.",
    says: "no request",
    edits: [[
      "await pause(pauseMs, signal);",
      "await pause(Math.min(pauseMs, 3_600_000), signal);",
    ]],
  },
  limits_a_poll_to_ten_minutes: {
    caughtBy: "counts the limit to the last byte of the body",
    misconception: "No server holds a poll for longer than ten minutes.",
    says: "A server that falls silent",
    edits: [[
      "AbortSignal.timeout(limitMs)",
      "AbortSignal.timeout(Math.min(limitMs, 600_000))",
    ]],
  },
  counts_from_below_zero: {
    caughtBy: "draws each wait over its whole range",
    misconception: "The first error is no error yet: it may be a slip.",
    says: "of a reader that has only just begun",
    edits: [[`let errors = 0;`, `let errors = -1;`]],
  },
  begins_behind_the_first: {
    caughtBy: "works without any option, a signal included",
    misconception: "Ids begin at 1, and so does a cursor.",
    says: "a question for everything that is kept",
    edits: [[`since = 0,`, `since = 1,`]],
  },
  gives_up_a_millisecond_late: {
    caughtBy: "gives a silent server up after 35 s, and not before",
    misconception:
      "More than 35 seconds is when they are over, not when they are full.",
    says: "the poll given up at 35,000 ms",
    edits: [[`limitMs = 35_000`, `limitMs = 35_001`]],
  },
  demands_somebody_to_tell: {
    caughtBy: "begins anew also when nobody wants to be told",
    misconception: "Whoever reads wants to know of a reset.",
    says: "onReset may be left out",
    edits: [[`options.onReset?.({`, `options.onReset!({`]],
  },
  keeps_one_limit: {
    caughtBy: "reads on as the board allows, whatever happens",
    misconception:
      "There is one poll at a time: the last timer is kept to be cleared.",
    says: "given up at",
    edits: [[
      "const limit = AbortSignal.timeout(limitMs);",
      `clearTimeout(limiting);
  const limiter = new AbortController();
  limiting = setTimeout(() => limiter.abort(), limitMs);
  const limit = limiter.signal;`,
    ], [
      "async function ask(",
      `let limiting: ReturnType<typeof setTimeout> | undefined;

async function ask(`,
    ]],
  },
  waits_for_the_longer_of_both: {
    caughtBy: "asks no earlier than Retry-After says",
    misconception: "To wait longer than the server asks is kinder still.",
    says: "takes the place of the formula",
    edits: [[
      "retryAfterMs || backoffMs",
      "Math.max(backoffMs, retryAfterMs)",
    ]],
  },
  asks_on_at_once_when_nothing_is_new: {
    caughtBy: "backs off when a 200 brings nothing new",
    misconception: "A 200 is a success, whatever it brings.",
    says: "thousands of times a second",
    edits: [[
      `isOld(answer, cursor)
      ? {}
      : answer ?? {}`,
      "answer ?? {}",
    ]],
  },
  pauses_after_errors_too: {
    caughtBy: "pauses for pauseMs between two polls",
    misconception: "The pause is between two polls, whatever the answer was.",
    says: "the backoff takes its place",
    edits: [[
      "await pause(retryAfterMs || backoffMs, signal);",
      "await pause(pauseMs + (retryAfterMs || backoffMs), signal);",
    ]],
  },
  waits_as_asked_without_counting: {
    caughtBy: "asks no earlier than Retry-After says",
    misconception: "Whoever waits as the server asks has made no error.",
    says: "each counts as one",
    edits: [[
      "await pause(retryAfterMs || backoffMs, signal);",
      `if (retryAfterMs > 0) errors--;
      await pause(retryAfterMs || backoffMs, signal);`,
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
    edits: [
      ["let cursor = since;", "let cursor = Math.max(since, seen);"],
      ["cursor = message.id;", "seen = cursor = message.id;"],
      [
        "class PollReplacedError",
        `let seen = 0;

class PollReplacedError`,
      ],
    ],
  },
  knows_abort_errors_only: {
    caughtBy: "ends whatever the reason of the abort is",
    misconception: "Whoever aborts does it with an AbortError.",
    says: "Only the signal knows",
    edits: [
      ["while (!signal?.aborted) {", "while (true) {"],
      [
        `await ask(address, limitMs, signal);
    if (signal?.aborted) return;`,
        `await ask(address, limitMs, signal);
    if (answer?.status === -1) return;`,
      ],
      [
        "pause(retryAfterMs || backoffMs, signal)",
        "pause(retryAfterMs || backoffMs)",
      ],
      [
        `} catch {
    return undefined;`,
        `} catch (error) {
    return (error as Error).name === "AbortError" ? { status: -1 } : undefined;`,
      ],
    ],
  },
  always_backs_off_alike: {
    caughtBy: "backs off at random, longer and longer, after errors",
    misconception: "One random wait is as good as a growing one.",
    says: "a random and growing time",
    edits: [[
      "Math.min(30_000, 500 * 2 ** errors++)",
      "Math.min(500, 500 * 2 ** errors++)",
    ]],
  },
  asks_too_early: {
    caughtBy: "asks for nothing before it is asked",
    misconception:
      "The first poll may as well begin when the function is called.",
    says: "starts with the first next()",
    edits: [["export async function* messages(", "async function* read("], [
      `await pause(pauseMs, signal);
  }
}`,
      `await pause(pauseMs, signal);
  }
}

export function messages(
  url: URL,
  options: Options = {},
): AsyncGenerator<Message> {
  const iterator = read(url, options);
  const first = iterator.next();
  return (async function* () {
    const { done, value } = await first;
    if (done) return;
    yield value;
    yield* iterator;
  })();
}`,
    ]],
  },
  asks_until_it_is_let_in: {
    caughtBy: "ends when the server refuses",
    misconception: "Every error may pass.",
    says: "404 stays 404",
    edits: [[
      `class HttpError extends Error {
  override name = "HttpError";
}`,
      "",
    ], [
      "status === 0 || status >= 500 || [408, 425, 429].includes(status)",
      `
      status === 0 || status >= 400 && ![400, 409, 410].includes(status) ||
      status === 400 && body?.type !== "/problems/cursor-from-future"
    `,
    ], ["if (status >= 400) throw new HttpError(`${status}`);", ""]],
  },
  asks_with_the_lost_cursor: {
    caughtBy: "begins anew when the cursor cannot be answered",
    misconception: "410 may pass, like 503.",
    says: "A gone cursor is no network error",
    edits: [[
      "status === 0 || status >= 500 || [408, 425, 429].includes(status)",
      `
      status === 0 || status >= 500 || [408, 410, 425, 429].includes(status)
    `,
    ]],
  },
  backs_off_like_everybody_else: {
    caughtBy: "backs off at random, longer and longer, after errors",
    misconception:
      "Doubling the wait is enough; chance only makes it harder to test.",
    says: "at the same instant",
    edits: [[
      "Math.random() * Math.min(30_000, 500 * 2 ** errors++)",
      "Math.min(30_000, 500 * 2 ** errors++)",
    ]],
  },
  counts_seconds: {
    caughtBy: "asks again within a second of waking up",
    misconception:
      "A clock that ticks every second knows how long it has been.",
    says: "The limit is overdue at wake-up",
    edits: [[
      `const limit = AbortSignal.timeout(limitMs);
  const either = signal ? AbortSignal.any([limit, signal]) : limit;`,
      `const limit = new AbortController();
  let leftMs = limitMs;
  const clock = setInterval(() => {
    leftMs -= 1_000;
    if (leftMs <= 0) limit.abort();
  }, 1_000);
  const either = AbortSignal.any([limit.signal, ...(signal ? [signal] : [])]);`,
    ], [
      "return undefined;",
      `return undefined;
  } finally {
    clearInterval(clock);`,
    ]],
  },
  fights_for_its_place: {
    caughtBy: "ends when a newer poll took its place",
    misconception: "409 is an error like any other: try again.",
    says: "throw each other out for ever",
    edits: [[
      `class PollReplacedError extends Error {
  override name = "PollReplacedError";
}`,
      "",
    ], [
      "status === 0 || status >= 500 || [408, 425, 429].includes(status)",
      `
      status === 0 || status >= 500 || [408, 409, 425, 429].includes(status)
    `,
    ], ["if (status === 409) throw new PollReplacedError();", ""]],
  },
  finishes_its_poll_first: {
    caughtBy: "ends at once when it is aborted during a poll",
    misconception: "It is enough to look at the signal between two polls.",
    says: "A poll that stays open",
    edits: [["ask(address, limitMs, signal)", "ask(address, limitMs)"], [
      "async function ask(address: URL, limitMs: number, signal?: AbortSignal) {",
      "async function ask(address: URL, limitMs: number) {",
    ], [
      "const either = signal ? AbortSignal.any([limit, signal]) : limit;",
      "",
    ], ["signal: either", "signal: limit"]],
  },
  gives_up: {
    caughtBy: "comes back when the server is back",
    misconception: "After five errors there is no hope.",
    says: "press reload for the reader",
    edits: [[
      "if (status === 0 || status >= 500 || [408, 425, 429].includes(status)) {",
      `if (status === 0 || status >= 500 || [408, 425, 429].includes(status)) {
      if (errors > 4) throw new HttpError("no answer");`,
    ]],
  },
  has_no_upper_bound: {
    caughtBy: "backs off at random, longer and longer, after errors",
    misconception: "Doubling has no end.",
    says: "a random and growing time",
    edits: [["Math.min(30_000, 500 * 2 ** errors++)", "500 * 2 ** errors++"]],
  },
  is_as_patient_as_the_server: {
    caughtBy: "gives a silent server up after 35 s, and not before",
    misconception:
      "The server holds for 25 seconds, so the limit of the client is 25 seconds.",
    says: "cuts healthy polls",
    edits: [["limitMs = 35_000", "limitMs = 25_000"]],
  },
  keeps_the_first_cursor: {
    caughtBy: "asks again at once with the last id as the cursor",
    misconception:
      "The server remembers what it has sent; the client need not say it again.",
    says: "the client is deaf",
    edits: [["cursor}`", "since}`"]],
  },
  never_forgets_an_error: {
    caughtBy: "begins the backoff anew after a success",
    misconception: "Errors are counted from the start.",
    says: "the first hiccup of the next day",
    edits: [[
      `}
    errors = 0;`,
      "}",
    ]],
  },
  never_goes_back: {
    caughtBy: "begins anew when the cursor cannot be answered",
    misconception: "A cursor only ever grows.",
    says: "old ids are new messages",
    edits: [
      [
        "let cursor = since;",
        `let cursor = since;
  let highest = since;`,
      ],
      ["message.id <= cursor", "message.id <= highest"],
      ["cursor = message.id", "cursor = highest = message.id"],
    ],
  },
  never_pauses: {
    caughtBy: "pauses for pauseMs between two polls",
    misconception: "At once is always best.",
    says: "a short pause brings many messages",
    edits: [[
      "{ since = 0, signal, pauseMs = 0, limitMs = 35_000 }",
      "{ since = 0, signal, limitMs = 35_000 }",
    ], ["await pause(pauseMs, signal);", ""]],
  },
  never_tires: {
    caughtBy: "backs off at random, longer and longer, after errors",
    misconception:
      "Whoever asks again at once after news asks again at once after an error.",
    says: "gets all its readers back at the same instant",
    edits: [[
      `const backoffMs = Math.random() * Math.min(30_000, 500 * 2 ** errors++);
      await pause(retryAfterMs || backoffMs, signal);`,
      `errors++;
      await pause(retryAfterMs, signal);`,
    ]],
  },
  reads_seconds_as_milliseconds: {
    caughtBy: "asks no earlier than Retry-After says",
    misconception: "Times in HTTP are in milliseconds.",
    says: "Retry-After is in seconds",
    edits: [[
      '1_000 * Number(response.headers.get("retry-after") ?? 0)',
      'Number(response.headers.get("retry-after") ?? 0)',
    ]],
  },
  rests_between_polls: {
    caughtBy: "asks again at once with the last id as the cursor",
    misconception: "A second between two polls is good manners.",
    says: "the client is deaf",
    edits: [["pauseMs = 0", "pauseMs = 1_000"]],
  },
  says_all_that_it_has: {
    caughtBy: "yields nothing after an abort",
    misconception: "What has arrived has to be delivered.",
    says: "who said stop",
    edits: [[
      `yield message;
      if (signal?.aborted) return;`,
      "yield message;",
    ]],
  },
  sleeps_to_the_end: {
    caughtBy: "ends at once when it is aborted during a wait",
    misconception: "A wait ends when its time is up.",
    says: "A wait that nobody can interrupt",
    edits: [
      [
        "pause(retryAfterMs || backoffMs, signal)",
        "pause(retryAfterMs || backoffMs)",
      ],
      ["pause(pauseMs, signal)", "pause(pauseMs)"],
      [
        `const TIMER_MS_MAX = 2 ** 31 - 1;

async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (ms === 0 || signal?.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => resolve();
  const timer = setTimeout(done, Math.min(ms, TIMER_MS_MAX));
  signal?.addEventListener("abort", done);
  await promise;
  clearTimeout(timer);
  signal?.removeEventListener("abort", done);
  if (ms > TIMER_MS_MAX) await pause(ms - TIMER_MS_MAX, signal);`,
        `async function pause(ms: number): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));`,
      ],
    ],
  },
  takes_quiet_for_an_error: {
    caughtBy: "asks again at once after a quiet poll",
    misconception: "No messages means that something went wrong.",
    says: "204 is the normal end",
    edits: [[
      "status === 0 || status >= 500 || [408, 425, 429].includes(status)",
      `
      status === 0 || status === 204 || status >= 500 ||
      [408, 425, 429].includes(status)
    `,
    ]],
  },
  trusts_the_body: {
    caughtBy: "counts the limit to the last byte of the body",
    misconception: "When the headers are there, the answer is there.",
    says: "fetch is done when the headers are there",
    edits: [[
      `const limit = AbortSignal.timeout(limitMs);
  const either = signal ? AbortSignal.any([limit, signal]) : limit;`,
      `const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), limitMs);
  const either = AbortSignal.any([limit.signal, ...(signal ? [signal] : [])]);`,
    ], [
      "const response = await fetch(address, { signal: either });",
      `const response = await fetch(address, { signal: either });
    clearTimeout(timer);`,
    ]],
  },
  waits_for_ever: {
    caughtBy: "gives a silent server up after 35 s, and not before",
    misconception: "A connection that is broken says so.",
    says: "A connection can die without a word",
    edits: [
      [
        "{ since = 0, signal, pauseMs = 0, limitMs = 35_000 }",
        "{ since = 0, signal, pauseMs = 0 }",
      ],
      ["ask(address, limitMs, signal)", "ask(address, signal)"],
      [
        `async function ask(address: URL, limitMs: number, signal?: AbortSignal) {
  const limit = AbortSignal.timeout(limitMs);
  const either = signal ? AbortSignal.any([limit, signal]) : limit;`,
        "async function ask(address: URL, signal?: AbortSignal) {",
      ],
      ["signal: either", "signal: signal ?? null"],
    ],
  },
  yields_all_that_comes: {
    caughtBy: "drops what it has already seen",
    misconception: "The server sends each message once.",
    says: "so it sends some messages twice",
    edits: [["if (message.id <= cursor) continue;", ""]],
  },
});

proveWholeMistakes("03_long_polling/04_ask_at_once");
