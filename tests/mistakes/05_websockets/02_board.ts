import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes(
  "05_websockets/02_board",
  { base: "a_listener_for_each_socket" },
  {
    a_broken_chain: {
      caughtBy: "says error when saving fails, and goes on",
      misconception: "What fails ends the queue, and that is as it should be.",
      says: "silence lets the sender wait",
      edits: [[
        `try {
        const { id } = await publish(draft);
        send({ type: "ack", key: draft.key, id });
      } catch {
        send({ type: "error", title: "Cannot save the message" });
      }`,
        `const { id } = await publish(draft);
      send({ type: "ack", key: draft.key, id });`,
      ], [
        "last = last.then(() => answer(draft));",
        `last = last.then(() => answer(draft));
      last.catch(() => send({ type: "error", title: "Cannot save" }));`,
      ]],
    },
    a_key_belongs_to_its_socket: {
      caughtBy: "publishes a key once, whoever sends it again",
      misconception: "Who comes back is somebody else.",
      says: "on a new socket",
      edits: [[
        `const known = published.get(key);
    if (known) return known;`,
        "",
      ], [
        `socket.send(JSON.stringify(frame));
    };`,
        `socket.send(JSON.stringify(frame));
    };
    const own = new Map<string, Promise<Message>>();`,
      ], [
        "publish(draft)",
        `(own.get(draft.key) ?? publish(draft));
        own.set(draft.key, published.get(draft.key)!)`,
      ]],
    },
    acknowledges_to_everybody: {
      caughtBy: "tells everybody, and acknowledges to the sender",
      misconception: "An ack is news like everything else.",
      says: "no ack",
      edits: [[
        "const { save = async () => {} } = options;",
        `const { save = async () => {} } = options;
  const present = new Set<(frame: unknown) => void>();`,
      ], [
        'send({ type: "ack", key: draft.key, id })',
        'for (const tell of present) tell({ type: "ack", key: draft.key, id })',
      ], [
        "socket.onopen = () => {",
        `socket.onopen = () => {
      present.add(send);`,
      ], [
        "forget()",
        `{
      present.delete(send);
      forget();
    }`,
      ]],
    },
    an_async_handler: {
      caughtBy:
        "keeps the order of each connection, and lets none wait for another",
      misconception:
        "Events come one after the other, so their handlers end one after the other.",
      says: "overtake",
      edits: [["let last = Promise.resolve();", ""], [
        "last = last.then(() => answer(draft))",
        "answer(draft)",
      ]],
    },
    an_error_for_bytes: {
      caughtBy: "closes with 1003 when bytes come",
      misconception: "Bytes are one more thing that cannot be read.",
      says: "another program",
      edits: [[
        "return socket.close(1003);",
        `{
        return send({ type: "error", title: "Send text" });
      }`,
      ]],
    },
    begins_with_the_present: {
      caughtBy: "shows what was missed, then what comes",
      misconception: "Who comes late has missed it.",
      says: "Who opens a socket has missed something",
      edits: [["missed(log, request).forEach(send)", "missed(log, request)"]],
    },
    closes_without_a_reason: {
      caughtBy: "closes with 1003 when bytes come",
      misconception: "To close is to close.",
      says: "1003 says",
      edits: [["socket.close(1003)", "socket.close()"]],
    },
    forgets_keys_soon: {
      caughtBy: "publishes a key once, whoever sends it again",
      misconception:
        "Who comes back comes back soon: a hundred keys are plenty.",
      says: "everybody reads it twice",
      edits: [[
        "message.catch(() => published.delete(key));",
        `message.catch(() => published.delete(key));
    if (published.size > 100) {
      const [oldest] = published.keys();
      published.delete(oldest!);
    }`,
      ]],
    },
    hangs_up: {
      caughtBy: "answers what it cannot read with error, and stays open",
      misconception: "Who sends nonsense has no business here.",
      says: "no reason to hang up",
      edits: [[
        'send({ type: "error", title: "This is no publish" })',
        'socket.close(4000, "This is no publish")',
      ]],
    },
    ignores_what_it_knows: {
      caughtBy: "publishes a key once, whoever sends it again",
      misconception: "A key that is known needs no answer.",
      says: "again",
      edits: [[
        `const answer = async (draft: Publish) => {
      try {`,
        `const answer = async (draft: Publish) => {
      try {
        if (published.has(draft.key)) return;`,
      ]],
    },
    keeps_the_failure: {
      caughtBy: "says error when saving fails, and goes on",
      misconception: "A key that has failed has failed.",
      says: "the key must be free",
      edits: [["published.delete(key)", "{}"]],
    },
    lets_go_of_the_normal_ones: {
      caughtBy: "leaves nothing behind, however somebody leaves",
      misconception: "A socket ends with the code 1000.",
      says: "do not end with a proper goodbye",
      edits: [[
        "() => forget()",
        `({ code }) => {
      if (code === 1000) forget();
    }`,
      ]],
    },
    lets_go_only_after_a_goodbye: {
      caughtBy: "leaves nothing behind, however somebody leaves",
      misconception: "A close event with wasClean false is not the end.",
      says: "do not end with a proper goodbye",
      edits: [[
        "() => forget()",
        `({ wasClean }) => {
      if (wasClean) forget();
    }`,
      ]],
    },
    listens_a_little_later: {
      caughtBy: "shows what was missed, then what comes",
      misconception: "Nobody speaks in the first moment.",
      says: "there must be no gap",
      edits: [["socket.onopen = () => {", "socket.onopen = async () => {"], [
        "missed(log, request).forEach(send);",
        `missed(log, request).forEach(send);
      await new Promise((resolve) => setTimeout(resolve, 0));`,
      ]],
    },
    makes_texts_of_everything: {
      caughtBy: "answers what it cannot read with error, and stays open",
      misconception: "Every value can be made a text.",
      says: "error",
      edits: [[
        `const isRight = type === "publish" &&
      [key, from, text].every((member) => typeof member === "string");
    if (isRight) return { key, from, text };`,
        `if (type !== "publish") return undefined;
    return { key: \`\${key}\`, from: \`\${from}\`, text: \`\${text}\` };`,
      ]],
    },
    never_acknowledges: {
      caughtBy: "tells everybody, and acknowledges to the sender",
      misconception: "What was sent has arrived: TCP sees to that.",
      says: "Only the ack with its key",
      edits: [[
        `const { id } = await publish(draft);
        send({ type: "ack", key: draft.key, id });`,
        "await publish(draft);",
      ]],
    },
    never_lets_go: {
      caughtBy: "leaves nothing behind, however somebody leaves",
      misconception: "What is closed hears nothing.",
      says: "kept for ever",
      edits: [["let forget = () => {};", ""], [
        'forget = log.onAppend((message) => send({ type: "message", ...message }))',
        'log.onAppend((message) => send({ type: "message", ...message }))',
      ], ["socket.onclose = () => forget();", ""]],
    },
    one_queue_for_all: {
      caughtBy:
        "keeps the order of each connection, and lets none wait for another",
      misconception: "Order is order: one queue for the board keeps it.",
      says: "wait for the slowest",
      edits: [[
        "const { save = async () => {} } = options;",
        `const { save = async () => {} } = options;
  let last = Promise.resolve();`,
      ], ["let last = Promise.resolve();", ""]],
    },
    publishes_what_it_could_not_save: {
      caughtBy: "says error when saving fails, and goes on",
      misconception: "To save is a service; the board goes on without.",
      says: "An ack would be a lie",
      edits: [[
        "save({ from, text }).then(() => log.append({ from, text }))",
        `save({ from, text }).catch(() => {}).then(() =>
      log.append({ from, text })
    )`,
      ]],
    },
    publishes_whatever_comes: {
      caughtBy: "publishes a key once, whoever sends it again",
      misconception: "A client sends each message once.",
      says: "sends the same again",
      edits: [[
        `const known = published.get(key);
    if (known) return known;`,
        "",
      ]],
    },
    reads_bytes_as_text: {
      caughtBy: "closes with 1003 when bytes come",
      misconception: "Text is bytes, and JSON is JSON.",
      says: "another program",
      edits: [[
        `}
    };`,
        `}
    };
    socket.binaryType = "arraybuffer";`,
      ], [
        `if (typeof data !== "string") return socket.close(1003);
      const draft = parse(data);`,
        `const draft = parse(
        typeof data === "string" ? data : new TextDecoder().decode(data),
      );`,
      ]],
    },
    remembers_when_it_is_done: {
      caughtBy: "publishes once what comes again while it is being saved",
      misconception: "A key is known when its message has an id.",
      says: "does not know it yet while it is being saved",
      edits: [[
        `published.set(key, message);
    message.catch(() => published.delete(key));`,
        "message.then(() => published.set(key, message), () => {});",
      ]],
    },
    says_nothing: {
      caughtBy: "answers what it cannot read with error, and stays open",
      misconception: "What cannot be read can be ignored.",
      says: "error",
      edits: [[
        'return send({ type: "error", title: "This is no publish" });',
        "return;",
      ]],
    },
    says_nothing_of_a_gap: {
      caughtBy: "says reset when what was seen last is lost",
      misconception:
        "What is not kept cannot be told, so there is nothing to say.",
      says: "knows that it has a gap",
      edits: [['...(isLost ? [{ type: "reset", oldest, newest }] : []),', ""]],
    },
    says_reset_last: {
      caughtBy: "says reset when what was seen last is lost",
      misconception: "The order of the frames does not matter.",
      says: "knows that it has a gap",
      edits: [[
        "missed(log, request).forEach",
        "missed(log, request).reverse().forEach",
      ]],
    },
    sends_before_it_is_open: {
      caughtBy: "shows what was missed, then what comes",
      misconception: "A socket can be used as soon as one has it.",
      says: "Who opens a socket has missed something",
      edits: [[
        `let forget = () => {};
    socket.onopen = () => {
      missed(log, request).forEach(send);
      forget = log.onAppend((message) => send({ type: "message", ...message }));
    };`,
        `missed(log, request).forEach(send);
    const forget = log.onAppend((message) =>
      send({ type: "message", ...message })
    );`,
      ]],
    },
    spares_the_sender_its_own_message: {
      caughtBy: "tells everybody, and acknowledges to the sender",
      misconception: "Whoever said it knows it already.",
      says: "Nothing on a socket is an answer",
      edits: [[
        "const { save = async () => {} } = options;",
        `const { save = async () => {} } = options;
  const own = new Map<number, WebSocket>();`,
      ], [
        `const answer = async (draft: Publish) => {
      try {`,
        `const answer = async (draft: Publish) => {
      try {
        own.set(log.newest + 1, socket);`,
      ], [
        'send({ type: "message", ...message })',
        `{
        if (own.get(message.id) === socket) return;
        send({ type: "message", ...message });
      }`,
      ]],
    },
    stops_at_the_first_that_is_closing: {
      caughtBy: "lets nobody suffer from a broken connection",
      misconception: "A loop over open sockets meets open sockets.",
      says: "The loop over all must not stop there",
      edits: [
        [
          "const { save = async () => {} } = options;",
          `const { save = async () => {} } = options;
  const present: WebSocket[] = [];
  log.onAppend((message) => {
    const text = JSON.stringify({ type: "message", ...message });
    for (const socket of present) {
      if (socket.readyState !== WebSocket.OPEN) return;
      socket.send(text);
    }
  });`,
        ],
        ["let forget = () => {};", ""],
        [
          'forget = log.onAppend((message) => send({ type: "message", ...message }))',
          "present.push(socket)",
        ],
        [
          "forget()",
          `{
      present.splice(present.indexOf(socket), 1);
    }`,
        ],
      ],
    },
    tells_only_what_sockets_say: {
      caughtBy: "tells everybody, and acknowledges to the sender",
      misconception: "Everything that is said comes over a socket.",
      says: "the messages",
      edits: [[
        "const { save = async () => {} } = options;",
        `const { save = async () => {} } = options;
  const present = new Set<(frame: unknown) => void>();`,
      ], [
        "log.append({ from, text })",
        `{
      const appended = log.append({ from, text });
      for (const send of present) send({ type: "message", ...appended });
      return appended;
    }`,
      ], [
        'forget = log.onAppend((message) => send({ type: "message", ...message }))',
        `present.add(send);
      forget = () => present.delete(send)`,
      ]],
    },
  },
);

proveMistakes("05_websockets/02_board", { base: "solution" }, {
  a_newcomer_has_missed_something: {
    caughtBy: "says reset when what was seen last is lost",
    misconception: "Who has seen nothing has a gap when the log has dropped.",
    says: "nothing is missing",
    edits: [["cursor > 0 && cursor + 1 < oldest", "cursor + 1 < oldest"]],
  },
  begins_a_new_queue_after_an_error: {
    caughtBy: "keeps the board, whatever happens",
    misconception: "What failed is over, and so is the queue that it stood in.",
    says: "in the order in which it was said",
    edits: [[
      "last = last.then(() => answer(socket, draft));",
      `last = last.then(() => answer(socket, draft)).then((saved) => {
        if (!saved) last = Promise.resolve();
      });`,
    ], [
      "draft: Publish): Promise<void>",
      "draft: Publish): Promise<boolean>",
    ], [
      'send(socket, JSON.stringify({ type: "ack", key, id }));',
      'send(socket, JSON.stringify({ type: "ack", key, id }));\n      return true;',
    ], [
      'sendError(socket, "Cannot save the message: send it again");',
      'sendError(socket, "Cannot save the message: send it again");\n      return false;',
    ]],
  },
  keeps_keys_in_an_object: {
    caughtBy: "takes any text for a key, and tells all keys apart",
    misconception: "An object is a table.",
    says: "An object has names before anything was put into it",
    edits: [
      [
        "const saving = new Map<string, Promise<Message>>();",
        `// deno-lint-ignore no-explicit-any
  const saving: any = {};`,
      ],
      ["saving.get(key)", "saving[key]"],
      ["saving.set(key, message);", "saving[key] = message;"],
      ["saving.delete(key);", "delete saving[key];"],
      ["saving.delete(key));", "delete saving[key]);"],
    ],
  },
  forgets_what_began_first: {
    caughtBy: "remembers what was published last, however long it was saved",
    misconception: "What came first was published first.",
    says: "What came first is not what was published first",
    edits: [
      ["const KEYS_MAX = 10_000;", "const KEYS_MAX = 1_100;"],
      [
        "saving.delete(key);\n      published.set(key, message);",
        "saving.delete(key);",
      ],
      [
        "saving.set(key, message);",
        "saving.set(key, message);\n    published.set(key, message);",
      ],
      [
        "() => saving.delete(key));",
        "() => saving.delete(key) && published.delete(key));",
      ],
    ],
  },
  forgets_keys_after_an_hour: {
    caughtBy: "publishes a key once, whoever sends it again",
    misconception: "Nobody comes back after an hour.",
    says: "on a new socket",
    edits: [[
      "published.set(key, message);",
      `published.set(key, message);
      const at = Date.now();
      born.set(key, at);`,
    ], [
      "const known = saving.get(key) ?? published.get(key);",
      `if (Date.now() - (born.get(key) ?? 0) > 3_600_000) published.delete(key);
    const known = saving.get(key) ?? published.get(key);`,
    ], [
      "const saving = new Map<string, Promise<Message>>();",
      `const born = new Map<string, number>();
  const saving = new Map<string, Promise<Message>>();`,
    ]],
  },
  saves_what_is_published: {
    caughtBy: "publishes once what comes again while it is being saved",
    misconception: "Saving it once more harms nobody.",
    says: "one call of save for a key",
    edits: [[
      "if (known) return known;",
      "if (known) return save({ from, text }).then(() => known, () => known);",
    ]],
  },
  looks_before_it_opens: {
    caughtBy: "shows what was missed, then what comes",
    misconception: "Nothing is said between the request and the opening.",
    says: "there must be no gap",
    edits: [
      [
        "let last = Promise.resolve();",
        "const before = missed(log, request);\n    let last = Promise.resolve();",
      ],
      ["const frame of missed(log, request)", "const frame of before"],
    ],
  },
  mends_what_is_said: {
    caughtBy: "publishes any text as it is",
    misconception: "Spaces at the ends are a mistake.",
    says: "says something else in their name",
    edits: [[
      "if (isRight) return { key, from, text: said };",
      "if (isRight) return { key, from, text: said.trim() };",
    ]],
  },
  says_what_the_error_says: {
    caughtBy: "says error whatever saving fails with",
    misconception: "Every failure is an Error with a message.",
    says: "A promise may reject with anything",
    edits: [[
      `} catch {
      sendError(socket, "Cannot save the message: send it again");`,
      `} catch (error) {
      sendError(socket, (error as Error).message);`,
    ]],
  },
  one_room_for_all_boards: {
    caughtBy: "keeps two boards apart",
    misconception: "A module is the board.",
    says: "Two boards in one process then hear each other",
    edits: [["  const present = new Set<WebSocket>();\n", ""], [
      "const KEYS_MAX = 10_000;",
      "const KEYS_MAX = 10_000;\n\nconst present = new Set<WebSocket>();",
    ]],
  },
  one_table_of_keys: {
    caughtBy: "keeps two boards apart",
    misconception: "A key is drawn at random: it is the same nowhere else.",
    says: "with a key that the other board knows",
    edits: [[
      "  const published = new Map<string, Promise<Message>>();\n",
      "",
    ], [
      "const KEYS_MAX = 10_000;",
      `const KEYS_MAX = 10_000;

const published = new Map<string, Promise<Message>>();`,
    ]],
  },
  says_each_id_once: {
    caughtBy: "keeps two boards apart",
    misconception: "A message is known by its id.",
    says: "once each and in order",
    edits: [[
      'const text = JSON.stringify({ type: "message", ...message });',
      `const text = said.get(message.id) ??
      JSON.stringify({ type: "message", ...message });
    said.set(message.id, text);`,
    ], [
      "const KEYS_MAX = 10_000;",
      "const KEYS_MAX = 10_000;\n\nconst said = new Map<number, string>();",
    ]],
  },
});
