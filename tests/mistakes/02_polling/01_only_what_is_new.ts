import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("02_polling/01_only_what_is_new", { base: "solution" }, {
  one_log_for_the_module: {
    caughtBy: "keeps two boards apart",
    misconception: "A program has one board, so handler is called once.",
    says: "takes the place of the others",
    edits: [
      [
        "const LIMIT_MAX = 1_000;",
        "const LIMIT_MAX = 1_000;\nlet board: EventLog;",
      ],
      [
        "return (request) => {",
        `board = log;
  return (request) => {`,
      ],
      ["log.since(since, limit)", "board.since(since, limit)"],
    ],
  },
  one_range_for_the_module: {
    caughtBy: "keeps two boards apart",
    misconception:
      "What is kept now is known when a message comes: write it down once.",
    says: "judged by what another board keeps",
    edits: [
      [
        "const LIMIT_MAX = 1_000;",
        "const LIMIT_MAX = 1_000;\nlet kept = { oldest: 1, newest: 0 };",
      ],
      [
        "return (request) => {",
        `const look = () => kept = { oldest: log.oldest, newest: log.newest };
  log.onAppend(look);
  look();
  return (request) => {`,
      ],
      [
        `    const { oldest, newest } = error;
    return problem(410, {`,
        `    const { oldest, newest } = kept;
    return problem(410, {`,
      ],
      [
        `    const { oldest, newest } = error;
    return problem(400, {`,
        `    const { oldest, newest } = kept;
    return problem(400, {`,
      ],
    ],
  },
  keeps_the_limit_of_the_last: {
    caughtBy: "answers or refuses every cursor, whatever happens",
    misconception: "A limit holds until another one is given.",
    says: "the limit of this question alone",
    edits: [[
      'const limit = wholeNumber(query.get("limit") ?? "100");',
      `last = query.get("limit") ?? last;
    const limit = wholeNumber(last);`,
    ], [
      "return (request) => {",
      `let last = "100";
  return (request) => {`,
    ]],
  },
  looks_at_one_line: {
    caughtBy: "refuses a limit that is no number from 1 to 1,000",
    misconception: "m is for more, and ^ and $ are the ends of the text.",
    says: "something else than it asked for",
    edits: [["/^\\d+$/.test(text)", "/^\\d+$/m.test(text)"], [
      "Number(text) : NaN",
      "parseInt(text) : NaN",
    ]],
  },
  trims: {
    caughtBy: "refuses a limit that is no number from 1 to 1,000",
    misconception: "Spaces mean nothing.",
    says: "something else than it asked for",
    edits: [["/^\\d+$/.test(text)", "/^\\d+$/.test(text.trim())"]],
  },
  bends_the_limit: {
    caughtBy: "refuses a limit that is no number from 1 to 1,000",
    misconception: "Be generous: bring the limit into its range.",
    says: "bent into shape silently",
    edits: [[
      `if (since === undefined) return notANumber("since");
    if (!limit || limit > LIMIT_MAX) return notANumber("limit");`,
      'if (Number.isNaN(since)) return refuse("since");',
    ], [
      "log.since(since, limit)",
      `
        log.since(since, Math.min(1_000, Math.max(1, limit || 100))),
      `,
    ]],
  },
  nine_digits_are_enough: {
    caughtBy: "answers 400 to a cursor from the future",
    misconception:
      "No board has an id of ten digits: whoever asks with one is talking nonsense.",
    says: "since=2147483648",
    edits: [[
      String.raw`/^\d+$/.test(text)`,
      String.raw`/^\d{1,9}$/.test(text)`,
    ]],
  },
  sixteen_digits_are_safe: {
    caughtBy: "refuses a cursor that is no number",
    misconception: "Sixteen digits are a number that JavaScript holds.",
    says: "since=9007199254740993",
    edits: [[
      "return Number.isSafeInteger(value) ? value : undefined;",
      "return text.length <= 16 && value >= 0 ? value : undefined;",
    ]],
  },
  thirty_two_bits: {
    caughtBy: "answers 400 to a cursor from the future",
    misconception: "`| 0` makes a whole number of it.",
    says: "since=4294967296",
    edits: [["log.since(since, limit)", "log.since(since >>> 0, limit)"]],
  },
  cursor_as_a_count: {
    caughtBy: "never calls the beginning gone",
    misconception: "The cursor counts the messages in the list.",
    says: "a new reader could never begin",
    edits: [[
      "return Response.json(log.since(since, limit));",
      `const kept = log.since(Math.max(0, log.oldest - 1));
      log.since(since || log.newest);
      return Response.json(kept.slice(since).slice(0, since ? limit : 1));`,
    ]],
  },
  cursor_included: {
    caughtBy: "answers everything that comes after the cursor",
    misconception: "The cursor is where to begin.",
    says: "Whoever sends it again shows it twice",
    edits: [[
      "return Response.json(log.since(since, limit));",
      `log.since(since);
      const all = log.since(0).filter(({ id }) => id >= since);
      return Response.json(all.slice(0, limit));`,
    ]],
  },
  gone_too_early: {
    caughtBy: "answers 410 when a message after the cursor was dropped",
    misconception: "A cursor is gone when its own message is.",
    says: "410 Gone",
    edits: [[
      "try {",
      `try {
      if (since > 0 && since < log.oldest) {
        throw new CursorGoneError(since, log);
      }`,
    ]],
  },
  limit_from_the_start: {
    caughtBy: "answers the messages next to the cursor, as many as limit says",
    misconception: "First the limit, then the cursor.",
    says: "200 with the messages",
    edits: [[
      "return Response.json(log.since(since, limit));",
      `log.since(since);
      const page = log.since(0, limit);
      return Response.json(page.filter(({ id }) => id > since));`,
    ]],
  },
  newest_first_page: {
    caughtBy: "answers the messages next to the cursor, as many as limit says",
    misconception: "The newest messages are the interesting ones.",
    says: "leave a gap behind them",
    edits: [["log.since(since, limit)", "log.since(since).slice(-limit)"]],
  },
  no_cursor_no_answer: {
    caughtBy: "reads from the beginning without a cursor",
    misconception: "A reader without a cursor has made a mistake.",
    says: "has seen nothing and knows no id",
    edits: [['query.get("since") ?? "0"', 'query.get("since") ?? ""']],
  },
  no_limit_of_its_own: {
    caughtBy:
      "answers 100 messages when nobody says how many, and 1,000 at most",
    misconception: "Who says no limit wants everything.",
    says: "neither side can carry it",
    edits: [['query.get("limit") ?? "100"', 'query.get("limit") ?? "1000"']],
  },
  quiet_is_no_content: {
    caughtBy: "answers an empty list at once when nothing is new",
    misconception: "Nothing new is nothing at all: 204.",
    says: "204 says that there is no list at all",
    edits: [[
      "return Response.json(log.since(since, limit));",
      `const messages = log.since(since, limit);
      if (messages.length === 0) return new Response(null, { status: 204 });
      return Response.json(messages);`,
    ]],
  },
  read_once: {
    caughtBy: "looks into the log with every poll",
    misconception: "The log can be read when the server starts.",
    says: "The log is the only memory",
    edits: [[
      "): (request: Request) => Response | Promise<Response> {",
      `): (request: Request) => Response | Promise<Response> {
  const all = log.since(0);`,
    ], [
      "return Response.json(log.since(since, limit));",
      `log.since(since);
      const rest = all.filter(({ id }) => id > since);
      return Response.json(rest.slice(0, limit));`,
    ]],
  },
  refuses_the_present: {
    caughtBy: "answers 400 to a cursor from the future",
    misconception: "The cursor has to be below the newest message.",
    says: "400 Bad Request",
    edits: [[
      "try {",
      `try {
      if (since > 0 && since >= log.newest) {
        throw new CursorFromFutureError(since, log);
      }`,
    ]],
  },
  silent_about_the_future: {
    caughtBy: "answers 400 to a cursor from the future",
    misconception: "After the newest message there is nothing: an empty list.",
    says: "hears nothing for weeks",
    edits: [[
      "try {",
      `try {
      if (since > log.newest) return Response.json([]);`,
    ]],
  },
  skips_the_gap: {
    caughtBy: "answers 410 when a message after the cursor was dropped",
    misconception: "What is gone is gone: send what is left.",
    says: "hides the gap",
    edits: [[
      "return Response.json(log.since(since, limit));",
      `const gone = since > 0 && since + 1 < log.oldest;
      return Response.json(log.since(gone ? 0 : since, limit));`,
    ], [
      `const { oldest, newest } = error;
    return problem(410, {
      type: "/problems/cursor-gone",
      title: "Messages after the cursor were dropped",
      members: { oldest, newest },
    });`,
      "return Response.json([]);",
    ]],
  },
  tells_nobody_what_is_left: {
    caughtBy: "answers 410 when a message after the cursor was dropped",
    misconception: "The status says it all.",
    says: "application/problem+json",
    edits: [[
      `const { oldest, newest } = error;
    return problem(410, {
      type: "/problems/cursor-gone",
      title: "Messages after the cursor were dropped",
      members: { oldest, newest },
    });`,
      'return new Response("Gone", { status: 410 });',
    ]],
  },
  the_beginning_is_gone: {
    caughtBy: "never calls the beginning gone",
    misconception: "Message 1 is gone, so the beginning is gone.",
    says: "a new reader could never begin",
    edits: [[
      "try {",
      `try {
      if (since + 1 < log.oldest) throw new CursorGoneError(since, log);`,
    ]],
  },
  thousand_is_too_many: {
    caughtBy:
      "answers 100 messages when nobody says how many, and 1,000 at most",
    misconception: "A limit of 1,000 ends before 1,000.",
    says: "limit=1000",
    edits: [[
      `if (since === undefined) return notANumber("since");
    if (!limit || limit > LIMIT_MAX) return notANumber("limit");`,
      `if (Number.isNaN(since)) return refuse("since");
    if (!(limit >= 1 && limit < 1_000)) return refuse("limit");`,
    ]],
  },
  trusts_number: {
    caughtBy: "refuses a cursor that is no number",
    misconception: "Number() says what a number is.",
    says: "take far more than digits",
    edits: [[
      String.raw`/^\d+$/.test(text) ? Number(text) : NaN`,
      "Number(text)",
    ]],
  },
  trusts_parse_int: {
    caughtBy: "refuses a cursor that is no number",
    misconception: "parseInt() reads a number or says NaN.",
    says: "take far more than digits",
    edits: [[
      `if (since === undefined) return notANumber("since");
    if (!limit || limit > LIMIT_MAX) return notANumber("limit");`,
      `if (!(since >= 0)) return refuse("since");
    if (!(limit >= 1 && limit <= 1_000)) return refuse("limit");`,
    ], [
      String.raw`/^\d+$/.test(text) ? Number(text) : NaN`,
      "parseInt(text, 10)",
    ]],
  },
  used_up_by_reading: {
    caughtBy: "looks into the log with every poll",
    misconception: "What was sent once need not be sent again.",
    says: "The log is the only memory",
    edits: [[
      "): (request: Request) => Response | Promise<Response> {",
      `): (request: Request) => Response | Promise<Response> {
  let sent = 0;`,
    ], [
      "return Response.json(log.since(since, limit));",
      `const messages = log.since(Math.max(since, sent), limit);
      sent = messages.at(-1)?.id ?? sent;
      return Response.json(messages);`,
    ]],
  },
  waits_for_news: {
    caughtBy: "answers an empty list at once when nothing is new",
    misconception: "An empty answer is not worth the journey.",
    says: "waiting is another pattern",
    edits: [["return (request) => {", "return async (request) => {"], [
      "try {",
      `try {
      if (log.newest <= since) {
        await new Promise<void>((resolve) => {
          const forget = log.onAppend(() => {
            forget();
            resolve();
          });
        });
      }`,
    ]],
  },
});

proveMistakes("02_polling/01_only_what_is_new", { base: "not_a_number" }, {
  digits_are_a_number: {
    caughtBy: "refuses a cursor that is no number",
    misconception: "What consists of digits is an integer.",
    says: "since=90071992",
    edits: [[
      "return Number.isSafeInteger(value) ? value : NaN;",
      "return value;",
    ]],
  },
});
