import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("04_server_sent_events/04_reconnect", {
  base: "a_loop_and_a_parser",
}, {
  asks_a_refusal_again: {
    caughtBy: "ends when the status is not 200",
    misconception: "What is 5xx may pass.",
    says: "503 too",
    edits: [["return true;", "return response.status < 500;"]],
  },
  begins_each_stream_anew: {
    caughtBy: "brings the last id along",
    misconception: "A new stream has a new last id.",
    says: "Last-Event-ID",
    edits: [[
      "new StreamParser(this.#lastEventId, origin)",
      'new StreamParser("", origin)',
    ]],
  },
  brings_the_id_once: {
    caughtBy: "brings the last id along",
    misconception: "Once it was said, the server knows it.",
    says: "Last-Event-ID",
    edits: [[
      `if (id !== "" && id.length < 1_000 && ![...id].some(isControl)) {
      headers.set("last-event-id", headerValue(id));
    }`,
      `if (id !== "") headers.set("last-event-id", headerValue(id));
    this.#lastEventId = "";`,
    ]],
  },
  brings_the_one_before: {
    caughtBy: "comes back after an id that no header carries",
    misconception: "An older id is better than none.",
    says: "no Last-Event-ID",
    edits: [[
      `readonly #closing = new AbortController();`,
      `readonly #closing = new AbortController();
  #brought = "";`,
    ], [
      `headers.set("last-event-id", headerValue(id));
    }`,
      `this.#brought = headerValue(id);
    } else if (id === "") this.#brought = "";
    if (this.#brought !== "") headers.set("last-event-id", this.#brought);`,
    ]],
  },
  waits_a_little_longer: {
    caughtBy: "keeps to one connection, however often it fails",
    misconception: "Whoever fails again and again waits longer.",
    says: "however often it fails",
    edits: [[
      `let timer = setTimeout(give, this.#silenceMs);`,
      `if (this.readyState === 0) this.#failures++;
    let timer = setTimeout(give, this.#silenceMs);`,
    ], [
      `readonly #closing = new AbortController();`,
      `readonly #closing = new AbortController();
  #failures = 0;`,
    ], [
      "pause(this.#retryMs, signal)",
      "pause(this.#retryMs * 1.02 ** this.#failures, signal)",
    ]],
  },
  reads_utf_8_only: {
    caughtBy: "ends when the answer is no event stream",
    misconception: "A stream that says another charset is none.",
    says: "charset=iso-8859-1",
    edits: [[
      "return status === 200 &&",
      `return status === 200 &&
    !headers.get("content-type")?.includes("iso") &&`,
    ]],
  },
  calls_everything_a_message: {
    caughtBy: "dispatches events with type, data and id",
    misconception: "What comes over the stream is a message.",
    says: "reset/",
    edits: [[
      "this.dispatchEvent(event)",
      `const { data, lastEventId } = event;
          this.dispatchEvent(
            new MessageEvent("message", { data, lastEventId }),
          )`,
    ]],
  },
  comes_back_at_once: {
    caughtBy:
      "reconnects after 3 s, or after what the server said, and not before",
    misconception: "The sooner the better.",
    says: "bring",
    edits: [["pause(this.#retryMs, signal)", "pause(100, signal)"]],
  },
  compares_to_the_letter: {
    caughtBy: "ends when the answer is no event stream",
    misconception: "A type is a text like any other.",
    says: "after Content-Type",
    edits: [[
      'headers.get("content-type")?.split(";")[0]?.trim()',
      'headers.get("content-type")',
    ], ["type?.toLowerCase()", "type"]],
  },
  counts_seconds: {
    caughtBy:
      "reconnects after 3 s, or after what the server said, and not before",
    misconception: "retry is in seconds, like Retry-After.",
    says: "in milliseconds",
    edits: [[
      "parser.retryMs ?? this.#retryMs",
      `parser.retryMs === undefined
          ? this.#retryMs
          : parser.retryMs * 1000`,
    ]],
  },
  does_not_let_go: {
    caughtBy: "ends everything at close(), wherever it stands",
    misconception: "Who sets readyState to 2 has closed.",
    says: "expects nothing more",
    edits: [["this.#closing.abort();", ""], [
      "!signal.aborted",
      "this.readyState !== 2",
    ], [
      `const refused = await this.#readOnce();
      if (signal.aborted) return;`,
      `const refused = await this.#readOnce();
      if (this.readyState === 2) return;`,
    ], ["if (signal.aborted) break;", "if (this.readyState === 2) break;"]],
  },
  forgets_the_id: {
    caughtBy: "brings the last id along",
    misconception: "The server knows what it has sent.",
    says: "all that the server knows of you",
    edits: [[
      `const id = this.#lastEventId;
    if (id !== "" && id.length < 1_000 && ![...id].some(isControl)) {
      headers.set("last-event-id", headerValue(id));
    }`,
      "",
    ], [
      String.raw`function isControl(sign: string): boolean {
  return sign < " " || sign === "\x7f";
}

function headerValue(id: string): string {
  const bytes = new TextEncoder().encode(id);
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}
`,
      "",
    ]],
  },
  forgets_the_wait: {
    caughtBy: "ends everything at close(), wherever it stands",
    misconception: "close() ends the connection, and in a wait there is none.",
    says: "a timer that was forgotten",
    edits: [["pause(this.#retryMs, signal)", "pause(this.#retryMs)"], [
      "async function pause(ms: number, signal: AbortSignal): Promise<void> {",
      `async function pause(
  ms: number,
  signal = new AbortController().signal,
): Promise<void> {`,
    ]],
  },
  gives_up_the_second_time: {
    caughtBy: "keeps to one connection, however often it fails",
    misconception: "Who has failed twice will fail again.",
    says: "a reconnection",
    edits: [[
      "while (!signal.aborted) {",
      "for (let tries = 0; tries < 3 && !signal.aborted; tries++) {",
    ]],
  },
  hears_events_only: {
    caughtBy: "gives up who is silent for 45 s, and not before",
    misconception: "A comment says nothing.",
    says: "any byte means that somebody is",
    edits: [[
      `for await (const bytes of response.body!) {
        restart();`,
      "for await (const bytes of response.body!) {",
    ], [
      "const events = parser.push(bytes);",
      `const events = parser.push(bytes);
        if (events.length > 0) restart();`,
    ]],
  },
  holds_on_to_the_page: {
    caughtBy: "ends when the answer is no event stream",
    misconception: "Whoever does not read costs nothing.",
    says: "let go",
    edits: [[
      `if (refused) this.close();
      else this.readyState = 0;`,
      "this.readyState = refused ? 2 : 0;",
    ], [
      'this.dispatchEvent(new Event("error"));',
      `this.dispatchEvent(new Event("error"));
      if (refused) return;`,
    ], ["await response.body?.cancel();", ""]],
  },
  knows_its_own_time: {
    caughtBy:
      "reconnects after 3 s, or after what the server said, and not before",
    misconception: "The reader knows best how long to wait.",
    says: "how long they wait",
    edits: [["#retryMs: number;", "readonly #retryMs: number;"], [
      "this.#retryMs = parser.retryMs ?? this.#retryMs;",
      "",
    ]],
  },
  limits_the_whole_stream: {
    caughtBy: "gives up who is silent for 45 s, and not before",
    misconception: "A limit is a limit.",
    says: "not before",
    edits: [[
      `for await (const bytes of response.body!) {
        restart();`,
      "for await (const bytes of response.body!) {",
    ]],
  },
  looks_for_the_word: {
    caughtBy: "ends when the answer is no event stream",
    misconception:
      "A header that holds text/event-stream means an event stream.",
    says: "what else stands in that header does not",
    edits: [[
      `const type = headers.get("content-type")?.split(";")[0]?.trim();
  return status === 200 && type?.toLowerCase() === "text/event-stream";`,
      `const type = headers.get("content-type")?.toLowerCase();
  return status === 200 && Boolean(type?.includes("text/event-stream"));`,
    ]],
  },
  never_doubts: {
    caughtBy: "gives up who is silent for 45 s, and not before",
    misconception: "A connection that has broken says so.",
    says: "die without a word",
    edits: [["readonly #silenceMs: number;", "readonly silenceMs: number;"], [
      "this.#silenceMs = silenceMs",
      "this.silenceMs = silenceMs",
    ], [
      "let timer = setTimeout(give, this.#silenceMs)",
      "let timer = setTimeout(give, 2 ** 31 - 1)",
    ], [
      `clearTimeout(timer);
      timer = setTimeout(give, this.#silenceMs);`,
      `clearTimeout(timer);
      timer = setTimeout(give, 2 ** 31 - 1);`,
    ]],
  },
  opens_with_the_first_byte: {
    caughtBy: "asks for a stream and says when it is open",
    misconception: "A stream is open when something has come.",
    says: "tell the page where it stands",
    edits: [[
      `this.readyState = 1;
      this.dispatchEvent(new Event("open"));`,
      "",
    ], [
      `for await (const bytes of response.body!) {
        restart();`,
      `for await (const bytes of response.body!) {
        restart();
        if (this.readyState === 0) {
          this.readyState = 1;
          this.dispatchEvent(new Event("open"));
        }`,
    ]],
  },
  reads_to_the_end: {
    caughtBy: "dispatches events with type, data and id",
    misconception: "An answer is read when it has ended.",
    says: "waits for ever",
    edits: [[
      `for await (const bytes of response.body!) {
        restart();`,
      "for (const bytes of [new Uint8Array(await response.arrayBuffer())]) {",
    ]],
  },
  reads_what_comes: {
    caughtBy: "ends when the answer is no event stream",
    misconception: "The status says whether it worked.",
    says: "is 200 too",
    edits: [[
      `function isStream({ status, headers }: Response): boolean {
  const type = headers.get("content-type")?.split(";")[0]?.trim();
  return status === 200 && type?.toLowerCase() === "text/event-stream";`,
      `function isStream({ status }: Response): boolean {
  return status === 200;`,
    ]],
  },
  reconnects_in_two_places: {
    caughtBy: "keeps to one connection, however often it fails",
    misconception:
      "An error is an error, and an end is an end: both call for a reconnection.",
    says: "has two connections",
    edits: [[
      "} catch {",
      `} catch {
      if (this.#closing.signal.aborted) return false;
      setTimeout(() => this.#follow(), this.#retryMs);`,
    ]],
  },
  reports_its_own_goodbye: {
    caughtBy: "ends everything at close(), wherever it stands",
    misconception: "A connection that ends is an error.",
    says: "no error",
    edits: [[
      `const refused = await this.#readOnce();
      if (signal.aborted) return;`,
      "const refused = await this.#readOnce();",
    ], ["this.readyState = 0", "if (!signal.aborted) this.readyState = 0"]],
  },
  says_all_that_it_has: {
    caughtBy: "dispatches nothing after close() in a listener",
    misconception: "What has arrived has to be delivered.",
    says: "has not asked for the second",
    edits: [["if (signal.aborted) break;", ""]],
  },
  says_nothing_of_the_stream: {
    caughtBy: "asks for a stream and says when it is open",
    misconception: "The address says what is wanted.",
    says: "that no cache may answer",
    edits: [[
      `const headers = new Headers({
      "accept": "text/event-stream",
      "cache-control": "no-cache",
    });`,
      "const headers = new Headers();",
    ]],
  },
  says_the_end_too_early: {
    caughtBy: "keeps to one connection, however often it fails",
    misconception: "An error means that the stream is closed.",
    says: "readyState 0 at each error",
    edits: [["this.readyState = 0", "this.readyState = 2"], [
      'this.dispatchEvent(new Event("error"));',
      `this.dispatchEvent(new Event("error"));
      this.readyState = refused ? 2 : 0;`,
    ]],
  },
  sends_an_empty_id: {
    caughtBy: "asks for a stream and says when it is open",
    misconception: "No id is an empty id.",
    says: "no Last-Event-ID",
    edits: [[
      `if (id !== "" && id.length < 1_000 && ![...id].some(isControl)) {
      headers.set("last-event-id", headerValue(id));
    }`,
      'headers.set("last-event-id", headerValue(id));',
    ]],
  },
  sends_letters: {
    caughtBy: "brings the last id along",
    misconception: "A header is a text.",
    says: "Last-Event-ID",
    edits: [[
      `if (id !== "" && id.length < 1_000 && ![...id].some(isControl)) {
      headers.set("last-event-id", headerValue(id));
    }`,
      'if (id !== "") headers.set("last-event-id", encodeURIComponent(id));',
    ], [
      String.raw`function isControl(sign: string): boolean {
  return sign < " " || sign === "\x7f";
}

function headerValue(id: string): string {
  const bytes = new TextEncoder().encode(id);
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}
`,
      "",
    ]],
  },
  sleeps_to_the_end: {
    caughtBy: "asks again within a second of waking up",
    misconception: "A timer that is late waits once more.",
    says: "come back",
    edits: [[
      "give = () => silence.abort()",
      `due = () => Date.now() + this.#silenceMs;
    let dueAt = due();
    const give = () => {
      if (Date.now() < dueAt + 60_000) return silence.abort();
      restart();
    }`,
    ], [
      `const restart = () => {
      clearTimeout(timer);`,
      `const restart = () => {
      clearTimeout(timer);
      dueAt = due();`,
    ]],
  },
  stops_without_a_word: {
    caughtBy: "ends when the status is not 200",
    misconception: "An end is no error.",
    says: "after 204",
    edits: [["this.close", "return this.close"]],
  },
  takes_any_success: {
    caughtBy: "ends when the status is not 200",
    misconception: "2xx is a success.",
    says: "204 is how a server says stop",
    edits: [["status === 200", "status < 300"]],
  },
  takes_ids_of_events_only: {
    caughtBy: "brings the last id along",
    misconception: "Only an event has an id.",
    says: "Last-Event-ID",
    edits: [["this.#lastEventId = parser.lastEventId;", ""], [
      "if (signal.aborted) break;",
      `if (signal.aborted) break;
          this.#lastEventId = event.lastEventId;`,
    ]],
  },
  takes_the_end_for_the_end: {
    caughtBy:
      "reconnects after 3 s, or after what the server said, and not before",
    misconception: "A stream that has ended has said all there was to say.",
    says: "no reason to stop",
    edits: [["return false;", "return this.readyState === 1;"]],
  },
  waits_for_an_answer: {
    caughtBy: "gives up who is silent for 45 s, and not before",
    misconception: "The silence begins with the answer.",
    says: "nobody is there",
    edits: [[
      "let timer = setTimeout(give, this.#silenceMs)",
      "let timer: ReturnType<typeof setTimeout> | undefined",
    ]],
  },
  waits_longer_and_longer: {
    caughtBy:
      "reconnects after 3 s, or after what the server said, and not before",
    misconception: "Every reconnection backs off, as in lesson 3.",
    says: "a reconnection",
    edits: [[
      '#lastEventId = "";',
      `#lastEventId = "";
  #losses = 0;`,
    ], [
      "pause(this.#retryMs, signal)",
      "pause(this.#retryMs * 2 ** this.#losses++, signal)",
    ]],
  },
});

proveMistakes("04_server_sent_events/04_reconnect", { base: "solution" }, {
  asks_at_the_root: {
    caughtBy: "asks for a stream and says when it is open",
    misconception: "A board is at the root of its host.",
    says: "as the address says",
    edits: [[
      "this.url = new URL(url).href;",
      'this.url = new URL("/messages/stream", url).href;',
    ]],
  },
  believes_in_the_last_wait: {
    caughtBy: "uses retryMs until the stream names another time",
    misconception: "3 seconds are what the standard says.",
    says: "a reconnection after retryMs",
    edits: [["this.#retryMs = retryMs;", "this.#retryMs = retryMs && 3_000;"]],
  },
  cuts_lines_at_each_half: {
    caughtBy: "dispatches events with type, data and id",
    misconception: "A CR at the end of a piece ends a line, and so does an LF.",
    says: "message/",
    edits: [["(late ? text.slice(1) : text)", "(late ? text.slice(0) : text)"]],
  },
  decodes_each_piece: {
    caughtBy: "follows its streams, whatever happens",
    misconception: "A piece of a text is a text.",
    says: "今",
    edits: [["decode(bytes, { stream: true })", "decode(bytes)"]],
  },
  dies_of_an_id: {
    caughtBy: "comes back after an id that no header carries",
    misconception: "An id is a number, or at least a word.",
    says: "a reconnection after an id with U+0001",
    edits: [[
      'if (id === "" || [...id].some(isControl)) return undefined;',
      'if (id === "" || id.includes("\\n") && isControl(id)) return undefined;',
    ]],
  },
  forgets_its_handlers: {
    caughtBy: "calls onopen, onmessage and onerror",
    misconception: "Whoever wants to hear adds a listener.",
    says: "open (1), message (1), error (0)",
    edits: [[
      `    this.addEventListener("message", (event) => {
      this.onmessage?.(event as MessageEvent);
    });
`,
      "",
    ]],
  },
  takes_a_space_for_a_control: {
    caughtBy: "brings the last id along",
    misconception: "An id is a word, and a word has no space.",
    says: "Last-Event-ID: 今日は 7",
    edits: [['sign < " "', 'sign <= " "']],
  },
  forgets_the_retry_after_an_error: {
    caughtBy: "comes back in the same way after every kind of loss",
    misconception: "What a broken stream has said was broken too.",
    says: "as its retry has said",
    edits: [[
      "const silence = new Silence(this.#silenceMs);",
      `const silence = new Silence(this.#silenceMs);
    const retryMs = this.#retryMs;`,
    ], [
      "// A broken connection, silence, or close(): the signals know which.",
      "this.#retryMs = retryMs;",
    ]],
  },
  leaves_the_silence_of_each_loss: {
    caughtBy: "ends everything at close(), wherever it stands",
    misconception: "There is one silence, that of now.",
    says: "no timer left",
    edits: [[
      "readonly #closing = new AbortController();",
      `readonly #closing = new AbortController();
  #silence: Silence | undefined;`,
    ], [
      "const silence = new Silence(this.#silenceMs);",
      "const silence = this.#silence = new Silence(this.#silenceMs);",
    ], [
      `this.#closing.abort();
  }`,
      `this.#closing.abort();
    this.#silence?.end();
  }`,
    ], [
      ` finally {
      silence.end();
    }`,
      "",
    ]],
  },
  leaves_the_silence_of_an_end: {
    caughtBy: "ends everything at close(), wherever it stands",
    misconception: "A stream that has ended cannot be silent any more.",
    says: "no timer left when closed while",
    edits: [[
      `// A broken connection, silence, or close(): the signals know which.
    } finally {
      silence.end();`,
      "silence.end();",
    ]],
  },
  remembers_for_the_whole_page: {
    caughtBy: "shares nothing with another stream of the same page",
    misconception: "There is one board.",
    says: "A page may follow two boards",
    edits: [[
      "export class EventStream extends EventTarget {",
      `const last = { id: "" };

export class EventStream extends EventTarget {`,
    ], [
      '#lastEventId = "";\n  #readyState',
      `get #lastEventId(): string {
    return last.id;
  }

  set #lastEventId(id: string) {
    last.id = id;
  }
  #readyState`,
    ]],
  },
  shares_a_decoder: {
    caughtBy: "follows its streams, whatever happens",
    misconception: "A decoder is a tool, and tools are there once.",
    says: "is found by the next one",
    edits: [
      [
        "  readonly #decoder = new TextDecoder();\n",
        "",
      ],
      ["this.#decoder.decode", "decoder.decode"],
      [
        "/** Reads the stream of one connection. */",
        "const decoder = new TextDecoder();\n",
      ],
    ],
  },
  takes_the_address_for_the_origin: {
    caughtBy: "dispatches events with type, data and id",
    misconception: "The origin of an event is where it comes from.",
    says: "without the path",
    edits: [[
      "const { origin } = new URL(response.url);",
      "const origin = response.url;",
    ]],
  },
});
