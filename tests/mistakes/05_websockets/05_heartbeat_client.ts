import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("05_websockets/05_heartbeat_client", { base: "solution" }, {
  takes_what_it_sends_for_life: {
    caughtBy: "knows what is alive and what is dead, whatever happens",
    misconception: "Who answers a ping has talked, and nobody has to ask.",
    says: "The silence begins anew with everything that comes",
    edits: [[
      'const quiet = new Silence(pingAfterMs, () => send("ping"));',
      `const quiet = new Silence(pingAfterMs, () => {
    send("ping");
    dead.breakIt();
  });`,
    ]],
  },
  answers_when_it_is_read: {
    caughtBy: "answers a ping with a pong at once, also while nobody reads",
    misconception: "What comes is handled where it is read.",
    says: "pong",
    edits: [
      ["new Queue<Message>()", "new Queue<{ type: string } & Message>()"],
      [
        `const { type, ...frame } = JSON.parse(data);
    if (type === "ping") send("pong");
    if (type === "message") queue.push(frame);`,
        "queue.push(JSON.parse(data));",
      ],
      ["const message", "const { type, ...frame }"],
      [
        "yield message",
        `if (type === "ping") send("pong");
      if (type === "message") yield frame`,
      ],
    ],
  },
  answers_with_a_ping: {
    caughtBy: "answers a ping with a pong at once, also while nobody reads",
    misconception: "Back comes what was sent.",
    says: "pong",
    edits: [['send("pong")', 'send("ping")']],
  },
  asks_by_the_clock: {
    caughtBy: "asks 20 s after the last thing received, and not before",
    misconception: "A heart beats all the time.",
    says: "while the board speaks",
    edits: [
      [
        'quiet = new Silence(pingAfterMs, () => send("ping"))',
        'beat = setInterval(() => send("ping"), pingAfterMs)',
      ],
      ["quiet.breakIt();", ""],
      ["quiet.end()", "clearInterval(beat)"],
    ],
  },
  asks_once: {
    caughtBy: "asks 20 s after the last thing received, and not before",
    misconception: "Once asked, the board knows that it is to answer.",
    says: "with pingAfterMs",
    edits: [
      [
        'send("ping")',
        `{
    asked = true;
    send("ping");
  }`,
      ],
      ["quiet.breakIt", "if (!asked) quiet.breakIt"],
      [
        `dead.breakIt();
  };`,
        `dead.breakIt();
  };
  let asked = false;`,
      ],
    ],
  },
  clears_up_in_the_end: {
    caughtBy: "leaves nothing behind after an abort",
    misconception: "finally is there to clear up.",
    says: "while busy",
    edits: [[
      'signal?.addEventListener("abort", leave)',
      `const stop = () => queue.end();
  signal?.addEventListener("abort", stop)`,
    ], [
      'signal?.removeEventListener("abort", leave)',
      'signal?.removeEventListener("abort", stop)',
    ]],
  },
  closes_and_waits: {
    caughtBy: "does not wait for the other side to close",
    misconception: "A socket is closed when its close event has come.",
    says: "ConnectionLostError",
    edits: [['lose("The board fell silent")', "socket.close()"]],
  },
  connects_at_the_root: {
    caughtBy: "connects below the base URL, wherever the board is",
    misconception: "Addresses begin with a slash.",
    says: "below the base URL",
    edits: [["`messages/socket?since=", "`/messages/socket?since="]],
  },
  connects_before_it_is_asked: {
    caughtBy: "opens one socket when it is asked, and yields only messages",
    misconception: "A line that is open early is open in time.",
    says: "no request",
    edits: [["export async function* messages(", "export function messages("], [
      "{ since = 0, signal }",
      `{ since = 0 } = options;
  const address = new URL(\`messages/socket?since=\${since}\`, url);
  return follow(new WebSocket(address), options);
}

async function* follow(
  socket: WebSocket,
  options: Options,
): AsyncGenerator<Message> {
  const { signal }`,
    ], [
      "const socket = new WebSocket(new URL(`messages/socket?since=${since}`, url));",
      "",
    ]],
  },
  counts_from_open: {
    caughtBy: "counts a handshake without an answer as silence",
    misconception: "Before it is open there is nothing that could be silent.",
    says: "ConnectionLostError",
    edits: [["this.breakIt();", ""]],
  },
  counts_from_the_ping: {
    caughtBy: "gives up after 30 s without anything, and not before",
    misconception: "The time begins when I ask.",
    says: "ConnectionLostError",
    edits: [[
      'send("ping")',
      `{
    send("ping");
    dead.breakIt();
  }`,
    ]],
  },
  counts_ticks: {
    caughtBy: "finds the line dead within a second of waking up",
    misconception: "A second is a tick.",
    says: "ConnectionLostError",
    edits: [[
      `readonly #callback: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;`,
      `readonly #timer: ReturnType<typeof setInterval>;
  #ticks = 0;`,
    ], [
      `this.#callback = callback;
    this.breakIt();`,
      `this.#timer = setInterval(() => {
      this.#ticks += 500;
      if (this.#ticks === this.#ms - this.#ms % 500) callback();
    }, 500);`,
    ], [
      `this.end();
    this.#timer = setTimeout(this.#callback, this.#ms);`,
      "this.#ticks = 0;",
    ], ["clearTimeout(this.#timer)", "clearInterval(this.#timer)"]],
  },
  counts_what_it_sends: {
    caughtBy: "gives up after 30 s without anything, and not before",
    misconception: "What goes out shows that the line is good.",
    says: "the iteration to throw",
    edits: [[
      "socket.send(JSON.stringify({ type }));",
      `socket.send(JSON.stringify({ type }));
    dead.breakIt();`,
    ]],
  },
  drops_what_had_come: {
    caughtBy: "says at once that the connection ended, after what had come",
    misconception: "An error comes first.",
    says: "once each and in order",
    edits: [[
      "while (this.#values.length > 0) yield this.#values.shift()!;",
      "",
    ], [
      "if (this.#error) throw this.#error;",
      `if (this.#error) throw this.#error;
      if (this.#values.length > 0) {
        yield this.#values.shift()!;
        continue;
      }`,
    ]],
  },
  ends_without_a_word: {
    caughtBy: "says at once that the connection ended, after what had come",
    misconception: "What has ended is over.",
    says: "it returned",
    edits: [[
      "({ code }) => lose(`The connection ended with ${code}`)",
      "() => leave()",
    ]],
  },
  hands_out_the_rest: {
    caughtBy: "leaves nothing behind after an abort",
    misconception:
      "What has come belongs to the reader, whatever the reader wants.",
    says: "A reader who has left wants no messages",
    edits: [[
      `for await (const message of queue) {
      if (signal?.aborted) return;`,
      "for await (const message of queue) {",
    ]],
  },
  hears_messages_only: {
    caughtBy: "asks 20 s after the last thing received, and not before",
    misconception: "Only a message shows that the board works.",
    says: "ping",
    edits: [["hear();", ""], [
      'if (type === "ping") send("pong");',
      `if (type === "ping") send("pong");
    if (type === "message") hear();`,
    ]],
  },
  knows_an_abort_by_its_name: {
    caughtBy: "ends whatever the reason of the abort is",
    misconception: "Every abort is an AbortError.",
    says: "Only the signal says that it was an abort",
    edits: [[
      'signal?.addEventListener("abort", leave);',
      `signal?.addEventListener("abort", () => {
    if (signal.reason?.name === "AbortError") leave();
    else lose("The signal said something else");
  });`,
    ]],
  },
  knows_its_own_times: {
    caughtBy: "asks 20 s after the last thing received, and not before",
    misconception: "Twenty seconds are twenty seconds.",
    says: "with pingAfterMs",
    edits: [[
      "{ pingAfterMs = 20_000, deadAfterMs = 30_000 } = options",
      "[pingAfterMs, deadAfterMs] = [20_000, 30_000]",
    ]],
  },
  leaves_pings_to_deno: {
    caughtBy: "answers a ping with a pong at once, also while nobody reads",
    misconception: "Deno answers pings by itself.",
    says: "pong",
    edits: [['if (type === "ping") send("pong");', ""]],
  },
  leaves_the_socket: {
    caughtBy: "leaves nothing behind after an abort",
    misconception: "Nobody listens, so it is over.",
    says: "the socket closed",
    edits: [[
      'signal?.addEventListener("abort", leave)',
      `const forget = () => {
    quiet.end();
    dead.end();
    queue.end();
    socket.onmessage = null;
  };
  signal?.addEventListener("abort", forget)`,
    ], [
      `signal?.removeEventListener("abort", leave);
    leave();`,
      `signal?.removeEventListener("abort", forget);
    forget();`,
    ]],
  },
  leaves_the_socket_open: {
    caughtBy: "gives up after 30 s without anything, and not before",
    misconception: "A dead line needs no closing.",
    says: "the socket closed",
    edits: [["socket.close();", ""]],
  },
  leaves_the_timers: {
    caughtBy: "leaves nothing behind after an abort",
    misconception: "The socket is closed, so it is over.",
    says: "no timer left",
    edits: [[
      `quiet.end();
    dead.end();`,
      "",
    ]],
  },
  notices_an_end_by_its_silence: {
    caughtBy: "says at once that the connection ended, after what had come",
    misconception: "What has ended is silent: the time will tell.",
    says: "it goes on",
    edits: [[
      "socket.onclose = ({ code }) => lose(`The connection ended with ${code}`);",
      "",
    ], ["socket.onclose = null", "null"]],
  },
  forgets_who_breaks_off: {
    caughtBy: "leaves nothing behind when its reader leaves with break",
    misconception: "Whoever leaves aborts.",
    says: "the socket closed after the reader left with break",
    edits: [[
      `  try {
    for await (const message of queue) {
      if (signal?.aborted) return;
      yield message;
    }
  } finally {
    signal?.removeEventListener("abort", leave);
    leave();
  }`,
      `  for await (const message of queue) {
    if (signal?.aborted) return;
    yield message;
  }`,
    ]],
  },
  hears_no_abort_after_the_loss: {
    caughtBy: "yields no message when it is aborted after the loss",
    misconception: "What is lost needs no listener any more.",
    says: "once each and in order",
    edits: [[
      "const lose = (why: string) => {",
      `let left = false;
  signal?.addEventListener("abort", () => left = !over);
  let over = false;
  const lose = (why: string) => {
    over = true;`,
    ], [
      "if (signal?.aborted) return;\n      yield",
      "if (left) return;\n      yield",
    ]],
  },
  keeps_one_socket_for_all: {
    caughtBy: "keeps two connections apart",
    misconception: "A page has one socket.",
    says: "to the first board",
    edits: [
      [
        "const socket = new WebSocket(",
        "const socket = latest = new WebSocket(",
      ],
      ["socket.send(JSON", "latest?.send(JSON"],
      [
        "/** Yields the messages of",
        "let latest: WebSocket | undefined;\n\n/** Yields the messages of",
      ],
    ],
  },
  turns_types_into_texts: {
    caughtBy: "opens one socket when it is asked, and yields only messages",
    misconception: "A type is a text, whatever it is.",
    says: "once each and in order",
    edits: [[
      'if (type === "message") queue.push(frame);',
      'if (`${type}` === "message") queue.push(frame);',
    ]],
  },
  tells_more_than_pong: {
    caughtBy: "answers a ping with a pong at once, also while nobody reads",
    misconception: "An answer repeats what it answers.",
    says: "pong from your client",
    edits: [[
      'if (type === "ping") send("pong");',
      `if (type === "ping") {
      socket.send(JSON.stringify({ ...frame, type: "pong" }));
    }`,
    ]],
  },
  takes_a_close_frame_for_the_end: {
    caughtBy: "says at once that the connection ended, after what had come",
    misconception: "Who closes politely has said everything.",
    says: "it returned",
    edits: [[
      "({ code }) => lose(`The connection ended with ${code}`)",
      `({ code, wasClean }) =>
    wasClean ? leave() : lose(\`The connection ended with \${code}\`)`,
    ]],
  },
  waits_for_an_abort_that_was: {
    caughtBy: "leaves nothing behind after an abort",
    misconception: "An abort is an event: whoever listens hears it.",
    says: "asks a board in the name of nobody",
    edits: [[
      `const { pingAfterMs = 20_000, deadAfterMs = 30_000 } = options;
  if (signal?.aborted) return;`,
      "const { pingAfterMs = 20_000, deadAfterMs = 30_000 } = options;",
    ]],
  },
  waits_for_the_pong: {
    caughtBy: "gives up after 30 s without anything, and not before",
    misconception: "Who was asked has to answer what was asked.",
    says: "the iteration to go on",
    edits: [
      [
        'new Silence(pingAfterMs, () => send("ping"))',
        `new Silence(pingAfterMs, () => {
    send("ping");
    asked = true;
  });
  let asked = false`,
      ],
      ["const hear = () => {", "const hear = (type?: string) => {"],
      [
        "dead.breakIt()",
        `if (!asked || type === "pong") dead.breakIt();
    if (type === "pong") asked = false`,
      ],
      ["socket.onopen = hear", "socket.onopen = () => hear()"],
      ["hear();", ""],
      [
        "const { type, ...frame } = JSON.parse(data);",
        `const { type, ...frame } = JSON.parse(data);
    hear(type);`,
      ],
    ],
  },
  yields_every_frame: {
    caughtBy: "opens one socket when it is asked, and yields only messages",
    misconception: "What comes over the line is a message.",
    says: "undefined",
    edits: [[
      'if (type === "message") queue.push(frame);',
      "queue.push(frame);",
    ]],
  },
  yields_what_is_no_ping: {
    caughtBy: "opens one socket when it is asked, and yields only messages",
    misconception: "What is no ping is a message.",
    says: "undefined",
    edits: [['send("pong")', 'return send("pong")'], [
      'if (type === "message") queue.push(frame);',
      "queue.push(frame);",
    ]],
  },
});
