import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("02_polling/04_not_modified", { base: "the_newest_id" }, {
  one_answer_for_each_tag: {
    caughtBy: "keeps two boards apart",
    misconception: "The same tag and the same address: the same answer.",
    says: "the same tag brings the messages of another board",
    edits: [
      [
        'import { type EventLog, problem, routes } from "kernel";',
        `import { type EventLog, type Message, problem, routes } from "kernel";

const answers = new Map<string, Message[]>();`,
      ],
      [
        `const messages = log.since(since, limit);
      const tag = tagOf(log);`,
        `const tag = tagOf(log);
      const asked = \`\${tag} \${since} \${limit}\`;
      const messages = answers.get(asked) ?? log.since(since, limit);
      answers.set(asked, messages);`,
      ],
    ],
  },
  says_no_more_where: {
    caughtBy: "publishes as ever what no condition holds back",
    misconception:
      "An answer with a condition is about the condition: 201 says enough.",
    says: "201 says where it is",
    edits: [[
      `const headers = { location: \`/messages/\${message.id}\` };
`,
      ``,
    ], [`{ status: 201, headers }`, `{ status: 201 }`]],
  },
  begins_tags_anew: {
    caughtBy: "answers by the state of the board, whatever happens",
    misconception: "A few tags are enough, taken in turn.",
    says: "never again for another",
    edits: [['return `"${log.newest}"`;', 'return `"${log.newest % 8}"`;']],
  },
  splits_at_every_comma: {
    caughtBy: "takes only its own tag for its own",
    misconception: "A list is what stands between commas.",
    says: "a star within quotes",
    edits: [[
      `if (given === "*") return true;
  if (!LIST.test(given)) return false;
  const tags = [...given.matchAll(new RegExp(TAG, "g"))];
  return tags.some(([, quoted]) => quoted === tag);`,
      `return given.split(",").map((part) => part.trim()).some((part) =>
    part === "*" || part.replace(/^W\\//, "") === tag
  );`,
    ], [
      'const TAG = /(?:W\\/)?("[\\x21\\x23-\\x7e\\x80-\\xff]*")/;',
      "",
    ], [
      "const LIST = new RegExp(`^${TAG.source}(?:\\\\s*,\\\\s*${TAG.source})*$`);",
      "",
    ]],
  },
  refuses_a_post_that_it_cannot_read: {
    caughtBy: "ignores a header that it cannot read",
    misconception: "A condition that cannot be read is not met.",
    says: "who publishes wants to be read",
    edits: [[
      'if (isNamed(tagOf(log), request.headers.get("if-none-match"))) {',
      `const given = request.headers.get("if-none-match");
      const unreadable = given !== null && !/"$|^\\*$/.test(given);
      if (unreadable || isNamed(tagOf(log), given)) {`,
    ]],
  },
  compares_with_the_whole_log: {
    caughtBy: "knows the state of a board with more than 100 messages",
    misconception: "The board is all that the log keeps.",
    says: "is the tag of another answer",
    edits: [[
      "const tag = tagOf(log);",
      "const tag = tagOf(messages);",
    ], [
      "isNamed(tagOf(log), request",
      "isNamed(tagOf(log.since(0)), request",
    ], [
      `function tagOf(log: EventLog): string {
  return \`"\${log.newest}"\`;`,
      `function tagOf(messages: { id: number }[]): string {
  const ids = messages.map(({ id }) => id);
  return \`"\${ids[0] ?? 0}-\${ids.at(-1) ?? 0}"\`;`,
    ]],
  },
  judges_by_the_headers: {
    caughtBy: "judges a POST when its body has come",
    misconception: "The headers say all that a condition needs.",
    says: "the board may change meanwhile",
    edits: [[
      "const { from, text } = await request.json();",
      `const isNews = !isNamed(
        tagOf(log),
        request.headers.get("if-none-match"),
      );
      const { from, text } = await request.json();`,
    ], [
      'if (isNamed(tagOf(log), request.headers.get("if-none-match"))) {',
      "if (!isNews) {",
    ]],
  },
  compares_letter_by_letter: {
    caughtBy: "compares weakly",
    misconception: "A tag is a text, and texts are compared with ===.",
    says: "whichever of them you gave",
    edits: [["([, quoted]) => quoted === tag", "([whole]) => whole === tag"]],
  },
  counts_the_list: {
    caughtBy: "changes the tag with every message",
    misconception: "The number of messages is the state.",
    says: "The length of the list is no state",
    edits: [["log.newest", "log.since(0).length"]],
  },
  draws_a_tag: {
    caughtBy: "gives the same tag as long as nothing changes",
    misconception: "A tag has to be unique.",
    says: "is never met again",
    edits: [["tag = tagOf(log)", 'tag = `"${crypto.randomUUID()}"`']],
  },
  forbids_to_keep_it: {
    caughtBy: "gives every answer a tag and says how to keep it",
    misconception: "no-store means: ask me each time.",
    says: "no-store",
    edits: [['"cache-control": "no-cache"', '"cache-control": "no-store"']],
  },
  forgets_how_to_keep_it: {
    caughtBy: "answers 304 with the headers of the 200",
    misconception: "A 304 needs the tag only.",
    says: "renews what it keeps",
    edits: [[
      "{ status: 304, headers }",
      "{ status: 304, headers: { etag: tag } }",
    ]],
  },
  has_no_quotes: {
    caughtBy: "gives every answer a tag and says how to keep it",
    misconception: "A tag is any text.",
    says: "A tag is text in double quotes",
    edits: [['`"${log.newest}"`', "`board-${log.newest}`"], [
      `const TAG = /(?:W\\/)?("[\\x21\\x23-\\x7e\\x80-\\xff]*")/;
const LIST = new RegExp(\`^\${TAG.source}(?:\\\\s*,\\\\s*\${TAG.source})*$\`);`,
      "",
    ], [
      `if (given === null) return false;
  if (given === "*") return true;
  if (!LIST.test(given)) return false;
  const tags = [...given.matchAll(new RegExp(TAG, "g"))];
  return tags.some(([, quoted]) => quoted === tag);`,
      'return given === "*" || given === tag;',
    ]],
  },
  knows_no_star: {
    caughtBy: "finds its tag in a list, and * everywhere",
    misconception: "* is a tag like any other.",
    says: "* everywhere",
    edits: [['if (given === "*") return true;', ""]],
  },
  knows_only_get: {
    caughtBy: "answers 304 without a body to the tag that it gave",
    misconception: "HEAD has no body anyway.",
    says: "HEAD",
    edits: [[
      'isNamed(tag, request.headers.get("if-none-match"))',
      `
        request.method === "GET" &&
        isNamed(tag, request.headers.get("if-none-match"))
      `,
    ]],
  },
  never_says_304: {
    caughtBy: "answers 304 without a body to the tag that it gave",
    misconception: "The tag is enough; the client can compare.",
    says: "a line that says so is all it needs",
    edits: [[
      `if (isNamed(tag, request.headers.get("if-none-match"))) {
        return new Response(null, { status: 304, headers });
      }`,
      "",
    ]],
  },
  nothing_is_no_state: {
    caughtBy: "finds its tag in a list, and * everywhere",
    misconception: "Where there is no message there is nothing to name.",
    says: "304",
    edits: [[
      'isNamed(tag, request.headers.get("if-none-match"))',
      `
        log.newest > 0 && isNamed(tag, request.headers.get("if-none-match"))
      `,
    ]],
  },
  one_tag_for_ever: {
    caughtBy: "changes the tag with every message",
    misconception: "A tag names the resource.",
    says: "a tag that was not there before",
    edits: [['`"${log.newest}"`', '`"messages-${log.newest * 0}"`']],
  },
  publishes_whatever_was_seen: {
    caughtBy: "publishes nothing onto a board that has not changed",
    misconception: "If-None-Match is for GET.",
    says: "Any other method is told 412",
    edits: [
      ["{ type EventLog, problem, routes }", "{ type EventLog, routes }"],
      [
        `if (isNamed(tagOf(log), request.headers.get("if-none-match"))) {
        return problem(412, { title: "The board has not changed" });
      }`,
        "",
      ],
    ],
  },
  reads_only_one_tag: {
    caughtBy: "finds its tag in a list, and * everywhere",
    misconception: "If-None-Match holds one tag.",
    says: "asks about all of them at once",
    edits: [[
      `const TAG = /(?:W\\/)?("[\\x21\\x23-\\x7e\\x80-\\xff]*")/;
const LIST = new RegExp(\`^\${TAG.source}(?:\\\\s*,\\\\s*\${TAG.source})*$\`);`,
      "",
    ], [
      `if (given === null) return false;
  if (given === "*") return true;
  if (!LIST.test(given)) return false;
  const tags = [...given.matchAll(new RegExp(TAG, "g"))];
  return tags.some(([, quoted]) => quoted === tag);`,
      String.raw`return given === "*" || given?.replace(/^W\//, "") === tag;`,
    ]],
  },
  reads_what_is_no_tag: {
    caughtBy: "ignores a header that it cannot read",
    misconception: "Quotes are decoration.",
    says: "A condition that nobody understands is none",
    edits: [[
      'if (given === "*") return true;',
      `if (given === "*") return true;
  const bare = given.replaceAll(/["']|W\\//g, "");
  if (\`"\${bare}"\` === tag) return true;`,
    ]],
  },
  refuses_and_publishes: {
    caughtBy: "publishes nothing onto a board that has not changed",
    misconception: "412 is a remark.",
    says: "before the log is touched",
    edits: [[
      'if (isNamed(tagOf(log), request.headers.get("if-none-match"))) {',
      `const tag = tagOf(log);
      const message = log.append({ from, text });
      if (isNamed(tag, request.headers.get("if-none-match"))) {`,
    ], ["const message = log.append({ from, text });", ""]],
  },
  refuses_what_it_cannot_read: {
    caughtBy: "ignores a header that it cannot read",
    misconception: "What is not understood is refused.",
    says: "A condition that nobody understands is none",
    edits: [[
      '"GET /messages": (request) => {',
      `"GET /messages": (request) => {
      const given = request.headers.get("if-none-match") ?? "*";
      if (given !== "*" && !LIST.test(given)) {
        return problem(400, { title: "If-None-Match" });
      }`,
    ]],
  },
  says_304_to_a_post: {
    caughtBy: "publishes nothing onto a board that has not changed",
    misconception: "Not modified is 304.",
    says: "304 is for reading",
    edits: [
      ["{ type EventLog, problem, routes }", "{ type EventLog, routes }"],
      [
        'problem(412, { title: "The board has not changed" })',
        "new Response(null, { status: 304 })",
      ],
    ],
  },
  says_nothing_new_with_204: {
    caughtBy: "answers 304 without a body to the tag that it gave",
    misconception: "An answer without content is 204.",
    says: "204 No Content",
    edits: [["status: 304", "status: 204"]],
  },
  says_nothing_of_keeping: {
    caughtBy: "gives every answer a tag and says how to keep it",
    misconception: "The tag says it all.",
    says: "cache-control",
    edits: [[
      '{ "etag": tag, "cache-control": "no-cache" }',
      '{ "etag": tag }',
    ]],
  },
  searches_for_its_tag: {
    caughtBy: "takes only its own tag for its own",
    misconception: "If the header contains the tag, the asker has it.",
    says: "compared whole, not searched for",
    edits: [[
      `const TAG = /(?:W\\/)?("[\\x21\\x23-\\x7e\\x80-\\xff]*")/;
const LIST = new RegExp(\`^\${TAG.source}(?:\\\\s*,\\\\s*\${TAG.source})*$\`);`,
      "",
    ], [
      `if (given === null) return false;
  if (given === "*") return true;
  if (!LIST.test(given)) return false;
  const tags = [...given.matchAll(new RegExp(TAG, "g"))];
  return tags.some(([, quoted]) => quoted === tag);`,
      'return given === "*" || (given ?? "").includes(tag.slice(1, -1));',
    ]],
  },
  sends_304_bare: {
    caughtBy: "answers 304 with the headers of the 200",
    misconception: "304 is a status and nothing else.",
    says: "renews what it keeps",
    edits: [["{ status: 304, headers }", "{ status: 304 }"]],
  },
  splits_at_commas: {
    caughtBy: "takes only its own tag for its own",
    misconception: "A list is split at its commas.",
    says: "A false 304 is the worst answer",
    edits: [["if (given === null) return false;", ""], [
      `if (!LIST.test(given)) return false;
  const tags = [...given.matchAll(new RegExp(TAG, "g"))];
  return tags.some(([, quoted]) => quoted === tag);`,
      String
        .raw`const bare = (text: string) => text.trim().replace(/^W\/|"/g, "");
  return (given ?? "none").split(",").some((one) => bare(one) === bare(tag)) &&
    LIST.test(given ?? "");`,
    ]],
  },
  tags_the_millisecond: {
    caughtBy: "tells two messages of one millisecond apart",
    misconception: "No two messages come in the same millisecond.",
    says: "A time is no state",
    edits: [["log.newest", "log.since(0).at(-1)?.at ?? 0"]],
  },
  tags_the_second: {
    caughtBy: "tells two messages of one millisecond apart",
    misconception: "The newest message's time is the state.",
    says: "A time is no state",
    edits: [[
      'return `"${log.newest}"`;',
      `const at = log.since(0).at(-1)?.at ?? 0;
  return \`"\${Math.floor(at / 1_000)}"\`;`,
    ]],
  },
  tags_the_time_of_the_answer: {
    caughtBy: "gives the same tag as long as nothing changes",
    misconception: "The answer is as old as its making.",
    says: "holds the time of the answer",
    edits: [["tag = tagOf(log)", 'tag = `"${Date.now()}"`']],
  },
});

proveMistakes("02_polling/04_not_modified", { base: "solution" }, {
  one_tag_for_the_module: {
    caughtBy: "keeps two boards apart",
    misconception: "There is one state, so there is one variable for its tag.",
    says: "news on one of them changes the tag of the others",
    edits: [
      [
        "let tag = tagOf(...log.since(Math.max(0, log.newest - 1)));",
        "tag = tagOf(...log.since(Math.max(0, log.newest - 1)));",
      ],
      [
        "/** The board over polling; what the asker has already is not sent again. */",
        `let tag: string;

/** The board over polling; what the asker has already is not sent again. */`,
      ],
    ],
  },
  escapes_with_a_backslash: {
    caughtBy: "finds its tag in a list, and * everywhere",
    misconception: "A tag is a quoted string, as in JSON.",
    says: "If-None-Match",
    edits: [[
      String.raw`("[\x21\x23-\x7e\x80-\xff]*")`,
      String.raw`("(?:\\.|[^"\\])*")`,
    ]],
  },
  knows_ascii_only: {
    caughtBy: "finds its tag in a list, and * everywhere",
    misconception: "A header is ASCII.",
    says: "304 to GET",
    edits: [["\\x7e\\x80-\\xff", "\\x7e"]],
  },
  counts_to_256: {
    caughtBy: "changes the tag with every message",
    misconception: "Nobody remembers a tag that is 256 messages old.",
    says: "a count has no end",
    edits: [[
      '`"${newest.id}-${newest.at}"`',
      '`"${newest.id % 256}"`',
    ]],
  },
  knows_a_few_characters: {
    caughtBy: "finds its tag in a list, and * everywhere",
    misconception: "Tags are made of letters, digits and a few signs.",
    says: "If-None-Match",
    edits: [[
      String.raw`("[\x21\x23-\x7e\x80-\xff]*")`,
      String.raw`("[\w.:,*-]*")`,
    ]],
  },
  takes_w_off_everywhere: {
    caughtBy: "takes only its own tag for its own",
    misconception: "W/ is never part of what is compared.",
    says: "A false 304 is the worst answer",
    edits: [[
      'const given = headers.get("if-none-match");',
      'const given = headers.get("if-none-match")?.replaceAll("W/", "") ?? null;',
    ]],
  },
});

proveMistakes("02_polling/04_not_modified", {
  base: "a_digest_of_the_answer",
}, {
  reads_small_letters: {
    caughtBy: "takes only its own tag for its own",
    misconception: "Headers do not know capitals.",
    says: "A false 304 is the worst answer",
    edits: [[
      "rest.slice(0, end + 1) === etag",
      "rest.slice(0, end + 1).toLowerCase() === etag.toLowerCase()",
    ]],
  },
});
