import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("04_server_sent_events/03_snapshot_then_stream", {
  base: "solution",
}, {
  an_empty_list_has_no_end: {
    caughtBy: "begins after since",
    misconception:
      "When nothing was missed there is no last id, so the stream begins anywhere.",
    says: "has the old messages already",
    edits: [["cursor = since", "cursor = 0"], [
      "list(url, cursor, signal)",
      "list(url, since, signal)",
    ]],
  },
  asks_for_a_reason: {
    caughtBy: "yields nothing after an abort",
    misconception: "Who aborts gives a reason.",
    says: "it may be null",
    edits: [[
      `yield message;
    if (signal?.aborted) return;`,
      `yield message;
    if (signal?.reason) return;`,
    ]],
  },
  asks_for_what_it_has: {
    caughtBy: "begins after since",
    misconception: "What comes twice is dropped, so any beginning will do.",
    says: "that goes on after 0",
    edits: [["stream(url, `${cursor}`, signal)", 'stream(url, "", signal)']],
  },
  asks_for_json: {
    caughtBy: "shows the list, then what is published",
    misconception: "The data of each event is JSON, and so JSON is accepted.",
    says: "HttpError",
    edits: [['accept: "text/event-stream"', 'accept: "application/json"']],
  },
  asks_at_the_root: {
    caughtBy: "asks below the base URL, wherever the board is",
    misconception: "Addresses begin with a slash.",
    says: "requests below the base URL",
    edits: [["`messages?since=${since}`", "`/messages?since=${since}`"]],
  },
  ends_without_a_word: {
    caughtBy: "ends when the board refuses",
    misconception: "A board that refuses has no messages.",
    says: "HttpError",
    edits: [[
      "throw new HttpError(response.status);",
      'return new Response("[]");',
    ]],
  },
  finishes_the_list_first: {
    caughtBy: "yields nothing after an abort",
    misconception: "The list is here already, nothing has to be asked for it.",
    says: "The rest of a list",
    edits: [[
      `yield message;
    if (signal?.aborted) return;`,
      "yield message;",
    ]],
  },
  forgets_to_compare: {
    caughtBy: "drops what is sent again after a reset too",
    misconception: "After a reset everything is new.",
    says: "The ids begin anew, the rule stays",
    edits: [[
      "cursor = 0; // Ids begin anew: what looks old may be new.",
      "cursor = -Infinity;",
    ], [
      `if (message.id <= cursor) continue;
    cursor = message.id;
    yield message;
  }
}`,
      `if (message.id <= cursor) continue;
    if (cursor !== -Infinity) cursor = message.id;
    yield message;
  }
}`,
    ]],
  },
  hands_on_the_text: {
    caughtBy: "begins anew after a reset",
    misconception: "The data of an event is what it means.",
    says: "onReset(",
    edits: [[
      "onReset?.(JSON.parse(data))",
      "onReset?.(data as unknown as Range)",
    ]],
  },
  keeps_the_old_cursor: {
    caughtBy: "begins anew after a reset",
    misconception: "Ids only ever rise.",
    says: "old ids are new messages",
    edits: [["cursor = 0; // Ids begin anew: what looks old may be new.", ""]],
  },
  holds_on_to_a_refusal: {
    caughtBy: "ends when the board refuses",
    misconception: "Whoever throws has let go of everything.",
    says: "still open",
    edits: [["await response.body?.cancel();", ""]],
  },
  knows_an_abort_by_its_name: {
    caughtBy: "ends at once when it is aborted, wherever it stands",
    misconception: "Every abort is an AbortError.",
    says: "only the signal says that it was an abort",
    edits: [[
      `const response = await fetch(address, {
    headers,
    ...(signal ? { signal } : {}),
  });`,
      `const response = await fetch(address, {
    headers,
    ...(signal ? { signal } : {}),
  }).catch((error) => {
    throw error?.name === "AbortError" ? error : new HttpError(0);
  });`,
    ]],
  },
  leaves_the_stream_open: {
    caughtBy: "ends at once when it is aborted, wherever it stands",
    misconception: "A loop that has ended reads no more.",
    says: "reader has left the page",
    edits: [["stream(url, `${cursor}`, signal)", "stream(url, `${cursor}`)"], [
      `lastEventId: string,
  signal?: AbortSignal,`,
      "lastEventId: string,",
    ], [
      'get(new URL("messages/stream", url), headers, signal)',
      'get(new URL("messages/stream", url), headers)',
    ], ["signal ? { signal } : {},", ""]],
  },
  loads_everything: {
    caughtBy: "begins after since",
    misconception: "The list is the list.",
    says: "has the old messages already",
    edits: [[
      `for (const message of await list(url, cursor, signal)) {
    if (message.id <= cursor) continue;`,
      "for (const message of await list(url, 0, signal)) {",
    ]],
  },
  loads_while_nobody_asks: {
    caughtBy: "asks for nothing before it is asked",
    misconception:
      "The list can be loaded early, so that it is there when it is wanted.",
    says: "a reader who may never come",
    edits: [["export async function* messages(", "export function messages("], [
      "): AsyncGenerator<Message> {",
      `): AsyncGenerator<Message> {
  const loaded = list(url, options.since ?? 0, options.signal);
  return join(url, loaded, options);
}

async function* join(
  url: URL,
  loaded: Promise<Message[]>,
  options: Options,
): AsyncGenerator<Message> {`,
    ], ["list(url, cursor, signal)", "loaded"]],
  },
  looks_away_while_it_loads: {
    caughtBy: "loses nothing while the list is on its way",
    misconception: "The stream is open first, so nothing can be missed.",
    says: "from your client",
    edits: [[
      `const { since = 0, signal, onReset } = options;
  let cursor = since;
  for (const message of await list(url, cursor, signal)) {
    if (message.id <= cursor) continue;`,
      `const { since = 0, signal } = options;
  const events = stream(url, \`\${since}\`, signal);
  const waiting: Message[] = [];
  let wake = () => {};
  let cursor: number | undefined;
  const reading = read();
  const missed = await list(url, since, signal);
  cursor = since;
  for (const message of missed) {`,
    ], [
      `for await (const { type, data } of stream(url, \`\${cursor}\`, signal)) {
    if (signal?.aborted) return;
    if (type === "reset") {
      cursor = 0; // Ids begin anew: what looks old may be new.
      onReset?.(JSON.parse(data));
      continue;`,
      `while (!signal?.aborted) {
    const message = waiting.shift();
    if (message) yield message;
    else {
      const news = new Promise<void>((resolve) => wake = resolve);
      await Promise.race([news, reading]);`,
    ], [
      `if (type !== "message") continue;
    const message: Message = JSON.parse(data);
    if (message.id <= cursor) continue;
    cursor = message.id;
    yield message;
  }`,
      `
  }

  async function read(): Promise<void> {
    for await (const { data } of events) {
      const message: Message = JSON.parse(data);
      // Nobody knows yet where the list ends.
      if (cursor === undefined || message.id <= cursor) continue;
      waiting.push(message);
      wake();
    }
  }`,
    ]],
  },
  needs_a_signal: {
    caughtBy: "works without any option, a signal included",
    misconception: "There is always a signal.",
    says: "TypeError",
    edits: [[
      `if (signal?.aborted) return;
    if (type === "reset") {`,
      `if (signal!.aborted) return;
    if (type === "reset") {`,
    ]],
  },
  opens_first_and_shows_all: {
    caughtBy: "shows nothing twice that is in the list and on the stream",
    misconception: "What comes on the stream is new.",
    says: "Only ids can tell",
    edits: [[
      `const { since = 0, signal, onReset } = options;
  let cursor = since;
  for (const message of await list(url, cursor, signal)) {
    if (message.id <= cursor) continue;
    cursor = message.id;
    yield message;
    if (signal?.aborted) return;`,
      `const { since = 0, signal } = options;
  const waiting: Message[] = [];
  let wake = () => {};
  const reading = read();
  reading.catch(() => wake());
  yield* await list(url, since, signal);
  while (true) {
    const message = waiting.shift();
    if (message) yield message;
    else {
      const news = new Promise<void>((resolve) => wake = resolve);
      await Promise.race([news, reading]);
    }`,
    ], [
      `for await (const { type, data } of stream(url, \`\${cursor}\`, signal)) {
    if (signal?.aborted) return;
    if (type === "reset") {
      cursor = 0; // Ids begin anew: what looks old may be new.
      onReset?.(JSON.parse(data));
      continue;`,
      `async function read(): Promise<void> {
    for await (const { data } of stream(url, \`\${since}\`, signal)) {
      waiting.push(JSON.parse(data));
      wake();`,
    ], [
      `if (type !== "message") continue;
    const message: Message = JSON.parse(data);
    if (message.id <= cursor) continue;
    cursor = message.id;
    yield message;`,
      "",
    ]],
  },
  parses_before_it_looks: {
    caughtBy: "ignores events of other types",
    misconception: "Every event of this board is JSON.",
    says: "SyntaxError",
    edits: [
      [
        `if (signal?.aborted) return;
    if (type === "reset") {`,
        `if (signal?.aborted) return;
    const parsed = JSON.parse(data);
    if (type === "reset") {`,
      ],
      ["onReset?.(JSON.parse(data))", "onReset?.(parsed)"],
      [
        "const message: Message = JSON.parse(data);",
        "const message: Message = parsed;",
      ],
    ],
  },
  remembers_what_it_showed: {
    caughtBy: "drops what is sent again",
    misconception: "Only what was shown cannot be shown again.",
    says: "once each and in order",
    edits: [[
      "const { since = 0, signal, onReset } = options;",
      `const { since = 0, signal, onReset } = options;
  const shown = new Set<number>();`,
    ], [
      `if (message.id <= cursor) continue;
    cursor = message.id;
    yield message;
    if`,
      `if (message.id <= since || shown.has(message.id)) continue;
    shown.add(message.id);
    cursor = message.id;
    yield message;
    if`,
    ], [
      "cursor = 0; // Ids begin anew: what looks old may be new.",
      "shown.clear();",
    ], [
      `const message: Message = JSON.parse(data);
    if (message.id <= cursor) continue;
    cursor = message.id;`,
      `const message: Message = JSON.parse(data);
    if (shown.has(message.id)) continue;
    shown.add(message.id);`,
    ]],
  },
  remembers_every_id: {
    caughtBy: "drops what is sent again",
    misconception: "What was not shown yet is new.",
    says: "once each and in order",
    edits: [[
      "const { since = 0, signal, onReset } = options;",
      `const { since = 0, signal, onReset } = options;
  const seen = new Set<number>();`,
    ], [
      `for (const message of await list(url, cursor, signal)) {
    if (message.id <= cursor) continue;`,
      `for (const message of await list(url, cursor, signal)) {
    if (seen.has(message.id)) continue;
    seen.add(message.id);`,
    ], [
      "cursor = 0; // Ids begin anew: what looks old may be new.",
      "seen.clear();",
    ], [
      `const message: Message = JSON.parse(data);
    if (message.id <= cursor) continue;
    cursor = message.id;`,
      `const message: Message = JSON.parse(data);
    if (seen.has(message.id)) continue;
    seen.add(message.id);`,
    ]],
  },
  resets_to_what_is_kept: {
    caughtBy: "begins anew after a reset",
    misconception: "Nothing can come that is older than the oldest kept.",
    says: "old ids are new messages",
    edits: [[
      "cursor = 0; // Ids begin anew: what looks old may be new.",
      "cursor = JSON.parse(data).oldest - 1;",
    ]],
  },
  shows_every_event: {
    caughtBy: "ignores events of other types",
    misconception: "What is no reset is a message.",
    says: "shows what nobody has said",
    edits: [['if (type !== "message") continue;', ""]],
  },
  shows_the_reset: {
    caughtBy: "begins anew after a reset",
    misconception: "Every event is a message.",
    says: "from your client",
    edits: [[
      `onReset?.(JSON.parse(data));
      continue;`,
      `onReset?.(JSON.parse(data));
      yield JSON.parse(data);`,
    ]],
  },
  shows_what_comes_first: {
    caughtBy: "loses nothing while the list is on its way",
    misconception: "What arrives first is shown first.",
    says: "from your client",
    edits: [[
      `const { since = 0, signal, onReset } = options;
  let cursor = since;
  for (const message of await list(url, cursor, signal)) {
    if (message.id <= cursor) continue;
    cursor = message.id;
    yield message;
    if (signal?.aborted) return;
  }
  // The stream goes on where the list ends, so nothing can fall between the two.
  for await (const { type, data } of stream(url, \`\${cursor}\`, signal)) {
    if (signal?.aborted) return;
    if (type === "reset") {
      cursor = 0; // Ids begin anew: what looks old may be new.
      onReset?.(JSON.parse(data));
      continue;`,
      `const { since = 0, signal } = options;
  const seen = new Set<number>();
  const events = stream(url, \`\${since}\`, signal);
  const parts = [list(url, since, signal), events.next()] as const;
  const winner = await Promise.race([
    parts[0].then(() => "list"),
    parts[1].then(() => "stream"),
  ]);
  const show = function* (messages: Message[]): Generator<Message> {
    for (const message of messages) {
      if (seen.has(message.id)) continue;
      seen.add(message.id);
      yield message;`,
    ], [
      `if (type !== "message") continue;
    const message: Message = JSON.parse(data);
    if (message.id <= cursor) continue;
    cursor = message.id;
    yield message;
  }`,
      `};
  if (winner === "stream") {
    const { value } = await parts[1];
    yield* show([JSON.parse(value.data)]);
  }
  yield* show(await parts[0]);
  for (let step = await parts[1]; !step.done; step = await events.next()) {
    yield* show([JSON.parse(step.value.data)]);
  }`,
    ]],
  },
  streams_from_where_it_began: {
    caughtBy: "loses nothing between the list and the stream",
    misconception: "The stream goes on where the reader was when he came.",
    says: "repeats everything",
    edits: [["cursor}`", "since}`"], [
      `const message: Message = JSON.parse(data);
    if (message.id <= cursor) continue;`,
      "const message: Message = JSON.parse(data);",
    ]],
  },
  trusts_the_clock: {
    caughtBy: "loses nothing while the list is on its way",
    misconception: "What is older than the list is in the list.",
    says: "What was published in that second",
    edits: [[
      "for (const message of await list(url, cursor, signal)) {",
      `const missed = await list(url, cursor, signal);
  const loadedAt = Date.now();
  for (const message of missed) {`,
    ], [
      `const message: Message = JSON.parse(data);
    if (message.id <= cursor) continue;`,
      `const message: Message = JSON.parse(data);
    if (message.id <= cursor || message.at < loadedAt) continue;`,
    ]],
  },
  trusts_the_stream: {
    caughtBy: "drops what is sent again",
    misconception: "The server sends nothing twice.",
    says: "cannot know to have arrived",
    edits: [[
      `const message: Message = JSON.parse(data);
    if (message.id <= cursor) continue;`,
      "const message: Message = JSON.parse(data);",
    ]],
  },
  trusts_the_list: {
    caughtBy: "drops what is sent again",
    misconception: "The list holds what was asked for, each message once.",
    says: "once each and in order",
    edits: [[
      `if (message.id <= cursor) continue;
    cursor = message.id;
    yield message;
    if`,
      `cursor = message.id;
    yield message;
    if`,
    ]],
  },
  two_separate_things: {
    caughtBy: "shows the list, then what is published",
    misconception: "The list is the past, the stream is what comes.",
    says: "once each and in order",
    edits: [[
      `const { since = 0, signal, onReset } = options;
  let cursor = since;
  for (const message of await list(url, cursor, signal)) {
    if (message.id <= cursor) continue;
    cursor = message.id;
    yield message;
    if (signal?.aborted) return;`,
      `const { since = 0, signal } = options;
  yield* await list(url, since, signal);
  for await (const { type, data } of stream(url, "", signal)) {
    if (type === "message") yield JSON.parse(data);`,
    ], [
      `for await (const { type, data } of stream(url, \`\${cursor}\`, signal)) {
    if (signal?.aborted) return;
    if (type === "reset") {
      cursor = 0; // Ids begin anew: what looks old may be new.
      onReset?.(JSON.parse(data));
      continue;
    }
    if (type !== "message") continue;
    const message: Message = JSON.parse(data);
    if (message.id <= cursor) continue;
    cursor = message.id;
    yield message;
  }`,
      "",
    ]],
  },
  reads_the_first_line: {
    caughtBy: "shows every message once and in order, whatever happens",
    misconception:
      "The data of this board is one line, so that a line will do.",
    says: "SyntaxError",
    edits: [[
      "const message: Message = JSON.parse(data);",
      'const message: Message = JSON.parse(/^.*$/m.exec(data)?.[0] ?? "");',
    ]],
  },
  tells_a_reset_once: {
    caughtBy: "drops what is sent again after a reset too",
    misconception: "Where nothing was shown since, nothing begins anew.",
    says: "onReset once for each reset",
    edits: [[
      `cursor = 0; // Ids begin anew: what looks old may be new.
      onReset?.(JSON.parse(data));`,
      `if (cursor > 0) onReset?.(JSON.parse(data));
      cursor = 0;`,
    ]],
  },
  has_one_cursor: {
    caughtBy: "shares nothing with another reader",
    misconception: "A page has one cursor.",
    says: "A page may follow two boards",
    edits: [[
      `/** Yields every message of the board at`,
      `let cursor = 0;

/** Yields every message of the board at`,
    ], ["let cursor = since;", "cursor = since;"]],
  },
  waits_for_both: {
    caughtBy: "shows the list before the stream has said a word",
    misconception: "First everything has to be there.",
    says: "can be read meanwhile",
    edits: [[
      "const { since = 0, signal, onReset } = options;",
      `const { since = 0, signal, onReset } = options;
  const events = stream(url, \`\${since}\`, signal);`,
    ], [
      "for (const message of await list(url, cursor, signal)) {",
      `const [first, missed] = await Promise.all([
    events.next(),
    list(url, since, signal),
  ]);
  for (const message of missed) {`,
    ], [
      "for await (const { type, data } of stream(url, `${cursor}`, signal)) {",
      `for (let step = first; !step.done; step = await events.next()) {
    const { type, data } = step.value;`,
    ]],
  },
});
