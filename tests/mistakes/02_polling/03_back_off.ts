import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("02_polling/03_back_off", { base: "status_0" }, {
  counts_from_below_zero: {
    caughtBy: "draws each wait over its whole range",
    misconception: "The first error is no error yet: it may be a slip.",
    says: "of a reader that has only just begun",
    edits: [[`let errors = 0;`, `let errors = -1;`]],
  },
  multiplies_instead_of_doubling: {
    caughtBy: "draws each wait over its whole range",
    misconception: "Twice as much each time is two times the number of errors.",
    says: "The formula holds for each n by itself",
    edits: [[`500 * 2 ** errors++`, `500 * 2 * errors++`]],
  },
  begins_behind_the_first: {
    caughtBy:
      "asks from the beginning, every 2,000 ms, when nothing else is said",
    misconception: "Ids begin at 1, and so does a cursor.",
    says: "since is 0",
    edits: [[`since = 0,`, `since = 1,`]],
  },
  hands_out_what_is_left: {
    caughtBy: "yields nothing after an abort",
    misconception: "What has arrived may as well be read.",
    says: "The rest of an answer is no exception",
    edits: [[
      `yield message;
      if (signal?.aborted) return;`,
      `yield message;`,
    ]],
  },
  keeps_what_the_server_asked_once: {
    caughtBy: "waits as the answer asks and goes on, whatever happens",
    misconception: "A server that asked for 45 s once wants them each time.",
    says: "follows from its last answer",
    edits: [[
      "await pause(retryAfterMs(retryAfter) ?? backoffMs, signal);",
      `asked = retryAfterMs(retryAfter) ?? asked;
      await pause(asked ?? backoffMs, signal);`,
    ], [
      "let errors = 0;",
      `let errors = 0;
  let asked: number | undefined;`,
    ]],
  },
  leaves_the_path_of_the_board: {
    caughtBy: "asks below the board's own address",
    misconception: "A board is a host.",
    says: "leaves that path",
    edits: [["`messages?since", "`/messages?since"]],
  },
  knows_abort_errors_only: {
    caughtBy: "ends at once when it is aborted",
    misconception: "Whoever aborts does it with an AbortError.",
    says: "who judges by the error's name",
    edits: [
      ["while (!signal?.aborted) {", "while (true) {"],
      [
        `await ask(address, signal);
    if (signal?.aborted) return;`,
        `await ask(address, signal);
    if (status === -1) return;`,
      ],
      ["?? backoffMs, signal);", "?? backoffMs);"],
      [
        `} catch {
    return { status: 0, news: [], retryAfter: null };`,
        `} catch (error) {
    const status = (error as Error).name === "AbortError" ? -1 : 0;
    return { status, news: [], retryAfter: null };`,
      ],
    ],
  },
  forgives_who_says_when: {
    caughtBy: "counts an error that carries Retry-After",
    misconception: "A server that says when it will be back is in no trouble.",
    says: "An error stays an error",
    edits: [[
      `const backoffMs = Math.random() * Math.min(30_000, 500 * 2 ** errors++);
      await pause(retryAfterMs(retryAfter) ?? backoffMs, signal);`,
      `const askedMs = retryAfterMs(retryAfter);
      const backoffMs = () =>
        Math.random() * Math.min(30_000, 500 * 2 ** errors++);
      await pause(askedMs ?? backoffMs(), signal);`,
    ]],
  },
  counts_for_all_readers: {
    caughtBy: "counts the errors of each reader by themselves",
    misconception: "Errors are the server's, so they are counted once.",
    says: "the bad luck of another",
    edits: [["  let errors = 0;", ""], [
      "export class HttpError",
      `let errors = 0;

export class HttpError`,
    ]],
  },
  a_refused_connection_is_the_end: {
    caughtBy: "comes back when the server is back",
    misconception: "When fetch throws there is no server any more.",
    says: "fetch throws then",
    edits: [[
      "async function ask(address: URL, signal?: AbortSignal) {",
      `async function ask(address: URL, signal?: AbortSignal) {
  const response = await fetch(address, { signal: signal ?? null });`,
    ], [
      "const response = await fetch(address, { signal: signal ?? null });",
      "",
    ]],
  },
  adds_the_interval: {
    caughtBy: "waits at most 500 ms, then twice as much after each error",
    misconception: "The backoff comes on top of the interval.",
    says: "whoever adds the interval",
    edits: [[
      "retryAfterMs(retryAfter) ?? backoffMs",
      "retryAfterMs(retryAfter) ?? intervalMs + backoffMs",
    ]],
  },
  asks_until_it_is_let_in: {
    caughtBy: "ends with HttpError when the server refuses",
    misconception: "Every error may pass if you wait long enough.",
    says: "404 stays 404",
    edits: [[
      "status === 0 || status >= 500 || [408, 425, 429].includes(status)",
      "status === 0 || status >= 400",
    ], ["if (status >= 400) throw new HttpError(`${status}`);", ""]],
  },
  backs_off_from_an_abort: {
    caughtBy: "ends at once when it is aborted",
    misconception: "Whatever makes fetch throw is a broken connection.",
    says: "for a reader who left",
    edits: [[
      `const { status, news, retryAfter } = await ask(address, signal);
    if (signal?.aborted) return;`,
      "const { status, news, retryAfter } = await ask(address, signal);",
    ], [
      "pause(retryAfterMs(retryAfter) ?? backoffMs, signal)",
      "pause(retryAfterMs(retryAfter) ?? backoffMs)",
    ]],
  },
  begins_with_two: {
    caughtBy: "waits at most 500 ms, then twice as much after each error",
    misconception: "The first error is number 1.",
    says: "begins with 2",
    edits: [["errors++", "++errors"]],
  },
  draws_only_a_little: {
    caughtBy: "spreads its waits over the whole range",
    misconception: "A tenth more or less is chance enough.",
    says: "or only a little",
    edits: [[
      "Math.random() * Math.min(30_000, 500 * 2 ** errors++)",
      `(0.9 + Math.random() / 10) *
        Math.min(30_000, 500 * 2 ** errors++)`,
    ]],
  },
  draws_only_once: {
    caughtBy: "spreads its waits over the whole range",
    misconception: "A random number is random, however often it is used.",
    says: "each draws only once",
    edits: [[
      `override name = "HttpError";
}`,
      `override name = "HttpError";
}

const chance = Math.random();`,
    ], ["Math.random()", "chance"]],
  },
  ends_without_a_word: {
    caughtBy: "ends with HttpError when the server refuses",
    misconception: "When there is nothing more to ask, the loop is over.",
    says: "the iteration to throw HttpError",
    edits: [["throw new HttpError(`${status}`);", "return;"]],
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
  gives_up_after_fifty: {
    caughtBy: "never waits longer than 30 s",
    misconception: "A board that fails fifty times is gone.",
    says: "the next poll",
    edits: [[
      "500 * 2 ** errors++);",
      `500 * 2 ** errors++);
      if (errors === 50) return;`,
    ]],
  },
  waits_an_hour_for_it_at_most: {
    caughtBy: "asks no earlier than Retry-After says, and not much later",
    misconception: "No server is down for a day.",
    says: "asking earlier finds it closed",
    edits: [[
      "retryAfterMs(retryAfter) ?? backoffMs",
      "Math.min(retryAfterMs(retryAfter) ?? backoffMs, 7_200_000)",
    ]],
  },
  gives_up: {
    caughtBy: "asks again after everything that may pass",
    misconception: "A server that answers 503 is broken.",
    says: "Nobody is there to press reload",
    edits: [[
      "status === 0 || status >= 500 || [408, 425, 429].includes(status)",
      "status === 0 || [408, 425, 429].includes(status)",
    ]],
  },
  has_no_chance: {
    caughtBy: "spreads its waits over the whole range",
    misconception: "Exponential backoff is doubling.",
    says: "in the same instant",
    edits: [[
      "Math.random() * Math.min(30_000, 500 * 2 ** errors++)",
      "Math.min(30_000, 500 * 2 ** errors++)",
    ]],
  },
  has_no_upper_bound: {
    caughtBy: "never waits longer than 30 s",
    misconception: "Doubling has no end.",
    says: "Doubling has no end of its own",
    edits: [["Math.min(30_000, 500 * 2 ** errors++)", "500 * 2 ** errors++"]],
  },
  is_soon_back: {
    caughtBy: "never waits longer than 30 s",
    misconception: "Ten seconds are enough for any server.",
    says: "waits up to 30,000 ms",
    edits: [[
      "Math.min(30_000, 500 * 2 ** errors++)",
      "Math.min(10_000, 500 * 2 ** errors++)",
    ]],
  },
  knows_no_dates: {
    caughtBy: "understands Retry-After as a date",
    misconception: "Nobody sends a date.",
    says: "no request",
    edits: [[
      'value.endsWith("GMT") ? Date.parse(value) - Date.now() : 0',
      "0",
    ]],
  },
  knows_only_5xx: {
    caughtBy: "asks again after everything that may pass",
    misconception: "4xx is always the client's fault.",
    says: "the iteration to go on",
    edits: [[
      "status === 0 || status >= 500 || [408, 425, 429].includes(status)",
      "status === 0 || status >= 500",
    ]],
  },
  never_forgets_an_error: {
    caughtBy: "begins anew after a success, 304 among them",
    misconception: "Errors are counted from the start.",
    says: "the first hiccup of the next day",
    edits: [[
      `if (status >= 400) throw new HttpError(\`\${status}\`);
    errors = 0;`,
      "if (status >= 400) throw new HttpError(`${status}`);",
    ]],
  },
  reads_a_date_as_a_number: {
    caughtBy: "understands Retry-After as a date",
    misconception: "Retry-After is a number.",
    says: "NaN",
    edits: [[
      String.raw`if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const ms = value.endsWith("GMT") ? Date.parse(value) - Date.now() : 0;
  return ms > 0 ? ms : undefined;`,
      "return Number(value) * 1_000;",
    ]],
  },
  reads_seconds_as_milliseconds: {
    caughtBy: "asks no earlier than Retry-After says, and not much later",
    misconception: "Times are in milliseconds.",
    says: "Retry-After is in seconds",
    edits: [["Number(value) * 1_000", "Number(value)"]],
  },
  takes_304_for_an_error: {
    caughtBy: "begins anew after a success, 304 among them",
    misconception: "Only 200 is a success.",
    says: "304 says that all is well",
    edits: [[
      `continue;
    }`,
      `continue;
    }
    if (status !== 200 && status < 400) {
      await pause(backoff(errors++), signal);
      continue;
    }`,
    ], [
      `await pause(intervalMs, signal);
  }
}`,
      `await pause(intervalMs, signal);
  }
}

function backoff(errors: number): number {
  return Math.random() * Math.min(30_000, 500 * 2 ** errors);
}`,
    ]],
  },
  takes_an_error_for_news: {
    caughtBy: "asks again after everything that may pass",
    misconception: "After an error the safest place is the beginning.",
    says: "which errors do not change",
    edits: [[
      "await pause(retryAfterMs(retryAfter) ?? backoffMs, signal);",
      `await pause(retryAfterMs(retryAfter) ?? backoffMs, signal);
      cursor = 0;`,
    ]],
  },
  takes_no_notice: {
    caughtBy: "asks no earlier than Retry-After says, and not much later",
    misconception: "The formula is all one needs.",
    says: "The server knows when it will be back",
    edits: [
      ["{ status, news, retryAfter }", "{ status, news }"],
      ["retryAfterMs(retryAfter) ?? backoffMs", "backoffMs"],
      ["{ status, headers }", "{ status }"],
      [
        '{ status, news, retryAfter: headers.get("retry-after") }',
        "{ status, news }",
      ],
      ["{ status: 0, news: [], retryAfter: null }", "{ status: 0, news: [] }"],
      [
        String
          .raw`function retryAfterMs(value: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const ms = value.endsWith("GMT") ? Date.parse(value) - Date.now() : 0;
  return ms > 0 ? ms : undefined;
}

const TIMER_MS_MAX = 2 ** 31 - 1;`,
        "",
      ],
    ],
  },
  takes_the_longer_of_both: {
    caughtBy: "asks no earlier than Retry-After says, and not much later",
    misconception: "Retry-After is a lower bound for the formula.",
    says: "the next poll",
    edits: [[
      "retryAfterMs(retryAfter) ?? backoffMs",
      "Math.max(retryAfterMs(retryAfter) ?? 0, backoffMs)",
    ]],
  },
  the_past_is_now: {
    caughtBy: "backs off as ever when Retry-After is of no use",
    misconception: "A time that has passed means: now.",
    says: "a date in the past gives a negative wait",
    edits: [["ms > 0 ? ms : undefined", "Math.max(0, ms)"]],
  },
  trusts_number: {
    caughtBy: "backs off as ever when Retry-After is of no use",
    misconception: "Number() says what a number is.",
    says: "are numbers",
    edits: [[String.raw`/^\d+$/.test`, "Number"]],
  },
  trusts_the_body: {
    caughtBy: "asks again after everything that may pass",
    misconception: "When the headers are there the answer is there.",
    says: "the iteration to go on",
    edits: [[
      "for (const message of news) {",
      "for (const message of await news()) {",
    ], [
      `const text = await response.text();
    const news: Message[] = status === 200 ? JSON.parse(text) : [];`,
      "const news = () => status === 200 ? response.json() : [];",
    ], ["news: []", "news: () => []"]],
  },
  waits_30_s_at_most: {
    caughtBy: "asks no earlier than Retry-After says, and not much later",
    misconception: "The bound of 30 s holds for every wait.",
    says: "its bound of 30 s",
    edits: [[
      "Number(value) * 1_000",
      "Math.min(30_000, Number(value) * 1_000)",
    ]],
  },
  waits_at_least_half: {
    caughtBy: "spreads its waits over the whole range",
    misconception: "A wait that is nearly 0 is no wait.",
    says: "in every third",
    edits: [[
      "Math.random() * Math.min(30_000, 500 * 2 ** errors++)",
      `(0.5 + Math.random() / 2) *
        Math.min(30_000, 500 * 2 ** errors++)`,
    ]],
  },
  waits_the_same_time: {
    caughtBy: "waits at most 500 ms, then twice as much after each error",
    misconception: "A pause of a second is long enough for any server.",
    says: "the next poll",
    edits: [[
      "Math.random() * Math.min(30_000, 500 * 2 ** errors++)",
      "(errors++, 1_000)",
    ]],
  },
});

proveMistakes("02_polling/03_back_off", { base: "solution" }, {
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
  doubles_with_a_shift: {
    caughtBy: "never waits longer than 30 s",
    misconception: "A shift by n is two to the power of n.",
    says: "after more than 31 errors",
    edits: [["500 * 2 ** errors", "Math.max(0, 500 << errors)"]],
  },
  draws_once_for_each_row: {
    caughtBy: "spreads its waits over the whole range",
    misconception: "One random number keeps the readers apart.",
    says: "five errors in a row with five shares of the bound",
    edits: [[
      "function backoffMs(errors: number)",
      `let share = 0;
function backoffMs(errors: number)`,
    ], [
      "return Math.random() * Math.min(",
      `if (errors === 0) share = Math.random();
  return share * Math.min(`,
    ]],
  },
  goes_by_the_clock_of_the_server: {
    caughtBy: "understands Retry-After as a date",
    misconception: "A date of the server is read by the server's clock.",
    says: "the next poll",
    edits: [[
      "Date.parse(value) - Date.now()",
      `Date.parse(value) -
      Date.parse(headers.get("date") ?? new Date().toUTCString())`,
    ]],
  },
  keeps_retry_after: {
    caughtBy: "counts an error that carries Retry-After",
    misconception: "What the server has said holds until it is well again.",
    says: "the formula goes on from there",
    edits: [
      [
        "await pause(answer?.retryAfterMs ?? backoffMs(errors), signal);",
        `kept = answer?.retryAfterMs ?? kept;
      await pause(kept ?? backoffMs(errors), signal);`,
      ],
      ["    errors = 0;", "    errors = 0;\n    kept = undefined;"],
      [
        "  let errors = 0;",
        "  let errors = 0;\n  let kept: number | undefined;",
      ],
    ],
  },
  rounds_to_whole_seconds: {
    caughtBy: "understands Retry-After as a date",
    misconception: "Retry-After is in seconds, so the wait is too.",
    says: "no request",
    edits: [[
      "return ms > 0 ? ms : undefined;",
      "return ms > 0 ? Math.round(ms / 1_000) * 1_000 : undefined;",
    ]],
  },
  tries_again_when_told_when: {
    caughtBy: "ends with HttpError when the server refuses",
    misconception: "Who says when to come back wants to be asked again.",
    says: "the iteration to throw HttpError",
    edits: [[
      "answer === undefined || mayPass(answer.status)",
      "answer === undefined || mayPass(answer.status) ||\n      answer.retryAfterMs",
    ]],
  },
  takes_0_for_no_interval: {
    caughtBy: "begins anew after a success, 304 among them",
    misconception: "What is 0 was not given.",
    says: "the next poll",
    edits: [[
      "intervalMs = 2_000, signal } = options;",
      `signal } = options;
  const intervalMs = options.intervalMs || 2_000;`,
    ]],
  },
});
