import { proveMistakes, proveWholeMistakes } from "../../kit/_mistakes.ts";

proveMistakes("05_websockets/04_heartbeat_server", { base: "solution" }, {
  asks_who_came_last: {
    caughtBy: "asks, answers and lets go, whatever happens",
    misconception: "Asking needs one timer, and dying one for each.",
    says: "pings on socket",
    edits: [[
      "  let ping: ReturnType<typeof setTimeout> | undefined;\n",
      "",
    ], [
      "function join(",
      "let ping: ReturnType<typeof setTimeout> | undefined;\n\nfunction join(",
    ]],
  },
  answers_an_answer: {
    caughtBy: "answers a ping, and no pong",
    misconception: "A sign of life deserves one in return.",
    says: "an answer to an answer",
    edits: [['typeOf(data) === "ping"', "/^p[io]ng$/.test(`${typeOf(data)}`)"]],
  },
  answers_with_a_ping: {
    caughtBy: "answers a ping, and no pong",
    misconception: "A ping is answered with a ping.",
    says: "a pong for each",
    edits: [['type: "pong"', 'type: "ping"']],
  },
  asks_again_and_again: {
    caughtBy: "pings after 20 s of silence, and not before",
    misconception: "Who does not answer has to be asked more often.",
    says: "one ping for one silence",
    edits: [['() => send(socket, { type: "ping" })', "ask"], [
      `}, deadAfterMs);
  }`,
      `}, deadAfterMs);
  }

  function ask(): void {
    send(socket, { type: "ping" });
    ping = setTimeout(ask, 500);
  }`,
    ]],
  },
  asks_every_20_seconds: {
    caughtBy: "takes every message for a sign of life",
    misconception: "A heartbeat is an interval.",
    says: "Whoever says anything is there",
    edits: [[
      "let ping: ReturnType<typeof setTimeout> | undefined",
      `const ping = setInterval(
    () => send(socket, { type: "ping" }),
    pingAfterMs,
  )`,
    ], [
      `function live(): void {
    clearTimeout(ping);`,
      "function live(): void {",
    ], [
      'ping = setTimeout(() => send(socket, { type: "ping" }), pingAfterMs);',
      "",
    ], [
      `function leave(): void {
    clearTimeout(ping);`,
      `function leave(): void {
    clearInterval(ping);`,
    ]],
  },
  asks_in_other_words: {
    caughtBy: "pings after 20 s of silence, and not before",
    misconception: "A ping is the text ping.",
    says: "Each silence has its own beginning",
    edits: [['{ type: "ping" }', '"ping"']],
  },
  awaits_close: {
    caughtBy: "lets the dead go without waiting for their answer",
    misconception: "An orderly server closes first and tidies up then.",
    says: "after both have been silent",
    edits: [[
      `death = setTimeout(() => {
      // The close event waits for an answer, and the dead do not answer.
      leave();`,
      "death = setTimeout(async () => {",
    ], [
      "socket.close();",
      `socket.close();
      await new Promise((resolve) => socket.onclose = resolve);
      leave();`,
    ]],
  },
  closes_everybody: {
    caughtBy: "gives each socket its own time",
    misconception: "When one is dead, the network is.",
    says: "one ping after 20000 ms",
    edits: [
      [
        `};
}`,
        `};
}

const sockets = new Set<WebSocket>();`,
      ],
      ["socket.close", "for (const each of sockets) each.close"],
      [
        "socket.onclose = leave;",
        `socket.onclose = leave;
  sockets.add(socket);`,
      ],
    ],
  },
  counts_what_it_sends: {
    caughtBy: "does not take what it sends for a sign of life",
    misconception: "A connection on which something happens is alive.",
    says: "You can send into a tunnel",
    edits: [[
      `const forget = log.onAppend((message) =>
    send(socket, { type: "message", ...message })
  );`,
      `const forget = log.onAppend((message) => {
    send(socket, { type: "message", ...message });
    live();
  });`,
    ]],
  },
  dies_10_seconds_after_the_ping: {
    caughtBy: "uses pingAfterMs and deadAfterMs",
    misconception: "An answer has ten seconds.",
    says: "who runs the server decides",
    edits: [[
      "{ pingAfterMs = 20_000, deadAfterMs = 30_000 } = options",
      `{ pingAfterMs = 20_000 } = options;
  const deadAfterMs = pingAfterMs + 10_000`,
    ]],
  },
  finds_the_word: {
    caughtBy: "answers a ping however it is written, and nothing else",
    misconception: "A text that says ping is a ping.",
    says: "A text that holds the word is none",
    edits: [[
      'typeOf(data) === "ping"',
      `typeof data === "string" && data.includes('"ping"')`,
    ]],
  },
  forgets_the_old_deadline: {
    caughtBy: "keeps who answers, for as long as it takes",
    misconception: "A new timer takes the place of the old one.",
    says: "A deadline that goes on running",
    edits: [[
      `clearTimeout(death);
    ping = setTimeout(() => send(socket, { type: "ping" }), pingAfterMs);`,
      'ping = setTimeout(() => send(socket, { type: "ping" }), pingAfterMs);',
    ]],
  },
  goes_on_listening: {
    caughtBy: "leaves nothing behind when a socket closes",
    misconception: "Who is gone hears nothing, so it costs nothing.",
    says: "listeners after all have left",
    edits: [[
      "leave();",
      `leave();
      forget();`,
    ], ["forget();", ""]],
  },
  goes_on_ticking: {
    caughtBy: "leaves nothing behind when a socket closes",
    misconception: "A timer of a socket ends with it.",
    says: "timers",
    edits: [["socket.onclose = leave", "socket.onclose = forget"]],
  },
  hears_objects_only: {
    caughtBy: "takes every message for a sign of life",
    misconception: "What has no type says nothing.",
    says: "Whoever says anything is there",
    edits: [[
      "live();\n    if (typeOf",
      `let value: unknown = {};
    try {
      value = JSON.parse(data as string);
    } catch {
      // Any text will do.
    }
    if (typeof value === "object" && value !== null) live();
    if (typeOf`,
    ]],
  },
  knows_one_way_to_write_it: {
    caughtBy: "answers a ping however it is written, and nothing else",
    misconception: "JSON is written in one way.",
    says: "JSON can be written in many ways",
    edits: [[
      'typeOf(data) === "ping"',
      `data === '{"type":"ping"}'`,
    ]],
  },
  knows_only_the_pong: {
    caughtBy: "takes every message for a sign of life",
    misconception: "Only a pong answers a ping.",
    says: "Whoever says anything is there",
    edits: [[
      `socket.onmessage = ({ data }) => {
    live();`,
      `socket.onmessage = ({ data }) => {
    if (typeOf(data) === "pong") live();`,
    ]],
  },
  knows_the_numbers_better: {
    caughtBy: "uses pingAfterMs and deadAfterMs",
    misconception: "20 and 30 seconds are right for everybody.",
    says: "who runs the server decides",
    edits: [[
      `function join(socket: WebSocket, log: EventLog, options: Options): void {
  const { pingAfterMs = 20_000, deadAfterMs = 30_000 } = options;`,
      `function join(socket: WebSocket, log: EventLog, _options: Options): void {
  const [pingAfterMs, deadAfterMs] = [20_000, 30_000];`,
    ]],
  },
  leaves_it_to_deno: {
    caughtBy: "pings after 20 s of silence, and not before",
    misconception: "idleTimeout is a heartbeat, so there is nothing to do.",
    says: "Each silence has its own beginning",
    edits: [["idleTimeout: 0", "idleTimeout: 30"], [
      `const { pingAfterMs = 20_000, deadAfterMs = 30_000 } = options;
  let ping: ReturnType<typeof setTimeout> | undefined;`,
      "const { deadAfterMs = 30_000 } = options;",
    ], [
      `function live(): void {
    clearTimeout(ping);`,
      "function live(): void {",
    ], [
      'ping = setTimeout(() => send(socket, { type: "ping" }), pingAfterMs);',
      "",
    ], [
      `function leave(): void {
    clearTimeout(ping);`,
      "function leave(): void {",
    ]],
  },
  one_timer_for_all: {
    caughtBy: "gives each socket its own time",
    misconception: "A server has one heartbeat.",
    says: "One variable for all",
    edits: [[
      `};
}`,
      `};
}

let ping: ReturnType<typeof setTimeout> | undefined;
let death: ReturnType<typeof setTimeout> | undefined;`,
    ], [
      `let ping: ReturnType<typeof setTimeout> | undefined;
  let death: ReturnType<typeof setTimeout> | undefined;`,
      "",
    ]],
  },
  only_asks: {
    caughtBy: "gives up after 30 s without a sign of life, and not before",
    misconception: "Deno notices by itself when nobody answers.",
    says: "the dead stay longer",
    edits: [
      [
        "{ pingAfterMs = 20_000, deadAfterMs = 30_000 }",
        "{ pingAfterMs = 20_000 }",
      ],
      ["let death: ReturnType<typeof setTimeout> | undefined;", ""],
      [
        `clearTimeout(death);
    ping = setTimeout(() => send(socket, { type: "ping" }), pingAfterMs);`,
        'ping = setTimeout(() => send(socket, { type: "ping" }), pingAfterMs);',
      ],
      [
        `death = setTimeout(() => {
      // The close event waits for an answer, and the dead do not answer.
      leave();
      socket.close();
    }, deadAfterMs);`,
        "",
      ],
      [
        `clearTimeout(death);
    forget();`,
        "forget();",
      ],
    ],
  },
  only_listens: {
    caughtBy: "answers a ping, and no pong",
    misconception: "The server asks and the client answers.",
    says: "The other side wants to know",
    edits: [[
      `socket.onmessage = ({ data }) => {
    live();
    if (typeOf(data) === "ping") send(socket, { type: "pong" });
  };`,
      "socket.onmessage = live;",
    ], [
      `/** The \`type\` of what came, if it is JSON and has one. */
function typeOf(data: unknown): unknown {
  try {
    return JSON.parse(data as string)?.type;
  } catch {
    return undefined;
  }
}`,
      "",
    ]],
  },
  reads_first: {
    caughtBy: "takes every message for a sign of life",
    misconception: "A message that nobody understands is none.",
    says: "Whoever says anything is there",
    edits: [[
      `socket.onmessage = ({ data }) => {
    live();`,
      `socket.onmessage = ({ data }) => {
    if (typeof typeOf(data) === "string") live();`,
    ]],
  },
  sets_the_deadline_once: {
    caughtBy: "keeps who answers, for as long as it takes",
    misconception:
      "The ping is put off by a message, and the deadline goes along by itself.",
    says: "A deadline that goes on running",
    edits: [[
      `clearTimeout(death);
    ping = setTimeout(() => send(socket, { type: "ping" }), pingAfterMs);`,
      'ping = setTimeout(() => send(socket, { type: "ping" }), pingAfterMs);',
    ], ["death = setTimeout(() => {", "death ??= setTimeout(() => {"]],
  },
  tidies_up_after_a_goodbye: {
    caughtBy: "leaves nothing behind when a socket closes",
    misconception: "Whoever leaves sends a close frame.",
    says: "after all have left",
    edits: [[
      "socket.onclose = leave",
      `socket.onclose = ({ wasClean }) => {
    if (wasClean) leave();
  }`,
    ]],
  },
  waits_30_seconds_from_the_ping: {
    caughtBy: "gives up after 30 s without a sign of life, and not before",
    misconception: "The answer has 30 seconds from the ping.",
    says: "close() 30000 ms after the last sign of life",
    edits: [[
      `ping = setTimeout(() => send(socket, { type: "ping" }), pingAfterMs);
    death = setTimeout(() => {
      // The close event waits for an answer, and the dead do not answer.
      leave();
      socket.close();
    }, deadAfterMs);`,
      `ping = setTimeout(() => {
      send(socket, { type: "ping" });
      death = setTimeout(() => {
        leave();
        socket.close();
      }, deadAfterMs);
    }, pingAfterMs);`,
    ]],
  },
  waits_for_the_close: {
    caughtBy: "lets the dead go without waiting for their answer",
    misconception:
      "close() leads to the close event, and there everything is tidied up.",
    says: "after both have been silent",
    edits: [["leave();", ""]],
  },
  counts_sockets_from_one: {
    caughtBy: "keeps two boards apart",
    misconception: "The number of a socket tells it from all others.",
    says: "for the dead of the first board",
    edits: [
      ["  return (request) => {", "  let came = 0;\n  return (request) => {"],
      [
        "socket.onopen = () => join(socket, log, options);",
        "socket.onopen = () => join(socket, log, options, ++came);",
      ],
      [
        "function join(socket: WebSocket, log: EventLog, options: Options): void {",
        `const deaths = new Map<number, ReturnType<typeof setTimeout>>();

function join(
  socket: WebSocket,
  log: EventLog,
  options: Options,
  number: number,
): void {`,
      ],
      ["  let death: ReturnType<typeof setTimeout> | undefined;\n", ""],
      [
        `clearTimeout(ping);
    clearTimeout(death);
    ping =`,
        `clearTimeout(ping);
    clearTimeout(deaths.get(number));
    ping =`,
      ],
      ["death = setTimeout(() => {", "deaths.set(number, setTimeout(() => {"],
      [
        "}, deadAfterMs);",
        "}, deadAfterMs));",
      ],
      [
        `clearTimeout(death);
    forget();`,
        `clearTimeout(deaths.get(number));
    forget();`,
      ],
    ],
  },
});

proveMistakes("05_websockets/04_heartbeat_server", {
  base: "one_board_for_all",
}, {
  one_room_for_all_boards: {
    caughtBy: "keeps two boards apart",
    misconception: "A module is the board.",
    says: "nothing so far",
    edits: [["  const sockets = new Set<WebSocket>();\n", ""], [
      "export function handler(",
      "const sockets = new Set<WebSocket>();\n\nexport function handler(",
    ]],
  },
});

proveWholeMistakes("05_websockets/04_heartbeat_server");
