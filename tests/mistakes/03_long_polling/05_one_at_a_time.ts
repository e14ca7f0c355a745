import { proveMistakes, proveWholeMistakes } from "../../kit/_mistakes.ts";

proveMistakes("03_long_polling/05_one_at_a_time", { base: "solution" }, {
  remembers_a_hundred_names: {
    caughtBy: "replaces whatever the client is called",
    misconception: "Nobody has more than a hundred readers at once.",
    says: "A name is any text, however the address writes it",
    edits: [[
      "polls.set(client, replaced);",
      `polls.set(client, replaced);
      if (polls.size > 100) polls.delete([...polls.keys()][0]!);`,
    ]],
  },
  awaits_before_it_listens: {
    caughtBy: "answers what came after the cursor",
    misconception: "Nothing can come between two lines of one function.",
    says: "is the id of the last message that the reader has",
    edits: [[
      "log.newest > since || await news(log, holdMs, over)",
      "log.newest > since || await Promise.resolve().then(() => news(log, holdMs, over))",
    ]],
  },
  one_map_for_the_module: {
    caughtBy: "keeps two boards apart",
    misconception:
      "What has to outlive a request stands at the top of the file.",
    says: "a poll on one of them then replaces another's",
    edits: [
      [
        `  // A Map, not an object: a client may call itself "constructor".
  const polls = new Map<string, AbortController>();
`,
        "",
      ],
      [
        "/** The board over long polling; of one client",
        `const polls = new Map<string, AbortController>();

/** The board over long polling; of one client`,
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
  answers_each_client_once: {
    caughtBy: "holds one poll of each client, whatever happens",
    misconception: "What a client has been answered, it has.",
    says: "200 with messages",
    edits: [[
      'const since = Number(query.get("since") ?? 0);\n',
      "",
    ], [
      'const client = query.get("client");',
      `const client = query.get("client");
    const since = Math.max(
      Number(query.get("since") ?? 0),
      answered.get(client ?? "") ?? 0,
    );`,
    ], [
      "if (client !== null) polls.delete(client);",
      `if (client !== null) {
      polls.delete(client);
      if (there) answered.set(client, log.newest);
    }`,
    ], [
      "const polls = new Map<string, AbortController>();",
      `const polls = new Map<string, AbortController>();
  const answered = new Map<string, number>();`,
    ]],
  },
  closes_the_connection: {
    caughtBy: "keeps the connection of every answer",
    misconception: "Whoever is replaced has left its connection.",
    says: "A 409 is a complete answer",
    edits: [[
      'return problem(409, { title: "A newer poll of this client came" });',
      `return problem(409, {
        title: "A newer poll of this client came",
        headers: { connection: "close" },
      });`,
    ]],
  },
  reads_names_as_they_are_written: {
    caughtBy: "replaces whatever the client is called",
    misconception: "A name is written in one way in an address.",
    says: "however the address writes it",
    edits: [[
      'query.get("client")',
      "/[?&]client=([^&]*)/.exec(request.url)?.[1] ?? null",
    ]],
  },
  numbers_its_guests: {
    caughtBy: "never replaces a poll without a name",
    misconception: "Whoever says no name can be given one.",
    says: "may be the name of somebody",
    edits: [[
      'query.get("client")',
      'query.get("client") ?? `${guests++}`',
    ], [
      "return async (request) => {",
      `let guests = 0;
  return async (request) => {`,
    ]],
  },
  gives_the_older_a_moment: {
    caughtBy: "goes on replacing, one poll after the other",
    misconception: "The older poll needs a moment to get its answer.",
    says: "409",
    edits: [[
      `polls.get(client)?.abort();
`,
      `const older = polls.get(client);
      older?.abort();
      if (older) await new Promise((resolve) => setTimeout(resolve, 10));
`,
    ]],
  },
  tidies_names_up: {
    caughtBy: "lets different clients wait side by side",
    misconception: "Spaces at the ends of a name are a slip of the hand.",
    says: "with its spaces",
    edits: [['query.get("client")', 'query.get("client")?.trim() ?? null']],
  },
  makes_names_alike: {
    caughtBy: "lets different clients wait side by side",
    misconception: "What looks alike is the same name.",
    says: "compared as it is",
    edits: [[
      'query.get("client")',
      'query.get("client")?.normalize("NFC") ?? null',
    ]],
  },
  inherits_the_waiting: {
    caughtBy: "gives the newer poll its own full hold",
    misconception:
      "The client has waited since its first poll, so its time runs from there.",
    says: "is not its own",
    edits: [[
      "const polls = new Map<string, AbortController>();",
      `const polls = new Map<string, AbortController>();
  const beganAt = new Map<string, number>();`,
    ], [
      `polls.set(client, replaced);
    }`,
      `polls.set(client, replaced);
    }
    const first = beganAt.get(client ?? "") ?? Date.now();
    beganAt.set(client ?? "", first);
    const leftMs = first + holdMs - Date.now();`,
    ], ["news(log, holdMs, over)", "news(log, leftMs, over)"]],
  },
  keeps_clients_in_an_object: {
    caughtBy: "lets different clients wait side by side",
    misconception: "An empty object has no entries.",
    says: "In a plain object",
    edits: [[
      "polls = new Map<string, AbortController>()",
      "polls: Record<string, AbortController> = {}",
    ], [
      `polls.get(client)?.abort();
      polls.set(client, replaced);`,
      `polls[client]?.abort();
      polls[client] = replaced;`,
    ], ["polls.delete(client)", "delete polls[client]"]],
  },
  keeps_the_timer_of_the_replaced: {
    caughtBy: "frees what a replaced poll held",
    misconception:
      "Once the answer is out, what is left of a poll costs nothing.",
    says: "costs as much as one that is held",
    edits: [[
      `const over = AbortSignal.any([request.signal, replaced.signal]);
    const there = log.newest > since || await news(log, holdMs, over);`,
      `const there = log.newest > since || await Promise.race([
      news(log, holdMs, request.signal),
      new Promise((resolve) => replaced.signal.onabort = resolve),
    ]);`,
    ]],
  },
  nobody_is_somebody: {
    caughtBy: "never replaces a poll without a name",
    misconception: "Whoever gives no name is a client too, called null.",
    says: "they are everybody else",
    edits: [['query.get("client")', 'String(query.get("client"))'], [
      `if (client !== null) {
      polls.get(client)?.abort();
      polls.set(client, replaced);
    }`,
      `polls.get(client)?.abort();
    polls.set(client, replaced);`,
    ], ["if (client !== null) polls.delete(client);", "polls.delete(client);"]],
  },
  refuses_the_newer: {
    caughtBy: "answers the older poll with 409 when a newer one comes",
    misconception: "Who came first stays; the newer poll is the one too many.",
    says: "The asker has a new connection",
    edits: [[
      "polls.get(client)?.abort()",
      'if (polls.has(client)) return problem(409, { title: "One at a time" })',
    ]],
  },
  removes_its_successor: {
    caughtBy: "goes on replacing, one poll after the other",
    misconception: "Whoever is over removes the entry of its client.",
    says: "removes the entry of its successor",
    edits: [[
      `if (replaced.signal.aborted) {
      return problem(409, { title: "A newer poll of this client came" });
    }`,
      "",
    ], [
      "if (client !== null) polls.delete(client);",
      `if (client !== null) polls.delete(client);
    if (replaced.signal.aborted) return problem(409, { title: "Replaced" });`,
    ]],
  },
  replaces_only_when_it_waits: {
    caughtBy:
      "replaces the older poll also when the newer one is answered at once",
    misconception: "A poll that is answered at once is in nobody's way.",
    says: "whether or not there is something to read",
    edits: [[
      'const client = query.get("client");',
      `const client = query.get("client");
    if (log.newest > since) return Response.json(log.since(since));`,
    ], [
      "log.newest > since || await news(log, holdMs, over)",
      "await news(log, holdMs, over)",
    ]],
  },
  sends_the_older_away_quietly: {
    caughtBy: "answers the older poll with 409 when a newer one comes",
    misconception: "A replaced poll is a poll without news: 204.",
    says: "What goes out on the old one reaches nobody",
    edits: [["{ type EventLog, problem }", "type { EventLog }"], [
      `if (replaced.signal.aborted) {
      return problem(409, { title: "A newer poll of this client came" });
    }`,
      "if (replaced.signal.aborted) return nothingNew();",
    ]],
  },
  waits_for_ever_for_its_place: {
    caughtBy: "forgets a poll that is over",
    misconception: "A client that has had its answer still has a poll.",
    says: "nobody's older poll",
    edits: [[
      "if (client !== null) {",
      "if (client !== null && polls.has(client)) {",
    ], [
      `polls.set(client, replaced);
    }`,
      `polls.delete(client);
      return problem(409, { title: "One at a time" });
    }
    if (client !== null) polls.set(client, replaced);`,
    ], ["if (client !== null) polls.delete(client);", ""]],
  },
});

proveMistakes("03_long_polling/05_one_at_a_time", {
  base: "numbers_the_polls",
}, {
  one_number_for_the_module: {
    caughtBy: "keeps two boards apart",
    misconception: "A number that only rises can be taken from anywhere.",
    says: "a poll on one of them then replaces another's",
    edits: [
      [
        `  const newest = new Map<string, number>();
`,
        "",
      ],
      [
        "interface Options {",
        `const newest = new Map<string, number>();

interface Options {`,
      ],
    ],
  },
});

proveWholeMistakes("03_long_polling/05_one_at_a_time");
