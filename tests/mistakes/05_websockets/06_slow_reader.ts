import { proveMistakes, proveWholeMistakes } from "../../kit/_mistakes.ts";

proveMistakes("05_websockets/06_slow_reader", { base: "solution" }, {
  remembers_what_has_waited: {
    caughtBy: "keeps who may stay and lets go of who may not, whatever happens",
    misconception: "What was too much once says how slow the readers are.",
    says: "as it is now",
    edits: [[
      "if (socket.bufferedAmount <= maxBufferedBytes) return;",
      `most = Math.max(most, socket.bufferedAmount);
    if (most <= maxBufferedBytes) return;`,
    ], ["function join(", "let most = 0;\n\nfunction join("]],
  },
  adds_up_what_all_leave_unread: {
    caughtBy: "makes nobody else wait",
    misconception:
      "The limit is for the server, and whoever is next pays for it.",
    says: "stay open",
    edits: [[
      `};
}`,
      `};
}

const sockets = new Set<WebSocket>();`,
    ], [
      "if (socket.bufferedAmount <= maxBufferedBytes) return;",
      `const waiting = [...sockets].reduce(
      (sum, { bufferedAmount }) => sum + bufferedAmount,
      0,
    );
    if (waiting <= maxBufferedBytes) return;`,
    ], [
      "socket.onclose = forget;",
      `socket.onclose = forget;
  sockets.add(socket);`,
    ]],
  },
  takes_0_for_a_missing_limit: {
    caughtBy: "lets nothing wait with a limit of 0",
    misconception: "|| is for what is missing.",
    says: "they had been waiting for the reader",
    edits: [[
      "const { maxBufferedBytes = 1_048_576 } = options;",
      "const maxBufferedBytes = options.maxBufferedBytes || 1_048_576;",
    ]],
  },
  remembers_who_was_slow: {
    caughtBy:
      "keeps twenty readers for whom exactly as many wait, again and again",
    misconception: "Who is nearly too slow three times is too slow.",
    says: "stay open",
    edits: [[
      "if (socket.bufferedAmount <= maxBufferedBytes) return;",
      `if (socket.bufferedAmount > 0.9 * maxBufferedBytes) {
      warnings.add(Math.floor(Date.now() / 1_000));
    }
    if (socket.bufferedAmount <= maxBufferedBytes && warnings.size < 3) return;`,
    ], [
      "const forget = log.onAppend(",
      "const warnings = new Set<number>();\n  const forget = log.onAppend(",
    ]],
  },
  blames_the_message: {
    caughtBy: "closes with 1013 for a single message that is too much, too",
    misconception:
      "When nothing waited, the message is too big, not the reader too slow.",
    says: "close 1013",
    edits: [[
      "socket.send(JSON.stringify",
      `const before = socket.bufferedAmount;
    socket.send(JSON.stringify`,
    ], [
      'socket.close(1013, "Too slow");',
      'socket.close(before === 0 ? 1009 : 1013, "Too slow");',
    ]],
  },
  closes_everybody: {
    caughtBy: "makes nobody else wait",
    misconception: "Too much for one is too much for the board.",
    says: "stay open",
    edits: [[
      `};
}`,
      `};
}

const sockets = new Set<WebSocket>();`,
    ], [
      'socket.close(1013, "Too slow")',
      "for (const each of sockets) each.close(1013)",
    ], [
      "socket.onclose = forget;",
      `socket.onclose = forget;
  sockets.add(socket);`,
    ]],
  },
  closes_without_a_word: {
    caughtBy: "lets a reader go who does not read",
    misconception: "Closed is closed.",
    says: "1013 tells the reader",
    edits: [['socket.close(1013, "Too slow")', "socket.close()"]],
  },
  counts_characters: {
    caughtBy: "closes with 1013 when more than maxBufferedBytes wait",
    misconception: "A text is as long as its length.",
    says: "they had been waiting",
    edits: [[
      "): void {",
      `): void {
  let waiting = 0;`,
    ], [
      `socket.send(JSON.stringify({ type: "message", ...message }));
    if (socket.bufferedAmount <= maxBufferedBytes) return;`,
      `const text = JSON.stringify({ type: "message", ...message });
    socket.send(text);
    waiting += text.length;
    // A task later the network has taken what it can.
    if (waiting === text.length) setImmediate(() => waiting = 0);
    if (Math.max(waiting, 0) <= maxBufferedBytes) return;`,
    ]],
  },
  counts_since_it_was_empty: {
    caughtBy: "counts what waits now, also when something always waits",
    misconception: "What was sent waits until nothing waits any more.",
    says: "never takes off what was read meanwhile",
    edits: [[
      "const forget = log.onAppend((message) => {",
      `let sent = 0;
  const forget = log.onAppend((message) => {
    if (socket.bufferedAmount === 0) sent = 0;
    const before = socket.bufferedAmount;`,
    ], [
      "if (socket.bufferedAmount <= maxBufferedBytes) return;",
      `sent += socket.bufferedAmount - before;
    if (sent <= maxBufferedBytes) return;`,
    ]],
  },
  counts_what_was_sent: {
    caughtBy: "never lets go of who reads",
    misconception: "What was sent was too much at some time.",
    says: "throws out the best readers",
    edits: [[
      "): void {",
      `): void {
  let sent = 0;`,
    ], [
      `socket.send(JSON.stringify({ type: "message", ...message }));
    if (socket.bufferedAmount <= maxBufferedBytes) return;`,
      `const text = JSON.stringify({ type: "message", ...message });
    socket.send(text);
    sent += text.length;
    // Two bursts are allowed, and their heads.
    if (sent <= 2 * maxBufferedBytes + 1_000) return;`,
    ]],
  },
  has_no_patience: {
    caughtBy: "keeps a reader for whom exactly 1 MiB waits",
    misconception: "Whoever has something waiting is slow.",
    says: "A burst is no slowness",
    edits: [[
      `socket.send(JSON.stringify({ type: "message", ...message }));
    if (socket.bufferedAmount <= maxBufferedBytes) return;`,
      `if (socket.bufferedAmount < maxBufferedBytes / 2) {
      return socket.send(JSON.stringify({ type: "message", ...message }));
    }`,
    ]],
  },
  is_generous: {
    caughtBy: "closes with 1013 when one byte more than 1 MiB waits",
    misconception: "A limit is a round number.",
    says: "no more than 1 MiB",
    edits: [["maxBufferedBytes = 1_048_576", "maxBufferedBytes = 2_000_000"]],
  },
  keeps_everything: {
    caughtBy: "costs a bounded amount of memory",
    misconception: "send() waits when the network is full.",
    says: "MiB more",
    edits: [["maxBufferedBytes: number", "_maxBufferedBytes: number"], [
      `if (socket.bufferedAmount <= maxBufferedBytes) return;
    // The close frame waits behind what nobody reads: do not wait for it too.
    forget();
    socket.close(1013, "Too slow");`,
      "",
    ]],
  },
  knows_the_number_better: {
    caughtBy: "closes with 1013 when more than maxBufferedBytes wait",
    misconception: "1 MiB is right for everybody.",
    says: "they had been waiting",
    edits: [["options: Options = {}", "_options: Options = {}"], [
      "{ maxBufferedBytes = 1_048_576 } = options",
      "maxBufferedBytes = 1_048_576",
    ]],
  },
  leaves_out_messages: {
    caughtBy: "lets a reader go who does not read",
    misconception: "Who has no room gets nothing.",
    says: "1013 tells the reader",
    edits: [[
      "const forget = log.onAppend((message) => {",
      `const forget = log.onAppend((message) => {
    if (socket.bufferedAmount > maxBufferedBytes) return;`,
    ], [
      `if (socket.bufferedAmount <= maxBufferedBytes) return;
    // The close frame waits behind what nobody reads: do not wait for it too.
    forget();
    socket.close(1013, "Too slow");`,
      "",
    ]],
  },
  listens_for_ever: {
    caughtBy: "forgets who was let go, and who left",
    misconception:
      "Sending to a socket that is closed does nothing, so it costs nothing.",
    says: "listeners",
    edits: [
      [
        "const forget = log.onAppend((message) => {",
        "log.onAppend((message) => {",
      ],
      ["forget();", ""],
      ["socket.onclose = forget;", ""],
    ],
  },
  looks_once_a_second: {
    caughtBy: "closes with 1013 when more than maxBufferedBytes wait",
    misconception: "Who is slow is still slow in a second.",
    says: "they had been waiting",
    edits: [
      [
        'socket.send(JSON.stringify({ type: "message", ...message }));',
        `socket.send(JSON.stringify({ type: "message", ...message }));
  });
  const timer = setInterval(() => {`,
      ],
      ["forget()", "leave()"],
      [
        `});
  socket.onclose = forget;`,
        `}, 1_000);
  const leave = () => {
    clearInterval(timer);
    forget();
  };
  socket.onclose = leave;`,
      ],
    ],
  },
  one_byte_too_few: {
    caughtBy: "keeps a reader for whom exactly 1 MiB waits",
    misconception: "At most 1 MiB means less than 1 MiB.",
    says: "A burst is no slowness",
    edits: [[
      "socket.bufferedAmount <= maxBufferedBytes",
      "socket.bufferedAmount < maxBufferedBytes",
    ]],
  },
  says_it_is_too_big: {
    caughtBy: "lets a reader go who does not read",
    misconception: "1009 is for too much.",
    says: "1013 tells the reader",
    edits: [['socket.close(1013, "Too slow")', "socket.close(1009)"]],
  },
  waits_for_the_close_event: {
    caughtBy: "forgets who was let go, and who left",
    misconception:
      "close() leads to the close event, and there the listener is removed.",
    says: "while they have not read on",
    edits: [["forget();", ""]],
  },
  counts_readers_from_one: {
    caughtBy: "keeps two boards apart",
    misconception: "The number of a reader tells it from all others.",
    says: "who was let go",
    edits: [
      [
        "  return (request) => {",
        "  let came = 0;\n  return (request) => {",
      ],
      [
        "join(socket, log, maxBufferedBytes);",
        "join(socket, log, maxBufferedBytes, ++came);",
      ],
      [
        "  maxBufferedBytes: number,\n): void",
        "  maxBufferedBytes: number,\n  reader: number,\n): void",
      ],
      [
        "function join(",
        "const forgets = new Map<number, () => void>();\n\nfunction join(",
      ],
      [
        "const forget = log.onAppend((message) => {",
        "const remove = log.onAppend((message) => {",
      ],
      ["    forget();\n", "    forgets.get(reader)!();\n"],
      [
        "socket.onclose = forget;",
        `forgets.set(reader, remove);
  socket.onclose = () => forgets.get(reader)!();`,
      ],
    ],
  },
});

proveMistakes("05_websockets/06_slow_reader", { base: "one_board_for_all" }, {
  one_room_for_all_boards: {
    caughtBy: "keeps two boards apart",
    misconception: "A module is the board.",
    says: "then hear each other's messages",
    edits: [["  const sockets = new Set<WebSocket>();\n", ""], [
      "export function handler(",
      "const sockets = new Set<WebSocket>();\n\nexport function handler(",
    ]],
  },
});

proveWholeMistakes("05_websockets/06_slow_reader");
