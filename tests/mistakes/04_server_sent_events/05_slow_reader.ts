import { proveMistakes, proveWholeMistakes } from "../../kit/_mistakes.ts";

proveMistakes("04_server_sent_events/05_slow_reader", { base: "solution" }, {
  forgets_the_one_who_came_last: {
    caughtBy: "keeps who reads and lets go of who does not, whatever happens",
    misconception: "There is one way to forget, and it is kept once.",
    says: "ends the wrong stream",
    edits: [["  let forget = () => {};\n", ""], [
      "function stream(",
      "let forget = () => {};\n\nfunction stream(",
    ]],
  },
  costs_what_it_costs: {
    caughtBy: "costs a bounded amount of memory",
    misconception: "Memory is there to be used.",
    says: "MiB more",
    edits: [[
      `if (controller.desiredSize! > 0) return send(message);
        forget();
        // What waits is still delivered; the reader comes back for the rest.
        controller.close();`,
      "send(message);",
    ]],
  },
  counts_the_replay: {
    caughtBy: "gives who comes back all that was missed",
    misconception: "What is replayed waits as well.",
    says: "throws the reader out again",
    edits: [[
      "for (const message of log.since(cursor)) send(message);",
      `for (const message of log.since(cursor)) {
        if (controller.desiredSize! <= 0) return controller.close();
        send(message);
      }`,
    ], ["size: () => isLive ? 1 : 0", "size: () => 1"]],
  },
  counts_from_pull_to_pull: {
    caughtBy: "lets at most queueMax messages wait",
    misconception: "The queue is empty when more is asked for.",
    says: "they had been waiting",
    edits: [
      ["let isLive = false;", "let waiting = 0;"],
      ["isLive = true;", ""],
      ["controller.desiredSize! > 0", "++waiting <= queueMax"],
      ["isLive ? 1 : 0", "1"],
      [
        "cancel: () => forget()",
        `pull: () => void (waiting = 0),
    cancel: () => forget()`,
      ],
    ],
  },
  counts_the_unread_replay: {
    caughtBy: "gives who comes back all that was missed",
    misconception: "Who has no room left when a message comes is slow.",
    says: "throws the reader out again",
    edits: [["isLive ? 1 : 0", "isLive ? 1 : 1"]],
  },
  counts_what_was_sent: {
    caughtBy: "never lets go of who reads",
    misconception: "256 messages are enough for one stream.",
    says: "throws out the best readers",
    edits: [
      [
        "let forget = () => {};",
        `let forget = () => {};
  let sent = 0;`,
      ],
      ["controller.desiredSize! > 0", "++sent <= queueMax"],
      ["highWaterMark: queueMax, ", ""],
    ],
  },
  ends_everybody: {
    caughtBy: "makes nobody else wait",
    misconception: "When it becomes too much, all begin anew.",
    says: "full for all",
    edits: [
      [
        "const { queueMax = 256 } = options;",
        `const { queueMax = 256 } = options;
  const ends = new Set<() => void>();`,
      ],
      ["stream(log, cursor, queueMax)", "stream(log, cursor, queueMax, ends)"],
      [
        "queueMax: number,",
        `queueMax: number,
  ends: Set<() => void>,`,
      ],
      [
        `forget = log.onAppend((message) => {
        // desiredSize is what is left of queueMax.
        if (controller.desiredSize! > 0) return send(message);`,
        "const end = () => {",
      ],
      [
        `controller.close();
      });`,
        `controller.close();
      };
      ends.add(end);
      const remove = log.onAppend((message) => {
        if (controller.desiredSize! > 0) return send(message);
        for (const end of [...ends]) end();
      });
      forget = () => {
        ends.delete(end);
        remove();
      };`,
      ],
    ],
  },
  goes_on_listening: {
    caughtBy: "forgets who was let go",
    misconception: "A closed stream takes nothing more, so nothing happens.",
    says: "can take nothing more",
    edits: [["forget();", ""]],
  },
  has_no_patience: {
    caughtBy: "keeps a reader for whom 256 messages wait",
    misconception: "A stream without room is a slow one.",
    says: "A burst is no slowness",
    edits: [["queueMax: number", "_queueMax: number"], [
      "highWaterMark: queueMax, ",
      "",
    ]],
  },
  keeps_everything: {
    caughtBy: "lets a reader go who does not read",
    misconception: "A stream takes what it is given and hands it on.",
    says: "had been waiting for the reader",
    edits: [[
      `if (controller.desiredSize! > 0) return send(message);
        forget();
        // What waits is still delivered; the reader comes back for the rest.
        controller.close();`,
      "send(message);",
    ]],
  },
  knows_the_number_better: {
    caughtBy: "lets at most queueMax messages wait",
    misconception: "256 is right for everybody.",
    says: "they had been waiting",
    edits: [["options: Options = {}", "_options: Options = {}"], [
      "const { queueMax = 256 } = options;",
      "",
    ], ["stream(log, cursor, queueMax)", "stream(log, cursor, 256)"]],
  },
  leaves_the_room_of_the_replay: {
    caughtBy: "lets at most queueMax messages wait",
    misconception: "The queue has to be large enough for the replay.",
    says: "they had been waiting",
    edits: [
      ["isLive ? 1 : 0", "isLive ? 1 : 1"],
      [
        "highWaterMark: queueMax,",
        "highWaterMark: queueMax + log.since(cursor).length,",
      ],
    ],
  },
  leaves_out_the_newest: {
    caughtBy: "loses nothing on the way out and back",
    misconception: "Who has no room gets nothing.",
    says: "without a gap",
    edits: [[
      `if (controller.desiredSize! > 0) return send(message);
        forget();
        // What waits is still delivered; the reader comes back for the rest.
        controller.close();`,
      "if (controller.desiredSize! > 0) send(message);",
    ]],
  },
  leaves_out_the_oldest: {
    caughtBy: "loses nothing on the way out and back",
    misconception: "Old messages make room for new ones.",
    says: "without a gap",
    edits: [[
      "let forget = () => {};",
      `let forget = () => {};
  const waiting: Message[] = [];
  let wake = () => {};`,
    ], [
      `start(controller) {
      const send = (message: Message) =>
        controller.enqueue(encoder.encode(event(message)));
      // A replay is as long as it is: only what comes live can be too much.
      for (const message of log.since(cursor)) send(message);
      isLive = true;`,
      `start() {
      waiting.push(...log.since(cursor));`,
    ], [
      `if (controller.desiredSize! > 0) return send(message);
        forget();
        // What waits is still delivered; the reader comes back for the rest.
        controller.close();`,
      `waiting.push(message);
        if (waiting.length > queueMax) waiting.shift();
        wake();`,
    ], [
      `});
    },`,
      `});
    },
    async pull(controller) {
      while (waiting.length === 0) {
        await new Promise<void>((resolve) => wake = resolve);
      }
      controller.enqueue(encoder.encode(event(waiting.shift()!)));
    },`,
    ], [
      "{ highWaterMark: queueMax, size: () => isLive ? 1 : 0 }",
      "{ highWaterMark: 0 }",
    ], ["  let isLive = false;\n", ""]],
  },
  listens_while_the_reader_sleeps: {
    caughtBy: "forgets who was let go",
    misconception: "Who has ended a stream is told so by cancel.",
    says: "while they sleep",
    edits: [["forget = () => {}", "over = false"], [
      "forget = log.onAppend((message) => {",
      "const remove = log.onAppend((message) => {\n        if (over) return;",
    ], [
      `forget();
        // What waits is still delivered; the reader comes back for the rest.
        controller.close();`,
      `over = true;
        controller.close();
        setTimeout(remove, 1_000);`,
    ], ["cancel: () => forget()", "cancel: () => void (over = true)"]],
  },
  listens_until_the_end_is_read: {
    caughtBy: "forgets who was let go",
    misconception: "A reader is gone when it has read the end.",
    says: "listeners",
    edits: [["forget = () => {}", "ended = false"], [
      "forget = log.onAppend((message) => {",
      "log.onAppend((message) => {",
    ], [
      `forget();
        // What waits is still delivered; the reader comes back for the rest.
        controller.close();`,
      "ended = true;",
    ], [
      "cancel: () => forget()",
      `pull(controller) {
      if (ended && controller.desiredSize === queueMax) controller.close();
    },
    cancel: () => {}`,
    ]],
  },
  one_too_few: {
    caughtBy: "keeps a reader for whom 256 messages wait",
    misconception: "At most 256 means less than 256.",
    says: "A burst is no slowness",
    edits: [["highWaterMark: queueMax,", "highWaterMark: queueMax - 2,"]],
  },
  replays_a_queue_full: {
    caughtBy: "gives who comes back all that was missed",
    misconception: "More than the queue holds cannot be sent.",
    says: "messages",
    edits: [["log.since(cursor)", "log.since(cursor).slice(-queueMax)"]],
  },
  counts_readers_from_one: {
    caughtBy: "keeps two boards apart",
    misconception: "The number of a reader tells it from all others.",
    says: "end each other's streams",
    edits: [
      [
        "const { queueMax = 256 } = options;",
        `const { queueMax = 256 } = options;
  let came = 0;`,
      ],
      [
        "stream(log, cursor, queueMax)",
        "stream(log, cursor, queueMax, ++came)",
      ],
      [
        "queueMax: number,\n): ReadableStream",
        "queueMax: number,\n  reader: number,\n): ReadableStream",
      ],
      ["  let forget = () => {};\n", ""],
      [
        "function stream(",
        `const forgets = new Map<number, () => void>();

function stream(`,
      ],
      [
        "forget = log.onAppend((message) => {",
        "const forget = log.onAppend((message) => {",
      ],
      ["        forget();\n", "        forgets.get(reader)!();\n"],
      [
        `controller.close();
      });`,
        `controller.close();
      });
      forgets.set(reader, forget);`,
      ],
      ["cancel: () => forget()", "cancel: () => forgets.get(reader)?.()"],
    ],
  },
  writes_each_id_once: {
    caughtBy: "keeps two boards apart",
    misconception: "A message is known by its id.",
    says: "of the second board",
    edits: [[
      "return `id: ${message.id}\\ndata: ${JSON.stringify(message)}\\n\\n`;",
      `const text = written.get(message.id) ??
    \`id: \${message.id}\\ndata: \${JSON.stringify(message)}\\n\\n\`;
  written.set(message.id, text);
  return text;`,
    ], [
      "function stream(",
      "const written = new Map<number, string>();\n\nfunction stream(",
    ]],
  },
});

proveWholeMistakes("04_server_sent_events/05_slow_reader");
