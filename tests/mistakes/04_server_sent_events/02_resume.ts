import { proveMistakes, proveWholeMistakes } from "../../kit/_mistakes.ts";

proveMistakes("04_server_sent_events/02_resume", { base: "solution" }, {
  an_empty_board_has_no_future: {
    caughtBy: "says so on a board that is empty again",
    misconception: "Where there is nothing, nothing can be missing.",
    says: "every cursor but 0 is from the future",
    edits: [[
      "return cursor > log.newest || cursor > 0 && cursor + 1 < log.oldest;",
      `return log.newest > 0 && cursor > log.newest ||
    cursor > 0 && cursor + 1 < log.oldest;`,
    ], [
      "log.since(cursor)) send",
      "log.since(Math.min(cursor, log.newest))) send",
    ]],
  },
  answers_410: {
    caughtBy: "says so when messages after the cursor are gone",
    misconception: "Gone is gone: 410, as in lesson 3.",
    says: "ever coming back",
    edits: [[
      "if (over.aborted) return new Response(null, { status: 204 });",
      `if (over.aborted) return new Response(null, { status: 204 });
    if (isLost(cursorOf(request), log)) {
      return new Response(null, { status: 410 });
    }`,
    ]],
  },
  a_zero_in_front_is_nonsense: {
    caughtBy: "goes on after Last-Event-ID",
    misconception: "No number begins with a zero.",
    says: "once each and in order",
    edits: [["/^\\d+$/", "/^(0|[1-9]\\d*)$/"]],
  },
  asks_the_address_first: {
    caughtBy: "lets the header beat the address",
    misconception: "What the page asked for counts.",
    says: "repeats the address",
    edits: [[
      '[request.headers.get("last-event-id"), since]',
      '[since, request.headers.get("last-event-id")]',
    ]],
  },
  beats_once: {
    caughtBy: "still shows life, and frees who left",
    misconception: "After the first sign of life everybody knows.",
    says: "so does the next silence",
    edits: [[
      'timer = setTimeout(() => send(":\\n\\n"), heartbeatMs);',
      `timer = setTimeout(
          () => controller.enqueue(encoder.encode(":\\n\\n")),
          heartbeatMs,
        );`,
    ]],
  },
  calls_the_reset_a_message: {
    caughtBy: "says so when messages after the cursor are gone",
    misconception: "The data says that it is a reset.",
    says: String.raw`an event \"reset\"`,
    edits: [[
      "`event: reset\\ndata: ${JSON.stringify({ oldest, newest })}\\n\\n`",
      "`data: ${JSON.stringify({ oldest, newest })}\\n\\n`",
    ]],
  },
  ends_only_who_came_before: {
    caughtBy: "gives every reader what it needs, whatever happens",
    misconception: "The end is an event, and somebody is there to hear it.",
    says: "204",
    edits: [[
      "return (request) => {",
      `let isOver = false;
  let listens = false;
  return (request) => {
    if (!listens) over.addEventListener("abort", () => isOver = true);
    listens = true;`,
    ], [
      "if (over.aborted) return",
      "if (isOver) return",
    ]],
  },
  ends_with_an_empty_stream: {
    caughtBy: "answers 204 when it is over",
    misconception: "An empty stream says that there is nothing.",
    says: "an empty 200 is one more stream",
    edits: [[
      "return new Response(null, { status: 204 });",
      `{
      return new Response("", {
        headers: { "content-type": "text/event-stream" },
      });
    }`,
    ]],
  },
  forgets_what_was_sent: {
    caughtBy: "gives a reader everything once over many cuts",
    misconception:
      "What was written has arrived: the queue of who is away can be given to who comes.",
    says: "once each and in order",
    edits: [[
      "const { over = new AbortController().signal } = options;",
      `const { over = new AbortController().signal } = options;
  // What comes while somebody reads was delivered.
  let delivered = 0;
  log.onAppend(({ id }) => delivered = id);`,
    ], [
      `return new Response(stream(log, request, { ...options, over }), {
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-accel-buffering": "no",`,
      `return new Response(
      stream(log, request, { ...options, over }, () => delivered),
      {
        headers: {
          "content-type": "text/event-stream",
          "cache-control": "no-store",
          "x-accel-buffering": "no",
        },`,
    ], [
      `},
    });`,
      `},
    );`,
    ], [
      "options: Options & { over: AbortSignal },",
      `options: Options & { over: AbortSignal },
  delivered: () => number,`,
    ], [
      "let cursor = cursorOf(request);",
      `let cursor = cursorOf(request);
      if (cursor > 0) cursor = Math.max(cursor, delivered());`,
    ]],
  },
  goes_on_with_what_comes: {
    caughtBy: "goes on after Last-Event-ID",
    misconception: "A stream begins now.",
    says: "the next one is not left out",
    edits: [
      ["let cursor = cursorOf(request)", "const cursor = cursorOf(request)"],
      ["cursor = 0;", ""],
      ["for (const message of log.since(cursor)) send(event(message));", ""],
    ],
  },
  gone_too_early: {
    caughtBy: "says so when messages after the cursor are gone",
    misconception: "A cursor that is not in the log any more is gone.",
    says: "once each and in order",
    edits: [["cursor + 1 < log.oldest", "cursor < log.oldest"]],
  },
  includes_the_cursor: {
    caughtBy: "goes on after Last-Event-ID",
    misconception: "After 41 means from 41 on.",
    says: "is not sent again",
    edits: [[
      "for (const message of log.since(cursor)) send(event(message));",
      `for (const message of log.since(Math.max(0, cursor - 1))) {
        send(event(message));
      }`,
    ]],
  },
  is_silent_about_the_gap: {
    caughtBy: "says so when messages after the cursor are gone",
    misconception: "The oldest that is left is the best answer.",
    says: String.raw`an event \"reset\"`,
    edits: [[
      `const { oldest, newest } = log;
        send(\`event: reset\\ndata: \${JSON.stringify({ oldest, newest })}\\n\\n\`);`,
      "",
    ]],
  },
  knows_the_numbers_better: {
    caughtBy: "uses retryMs and heartbeatMs",
    misconception: "15 seconds are right for every proxy.",
    says: "who runs the server decides",
    edits: [["heartbeatMs);\n      };", "15_000);\n      };"], [
      "{ heartbeatMs = 15_000, retryMs = 3_000, over }",
      "{ retryMs = 3_000, over }",
    ]],
  },
  leaves_the_listener: {
    caughtBy: "still shows life, and frees who left",
    misconception: "Who left hears nothing.",
    says: "leaves nothing",
    edits: [[
      "const forget = log.onAppend((message) => send(event(message)))",
      "log.onAppend((message) => send(event(message)))",
    ], ["forget();", ""]],
  },
  looks_only_at_the_start: {
    caughtBy: "answers 204 when it is over",
    misconception: "An option is read once.",
    says: "204",
    edits: [[
      "const { over = new AbortController().signal } = options;",
      `const { over = new AbortController().signal } = options;
  const isOver = over.aborted;`,
    ], ["over.aborted", "isOver"]],
  },
  newcomers_get_the_news: {
    caughtBy: "begins with the oldest message for who has seen nothing",
    misconception: "Who comes for the first time wants what comes next.",
    says: "wants what there is",
    edits: [[
      "for (const message of log.since(cursor)) send(event(message));",
      `if (!Number.isNaN(cursor)) {
        for (const message of log.since(cursor)) send(event(message));
      }`,
    ], [
      String.raw`candidates.find((text) => /^\d+$/.test(text ?? "")) ?? 0`,
      String.raw`candidates.find((text) => /^\d+$/.test(text ?? "")) ?? NaN`,
    ]],
  },
  nonsense_is_the_beginning: {
    caughtBy: "takes what it cannot read for absent",
    misconception: "A header that cannot be read means 0.",
    says: "messages",
    edits: [[
      String
        .raw`const candidates = [request.headers.get("last-event-id"), since];
  return Number(candidates.find((text) => /^\d+$/.test(text ?? "")) ?? 0);`,
      String
        .raw`const text = request.headers.get("last-event-id") ?? since ?? "";
  return /^\d+$/.test(text) ? Number(text) : 0;`,
    ]],
  },
  no_time_is_no_retry: {
    caughtBy: "uses retryMs and heartbeatMs",
    misconception: "Who waits for nothing need not be told.",
    says: "no such line",
    edits: [[
      "send(`retry: ${retryMs}\\n\\n`);",
      'send(retryMs ? `retry: ${retryMs}\\n\\n` : ":\\n\\n");',
    ]],
  },
  refuses_nonsense: {
    caughtBy: "takes what it cannot read for absent",
    misconception: "Nonsense is answered with 400, as in lesson 2.",
    says: "for good",
    edits: [[
      "if (over.aborted) return new Response(null, { status: 204 });",
      String.raw`if (over.aborted) return new Response(null, { status: 204 });
    if (!/^\d*$/.test(request.headers.get("last-event-id") ?? "")) {
      return new Response("Not an id", { status: 400 });
    }`,
    ]],
  },
  resets_and_waits: {
    caughtBy: "says so when messages after the cursor are gone",
    misconception: "After a reset the reader asks for the list.",
    says: "once each and in order",
    edits: [["cursor = 0", "cursor = newest"]],
  },
  resets_who_is_up_to_date: {
    caughtBy: "says so when the cursor is from the future",
    misconception: "Nothing is kept after the newest message.",
    says: "no event yet",
    edits: [["cursor > log.newest", "cursor >= log.newest"]],
  },
  says_goodbye_and_stays: {
    caughtBy: "ends every open stream when it is over",
    misconception: "An event tells everybody that it is over.",
    says: "a stream that is still open",
    edits: [[
      "controller.close()",
      String.raw`controller.enqueue(encoder.encode("event: over\ndata:\n\n"))`,
    ]],
  },
  says_it_as_a_header: {
    caughtBy: "says retry once, before the first event, on every stream",
    misconception: "Retry-After says when to come back.",
    says: "no such line",
    edits: [[
      '"cache-control": "no-store",',
      `"cache-control": "no-store",
        "retry-after": \`\${(options.retryMs ?? 3_000) / 1_000}\`,`,
    ], [
      "{ heartbeatMs = 15_000, retryMs = 3_000, over }",
      "{ heartbeatMs = 15_000, over }",
    ], ["`retry: ${retryMs}\\n\\n`", String.raw`":\n\n"`]],
  },
  says_it_every_time: {
    caughtBy: "says retry once, before the first event, on every stream",
    misconception: "Each event says when to come back after it.",
    says: "once is enough",
    edits: [[
      "`id: ${message.id}\\ndata: ${JSON.stringify(message)}\\n\\n`",
      "`retry: 3000\\nid: ${message.id}\\ndata: ${JSON.stringify(message)}\\n\\n`",
    ]],
  },
  says_it_in_seconds: {
    caughtBy: "says retry once, before the first event, on every stream",
    misconception: "Times in HTTP are in seconds.",
    says: "It is in milliseconds",
    edits: [["retryMs}\\n\\n`", "retryMs / 1_000}\\n\\n`"]],
  },
  says_it_only_to_who_resumes: {
    caughtBy: "says retry once, before the first event, on every stream",
    misconception: "A reset says all that there is to say.",
    says: "one whose cursor is gone",
    edits: [[
      "send(`retry: ${retryMs}\\n\\n`);\n      let cursor = cursorOf(request);",
      `let cursor = cursorOf(request);
      if (!isLost(cursor, log)) send(\`retry: \${retryMs}\\n\\n\`);`,
    ]],
  },
  serves_the_rest_first: {
    caughtBy: "answers 204 when it is over",
    misconception: "Who has missed something gets it, also when it is over.",
    says: "204",
    edits: [[
      "if (over.aborted) return new Response(null, { status: 204 });",
      `if (over.aborted && cursorOf(request) >= log.newest) {
      return new Response(null, { status: 204 });
    }`,
    ]],
  },
  stops_beating: {
    caughtBy: "still shows life, and frees who left",
    misconception: "A replay is life enough.",
    says: "one comment 15000 ms after",
    edits: [
      [
        "{ heartbeatMs = 15_000, retryMs = 3_000, over }",
        "{ retryMs = 3_000, over }",
      ],
      ["let timer: ReturnType<typeof setTimeout> | undefined;", ""],
      [
        String.raw`clearTimeout(timer);
        timer = setTimeout(() => send(":\n\n"), heartbeatMs);`,
        "",
      ],
      [
        `forget();
        clearTimeout(timer);`,
        "forget();",
      ],
    ],
  },
  takes_the_greater: {
    caughtBy: "lets the header beat the address",
    misconception: "The greater of the two ids is the newer one.",
    says: "repeats the address",
    edits: [[
      String
        .raw`Number(candidates.find((text) => /^\d+$/.test(text ?? "")) ?? 0)`,
      String.raw`Math.max(
    ...candidates.map((text) => /^\d+$/.test(text ?? "") ? Number(text) : 0),
  )`,
    ]],
  },
  tells_the_numbers_of_the_start: {
    caughtBy: "tells the numbers of the log as they are now",
    misconception: "The log keeps what it keeps.",
    says: "when the handler was made",
    edits: [[
      "const { over = new AbortController().signal } = options;",
      `const { over = new AbortController().signal } = options;
  const { oldest, newest } = log;`,
    ], [
      "stream(log, request, { ...options, over })",
      "stream(log, request, { ...options, over, oldest, newest })",
    ], [
      "options: Options & { over: AbortSignal },",
      "options: Options & { over: AbortSignal; oldest: number; newest: number },",
    ], [
      "const { oldest, newest } = log;",
      "const { oldest, newest } = options;",
    ]],
  },
  tells_only_who_comes: {
    caughtBy: "ends every open stream when it is over",
    misconception: "Who is connected will notice.",
    says: "Who is connected does not ask",
    edits: [
      [
        "{ heartbeatMs = 15_000, retryMs = 3_000, over }",
        "{ heartbeatMs = 15_000, retryMs = 3_000 }",
      ],
      [
        `const end = () => {
        leave();
        controller.close();
      };`,
        "",
      ],
      ['over.addEventListener("abort", end);', ""],
      ['over.removeEventListener("abort", end);', ""],
    ],
  },
  the_beginning_is_gone: {
    caughtBy: "begins with the oldest message for who has seen nothing",
    misconception: "Message 1 was dropped, so 0 is too old.",
    says: "That is never too old",
    edits: [[
      "cursor > 0 && cursor + 1 < log.oldest",
      "cursor + 1 < log.oldest",
    ]],
  },
  ticks_on_after_the_end: {
    caughtBy: "ends every open stream when it is over",
    misconception: "A closed stream needs no tidying up.",
    says: "ticks on for nobody",
    edits: [["leave();", ""]],
  },
  remembers_the_future: {
    caughtBy: "gives every reader what it needs, whatever happens",
    misconception:
      "Who has been to the future says how far the board was once.",
    says: "What is remembered in one place for all",
    edits: [[
      "let cursor = cursorOf(request);",
      `let cursor = cursorOf(request);
      if (log.newest > 0) highest = Math.max(highest, cursor);`,
    ], [
      "if (isLost(cursor, log)) {",
      "if (isLost(cursor, log) || log.newest > 0 && highest > log.newest) {",
    ], ["function stream(", "let highest = 0;\n\nfunction stream("]],
  },
  trusts_number: {
    caughtBy: "takes what it cannot read for absent",
    misconception: "Number() knows what a number is.",
    says: "Number() reads things",
    edits: [[
      String
        .raw`Number(candidates.find((text) => /^\d+$/.test(text ?? "")) ?? 0)`,
      `candidates.filter((text) => text).map(Number)
    .find((id) => Number.isInteger(id) && id >= 0) ?? 0`,
    ]],
  },
  trusts_parse_int: {
    caughtBy: "takes what it cannot read for absent",
    misconception: "parseInt() finds the number.",
    says: "Number() reads things",
    edits: [[
      String
        .raw`Number(candidates.find((text) => /^\d+$/.test(text ?? "")) ?? 0)`,
      `candidates.map((text) => parseInt(text ?? "")).find((id) => id >= 0) ??
    0`,
    ]],
  },
  waits_for_the_future: {
    caughtBy: "says so when the cursor is from the future",
    misconception: "The message after the cursor will come some day.",
    says: "counts from 1 again",
    edits: [[
      "for (const message of log.since(cursor)) send(event(message));",
      `for (const message of log.since(Math.min(cursor, log.newest))) {
        send(event(message));
      }`,
    ], [
      "cursor > log.newest || cursor > 0 && cursor + 1 < log.oldest",
      "cursor > 0 && cursor + 1 < log.oldest",
    ]],
  },
  zero_is_absent: {
    caughtBy: "lets the header beat the address",
    misconception: "What is falsy is not there.",
    says: "0 is digits as well",
    edits: [[
      String
        .raw`Number(candidates.find((text) => /^\d+$/.test(text ?? "")) ?? 0)`,
      String
        .raw`candidates.map((text) => /^\d+$/.test(text ?? "") ? Number(text) : 0)
    .find(Boolean) ?? 0`,
    ]],
  },
  leaves_out_what_proxies_read: {
    caughtBy: "is still an event stream that nobody on the way keeps",
    misconception: "The type says it all.",
    says: "a proxy collects it",
    edits: [[
      `        "cache-control": "no-store",
        "x-accel-buffering": "no",
`,
      "",
    ]],
  },
  beats_one_ms_early: {
    caughtBy: "still shows life, and frees who left",
    misconception: "A little earlier is safer.",
    says: "silence for 15 s",
    edits: [["heartbeatMs = 15_000", "heartbeatMs = 14_999"]],
  },
  listens_for_the_end_only: {
    caughtBy: "answers 204 when it was over before the server began",
    misconception: "A signal says when it aborts; that is what events are for.",
    says: "tells nobody again",
    edits: [[
      "  return (request) => {\n",
      `  let ended = false;
  over.addEventListener("abort", () => ended = true);
  return (request) => {
`,
    ], ["if (over.aborted) return new", "if (ended) return new"]],
  },
  listens_until_the_end: {
    caughtBy: "leaves no listener of who left on options.over",
    misconception: "A listener that is called once goes by itself.",
    says: "costs memory until then",
    edits: [[
      `over.addEventListener("abort", end);`,
      `over.addEventListener("abort", end, { once: true });`,
    ], [`        over.removeEventListener("abort", end);\n`, ""]],
  },
  remembers_how_far_it_came: {
    caughtBy: "keeps two boards apart",
    misconception: "The greatest id that ever was is a fact of the server.",
    says: "on the second board",
    edits: [[
      "return cursor > log.newest || cursor > 0 && cursor + 1 < log.oldest;",
      `highest = Math.max(highest, log.newest);
  return cursor > highest || cursor > 0 && cursor + 1 < log.oldest;`,
    ], [
      "log.since(cursor)) send",
      "log.since(Math.min(cursor, log.newest))) send",
    ], ["function stream(", "let highest = 0;\n\nfunction stream("]],
  },
  serves_the_first_log: {
    caughtBy: "keeps two boards apart",
    misconception: "handler() is called when the server starts: once.",
    says: "on the second board",
    edits: [[
      `export function handler(
  log: EventLog,`,
      `let board: EventLog | undefined;

export function handler(
  given: EventLog,`,
    ], [
      "const { over = new AbortController().signal } = options;",
      `const { over = new AbortController().signal } = options;
  const log = board ??= given;`,
    ]],
  },
});

proveMistakes("04_server_sent_events/02_resume", {
  base: "catches_the_errors_of_the_log",
}, {
  one_room_for_all_boards: {
    caughtBy: "keeps two boards apart",
    misconception: "A module is the board.",
    says: "board: none",
    edits: [["  const readers = new Set<Reader>();\n", ""], [
      "export function handler(",
      "const readers = new Set<Reader>();\n\nexport function handler(",
    ]],
  },
});

proveWholeMistakes("04_server_sent_events/02_resume");
