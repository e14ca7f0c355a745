import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("03_long_polling/01_hold", { base: "solution" }, {
  awaits_before_it_listens: {
    caughtBy: "misses no message that comes right after the question",
    misconception: "Nothing can come between two lines of one function.",
    says: "is published in that gap",
    edits: [[
      "if (log.newest <= since) await news(log);",
      `if (log.newest <= since) {
      await request.body?.cancel();
      await news(log);
    }`,
    ]],
  },
  wakes_one_after_the_other: {
    caughtBy: "answers every reader who waits",
    misconception: "A few milliseconds between two readers harm nobody.",
    says: "waits for all before",
    edits: [[
      "return async (request) => {",
      `let readers = 0;
  return async (request) => {
    const place = readers++;`,
    ], [
      "if (log.newest <= since) await news(log);",
      `if (log.newest <= since) {
      await news(log);
      await new Promise((done) => setTimeout(done, 7 * place));
    }`,
    ]],
  },
  one_bell_for_the_module: {
    caughtBy: "keeps two boards apart",
    misconception: "Whoever is woken has something to read.",
    says: "wakes readers who have nothing to read",
    edits: [
      [
        "/** The board over long polling, without a limit yet. */",
        `let bell = Promise.withResolvers<void>();

/** The board over long polling, without a limit yet. */`,
      ],
      [
        "return async (request) => {",
        `log.onAppend(() => {
    bell.resolve();
    bell = Promise.withResolvers();
  });
  return async (request) => {`,
      ],
      ["await news(log);", "await bell.promise;"],
    ],
  },
  one_listener_for_the_module: {
    caughtBy: "keeps two boards apart",
    misconception: "One listener is enough, so the second one is saved.",
    says: "never wakes those who have",
    edits: [
      [
        "/** The board over long polling, without a limit yet. */",
        `let isListening = false;

/** The board over long polling, without a limit yet. */`,
      ],
      [
        "return async (request) => {",
        `let bell = Promise.withResolvers<void>();
  if (!isListening) {
    log.onAppend(() => {
      bell.resolve();
      bell = Promise.withResolvers();
    });
  }
  isListening = true;
  return async (request) => {`,
      ],
      ["await news(log);", "await bell.promise;"],
    ],
  },
  answers_a_cursor_once_and_for_all: {
    caughtBy:
      "answers every poll as soon as there is something, whatever happens",
    misconception: "The same question has the same answer.",
    says: "200 with the messages",
    edits: [[
      "return Response.json(log.since(since));",
      `const messages = answers.get(since) ?? log.since(since);
    answers.set(since, messages);
    return Response.json(messages);`,
    ], [
      "return async (request) => {",
      `const answers = new Map<number, ReturnType<EventLog["since"]>>();
  return async (request) => {`,
    ]],
  },
  always_waits: {
    caughtBy: "answers at once when messages are waiting",
    misconception:
      "Long polling means to wait, so every poll waits for the next message.",
    says: "keeps from the reader what is already there",
    edits: [["if (log.newest <= since) await news(log);", "await news(log);"]],
  },
  begins_to_answer: {
    caughtBy: "sends nothing before the news",
    misconception:
      "Headers first, so that the client knows that it is being held.",
    says: "cannot be taken back",
    edits: [["return async (request) => {", "return (request) => {"], [
      `if (log.newest <= since) await news(log);
    // The answer is read from the log, not from the listener: it then holds
    // everything that came meanwhile, for every waiter, whatever its cursor.
    return Response.json(log.since(since));`,
      `const body = new ReadableStream({
      async start(controller) {
        if (log.newest <= since) await news(log);
        controller.enqueue(JSON.stringify(log.since(since)));
        controller.close();
      },
    }).pipeThrough(new TextEncoderStream());
    return new Response(body, {
      headers: { "content-type": "application/json" },
    });`,
    ]],
  },
  closes_the_connection: {
    caughtBy: "carries many polls on one connection",
    misconception: "Long polling ends each connection with its answer.",
    says: "cost a new one each time",
    edits: [[
      "log.since(since)",
      `log.since(since), {
      headers: { connection: "close" },
    }`,
    ]],
  },
  cursor_included: {
    caughtBy: "takes the cursor as the last message seen",
    misconception: "since=3 means from message 3 on.",
    says: "shows it twice",
    edits: [["log.newest <= since", "log.newest < since || log.newest === 0"], [
      "log.since(since)",
      "log.since(Math.max(since - 1, 0))",
    ]],
  },
  is_deaf_behind_a_late_reader: {
    caughtBy:
      "answers every poll as soon as there is something, whatever happens",
    misconception:
      "A reader that is far behind is served by a list of its own.",
    says: "Each poll has a cursor of its own",
    edits: [[
      "if (log.newest <= since) await news(log);",
      `late ||= log.newest - since >= 4;
    if (log.newest <= since) await (late ? new Promise(() => {}) : news(log));`,
    ], [
      "return async (request) => {",
      `let late = false;
  return async (request) => {`,
    ]],
  },
  listens_before_it_looks: {
    caughtBy: "leaves no listener behind",
    misconception:
      "Whoever listens before looking loses nothing, and the next message tidies up.",
    says: "costs memory and time",
    edits: [[
      "if (log.newest <= since) await news(log);",
      `const came = news(log);
    if (log.newest <= since) await came;`,
    ]],
  },
  waits_for_quiet: {
    caughtBy: "answers as soon as a message comes",
    misconception: "A burst is best answered when it is over.",
    says: "has built a slow poll",
    edits: [[
      `const forget = log.onAppend(() => {
    forget();
    resolve();
  });`,
      `let quiet: ReturnType<typeof setTimeout> | undefined;
  const forget = log.onAppend(() => {
    clearTimeout(quiet);
    quiet = setTimeout(() => {
      forget();
      resolve();
    }, 20);
  });`,
    ]],
  },
  looks_away: {
    caughtBy: "misses no message that comes right after the question",
    misconception: "A short break between looking and listening does no harm.",
    says: "wakes nobody",
    edits: [[
      "await news(log);",
      `{
      await new Promise((resolve) => setTimeout(resolve, 10));
      await news(log);
    }`,
    ]],
  },
  read_once: {
    caughtBy: "answers at once when messages are waiting",
    misconception: "The board is a queue: a message that was read is used up.",
    says: "keeps from the reader what is already there",
    edits: [[
      "): (request: Request) => Response | Promise<Response> {",
      `): (request: Request) => Response | Promise<Response> {
  const queue = log.since(0);
  log.onAppend((message) => queue.push(message));`,
    ], [
      `if (log.newest <= since) await news(log);
    // The answer is read from the log, not from the listener: it then holds
    // everything that came meanwhile, for every waiter, whatever its cursor.
    return Response.json(log.since(since));`,
      `if (!queue.some(({ id }) => id > since)) await news(log);
    return Response.json(queue.splice(0).filter(({ id }) => id > since));`,
    ]],
  },
});

proveMistakes("03_long_polling/01_hold", { base: "looks_every_50_ms" }, {
  answers_empty: {
    caughtBy: "holds the poll while nothing is there",
    misconception:
      "A poll is a question, and a question gets an answer right away.",
    says: "polling in a hurry",
    edits: [["return async (request) => {", "return (request) => {"], [
      `while (log.newest <= since) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }`,
      "",
    ]],
  },
  changes_the_list_it_walks: {
    caughtBy: "answers every reader who waits",
    misconception:
      "Each waiter can be taken off the list while the list is walked.",
    says: "skips every second one",
    edits: [[
      "): (request: Request) => Response | Promise<Response> {",
      `): (request: Request) => Response | Promise<Response> {
  const waiters: (() => void)[] = [];
  log.onAppend(() => {
    for (const wake of waiters) {
      waiters.splice(waiters.indexOf(wake), 1);
      wake();
    }
  });`,
    ], [
      `while (log.newest <= since) {
      await new Promise((resolve) => setTimeout(resolve, 50));`,
      `if (log.newest <= since) {
      await new Promise<void>((resolve) => waiters.push(resolve));`,
    ]],
  },
  keeps_listening: {
    caughtBy: "leaves no listener behind",
    misconception:
      "A promise can resolve only once, so the listener does no harm.",
    says: "costs memory and time",
    edits: [[
      `while (log.newest <= since) {
      await new Promise((resolve) => setTimeout(resolve, 50));`,
      `if (log.newest <= since) {
      await new Promise<void>((resolve) => log.onAppend(() => resolve()));`,
    ]],
  },
  looks_every_five_seconds: {
    caughtBy: "misses no message that comes right after the question",
    misconception: "Looking again every few seconds is as good as being told.",
    says: "is published in that gap",
    edits: [["setTimeout(resolve, 50)", "setTimeout(resolve, 5_000)"]],
  },
  one_waiter: {
    caughtBy: "answers every reader who waits",
    misconception: "There is one reader: one variable for the one who waits.",
    says: "keeps only the last of them",
    edits: [[
      "): (request: Request) => Response | Promise<Response> {",
      `): (request: Request) => Response | Promise<Response> {
  let wake: (() => void) | undefined;
  log.onAppend(() => wake?.());`,
    ], [
      `while (log.newest <= since) {
      await new Promise((resolve) => setTimeout(resolve, 50));`,
      `if (log.newest <= since) {
      await new Promise<void>((resolve) => wake = resolve);`,
    ]],
  },
});
