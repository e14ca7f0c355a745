import { proveMistakes, proveWholeMistakes } from "../../kit/_mistakes.ts";

proveMistakes("01_request_response/05_once", { base: "solution" }, {
  one_map_for_the_module: {
    caughtBy: "keeps two boards apart",
    misconception:
      "What has to outlive a request stands at the top of the file.",
    says: "the other's answer, or none",
    edits: [
      [
        `  const firsts = new Map<string, First>();
`,
        "",
      ],
      [
        "/** The board over request and response; publishes",
        `const firsts = new Map<string, First>();

/** The board over request and response; publishes`,
      ],
    ],
  },
  one_day_for_the_module: {
    caughtBy: "keeps two boards apart",
    misconception: "A key has one timer, so the timers are kept by their keys.",
    says: "belongs to the board that it was sent to",
    edits: [
      [
        "if (response.ok) setTimeout(() => firsts.delete(key), keepMs);",
        `clearTimeout(timers.get(key));
    if (response.ok) {
      timers.set(key, setTimeout(() => firsts.delete(key), keepMs));
    }`,
      ],
      [
        "else firsts.delete(key);",
        "if (!response.ok) firsts.delete(key);",
      ],
      [
        "/** The board over request and response; publishes",
        `const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** The board over request and response; publishes`,
      ],
    ],
  },
  shows_what_was_said_only: {
    caughtBy: "shows the moderator what is to be published",
    misconception: "A moderator judges what is said, not who says it.",
    says: "She can only judge what she is shown",
    edits: [[`await approve({ from, text });`, `await approve({ text });`]],
  },
  names_no_place: {
    caughtBy: "says where the message is, each time",
    misconception: "The message is in the body: nobody needs its address.",
    says: "has not heard where the message is",
    edits: [[
      `const headers = { location: \`/messages/\${message.id}\` };
`,
      ``,
    ], [`{ status: 201, headers }`, `{ status: 201 }`]],
  },
  counts_the_day_from_the_request: {
    caughtBy: "publishes once and answers every asker, whatever happens",
    misconception: "The day begins when the key comes.",
    says: "must not decide about this one",
    edits: [[
      "const response = await publish(log, approve, body);",
      `const timer = setTimeout(() => firsts.delete(key), keepMs);
    const response = await publish(log, approve, body);`,
    ], [
      `if (response.ok) setTimeout(() => firsts.delete(key), keepMs);
    else firsts.delete(key);`,
      `if (!response.ok) {
      clearTimeout(timer);
      firsts.delete(key);
    }`,
    ]],
  },
  forgets_by_the_failed_attempt: {
    caughtBy: "publishes once and answers every asker, whatever happens",
    misconception: "A timer that deletes what is gone does no harm.",
    says: "left of an earlier attempt",
    edits: [[
      `if (response.ok) setTimeout(() => firsts.delete(key), keepMs);
    else firsts.delete(key);`,
      `setTimeout(() => firsts.delete(key), keepMs);
    if (!response.ok) firsts.delete(key);`,
    ]],
  },
  takes_her_for_stuck: {
    caughtBy: "waits when the first is still on its way",
    misconception: "Nobody thinks longer than an hour.",
    says: "forgotten while the moderator still thinks",
    edits: [[
      "firsts.set(key, first);",
      `firsts.set(key, first);
      setTimeout(() => firsts.delete(key), 3_600_000);`,
    ]],
  },
  keeps_a_hundred: {
    caughtBy:
      "remembers hundreds of keys, and answers each as often as it comes",
    misconception: "The oldest of a hundred keys has been answered long ago.",
    says: "the first answer again",
    edits: [[
      "firsts.set(key, first);",
      `firsts.set(key, first);
      const [oldest = ""] = firsts.keys();
      if (firsts.size > 100) firsts.delete(oldest);`,
    ]],
  },
  keeps_a_day_at_most: {
    caughtBy: "keeps a key for weeks",
    misconception: "A day is the longest time that a key is kept.",
    says: "no limit",
    edits: [[
      "firsts.delete(key), keepMs);",
      "firsts.delete(key), Math.min(keepMs, 86_400_000));",
    ]],
  },
  keeps_whole_seconds: {
    caughtBy: "keeps a key for less than a second",
    misconception: "A time is a number of seconds, times 1,000.",
    says: "nobody rounds it",
    edits: [[
      "firsts.delete(key), keepMs);",
      "firsts.delete(key), Math.ceil(keepMs / 1_000) * 1_000);",
    ]],
  },
  takes_0_for_nothing_said: {
    caughtBy: "keeps a key for no time at all",
    misconception: "What is false was not given.",
    says: "0 is a time too",
    edits: [[
      "const { approve = agree, keepMs = 86_400_000 } = options;",
      `const { approve = agree } = options;
  const keepMs = options.keepMs || 86_400_000;`,
    ]],
  },
  forgets_while_she_thinks: {
    caughtBy: "waits when the first is still on its way",
    misconception: "Nobody thinks as long as a key is kept.",
    says: "forgotten while the moderator still thinks",
    edits: [[
      "firsts.set(key, first);",
      `firsts.set(key, first);
      const kept = first;
      setTimeout(() => {
        if (firsts.get(key) === kept && !kept.done) firsts.delete(key);
      }, keepMs);`,
    ], [
      "const response = await publish(log, approve, body);",
      `const response = await publish(log, approve, body);
    const mine = firsts.get(key);
    if (mine) mine.done = true;`,
    ], [
      "readonly answer: Promise<Response>;",
      `readonly answer: Promise<Response>;
  done?: boolean;`,
    ]],
  },
  joins_from_and_text: {
    caughtBy: "answers 422 to another body with the same key",
    misconception: "Two texts that are joined are as different as before.",
    says: "one whose name takes a piece of the text",
    edits: [[
      "if (first.body !== body) {",
      `const said = [first.body, body].map((json) => {
      const { from, text } = JSON.parse(json);
      return \`\${from}: \${text}\`;
    });
    if (said[0] !== said[1]) {`,
    ]],
  },
  takes_null_for_none: {
    caughtBy: "tells keys apart, whatever they look like",
    misconception: "A client that sends null or nothing has no key.",
    says: "is one all the same",
    edits: [[
      "if (key === null)",
      'if (key === null || key === "null" || key === "undefined")',
    ]],
  },
  reads_the_log_again: {
    caughtBy: "gives the same answer again, and again",
    misconception: "What was published is in the log.",
    says: "even if the log has dropped the message",
    edits: [[
      "return (await first.answer).clone();",
      `const answer = (await first.answer).clone();
    if (answer.status !== 201) return answer;
    const { id } = await answer.json();
    const message = log.since(0).find((message) => message.id === id);
    const headers = { location: \`/messages/\${id}\` };
    return Response.json(message ?? null, { status: 201, headers });`,
    ]],
  },
  one_moderator_one_queue: {
    caughtBy: "lets different keys wait side by side",
    misconception: "The moderator can think about one draft at a time.",
    says: "must not hold up the others",
    edits: [[
      "const firsts = new Map<string, First>();",
      `const firsts = new Map<string, First>();
  let queue: Promise<unknown> = Promise.resolve();`,
    ], [
      "const response = await publish(log, approve, body);",
      `const turn = queue.then(() => publish(log, approve, body));
    queue = turn;
    const response = await turn;`,
    ]],
  },
  folds_the_case: {
    caughtBy: "tells keys apart, whatever they look like",
    misconception:
      "Headers know no upper and lower case, and neither do their values.",
    says: "the moderator asked 2 times in all",
    edits: [[
      'request.headers.get("idempotency-key")',
      `request.headers.get("idempotency-key")
      ?.toLowerCase() ?? null`,
    ]],
  },
  forgets_with_the_asker: {
    caughtBy: "finishes for an asker who went away, and answers the repetition",
    misconception: "When the asker is gone, its request is over.",
    says: "no reason to forget the key",
    edits: [[
      "firsts.set(key, first);",
      `firsts.set(key, first);
      request.signal.addEventListener("abort", () => firsts.delete(key));`,
    ]],
  },
  gives_the_old_answer_to_anything: {
    caughtBy: "answers 422 to another body with the same key",
    misconception: "The key is all that counts.",
    says: "believe that the new one is published",
    edits: [[
      `if (first.body !== body) {
      return problem(422, { title: "This key belongs to another message" });
    }`,
      "",
    ]],
  },
  keeps_keys_in_an_object: {
    caughtBy: "tells keys apart, whatever they look like",
    misconception: "An object is a map.",
    says: "In a plain object some keys are there",
    edits: [
      [
        "firsts = new Map<string, First>()",
        "firsts: Record<string, First> = {}",
      ],
      [
        `if (response.ok) setTimeout(() => firsts.delete(key), keepMs);
    else firsts.delete(key);`,
        `if (response.ok) {
      setTimeout(() => {
        delete firsts[key];
      }, keepMs);
    } else delete firsts[key];`,
      ],
      ["firsts.get(key)", "firsts[key]"],
      ["firsts.set(key, first)", "firsts[key] = first"],
    ],
  },
  knows_the_day_better: {
    caughtBy: "keeps a key as long as keepMs says",
    misconception: "A day is a day.",
    says: "it is an option",
    edits: [
      ["{ approve = agree, keepMs = 86_400_000 }", "{ approve = agree }"],
      [
        "setTimeout(() => firsts.delete(key), keepMs)",
        "setTimeout(() => firsts.delete(key), 86_400_000)",
      ],
    ],
  },
  never_forgets: {
    caughtBy: "keeps a key for a day, and no longer",
    misconception: "A key is used once and never again.",
    says: "fill the memory",
    edits: [
      ["{ approve = agree, keepMs = 86_400_000 }", "{ approve = agree }"],
      [
        `if (response.ok) setTimeout(() => firsts.delete(key), keepMs);
    else firsts.delete(key);`,
        "if (!response.ok) firsts.delete(key);",
      ],
    ],
  },
  one_message_for_one_body: {
    caughtBy: "publishes every message without a key",
    misconception: "Two equal bodies are one message.",
    says: "may mean it",
    edits: [['const key = request.headers.get("idempotency-key");', ""], [
      "if (key === null) return await publish(log, approve, body);",
      'const key = request.headers.get("idempotency-key") ?? body;',
    ]],
  },
  prolongs_the_day: {
    caughtBy: "keeps a key for a day, and no longer",
    misconception: "A key that is used is a key that is needed.",
    says: "never lets it end",
    edits: [[
      "const { approve = agree, keepMs = 86_400_000 } = options;",
      `const { approve = agree, keepMs = 86_400_000 } = options;
  const timers = new Map<string, ReturnType<typeof setTimeout>>();`,
    ], [
      `if (response.ok) setTimeout(() => firsts.delete(key), keepMs);
    else firsts.delete(key);`,
      "if (!response.ok) firsts.delete(key);",
    ], [
      `return problem(422, { title: "This key belongs to another message" });
    }`,
      `return problem(422, { title: "This key belongs to another message" });
    }
    clearTimeout(timers.get(key));
    timers.set(key, setTimeout(() => firsts.delete(key), keepMs));`,
    ]],
  },
  remembers_only_the_key: {
    caughtBy: "gives the same answer again, and again",
    misconception: "A repetition has been dealt with: 204 says so.",
    says: "Its answer is the answer to that",
    edits: [[
      "return (await first.answer).clone();",
      `const answer = await first.answer;
    if (answer.bodyUsed) return new Response(null, { status: 204 });
    return answer;`,
    ]],
  },
  remembers_the_failure: {
    caughtBy: "does not remember a failure",
    misconception: "The same key, the same answer: a 503 too.",
    says: "takes the word back",
    edits: [[
      `if (response.ok) setTimeout(() => firsts.delete(key), keepMs);
    else firsts.delete(key);`,
      "setTimeout(() => firsts.delete(key), keepMs);",
    ]],
  },
  remembers_too_late: {
    caughtBy: "waits when the first is still on its way",
    misconception:
      "What is to be remembered is the answer, so it is remembered when it is there.",
    says: "both are published",
    edits: [[
      `first = { body, answer: answerFirst(key, body) };
      firsts.set(key, first);`,
      `const response = await answerFirst(key, body);
      first = { body, answer: Promise.resolve(response) };
      if (response.ok) firsts.set(key, first);`,
    ]],
  },
  sends_a_response_twice: {
    caughtBy: "gives the same answer again, and again",
    misconception: "A response can be kept and sent again.",
    says: "a copy of it each time",
    edits: [["(await first.answer).clone()", "await first.answer"]],
  },
  sends_the_second_away: {
    caughtBy: "waits when the first is still on its way",
    misconception: "While one runs, the other one has to come later.",
    says: "409",
    edits: [[
      `return response;
  }`,
      `return response;
  }

  const running = new Set<string>();`,
    ], [
      "if (key === null) return await publish(log, approve, body);",
      `if (key === null) return await publish(log, approve, body);
    if (running.has(key)) return new Response(null, { status: 409 });
    running.add(key);`,
    ], [
      "return (await first.answer).clone();",
      `const answer = await first.answer;
    running.delete(key);
    return answer.clone();`,
    ]],
  },
  the_body_is_part_of_the_key: {
    caughtBy: "answers 422 to another body with the same key",
    misconception: "Another body is another request.",
    says: "422",
    edits: [[
      'key = request.headers.get("idempotency-key")',
      'header = request.headers.get("idempotency-key")',
    ], [
      "if (key === null) return await publish(log, approve, body);",
      `if (header === null) return await publish(log, approve, body);
    const key = \`\${header} \${body}\`;`,
    ], [
      `if (first.body !== body) {
      return problem(422, { title: "This key belongs to another message" });
    }`,
      "",
    ]],
  },
});

proveWholeMistakes("01_request_response/05_once");
