import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("05_websockets/03_stay_connected", { base: "solution" }, {
  keeps_the_drafts_of_others: {
    caughtBy: "sends again what was not acknowledged, in order, with its key",
    misconception: "An object that I was given is mine.",
    says: "message 0",
    edits: [
      ["readonly frame: string;", "readonly draft: Draft;"],
      ["async publish({ from, text }: Draft)", "async publish(draft: Draft)"],
      [
        'const frame = JSON.stringify({ type: "publish", key, from, text });',
        "const frame = frameOf(key, draft);",
      ],
      ["{ frame, resolve, reject }", "{ draft, resolve, reject }"],
      [
        "for (const { frame } of this.#outbox.values()) socket.send(frame);",
        "for (const [key, { draft }] of this.#outbox) socket.send(frameOf(key, draft));",
      ],
      [
        "class Line implements Connection {",
        `function frameOf(key: string, { from, text }: Draft): string {
  return JSON.stringify({ type: "publish", key, from, text });
}

class Line implements Connection {`,
      ],
    ],
  },
  drops_the_unread_at_a_reset: {
    caughtBy: "goes on after the last message, and yields none twice",
    misconception: "What came before a reset is of no use any more.",
    says: "and it sends again what it cannot know",
    edits: [
      [
        'if (type === "reset") this.#cursor = 0;',
        `if (type === "reset") {
      this.#cursor = 0;
      this.messages.drop();
    }`,
      ],
      [
        "push(value: Value): void {",
        `drop(): void {
    this.#values.length = 0;
  }

  push(value: Value): void {`,
      ],
    ],
  },
  takes_a_refusal_for_less_than_a_loss: {
    caughtBy: "waits a random time first, up to 5 s",
    misconception: "What never was open has not been lost.",
    says: "after a first refusal too",
    edits: [
      [
        "await pause(this.#delayMs(losses++), signal);",
        `const most = openMs < 0 && losses === 0 ? 500 : Infinity;
      await pause(Math.min(most, this.#delayMs(losses++)), signal);`,
      ],
    ],
  },
  shifts_by_the_losses: {
    caughtBy: "waits longer and longer while the board flaps",
    misconception: "1 << n is a power of two.",
    says: "errors in a row too",
    edits: [["500 * 2 ** losses", "500 * ((1 << losses) >>> 0)"]],
  },
  one_outbox_for_the_module: {
    caughtBy: "gives each line an outbox and a cursor of its own",
    misconception: "A program has one line.",
    says: "sends what was said on the other",
    edits: [
      [
        "  readonly #outbox = new Map<string, Letter>();",
        "  readonly #outbox = outbox;",
      ],
      [
        "class Line implements Connection {",
        `const outbox = new Map<string, Letter>();

class Line implements Connection {`,
      ],
    ],
  },
  believes_the_numbers_of_a_reset: {
    caughtBy: "applies every message once, over any cuts",
    misconception: "The newest id of a reset is what I have seen last.",
    says: "Nobody thinks of all of them",
    edits: [[
      'if (type === "reset") this.#cursor = 0;',
      'if (type === "reset") this.#cursor = Math.min(this.#cursor, frame.newest);',
    ]],
  },
  asks_from_the_start: {
    caughtBy: "goes on after the last message, and yields none twice",
    misconception: "The cursor is an option.",
    says: "since=",
    edits: [
      [
        "readonly #over = new AbortController();",
        `readonly #over = new AbortController();
  readonly #since: number;`,
      ],
      ["options.since", "this.#since = options.since"],
      ["this.#cursor}`", "this.#since}`"],
    ],
  },
  backs_off_as_for_polls: {
    caughtBy: "waits a random time first, up to 5 s",
    misconception: "The backoff of lesson 2 is good for everything.",
    says: "spread over the whole of firstDelayMs",
    edits: [["readonly #firstDelayMs: number;", ""], [
      "this.#firstDelayMs = options.firstDelayMs ?? 5_000;",
      "",
    ], [
      "(losses === 0 ? this.#firstDelayMs : Math.min(30_000, 500 * 2 ** losses))",
      "Math.min(30_000, 500 * 2 ** losses)",
    ]],
  },
  comes_back_after_1008: {
    caughtBy: "ends after 1008 and 4000 to 4999, and only then",
    misconception: "Only the board's own codes are final.",
    says: "ClosedError",
    edits: [["code === 1008 || code >= 4_000", "code >= 4_000"]],
  },
  comes_back_after_4000: {
    caughtBy: "ends after 1008 and 4000 to 4999, and only then",
    misconception: "Only the codes of the standard count.",
    says: "ClosedError",
    edits: [["code === 1008 || code >= 4_000", "code === 1008"]],
  },
  comes_back_after_its_own_close: {
    caughtBy: "ends everything at close(), wherever it stands",
    misconception: "A socket that is closed has to be opened.",
    says: "no timer left",
    edits: [["readonly #outboxMax: number;", "#outboxMax: number;"], [
      "if (this.#outbox.size >= this.#outboxMax) {",
      `if (this.#outbox.size >= this.#outboxMax) {
      if (this.#outboxMax < 0) throw new ClosedError("Closed");`,
    ], [
      'this.#end(new ClosedError("You have closed the line"))',
      `const error = new ClosedError("You have closed the line");
    for (const { reject } of this.#outbox.values()) reject(error);
    this.#outbox.clear();
    this.#outboxMax = -1;
    this.#socket?.close()`,
    ]],
  },
  comes_back_at_once: {
    caughtBy: "waits a random time first, up to 5 s",
    misconception: "The sooner the better, and the backoff comes later.",
    says: "spread over the whole of firstDelayMs",
    edits: [["readonly #firstDelayMs: number;", ""], [
      "this.#firstDelayMs = options.firstDelayMs ?? 5_000;",
      "",
    ], [
      "losses === 0 ? this.#firstDelayMs : Math.min(30_000, 500 * 2 ** losses)",
      "losses === 0 ? 0 : Math.min(30_000, 500 * 2 ** losses)",
    ]],
  },
  comes_back_for_error_and_close: {
    caughtBy: "keeps to one socket, however it is lost",
    misconception: "An error is one thing, an end another.",
    says: "connection",
    edits: [[
      "readonly #over = new AbortController();",
      `readonly #over = new AbortController();
  #losses = 0;`,
    ], [
      `async #stay(): Promise<void> {
    const { signal } = this.#over;
    let losses = 0;
    while (!signal.aborted) {
      const { openMs, code } = await this.#useOne();
      if (isFinal(code)) this.#end(new ClosedError(\`The board said \${code}\`));
      // An open socket proves little: a board that is in trouble accepts and falls again.
      if (openMs >= this.#stableMs) losses = 0;
      await pause(this.#delayMs(losses++), signal);
    }
  }

  /** Uses one socket; resolves when it is closed, however that came. */
  #useOne(): Promise<{ openMs: number; code: number }> {
    const { promise, resolve } = Promise.withResolvers<
      { openMs: number; code: number }
    >();`,
      "#stay(): void {",
    ], [
      `socket.onclose = ({ code }) =>
      resolve({ openMs: performance.now() - openedAt, code });
    return promise;`,
      `const again = async () => {
      if (performance.now() - openedAt >= this.#stableMs) this.#losses = 0;
      await pause(this.#delayMs(this.#losses++), this.#over.signal);
      if (!this.#over.signal.aborted) this.#stay();
    };
    socket.onerror = () => void again();
    socket.onclose = ({ code }) => {
      if (isFinal(code)) this.#end(new ClosedError(\`The board said \${code}\`));
      else again();
    };`,
    ]],
  },
  connects_at_the_root: {
    caughtBy: "connects below the base URL, wherever the board is",
    misconception: "Addresses begin with a slash.",
    says: "below the base URL",
    edits: [["`messages/socket?since=", "`/messages/socket?since="]],
  },
  counts_its_keys: {
    caughtBy: "resolves a publish with the id of the ack that has its key",
    misconception: "One, two, three: each key is new.",
    says: "with a key that nobody else has",
    edits: [[
      "readonly #over = new AbortController();",
      `readonly #over = new AbortController();
  #keys = 0;`,
    ], ["crypto.randomUUID()", "`${++this.#keys}`"]],
  },
  counts_what_was_not_sent: {
    caughtBy: "keeps at most 1,000 messages in the outbox",
    misconception: "What is sent needs no place any more.",
    says: "OutboxFullError",
    edits: [
      [
        "readonly #over = new AbortController();",
        `readonly #over = new AbortController();
  #unsent = 0;`,
      ],
      ["this.#outbox.size", "this.#unsent"],
      [
        "if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(frame);",
        `if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(frame);
    else this.#unsent++;`,
      ],
      [
        "for (const { frame } of this.#outbox.values()) socket.send(frame);",
        `for (const { frame } of this.#outbox.values()) socket.send(frame);
      this.#unsent = 0;`,
      ],
    ],
  },
  doubles_for_ever: {
    caughtBy: "waits longer and longer while the board flaps",
    misconception: "Doubling is enough.",
    says: "another connection",
    edits: [["Math.min(30_000, 500 * 2 ** losses)", "500 * 2 ** losses"]],
  },
  draws_the_first_wait_only: {
    caughtBy: "waits longer and longer while the board flaps",
    misconception: "Once they are spread, they stay spread.",
    says: "drawn anew",
    edits: [[
      `return Math.random() *
      (losses === 0 ? this.#firstDelayMs : Math.min(30_000, 500 * 2 ** losses));`,
      `return losses === 0
      ? Math.random() * this.#firstDelayMs
      : Math.min(30_000, 500 * 2 ** losses);`,
    ]],
  },
  drops_the_oldest: {
    caughtBy: "keeps at most 1,000 messages in the outbox",
    misconception: "When it is full, the oldest is worth the least.",
    says: "OutboxFullError",
    edits: [[
      "throw new OutboxFullError(`${this.#outboxMax} messages have no ack yet`);",
      `const [oldest] = this.#outbox.keys();
      this.#outbox.delete(oldest!);`,
    ]],
  },
  empties_the_outbox_by_sending: {
    caughtBy: "applies every message once, over any cuts",
    misconception: "What was sent again has arrived now.",
    says: "before the board has your message",
    edits: [[
      "readonly #over = new AbortController();",
      `readonly #over = new AbortController();
  readonly #again = new Set<string>();`,
    ], [
      "for (const { frame } of this.#outbox.values()) socket.send(frame);",
      `for (const [key, { frame }] of [...this.#outbox]) {
        if (this.#again.has(key)) continue;
        this.#again.add(key);
        socket.send(frame);
      }`,
    ]],
  },
  forgives_after_half_a_minute: {
    caughtBy: "waits longer and longer while the board flaps",
    misconception: "Half a minute is long enough.",
    says: "each drawn anew",
    edits: [["options.stableMs ?? 60_000", "options.stableMs ?? 30_000"]],
  },
  gives_up_at_a_loss: {
    caughtBy: "sends again what was not acknowledged, in order, with its key",
    misconception:
      "A publish fails with its connection; whoever cares calls it again.",
    says: "on this socket, in this order",
    edits: [[
      "socket.onclose = ({ code }) =>",
      `socket.onclose = ({ code }) => {
      const lost = new ClosedError(\`The socket ended with \${code}\`);
      for (const { reject } of this.#outbox.values()) reject(lost);
      this.#outbox.clear();`,
    ], [
      "resolve({ openMs: performance.now() - openedAt, code });",
      `resolve({ openMs: performance.now() - openedAt, code });
    };`,
    ]],
  },
  ignores_the_reset: {
    caughtBy: "goes on after the last message, and yields none twice",
    misconception: "Ids only rise.",
    says: "since=0",
    edits: [[
      'if (type === "reset") this.#cursor = 0; // What looks old may be new.',
      "",
    ]],
  },
  is_content_when_it_is_sent: {
    caughtBy: "resolves a publish with the id of the ack that has its key",
    misconception: "What send() has taken has arrived.",
    says: "the result 0",
    edits: [[
      "if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(frame);",
      `if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(frame);
    resolve(0);`,
    ]],
  },
  keeps_everything: {
    caughtBy: "keeps at most 1,000 messages in the outbox",
    misconception: "Memory is cheap.",
    says: "OutboxFullError",
    edits: [[
      "this.#outbox.size >= this.#outboxMax",
      "this.#outbox.size >= Infinity",
    ]],
  },
  knocks_again_and_again: {
    caughtBy: "keeps to one socket, however it is lost",
    misconception: "If nobody opens within ten seconds, knock again.",
    says: "no request",
    edits: [[
      "let openedAt = Infinity;",
      `let openedAt = Infinity;
    const knock = setTimeout(() => resolve({ openMs: 0, code: 0 }), 10_000);`,
    ], [
      "socket.onopen = () => {",
      `socket.onopen = () => {
      clearTimeout(knock);`,
    ]],
  },
  knows_the_first_delay_better: {
    caughtBy: "waits a random time first, up to 5 s",
    misconception: "5 seconds are right for every board.",
    says: "spread over the whole of firstDelayMs",
    edits: [[
      "options.firstDelayMs ?? 5_000",
      "Math.min(5_000, options.firstDelayMs ?? 5_000)",
    ]],
  },
  leaves_publishes_hanging: {
    caughtBy: "ends after 1008 and 4000 to 4999, and only then",
    misconception: "No ack, no answer.",
    says: "ClosedError",
    edits: [[
      "for (const { reject } of this.#outbox.values()) reject(error);",
      "",
    ]],
  },
  leaves_the_timer: {
    caughtBy: "ends everything at close(), wherever it stands",
    misconception: "The loop looks whether it is over, sooner or later.",
    says: "no timer left",
    edits: [[
      "await pause(this.#delayMs(losses++), signal)",
      `const ms = this.#delayMs(losses++);
      await new Promise((resolve) => setTimeout(resolve, ms))`,
    ], [
      `/** Resolves after \`ms\`, or as soon as \`signal\` aborts. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => resolve();
  const timer = setTimeout(done, ms);
  signal.addEventListener("abort", done);
  await promise;
  clearTimeout(timer);
  signal.removeEventListener("abort", done);
}`,
      "",
    ]],
  },
  lets_go_of_the_socket_only: {
    caughtBy: "ends everything at close(), wherever it stands",
    misconception: "Who closes the line knows what was on its way.",
    says: "ClosedError",
    edits: [[
      "this.messages.end();",
      `this.messages.end();
    this.#outbox.clear();`,
    ]],
  },
  never_forgives: {
    caughtBy: "waits a random time first, up to 5 s",
    misconception: "A loss is a loss.",
    says: "another connection",
    edits: [
      ["readonly #stableMs: number;", ""],
      ["this.#stableMs = options.stableMs ?? 60_000;", ""],
      ["{ openMs, code }", "{ code }"],
      ["if (openMs >= this.#stableMs) losses = 0;", ""],
    ],
  },
  never_makes_room: {
    caughtBy: "keeps at most 1,000 messages in the outbox",
    misconception: "An ack is for who has called publish().",
    says: "OutboxFullError",
    edits: [["this.#outbox.delete(frame.key);", ""]],
  },
  opens_a_socket_to_publish: {
    caughtBy: "keeps to one socket, however it is lost",
    misconception: "Who wants to say something cannot wait.",
    says: "no request",
    edits: [[
      "if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(frame);",
      `if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(frame);
    else if (this.#socket?.readyState === WebSocket.CLOSED) this.#useOne();`,
    ]],
  },
  sends_the_newest_first: {
    caughtBy: "sends again what was not acknowledged, in order, with its key",
    misconception: "The newest matters most.",
    says: "on this socket, in this order",
    edits: [[
      "for (const { frame } of this.#outbox.values()) socket.send(frame);",
      `for (const { frame } of [...this.#outbox.values()].reverse()) {
        socket.send(frame);
      }`,
    ]],
  },
  sends_what_was_never_sent: {
    caughtBy: "sends again what was not acknowledged, in order, with its key",
    misconception:
      "What was sent has arrived; only what was not sent is missing.",
    says: "on this socket, in this order",
    edits: [[
      "readonly #over = new AbortController();",
      `readonly #over = new AbortController();
  readonly #unsent: string[] = [];`,
    ], [
      "if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(frame);",
      `if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(frame);
    else this.#unsent.push(frame);`,
    ], [
      "for (const { frame } of this.#outbox.values()) socket.send(frame);",
      "for (const frame of this.#unsent.splice(0)) socket.send(frame);",
    ]],
  },
  sends_while_it_connects: {
    caughtBy: "sends again what was not acknowledged, in order, with its key",
    misconception: "A socket is there to be sent on.",
    says: "on this socket, in this order",
    edits: [[
      'const frame = JSON.stringify({ type: "publish", key, from, text });',
      `const frame = JSON.stringify({ type: "publish", key, ...draft });
    if (this.#socket?.readyState !== WebSocket.CLOSED) {
      this.#socket?.send(frame);
    }`,
    ], [
      "if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(frame);",
      "",
    ]],
  },
  shows_its_own_at_once: {
    caughtBy: "applies every message once, over any cuts",
    misconception: "What I have said myself need not come back to be shown.",
    says: "duplicated",
    edits: [[
      "this.#outbox.get(frame.key)?.resolve(frame.id);",
      `const letter = this.#outbox.get(frame.key);
      letter?.resolve(frame.id);
      if (letter) {
        const { from, text } = JSON.parse(letter.frame);
        this.messages.push({ id: frame.id, at: Date.now(), from, text });
      }`,
    ]],
  },
  takes_a_close_frame_for_the_end: {
    caughtBy: "ends after 1008 and 4000 to 4999, and only then",
    misconception: "Who closes politely means it.",
    says: "another connection",
    edits: [["code === 1008 || code >= 4_000", "code !== 0"]],
  },
  takes_a_message_for_a_success: {
    caughtBy: "waits longer and longer while the board flaps",
    misconception: "A board that speaks is well.",
    says: "waits of up to 30,000 ms",
    edits: [
      ["readonly #stableMs: number;", ""],
      [
        "readonly #over = new AbortController();",
        `readonly #over = new AbortController();
  #losses = 0;`,
      ],
      ["this.#stableMs = options.stableMs ?? 60_000;", ""],
      ["let losses = 0;", ""],
      ["{ openMs, code }", "{ code }"],
      [
        `if (openMs >= this.#stableMs) losses = 0;
      await pause(this.#delayMs(losses++), signal);`,
        "await pause(this.#delayMs(this.#losses++), signal);",
      ],
      [
        "this.#cursor = frame.id;",
        `this.#cursor = frame.id;
      this.#losses = 0;`,
      ],
    ],
  },
  takes_a_new_key: {
    caughtBy: "sends again what was not acknowledged, in order, with its key",
    misconception: "A second attempt is a second message.",
    says: "again",
    edits: [
      [
        "interface Letter {",
        `interface Letter {
  readonly draft: Draft;`,
      ],
      ["{ frame, resolve, reject }", "{ draft, frame, resolve, reject }"],
      [
        "for (const { frame } of this.#outbox.values()) socket.send(frame);",
        `for (const [old, letter] of [...this.#outbox]) {
        const key = crypto.randomUUID();
        this.#outbox.delete(old);
        this.#outbox.set(key, letter);
        socket.send(
          JSON.stringify({ type: "publish", key, ...letter.draft }),
        );
      }`,
      ],
    ],
  },
  takes_acks_in_order: {
    caughtBy: "resolves a publish with the id of the ack that has its key",
    misconception: "Acks come in the order in which I have sent.",
    says: "the result",
    edits: [[
      `this.#outbox.get(frame.key)?.resolve(frame.id);
      this.#outbox.delete(frame.key);`,
      `const [[key, letter]] = [...this.#outbox] as [[string, Letter]];
      letter.resolve(frame.id);
      this.#outbox.delete(key);`,
    ]],
  },
  takes_an_ack_for_a_message: {
    caughtBy: "applies every message once, over any cuts",
    misconception: "What I have said myself I have seen.",
    says: "between its log and its ack",
    edits: [[
      "this.#outbox.delete(frame.key);",
      `this.#outbox.delete(frame.key);
      this.#cursor = Math.max(this.#cursor, frame.id);`,
    ]],
  },
  takes_open_for_a_success: {
    caughtBy: "waits longer and longer while the board flaps",
    misconception: "It is open, so all is well again.",
    says: "waits of up to 30,000 ms",
    edits: [["readonly #stableMs: number;", ""], [
      "this.#stableMs = options.stableMs ?? 60_000;",
      "",
    ], ["openMs >= this.#stableMs", "openMs >= 0"]],
  },
  waits_as_long_each_time: {
    caughtBy: "waits longer and longer while the board flaps",
    misconception: "Half a minute is a good time, whatever has happened.",
    says: "then 1,000",
    edits: [["Math.min(30_000, 500 * 2 ** losses)", "30_000"]],
  },
  waits_for_the_close_event: {
    caughtBy: "ends everything at close(), wherever it stands",
    misconception: "It is closed when the close event says so.",
    says: "the iteration to end",
    edits: [[
      `this.messages.end();
    this.#end(new ClosedError("You have closed the line"));`,
      `const closed = () => {
      this.messages.end();
      this.#end(new ClosedError("You have closed the line"));
    };
    const socket = this.#socket;
    if (!socket || socket.readyState === WebSocket.CLOSED) return closed();
    socket.addEventListener("close", closed);
    socket.close();`,
    ]],
  },
  waits_the_same_time: {
    caughtBy: "waits a random time first, up to 5 s",
    misconception: "Five seconds are five seconds.",
    says: "spread over the whole of firstDelayMs",
    edits: [[
      `return Math.random() *
      (losses === 0 ? this.#firstDelayMs : Math.min(30_000, 500 * 2 ** losses));`,
      `return losses === 0
      ? this.#firstDelayMs
      : Math.random() * Math.min(30_000, 500 * 2 ** losses);`,
    ]],
  },
  yields_everything: {
    caughtBy: "connects at once and yields messages, and only those",
    misconception: "What comes over the line is a message.",
    says: "undefined",
    edits: [[
      `if (type === "message" && frame.id > this.#cursor) {
      this.#cursor = frame.id;`,
      `if (!(frame.id <= this.#cursor)) {
      this.#cursor = frame.id ?? this.#cursor;`,
    ]],
  },
  yields_what_comes: {
    caughtBy: "goes on after the last message, and yields none twice",
    misconception: "The board knows what I have.",
    says: "once each and in order",
    edits: [[
      'type === "message" && frame.id > this.#cursor',
      'type === "message"',
    ]],
  },
});
