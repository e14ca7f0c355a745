import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("06_push/02_send", { base: "a_queue_for_turns" }, {
  shifts_the_bound: {
    caughtBy: "waits longer after each failure, by chance",
    misconception: "A shift doubles, however often.",
    says: "after failures 8 to 79",
    edits: [["500 * 2 ** (attempts - 1)", "500 << (attempts - 1)"]],
  },
  waits_a_day_at_most: {
    caughtBy: "waits as long as Retry-After says, in seconds or as a date",
    misconception: "No service is away for longer than a day.",
    says: "ms after Retry-After",
    edits: [[
      "pause(retryAfterMs ?? backoff)",
      "pause(Math.min(retryAfterMs ?? backoff, 86_400_000))",
    ]],
  },
  counts_for_all_calls: {
    caughtBy: "keeps two calls apart",
    misconception: "The limit is one for the program.",
    says: "in flight",
    edits: [[
      `const queue: (() => void)[] = [];
  let running = 0;`,
      "",
    ], [
      "const TIMER_MS_MAX = 2 ** 31 - 1;",
      `const TIMER_MS_MAX = 2 ** 31 - 1;
const queue: (() => void)[] = [];
let running = 0;`,
    ]],
  },
  knows_four_failures_of_servers: {
    caughtBy: "tries again what may pass, as often as it may",
    misconception: "There are four statuses from 500 on.",
    says: "of the report to have",
    edits: [["status >= 500", "[500, 502, 503, 504].includes(status)"]],
  },
  takes_0_for_nothing: {
    caughtBy: "writes to each one what it was told, encrypted and signed",
    misconception: "0 seconds are no wish.",
    says: "ttl: 0",
    edits: [["TTL: ttlSeconds", "TTL: ttlSeconds || 60"]],
  },
  asks_again_whether_they_are_gone: {
    caughtBy: "forgets who is gone, once and at once",
    misconception: "404 may be a mistake of the moment; only 410 is for ever.",
    says: "the report",
    edits: [[
      "status === 404 || status === 410",
      "status === 410 || (status === 404 && attempts === most)",
    ], [
      "status === 0 || status === 429 || status >= 500",
      `status === 0 || status === 404 || status === 429 ||
      status >= 500`,
    ]],
  },
  begins_with_a_second: {
    caughtBy: "waits longer after each failure, by chance",
    misconception: "The first failure is number 1.",
    says: "at most",
    edits: [["(attempts - 1)", "attempts"]],
  },
  comes_back_to_a_date_in_the_past: {
    caughtBy: "waits as ever when Retry-After is of no use",
    misconception: "A date that is over means: now.",
    says: "GMT",
    edits: [[
      String
        .raw`if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1_000;
  const isDate = retryAfter.endsWith(" GMT");
  const ms = isDate ? Date.parse(retryAfter) - Date.now() : NaN;
  return ms > 0 ? ms : undefined;`,
      `if (/^[0-9]+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  if (!retryAfter.endsWith("GMT")) return undefined;
  const ms = Date.parse(retryAfter) - Date.now();
  return Math.max(0, ms);`,
    ]],
  },
  counts_a_place_twice: {
    caughtBy: "keeps as many in flight as it may, and never more",
    misconception: "Whoever leaves frees the place and wakes the next.",
    says: "repetitions in flight",
    edits: [[
      `const next = queue.shift();
    if (next) next();
    else running--;`,
      `running--;
    queue.shift()?.();`,
    ]],
  },
  counts_characters: {
    caughtBy: "refuses a payload that nobody takes, before anything is sent",
    misconception: "A text is as long as its length.",
    says: "PayloadTooLargeError",
    edits: [["new TextEncoder().encode(payload)", "payload"]],
  },
  counts_everybodys_failures: {
    caughtBy: "waits longer after each failure, by chance",
    misconception: "The service is in trouble, whoever it was that noticed.",
    says: "at most",
    edits: [[
      `override name = "PayloadTooLargeError";
}`,
      `override name = "PayloadTooLargeError";
}

let failures = 0;`,
    ], ["(attempts - 1)", "failures++"]],
  },
  does_not_listen: {
    caughtBy: "waits as long as Retry-After says, in seconds or as a date",
    misconception: "The backoff is polite enough.",
    says: "after Retry-After",
    edits: [["{ status, retryAfterMs }", "{ status }"], [
      "retryAfterMs ?? backoff",
      "backoff",
    ]],
  },
  does_not_repeat_after_a_cut: {
    caughtBy: "tries again what may pass, as often as it may",
    misconception: "Without an answer there is nothing to judge.",
    says: "attempts",
    edits: [[
      `return { endpoint, outcome: "gone", status, attempts };
    }`,
      `return { endpoint, outcome: "gone", status, attempts };
    }
    if (status === 0) {
      return { endpoint, outcome: "gave-up", status, attempts };
    }`,
    ]],
  },
  doubles_for_ever: {
    caughtBy: "waits longer after each failure, by chance",
    misconception: "Twice as long each time.",
    says: "30000 ms",
    edits: [[
      "Math.min(30_000, 500 * 2 ** (attempts - 1))",
      "500 * 2 ** (attempts - 1)",
    ]],
  },
  draws_only_a_little: {
    caughtBy: "waits longer after each failure, by chance",
    misconception: "A little chance is enough to keep them apart.",
    says: "in its three thirds",
    edits: [[
      "Math.random() * Math.min(30_000, 500 * 2 ** (attempts - 1))",
      `(0.7 + 0.3 * Math.random()) *
      Math.min(30_000, 500 * 2 ** (attempts - 1))`,
    ]],
  },
  draws_the_first_wait_only: {
    caughtBy: "waits longer after each failure, by chance",
    misconception: "One draw for each subscription is chance enough.",
    says: "a new draw for each wait",
    edits: [[
      "let attempts = 0;",
      `let attempts = 0;
  const draw = Math.random();`,
    ], ["Math.random()", "draw"]],
  },
  forgets_all_it_could_not_reach: {
    caughtBy: "forgets who is gone, once and at once",
    misconception: "Whoever cannot be written to is gone.",
    says: "calls of forget",
    edits: [[
      "const again = status === 0 || status === 429 || status >= 500;",
      `const again = status === 0 || status === 429 || status >= 500;
    if (!again || attempts === most) forget?.(endpoint);`,
    ]],
  },
  forgets_twice: {
    caughtBy: "forgets who is gone, once and at once",
    misconception: "It does no harm to make sure.",
    says: "forget called for",
    edits: [[
      "}));",
      `}));
  for (const { endpoint, outcome } of report) {
    if (outcome === "gone") options.forget?.(endpoint);
  }`,
    ]],
  },
  forgets_what_encryption_adds: {
    caughtBy: "refuses a payload that nobody takes, before anything is sent",
    misconception: "4,096 bytes are allowed.",
    says: "PayloadTooLargeError",
    edits: [[
      "new TextEncoder().encode(payload).length > 3993",
      "new TextEncoder().encode(payload).length > 4096",
    ]],
  },
  forgets_when_all_is_over: {
    caughtBy: "forgets who is gone, once and at once",
    misconception: "Tidying up comes last.",
    says: "with one request still in flight",
    edits: [
      [
        "}));",
        `}));
  for (const { endpoint, outcome } of report) {
    if (outcome === "gone") options.forget?.(endpoint);
  }`,
      ],
      ["{ attempts: most = 3, forget }", "{ attempts: most = 3 }"],
      ["forget?.(endpoint);", ""],
    ],
  },
  is_strict_by_one_byte: {
    caughtBy: "refuses a payload that nobody takes, before anything is sent",
    misconception: "Less than 3,993.",
    says: "a report that is",
    edits: [[
      "new TextEncoder().encode(payload).length > 3993",
      "new TextEncoder().encode(payload).length >= 3993",
    ]],
  },
  keeps_messages_for_four_weeks: {
    caughtBy: "writes to each one what it was told, encrypted and signed",
    misconception: "What I do not say has a sensible default.",
    says: "ttl:",
    edits: [[
      "{ vapid, ttlSeconds = 60, urgency, topic, agent }",
      "{ vapid, urgency, topic, agent }",
    ], [
      "{ vapidDetails: vapid, TTL: ttlSeconds, urgency, topic }",
      "{ vapidDetails: vapid, urgency, topic }",
    ]],
  },
  knows_only_503: {
    caughtBy: "tries again what may pass, as often as it may",
    misconception: "503 is the status that says: later.",
    says: "attempts",
    edits: [["status >= 500", "status === 503"]],
  },
  knows_the_number_better: {
    caughtBy: "keeps as many in flight as it may, and never more",
    misconception: "Ten is the number.",
    says: "requests in flight",
    edits: [["const { inFlight = 10 } = options;", ""], [
      "running < inFlight",
      "running < 10",
    ]],
  },
  makes_json_of_a_text: {
    caughtBy: "writes to each one what it was told, encrypted and signed",
    misconception: "A message is JSON, so the payload has to be made into it.",
    says: "that decrypts to",
    edits: [[
      `subscription,
      payload,`,
      `subscription,
      JSON.stringify(payload),`,
    ]],
  },
  never_gives_up: {
    caughtBy: "tries again what may pass, as often as it may",
    misconception: "It will work in the end.",
    says: "the report",
    edits: [["{ attempts: most = 3, forget }", "{ forget }"], [
      `if (attempts === most) {
      return { endpoint, outcome: "gave-up", status, attempts };
    }`,
      "",
    ]],
  },
  parses_whatever_comes: {
    caughtBy: "waits as ever when Retry-After is of no use",
    misconception:
      "Number and Date.parse know what is a number and what a date.",
    says: "as without Retry-After",
    edits: [[
      String
        .raw`if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1_000;
  const isDate = retryAfter.endsWith(" GMT");
  const ms = isDate ? Date.parse(retryAfter) - Date.now() : NaN;
  return ms > 0 ? ms : undefined;`,
      `if (retryAfter === "") return undefined;
  const seconds = Number(retryAfter);
  if (!Number.isNaN(seconds)) return seconds * 1000;
  return Date.parse(retryAfter) - Date.now();`,
    ]],
  },
  reads_seconds_only: {
    caughtBy: "waits as long as Retry-After says, in seconds or as a date",
    misconception: "Retry-After is a number.",
    says: "GMT",
    edits: [[
      String
        .raw`if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1_000;
  const isDate = retryAfter.endsWith(" GMT");
  const ms = isDate ? Date.parse(retryAfter) - Date.now() : NaN;
  return ms > 0 ? ms : undefined;`,
      `if (/^[0-9]+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  return undefined;`,
    ]],
  },
  reads_the_digits_it_finds: {
    caughtBy: "waits as ever when Retry-After is of no use",
    misconception: "parseInt finds the number.",
    says: "as without Retry-After",
    edits: [[
      String
        .raw`if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1_000;
  const isDate = retryAfter.endsWith(" GMT");
  const ms = isDate ? Date.parse(retryAfter) - Date.now() : NaN;`,
      `if (!Number.isNaN(parseInt(retryAfter))) return parseInt(retryAfter) * 1000;
  if (!retryAfter.endsWith("GMT")) return undefined;
  const ms = Date.parse(retryAfter) - Date.now();`,
    ]],
  },
  rejects_at_the_first_bad_one: {
    caughtBy: "reports what became of each, in their order",
    misconception: "Promise.all waits for all of them.",
    says: "the error",
    edits: [[
      'return { endpoint, outcome: "rejected", status, attempts };',
      "throw new Error(`The push service answered ${status}`);",
    ]],
  },
  repeats_every_failure: {
    caughtBy: "does not repeat what was refused",
    misconception: "What failed may work the next time.",
    says: String.raw`\"attempts\":1`,
    edits: [[
      "status === 0 || status === 429 || status >= 500",
      "status !== 201",
    ]],
  },
  repeats_past_the_queue: {
    caughtBy: "keeps as many in flight as it may, and never more",
    misconception: "Ten at a time is for those who have not been written to.",
    says: "repetitions in flight",
    edits: [["await enter()", "if (attempts === 1) await enter()"], [
      "leave()",
      "if (attempts === 1) leave()",
    ]],
  },
  reports_as_they_come: {
    caughtBy: "reports what became of each, in their order",
    misconception: "The report is what has happened, as it happened.",
    says: "entry 1",
    edits: [[
      `await Promise.all(subscriptions.map(async (subscription, index) => {
    report[index] = await sendTo(subscription, payload, options, enter, leave);`,
      `await Promise.all(subscriptions.map(async (subscription) => {
    report.push(await sendTo(subscription, payload, options, enter, leave));`,
    ]],
  },
  speaks_of_seconds_in_milliseconds: {
    caughtBy: "writes to each one what it was told, encrypted and signed",
    misconception: "Times are in milliseconds.",
    says: "ttl:",
    edits: [[
      "{ vapidDetails: vapid, TTL: ttlSeconds, urgency, topic }",
      `{
    vapidDetails: vapid,
    TTL: ttlSeconds * 1000,
    urgency,
    topic,
  }`,
    ]],
  },
  takes_429_for_a_refusal: {
    caughtBy: "tries again what may pass, as often as it may",
    misconception: "4xx is my mistake.",
    says: "attempts",
    edits: [[
      "status === 0 || status === 429 || status >= 500",
      "status === 0 || status >= 500",
    ]],
  },
  takes_a_missing_answer_for_a_refusal: {
    caughtBy: "reports what became of each, in their order",
    misconception: "Whatever is thrown says no.",
    says: String.raw`\"outcome\":\"gave-up\"`,
    edits: [["status === 0 || status === 429", "status === 429"]],
  },
  takes_seconds_for_milliseconds: {
    caughtBy: "waits as long as Retry-After says, in seconds or as a date",
    misconception: "setTimeout takes what the header says.",
    says: "after Retry-After",
    edits: [[
      String
        .raw`if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1_000;
  const isDate = retryAfter.endsWith(" GMT");
  const ms = isDate ? Date.parse(retryAfter) - Date.now() : NaN;`,
      `if (/^[0-9]+$/.test(retryAfter)) return Number(retryAfter);
  if (!retryAfter.endsWith("GMT")) return undefined;
  const ms = Date.parse(retryAfter) - Date.now();`,
    ]],
  },
  takes_silence_for_leave: {
    caughtBy: "waits longer after each failure, by chance",
    misconception:
      "Whoever does not say how long to wait can be asked at once.",
    says: "a new draw for each wait",
    edits: [[
      "{ status, retryAfterMs } = await post(subscription, payload, options)",
      `{ status, retryAfterMs = 0 } = await post(
      subscription,
      payload,
      options,
    )`,
    ], [
      `const backoff = Math.random() * Math.min(30_000, 500 * 2 ** (attempts - 1));
    await pause(retryAfterMs ?? backoff);`,
      "await pause(retryAfterMs);",
    ]],
  },
  takes_the_shorter_wait: {
    caughtBy: "waits as long as Retry-After says, in seconds or as a date",
    misconception: "Nobody has to wait longer than 30 s.",
    says: "after Retry-After",
    edits: [[
      "retryAfterMs ?? backoff",
      "Math.min(30_000, retryAfterMs ?? backoff)",
    ]],
  },
  throws_for_413: {
    caughtBy: "does not repeat what was refused",
    misconception: "413 is the caller's mistake, and mistakes are thrown.",
    says: "PayloadTooLargeError",
    edits: [[
      `return { endpoint, outcome: "gone", status, attempts };
    }`,
      `return { endpoint, outcome: "gone", status, attempts };
    }
    if (status === 413) throw new PayloadTooLargeError("413");`,
    ]],
  },
  tries_once_more_than_that: {
    caughtBy: "tries again what may pass, as often as it may",
    misconception: "Three attempts are three repetitions.",
    says: "attempts",
    edits: [["attempts === most", "attempts > most"]],
  },
  trusts_the_certificates_of_everybody: {
    caughtBy: "writes to each one what it was told, encrypted and signed",
    misconception: "Connections are the business of the library.",
    says: "gave-up",
    edits: [[
      "{ vapid, ttlSeconds = 60, urgency, topic, agent }",
      "{ vapid, ttlSeconds = 60, urgency, topic }",
    ], ["{ ...details, agent }", "details"]],
  },
  waits_as_long_each_time: {
    caughtBy: "waits longer after each failure, by chance",
    misconception: "The longest wait is the safest.",
    says: "bound",
    edits: [[
      "Math.random() * Math.min(30_000, 500 * 2 ** (attempts - 1))",
      "Math.min(30_000, 500 * 2 ** (attempts - 1))",
    ]],
  },
  waits_in_its_place: {
    caughtBy: "gives up its place while it waits",
    misconception:
      "Each of ten workers serves one subscription to its end, then the next.",
    says: "while the first ones wait",
    edits: [
      [
        "report[index] = await sendTo(subscription, payload, options, enter, leave)",
        `await enter();
    report[index] = await sendTo(subscription, payload, options);
    leave()`,
      ],
      [
        `enter: () => Promise<void>,
  leave: () => void,`,
        "",
      ],
      ["await enter();", ""],
      ["leave();", ""],
    ],
  },
  writes_in_batches: {
    caughtBy: "keeps as many in flight as it may, and never more",
    misconception: "Ten at a time means ten, and then the next ten.",
    says: "requests in flight",
    edits: [[
      `await Promise.all(subscriptions.map(async (subscription, index) => {
    report[index] = await sendTo(subscription, payload, options, enter, leave);
  }));`,
      `for (let start = 0; start < subscriptions.length; start += inFlight) {
    const batch = subscriptions.slice(start, start + inFlight);
    await Promise.all(batch.map(async (subscription, index) => {
      report[start + index] = await sendTo(
        subscription,
        payload,
        options,
        enter,
        leave,
      );
    }));
  }`,
    ]],
  },
  writes_to_all_at_once: {
    caughtBy: "keeps as many in flight as it may, and never more",
    misconception: "Requests cost nothing; the network sorts it out.",
    says: "requests in flight",
    edits: [
      ["const { inFlight = 10 } = options;", ""],
      [
        `const queue: (() => void)[] = [];
  let running = 0;
  const enter = async () => {
    if (running < inFlight) running++;
    else await new Promise<void>((resolve) => queue.push(resolve));
  };
  const leave = () => {
    const next = queue.shift();
    if (next) next();
    else running--;
  };`,
        "",
      ],
      [
        "sendTo(subscription, payload, options, enter, leave)",
        "sendTo(subscription, payload, options)",
      ],
      [
        `enter: () => Promise<void>,
  leave: () => void,`,
        "",
      ],
      ["await enter();", ""],
      ["leave();", ""],
    ],
  },
  writes_to_one_after_the_other: {
    caughtBy: "keeps as many in flight as it may, and never more",
    misconception: "for and await are enough.",
    says: "requests in flight",
    edits: [[
      "await Promise.all(subscriptions.map(async (subscription, index) => {",
      "for (const [index, subscription] of subscriptions.entries()) {",
    ], ["}));", "}"]],
  },
  keeps_the_place_of_a_broken_connection: {
    caughtBy: "brings every message to its end, whatever happens",
    misconception: "A place is free when an answer has come.",
    says: "and none of these",
    edits: [[
      `    leave();
`,
      `    if (status !== 0) leave();
`,
    ]],
  },
  remembers_how_long_it_was_asked_to_wait: {
    caughtBy: "brings every message to its end, whatever happens",
    misconception: "A service that asked for a minute once means it.",
    says: "What two of them share",
    edits: [[
      "let attempts = 0;",
      `let attempts = 0;
  let askedMs: number | undefined;`,
    ], [
      "await pause(retryAfterMs ?? backoff);",
      `askedMs = retryAfterMs ?? askedMs;
    await pause(askedMs ?? backoff);`,
    ]],
  },
  stops_counting_at_six: {
    caughtBy: "waits longer after each failure, by chance",
    misconception: "A limit to the exponent is a limit to the wait.",
    says: "after failures 7 to 9",
    edits: [["2 ** (attempts - 1)", "2 ** Math.min(5, attempts - 1)"]],
  },
  takes_no_seconds_for_no_wish: {
    caughtBy: "waits as long as Retry-After says, in seconds or as a date",
    misconception: "0 is nothing.",
    says: "after Retry-After: 0",
    edits: [["retryAfterMs ?? backoff", "retryAfterMs || backoff"]],
  },
  waits_for_the_longer_one: {
    caughtBy: "waits as long as Retry-After says, in seconds or as a date",
    misconception: "Whoever waits longer than asked does no harm.",
    says: "after Retry-After",
    edits: [[
      "retryAfterMs ?? backoff",
      "Math.max(retryAfterMs ?? 0, backoff)",
    ]],
  },
  keeps_the_status_of_an_earlier_answer: {
    caughtBy: "tries again what may pass, as often as it may",
    misconception: "The last answer says more than none.",
    says: "of the report to have",
    edits: [["let attempts = 0;", "let attempts = 0;\n  let last = 0;"], [
      `if (attempts === most) {
      return { endpoint, outcome: "gave-up", status, attempts };`,
      `last = status || last;
    if (attempts === most) {
      return { endpoint, outcome: "gave-up", status: last, attempts };`,
    ]],
  },
  forgets_after_the_first_attempt_only: {
    caughtBy: "tries again what may pass, as often as it may",
    misconception: "Who was there a minute ago is not gone.",
    says: "forget called for",
    edits: [["forget?.(endpoint);", "if (attempts === 1) forget?.(endpoint);"]],
  },
  waits_before_it_gives_up: {
    caughtBy: "reports what became of each, in their order",
    misconception: "After each failure comes a wait.",
    says: "the report",
    edits: [[
      `if (attempts === most) {
      return { endpoint, outcome: "gave-up", status, attempts };
    }
    const backoff = Math.random() * Math.min(30_000, 500 * 2 ** (attempts - 1));
    await pause(retryAfterMs ?? backoff);`,
      `const backoff = Math.random() * Math.min(30_000, 500 * 2 ** (attempts - 1));
    await pause(retryAfterMs ?? backoff);
    if (attempts === most) {
      return { endpoint, outcome: "gave-up", status, attempts };
    }`,
    ]],
  },
  refuses_where_somebody_is_there: {
    caughtBy: "refuses a payload that nobody takes, before anything is sent",
    misconception: "Where there is nobody, there is nothing to look at.",
    says: "PayloadTooLargeError",
    edits: [[
      "if (new TextEncoder()",
      "if (subscriptions.length > 0 && new TextEncoder()",
    ]],
  },
});
