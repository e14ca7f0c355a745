import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("02_polling/05_remember_the_tag", { base: "solution" }, {
  takes_the_same_tag_for_no_news: {
    caughtBy: "takes 304 as nothing new and goes on",
    misconception: "Where the tag is the same, so is the answer.",
    says: "the messages 1, 2, 3 from your client",
    edits: [[
      `const isNew = response.status !== 304;
    const given = response.headers.get("etag");`,
      `const given = response.headers.get("etag");
    const isNew = response.status !== 304 &&
      (given === null || given !== tag);`,
    ]],
  },
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
    caughtBy: "waits for intervalMs after a 304 as after any answer",
    misconception: "What is 0 was not given.",
    says: "A 304 is cheap",
    edits: [[
      "intervalMs = 2_000, signal } = options;",
      `signal } = options;
  const intervalMs = options.intervalMs || 2_000;`,
    ]],
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
  takes_weak_and_strong_for_the_same: {
    caughtBy: "sends the tag that it was given last, whatever happens",
    misconception: 'W/"a" and "a" are equal, so nothing has to be replaced.',
    says: "the last answer that said something about it",
    edits: [[
      "if (isNew || given !== null) tag = given;",
      `const known = given?.replace("W/", "") === tag?.replace("W/", "");
    if (isNew || given !== null && !known) tag = given;`,
    ]],
  },
  remembers_for_all_readers: {
    caughtBy: "gives each reader tags of its own",
    misconception: "A cache belongs to the program, as in browsers.",
    says: "with the tag of another",
    edits: [[
      "let tag: string | null = null;",
      "let tag: string | null = tags.get(`${url} ${cursor}`) ?? null;",
    ], [
      "if (isNew || given !== null) tag = given;",
      `if (isNew || given !== null) tag = given;
    if (tag !== null) tags.set(\`\${url} \${cursor}\`, tag);`,
    ], [
      "/** Yields every message",
      `const tags = new Map<string, string>();

/** Yields every message`,
    ]],
  },
  leaves_the_path_of_the_board: {
    caughtBy: "asks below the board's own address",
    misconception: "A board is a host.",
    says: "leaves that path",
    edits: [["`messages?since", "`/messages?since"]],
  },
  a_304_costs_nothing: {
    caughtBy: "waits for intervalMs after a 304 as after any answer",
    misconception: "A 304 is so small that one can ask at once.",
    says: "A 304 is cheap, not free",
    edits: [[
      "await pause(intervalMs, signal)",
      "if (isNew) await pause(intervalMs, signal)",
    ]],
  },
  asks_about_any_state: {
    caughtBy: "asks without a tag as long as it has none",
    misconception: "* is the tag of those who have none.",
    says: "no If-None-Match",
    edits: [[
      'tag === null ? {} : { "if-none-match": tag }',
      '{ "if-none-match": tag ?? "*" }',
    ]],
  },
  begins_anew_after_a_304: {
    caughtBy: "takes 304 as nothing new and goes on",
    misconception:
      "Nothing new means that the list is as it was at the beginning.",
    says: "shows everything twice",
    edits: [[
      'const given = response.headers.get("etag");',
      `const given = response.headers.get("etag");
    if (!isNew) cursor = since;`,
    ]],
  },
  keeps_the_first_tag_of_a_state: {
    caughtBy: "takes the new tag of a 304",
    misconception:
      "A 304 says that nothing has changed, so the tag has not either.",
    says: "may name the same state anew",
    edits: [["isNew || given !== null", "isNew"]],
  },
  keeps_the_tag_of_another_state: {
    caughtBy: "forgets the tag after a 200 that has none",
    misconception: "An answer without a tag changes no tag.",
    says: "A 200 is another state",
    edits: [[
      "if (isNew || given !== null) tag = given;",
      "tag = given ?? tag;",
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
  asks_anew_after_ten: {
    caughtBy: "keeps the tag after a 304 that has none",
    misconception: "A tag that was confirmed ten times is old.",
    says: "has not changed",
    edits: [
      [
        "let tag: string | null = null;",
        `let tag: string | null = null;
  let quiet = 0;`,
      ],
      [
        "if (isNew || given !== null) tag = given;",
        `if (isNew || given !== null) tag = given;
    if (!isNew && ++quiet % 10 === 0) tag = null;`,
      ],
    ],
  },
  loses_the_tag: {
    caughtBy: "keeps the tag after a 304 that has none",
    misconception: "The tag is what the last answer says.",
    says: "A 304 confirms what you have",
    edits: [["if (isNew || given !== null) tag = given;", "tag = given;"]],
  },
  makes_it_strong: {
    caughtBy: "sends the tag back as it came",
    misconception: "W/ is a remark, not part of the tag.",
    says: "quotes and W/ are part of it",
    edits: [['"if-none-match": tag', '"if-none-match": tag.replace("W/", "")']],
  },
  never_sends_it: {
    caughtBy: "sends the tag back as it came",
    misconception: "fetch does that by itself.",
    says: "If-None-Match",
    edits: [["let tag: string | null = null;", ""], [
      'headers: tag === null ? {} : { "if-none-match": tag },',
      "",
    ], [
      `const given = response.headers.get("etag");
    // A 304 confirms what is there; only a 200 without a tag takes it away.
    if (isNew || given !== null) tag = given;`,
      "",
    ], ["tag = null;", ""]],
  },
  one_tag_for_a_path: {
    caughtBy: "keeps one tag for each URL",
    misconception: "The query is not part of the address.",
    says: "The cursor is part of the URL",
    edits: [
      [
        "let tag: string | null = null;",
        `let tag: string | null = null;
  const tags = new Map<string, string | null>();`,
      ],
      [
        "const address = new URL(`messages?since=${cursor}`, url);",
        `const address = new URL(\`messages?since=\${cursor}\`, url);
    tag = tags.get(address.pathname) ?? null;`,
      ],
      ["tag = given", "tags.set(address.pathname, given)"],
      ["tag = null;", ""],
    ],
  },
  one_tag_for_all: {
    caughtBy: "keeps one tag for each URL",
    misconception: "A board has one tag.",
    says: "The cursor is part of the URL",
    edits: [["tag = null;", ""]],
  },
  reads_the_body_of_a_304: {
    caughtBy: "takes 304 as nothing new and goes on",
    misconception: "Every answer is JSON.",
    says: "A 304 has no body",
    edits: [["isNew ? await response.json() : []", "await response.json()"]],
  },
  sends_null: {
    caughtBy: "asks without a tag as long as it has none",
    misconception: "A header that is not set has the value null.",
    says: "are no tags",
    edits: [[
      'tag === null ? {} : { "if-none-match": tag }',
      '{ "if-none-match": `${tag}` }',
    ]],
  },
  sleeps_to_the_end: {
    caughtBy: "ends at once when it is aborted",
    misconception: "A wait need not be ended.",
    says: "does so for nobody",
    edits: [
      [
        "while (!signal?.aborted) {",
        `while (!signal?.aborted) {
    if (cursor < 0) return;`,
      ],
      ["signal: signal ?? null,", ""],
      ["pause(intervalMs, signal)", "pause(intervalMs)"],
    ],
  },
  takes_304_for_the_end: {
    caughtBy: "takes 304 as nothing new and goes on",
    misconception: "What is not ok is an error.",
    says: "A 304 has no body",
    edits: [[
      "});",
      `});
    if (!response.ok) throw new Error(\`The board said \${response.status}\`);`,
    ]],
  },
  takes_the_quotes_off: {
    caughtBy: "sends the tag back as it came",
    misconception: "The quotes are packaging.",
    says: "quotes and W/ are part of it",
    edits: [[
      '"if-none-match": tag',
      `"if-none-match": tag.replaceAll('"', "")`,
    ]],
  },
});
