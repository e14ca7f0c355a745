import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("03_long_polling/03_lose_nothing", { base: "solution" }, {
  awaits_before_it_listens: {
    caughtBy: "delivers what came between two polls",
    misconception: "Nothing can come between two lines of one function.",
    says: "A message wakes only those who wait",
    edits: [[
      "await news(log, holdMs, request.signal);",
      `await request.body?.cancel();
    await news(log, holdMs, request.signal);`,
    ]],
  },
  holds_for_a_minute_at_most: {
    caughtBy: "still holds, and ends a quiet poll with 204",
    misconception: "No proxy waits for longer than a minute.",
    says: "still has to say: nothing new",
    edits: [["setTimeout(done, ms)", "setTimeout(done, Math.min(ms, 60_000))"]],
  },
  one_bell_for_the_module: {
    caughtBy: "keeps two boards apart",
    misconception: "Whoever is woken has something to read.",
    says: "ends for what was said here",
    edits: [
      [
        "/** Resolves at the next message, after `ms`, or as soon as the asker is `gone`. */",
        `const bell = new EventTarget();

/** Resolves at the next message. */`,
      ],
      [
        "return async (request) => {",
        `log.onAppend(() => bell.dispatchEvent(new Event("news")));
  return async (request) => {`,
      ],
      [
        "const forget = log.onAppend(done);",
        `const forget = () => bell.removeEventListener("news", done);
  bell.addEventListener("news", done);`,
      ],
    ],
  },
  waits_with_the_first: {
    caughtBy: "answers every cursor completely or refuses it, whatever happens",
    misconception: "All who wait, wait for the same: one wait is enough.",
    says: "204 No Content",
    edits: [[
      "await news(log, holdMs, request.signal);",
      `waiting ??= news(log, holdMs, request.signal)
      .finally(() => waiting = undefined);
    await waiting;`,
    ], [
      "const { holdMs = 25_000 } = options;",
      `const { holdMs = 25_000 } = options;
  let waiting: Promise<void> | undefined;`,
    ]],
  },
  keeps_answers_for_a_second: {
    caughtBy: "delivers again what was sent but not acknowledged",
    misconception: "The same question within a second has the same answer.",
    says: "those that have come meanwhile",
    edits: [[
      "const now = answer(log, since);",
      `const known = recent.get(since);
    if (known && Date.now() - known.at < 1_000) return known.now.clone();
    const now = answer(log, since);
    if (now) recent.set(since, { at: Date.now(), now: now.clone() });`,
    ], [
      "const { holdMs = 25_000 } = options;",
      `const { holdMs = 25_000 } = options;
  const recent = new Map<string, { at: number; now: Response }>();`,
    ]],
  },
  remembers_what_was_kept: {
    caughtBy: "says what the log keeps now",
    misconception: "What the log keeps is known when the server begins.",
    says: "wrong from the next message on",
    edits: [[
      "const { holdMs = 25_000 } = options;",
      `const { holdMs = 25_000 } = options;
  begun = { oldest: log.oldest, newest: log.newest };`,
    ], [
      "/** The board over long polling;",
      `let begun = { oldest: 1, newest: 0 };

/** The board over long polling;`,
    ], [
      `if (error instanceof CursorGoneError) {
    const { oldest, newest } = error;`,
      `if (error instanceof CursorGoneError) {
    const { oldest, newest } = begun;`,
    ]],
  },
  consumed_by_the_cut: {
    caughtBy: "loses nothing when a poll is cut around the publish",
    misconception:
      "The server counts what each poll has taken, whether or not it arrived.",
    says: "The same cursor must bring the message again",
    edits: [
      [
        "const { holdMs = 25_000 } = options;",
        `const { holdMs = 25_000 } = options;
  let taken = 0;
  log.onAppend(({ id }) => taken = waiting > 0 ? id : taken);
  let waiting = 0;`,
      ],
      [
        "now = answer(log, since)",
        `from = String(Math.max(taken, Number(since)));
    const now = answer(log, from)`,
      ],
      [
        "if (now) return now;",
        `if (now) return now;
    waiting++;`,
      ],
      [
        "return answer(log, since) ?? nothingNew();",
        `waiting--;
    return answer(log, from) ?? nothingNew();`,
      ],
      [
        `if (!/^\\d+$/.test(since)) {
    return problem(400, {
      title: "The cursor is not a number",
      detail: \`since must be digits only: current value is "\${since}"\`,
    });
  }`,
        String
          .raw`if (!/^\d+$/.test(since)) return problem(400, { title: "Not a number" });`,
      ],
      [
        `const cursor = Math.min(Number(since), Number.MAX_SAFE_INTEGER);
    const messages = log.since(cursor);`,
        "const messages = log.since(Number(since));",
      ],
      ['"Messages after the cursor were dropped"', '"Gone"'],
      ['"The cursor is beyond the newest message"', '"From the future"'],
      ["if (gone.aborted) done();", ""],
    ],
  },
  sends_only_the_newest: {
    caughtBy: "delivers what came between two polls",
    misconception: "The reader wants the newest message.",
    says: "or never",
    edits: [
      [
        `if (!/^\\d+$/.test(since)) {
    return problem(400, {
      title: "The cursor is not a number",
      detail: \`since must be digits only: current value is "\${since}"\`,
    });
  }`,
        String
          .raw`if (!/^\d+$/.test(since)) return problem(400, { title: "Not a number" });`,
      ],
      [
        `const cursor = Math.min(Number(since), Number.MAX_SAFE_INTEGER);
    const messages = log.since(cursor);
    return messages.length > 0 ? Response.json(messages) : undefined;`,
        `const messages = log.since(Number(since));
    return messages.length > 0 ? Response.json(messages.slice(-1)) : undefined;`,
      ],
      ['"Messages after the cursor were dropped"', '"Gone"'],
      ['"The cursor is beyond the newest message"', '"From the future"'],
      ["if (gone.aborted) done();", ""],
    ],
  },
  tells_nobody_why: {
    caughtBy: "answers 410 when a message after the cursor was dropped",
    misconception: "A status says it all.",
    says: "hides the gap",
    edits: [
      [
        `if (!/^\\d+$/.test(since)) {
    return problem(400, {
      title: "The cursor is not a number",
      detail: \`since must be digits only: current value is "\${since}"\`,
    });
  }`,
        String
          .raw`if (!/^\d+$/.test(since)) return problem(400, { title: "Not a number" });`,
      ],
      [
        `const cursor = Math.min(Number(since), Number.MAX_SAFE_INTEGER);
    const messages = log.since(cursor);`,
        "const messages = log.since(Number(since));",
      ],
      [
        `const { oldest, newest } = error;
    return problem(410, {
      type: "/problems/cursor-gone",
      title: "Messages after the cursor were dropped",
      members: { oldest, newest },
    });`,
        'return new Response("Gone", { status: 410 });',
      ],
      ['"The cursor is beyond the newest message"', '"From the future"'],
      ["if (gone.aborted) done();", ""],
    ],
  },
  wakes_only_who_waits: {
    caughtBy: "delivers what came between two polls",
    misconception: "A message goes to those who wait for it.",
    says: "wakes only those who wait",
    edits: [
      [
        `const now = answer(log, since);
    if (now) return now;`,
        `const refused = judge(log, since);
    if (refused) return refused;
    const { newest } = log;`,
      ],
      [
        "return answer(log, since) ?? nothingNew();",
        `if (log.newest === newest) return nothingNew();
    return Response.json(log.since(newest));`,
      ],
      [
        `function answer(log: EventLog, since: string): Response | undefined {
  if (!/^\\d+$/.test(since)) {
    return problem(400, {
      title: "The cursor is not a number",
      detail: \`since must be digits only: current value is "\${since}"\`,
    });
  }`,
        String
          .raw`function judge(log: EventLog, since: string): Response | undefined {
  if (!/^\d+$/.test(since)) return problem(400, { title: "Not a number" });`,
      ],
      [
        `const cursor = Math.min(Number(since), Number.MAX_SAFE_INTEGER);
    const messages = log.since(cursor);
    return messages.length > 0 ? Response.json(messages) : undefined;`,
        "log.since(Number(since));",
      ],
      ['"Messages after the cursor were dropped"', '"Gone"'],
      ['"The cursor is beyond the newest message"', '"From the future"'],
      ["if (gone.aborted) done();", ""],
    ],
  },
});

proveMistakes(
  "03_long_polling/03_lose_nothing",
  { base: "asks_itself_twice" },
  {
    empty_log_has_no_future: {
      caughtBy: "answers 400 to a cursor from the future of an empty log",
      misconception:
        "While the log is empty there is no newest message to compare with.",
      says: "Right after a restart",
      edits: [["cursor > newest", "newest > 0 && cursor > newest"], [
        `}
  const messages = log.since(cursor);`,
        `}
  if (newest === 0) return undefined;
  const messages = log.since(cursor);`,
      ]],
    },
    forgets_what_it_sent: {
      caughtBy: "delivers again what was sent but not acknowledged",
      misconception: "What was sent has arrived, and need not be kept.",
      says: "Sent is not received",
      edits: [
        [
          "{ type EventLog, problem }",
          `{
  CursorFromFutureError,
  CursorGoneError,
  type EventLog,
  problem,
}`,
        ],
        [
          "const { holdMs = 25_000 } = options;",
          `const { holdMs = 25_000 } = options;
  let sent = 0;`,
        ],
        ["now = answer(log, since)", "now = answer()"],
        [
          "return answer(log, since) ?? nothingNew();",
          String.raw`return answer() ?? nothingNew();

    function answer(): Response | undefined {
      if (!/^\d+$/.test(since)) return problem(400, { title: "No number" });
      try {
        const messages = log.since(Number(since)).filter(({ id }) => id > sent);
        if (messages.length === 0) return undefined;
        sent = log.newest;
        return Response.json(messages);
      } catch (error) {
        return refusal(error);
      }
    }`,
        ],
        [
          String
            .raw`function answer(log: EventLog, since: string): Response | undefined {
  if (!/^\d+$/.test(since)) return problem(400, { title: "Not a number" });
  const cursor = Number(since);
  const { oldest, newest } = log;
  if (cursor > 0 && cursor + 1 < oldest) {`,
          `function refusal(error: unknown): Response {
  if (error instanceof CursorGoneError) {
    const { oldest, newest } = error;`,
        ],
        [
          "if (cursor > newest) {",
          `if (error instanceof CursorFromFutureError) {
    const { oldest, newest } = error;`,
        ],
        [
          `const messages = log.since(cursor);
  return messages.length > 0 ? Response.json(messages) : undefined;`,
          "throw error;",
        ],
      ],
    },
    gone_too_early: {
      caughtBy: "answers 410 when a message after the cursor was dropped",
      misconception: "A cursor whose own message was dropped is gone.",
      says: "hides the gap",
      edits: [["cursor + 1 < oldest", "cursor < oldest"]],
    },
    judged_only_once: {
      caughtBy: "skips no gap while the poll is held",
      misconception: "A cursor that was fine when the poll came stays fine.",
      says: "The cursor was fine when the poll came",
      edits: [[
        "return answer(log, since) ?? nothingNew();",
        `const messages = log.since(0).filter(({ id }) => id > Number(since));
    return messages.length > 0 ? Response.json(messages) : nothingNew();`,
      ]],
    },
    refuses_the_present: {
      caughtBy: "answers 400 when the cursor is from the future",
      misconception:
        "A cursor at the newest message has nothing after it, so it cannot be right.",
      says: "in silence",
      edits: [["cursor > newest", "cursor >= newest && newest > 0"]],
    },
    silent_about_the_future: {
      caughtBy: "answers 400 when the cursor is from the future",
      misconception:
        "Nothing comes after this cursor yet, so the poll is held.",
      says: "wait in silence",
      edits: [[
        `if (cursor > newest) {
    return problem(400, {
      type: "/problems/cursor-from-future",
      title: "From the future",
      members: { oldest, newest },
    });
  }`,
        "if (cursor > newest) return undefined;",
      ]],
    },
    skips_the_gap: {
      caughtBy: "answers 410 when a message after the cursor was dropped",
      misconception: "What is gone is gone: send what is left.",
      says: "hides the gap",
      edits: [[
        `const cursor = Number(since);
  const { oldest, newest } = log;
  if (cursor > 0 && cursor + 1 < oldest) {
    return problem(410, {
      type: "/problems/cursor-gone",
      title: "Gone",
      members: { oldest, newest },
    });
  }
  if (cursor > newest) {`,
        `if (Number(since) > log.newest) {
    const { oldest, newest } = log;`,
      ], [
        "log.since(cursor)",
        "log.since(0).filter(({ id }) => id > Number(since))",
      ]],
    },
    the_beginning_is_gone: {
      caughtBy: "never calls the beginning gone",
      misconception: "since=0 asks for message 1, and message 1 was dropped.",
      says: "could never recover",
      edits: [["cursor > 0 && cursor + 1 < oldest", "cursor + 1 < oldest"]],
    },
    trusts_number: {
      caughtBy: "answers 400 to a cursor that is no number",
      misconception: "Number() says what a number is.",
      says: "NaN",
      edits: [[
        String
          .raw`if (!/^\d+$/.test(since)) return problem(400, { title: "Not a number" });`,
        "",
      ], ["log.since(cursor)", "log.since(0).filter(({ id }) => id > cursor)"]],
    },
    trusts_parse_int: {
      caughtBy: "answers 400 to a cursor that is no number",
      misconception: "parseInt() finds the number in the text.",
      says: "NaN",
      edits: [[
        String
          .raw`if (!/^\d+$/.test(since)) return problem(400, { title: "Not a number" });
  const cursor = Number(since);`,
        `if (Number.isNaN(parseInt(since))) {
    return problem(400, { title: "Not a number" });
  }
  const cursor = Math.max(0, parseInt(since));`,
      ]],
    },
  },
);

proveMistakes("03_long_polling/03_lose_nothing", { base: "by_numbers" }, {
  one_range_for_the_module: {
    caughtBy: "keeps two boards apart",
    misconception:
      "What is kept now is known when a message comes: write it down once.",
    says: "judged by what another board keeps",
    edits: [
      [
        "const range = { oldest: log.oldest, newest: log.newest };",
        "",
      ],
      [
        "return async (request) => {",
        `const look = () => range = { oldest: log.oldest, newest: log.newest };
  log.onAppend(look);
  look();
  return async (request) => {`,
      ],
      [
        "interface Options {",
        `let range = { oldest: 1, newest: 0 };

interface Options {`,
      ],
    ],
  },
  the_beginning_becomes_gone: {
    caughtBy: "never calls the beginning gone while the poll is held",
    misconception:
      "Whoever was overtaken while waiting has missed something, wherever it began.",
    says: "A poll from the beginning has missed nothing",
    edits: [["type { EventLog }", "{ type EventLog, problem }"], [
      String
        .raw`const text = new URL(request.url).searchParams.get("since") ?? "0";
    if (/\D/.test(text)) return new Response("digits only", { status: 400 });
    const since = Number(text);
    if (log.newest === since) await news(log, holdMs, request.signal);
    const range = { oldest: log.oldest, newest: log.newest };
    if (since > log.newest) return refuse(400, "cursor-from-future", range);
    if (since > 0 && since < log.oldest - 1) {
      return refuse(410, "cursor-gone", range);
    }
    const messages = log.since(since);`,
      String
        .raw`const since = new URL(request.url).searchParams.get("since") ?? "0";
    if (!/^\d+$/.test(since)) return problem(400, { title: "Digits only" });
    const cursor = Number(since);
    const { oldest, newest } = log;
    if (cursor > newest) return refuse(400, "cursor-from-future", log);
    if (cursor > 0 && cursor + 1 < oldest) return gone(log);
    if (cursor === newest) await news(log, holdMs, request.signal);
    else return Response.json(log.since(cursor));
    if (cursor + 1 < log.oldest) return gone(log);
    const messages = log.since(cursor);`,
    ], [
      `function refuse(status: number, name: string, range: object): Response {
  const type = \`/problems/\${name}\`;
  const body = { ...range, type, title: name, advice: "begin at 0" };
  const headers = { "content-type": "application/problem+json; charset=utf-8" };
  return Response.json(body, { status, headers });
}`,
      `function gone(log: EventLog): Response {
  return refuse(410, "cursor-gone", log);
}

function refuse(
  status: number,
  name: string,
  { oldest, newest }: EventLog,
): Response {
  return problem(status, {
    type: \`/problems/\${name}\`,
    title: name,
    members: { oldest, newest },
  });
}`,
    ]],
  },
});
