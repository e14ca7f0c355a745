import { proveMistakes, proveWholeMistakes } from "../../kit/_mistakes.ts";

proveMistakes("04_server_sent_events/01_keep_it_open", {
  base: "a_listener_and_a_timer_for_each_stream",
}, {
  beats_by_the_clock: {
    caughtBy: "counts the silence from the last event, with heartbeatMs",
    misconception: "A heartbeat is a timer that ticks every 15 seconds.",
    says: "An event is a sign of life as well",
    edits: [["typeof setTimeout", "typeof setInterval"], [
      String.raw`clearTimeout(timer);
        timer = setTimeout(() => send(":\n\n"), heartbeatMs);
      };`,
      String.raw`
      };
      timer = setInterval(() => send(":\n\n"), heartbeatMs);`,
    ], [
      `forget();
      clearTimeout(timer);`,
      `forget();
      clearInterval(timer);`,
    ]],
  },
  beats_once: {
    caughtBy: "sends a comment after 15 s of silence, and not before",
    misconception: "After the first sign of life everybody knows.",
    says: "one comment 15,000 ms after",
    edits: [[
      String.raw`setTimeout(() => send(":\n\n"), heartbeatMs)`,
      String.raw`setTimeout(
          () => controller.enqueue(encoder.encode(":\n\n")),
          heartbeatMs,
        )`,
    ]],
  },
  beats_with_events: {
    caughtBy: "sends a comment after 15 s of silence, and not before",
    misconception: "A heartbeat is an event that means nothing.",
    says: "comment",
    edits: [[String.raw`send(":\n\n")`, String.raw`send("data: ping\n\n")`]],
  },
  collects_for_a_second: {
    caughtBy: "sends each message at once, in a write of its own",
    misconception: "One write a second is cheaper than ten.",
    says: "is a poller again",
    edits: [[
      "forget = log.onAppend((message) => send(event(message)))",
      `let waiting = "";
      const flush = setInterval(() => {
        if (waiting !== "") send(waiting);
        waiting = "";
      }, 1_000);
      const remove = log.onAppend((message) => waiting += event(message));
      forget = () => {
        remove();
        clearInterval(flush);
      }`,
    ]],
  },
  compares_the_header: {
    caughtBy: "answers 406 to who cannot read it, and only then",
    misconception: "Whoever wants the stream says exactly so.",
    says: "wildcards and weights",
    edits: [['import { accepts } from "@std/http";', ""], [
      'accepts(request, "text/event-stream") === undefined',
      'request.headers.get("accept") !== "text/event-stream"',
    ]],
  },
  counts_the_last_entry: {
    caughtBy: "answers 406 to who cannot read it, and only then",
    misconception: "What stands last in a list has the last word.",
    says: "the most exact entry counts",
    edits: [['import { accepts } from "@std/http";', ""], [
      'accepts(request, "text/event-stream") === undefined',
      `!(request.headers.get("accept") ?? "*/*").split(",").reduce(
        (readable, entry) => {
          const [type = "", q = "q=1"] = entry.trim().split(";");
          const fits = ["*/*", "text/*", "text/event-stream"].includes(type);
          return fits ? Number(q.slice(2)) > 0 : readable;
        },
        false,
      )`,
    ]],
  },
  ends_a_burst: {
    caughtBy: "sends ten messages a second, and no comment in between",
    misconception: "For whom a hundred messages wait, reads too slowly.",
    says: "no reason to end the stream",
    edits: [[
      "controller.enqueue(encoder.encode(text));",
      `if (controller.desiredSize! < -100) {
          forget();
          clearTimeout(timer);
          return controller.close();
        }
        controller.enqueue(encoder.encode(text));`,
    ]],
  },
  ends_after_a_message: {
    caughtBy: "sends each message at once, in a write of its own",
    misconception: "The reader asks again, as in long polling.",
    says: "event 2",
    edits: [[
      "send(event(message))",
      `{
        forget();
        send(event(message));
        clearTimeout(timer);
        controller.close();
      }`,
    ]],
  },
  finds_the_word: {
    caughtBy: "answers 406 to who cannot read it, and only then",
    misconception: "What stands in Accept is accepted.",
    says: "wildcards and weights",
    edits: [['import { accepts } from "@std/http";', ""], [
      'accepts(request, "text/event-stream") === undefined',
      String.raw`
      !/text\/(event-stream|\*)|\*\/\*/.test(
        request.headers.get("accept") ?? "*/*",
      )
    `,
    ]],
  },
  flushes_with_comments: {
    caughtBy: "sends ten messages a second, and no comment in between",
    misconception: "A comment behind each event pushes it through.",
    says: "While events flow",
    edits: [[
      "JSON.stringify(message)}\\n\\n`",
      "JSON.stringify(message)}\\n\\n:\\n\\n`",
    ]],
  },
  forgets_the_id: {
    caughtBy: "sends each message to every reader, as an event of its own",
    misconception: "The id is in the data already.",
    says: "its id and its data are lines of it",
    edits: [[
      "`id: ${message.id}\\ndata: ${JSON.stringify(message)}\\n\\n`",
      "`data: ${JSON.stringify(message)}\\n\\n`",
    ]],
  },
  joins_what_comes_together: {
    caughtBy: "sends each message at once, in a write of its own",
    misconception: "What comes in the same tick can go in the same write.",
    says: "three messages of one tick",
    edits: [[
      "forget = log.onAppend((message) => send(event(message)));",
      `let waiting = "";
      forget = log.onAppend((message) => {
        if (waiting === "") {
          queueMicrotask(() => {
            send(waiting);
            waiting = "";
          });
        }
        waiting += event(message);
      });`,
    ]],
  },
  keeps_quiet: {
    caughtBy: "sends a comment after 15 s of silence, and not before",
    misconception: "A connection that is open stays open.",
    says: "Proxies cut a connection",
    edits: [["heartbeatMs: number", "_heartbeatMs: number"], [
      "let timer: ReturnType<typeof setTimeout> | undefined;",
      "",
    ], [
      String.raw`clearTimeout(timer);
        timer = setTimeout(() => send(":\n\n"), heartbeatMs);`,
      "",
    ], [
      `forget();
      clearTimeout(timer);`,
      "forget();",
    ]],
  },
  knows_the_time_better: {
    caughtBy: "counts the silence from the last event, with heartbeatMs",
    misconception: "15 seconds are right for every proxy.",
    says: "after the event",
    edits: [["heartbeatMs = 15_000", "heartbeatMs: _ignored"], [
      "stream(log, heartbeatMs)",
      "stream(log, 15_000)",
    ]],
  },
  leaves_the_listener: {
    caughtBy: "frees the stream of a reader who left",
    misconception: "What writes to a closed stream does nothing.",
    says: "Tabs are closed all day",
    edits: [["let forget = () => {};", ""], [
      "forget = log.onAppend((message) => send(event(message)))",
      "log.onAppend((message) => send(event(message)))",
    ], ["forget();", ""]],
  },
  leaves_the_timer: {
    caughtBy: "frees the stream of a reader who left",
    misconception: "A timer with nobody to talk to costs nothing.",
    says: "Tabs are closed all day",
    edits: [[
      `forget();
      clearTimeout(timer);`,
      "forget();",
    ]],
  },
  lets_the_proxy_collect: {
    caughtBy:
      "tells those on the way to keep nothing and to hand on everything",
    misconception: "A proxy hands on what it gets.",
    says: "collects an answer until it is whole",
    edits: [['"x-accel-buffering": "no",', ""]],
  },
  listens_to_the_request: {
    caughtBy: "frees the stream of a reader who left",
    misconception: "The request's signal aborts when the reader leaves.",
    says: "after all have left",
    edits: [
      ["stream(log, heartbeatMs)", "stream(log, heartbeatMs, request.signal)"],
      [
        "heartbeatMs: number,",
        `heartbeatMs: number,
  gone: AbortSignal,`,
      ],
      ["let forget = () => {};", ""],
      [
        "forget = log.onAppend((message) => send(event(message)))",
        `const forget = log.onAppend((message) => send(event(message)));
      gone.addEventListener("abort", () => {
        forget();
        clearTimeout(timer);
      })`,
      ],
      [
        `cancel() {
      forget();
      clearTimeout(timer);
    },`,
        "",
      ],
    ],
  },
  may_be_kept: {
    caughtBy:
      "tells those on the way to keep nothing and to hand on everything",
    misconception: "What never ends cannot be cached.",
    says: "cache-control",
    edits: [['"cache-control": "no-store",', ""]],
  },
  names_the_type: {
    caughtBy: "sends each message to every reader, as an event of its own",
    misconception:
      "A message is an event of the type message: that can be said.",
    says: "event line",
    edits: [[
      "`id: ${message.id}\\ndata",
      "`event: message\\nid: ${message.id}\\ndata",
    ]],
  },
  one_line_break: {
    caughtBy: "sends each message to every reader, as an event of its own",
    misconception: "Every line ends with a line break, the last one too.",
    says: "ends with an empty line",
    edits: [[
      "JSON.stringify(message)}\\n\\n`",
      "JSON.stringify(message)}\\n`",
    ]],
  },
  one_line_at_a_time: {
    caughtBy: "sends each message at once, in a write of its own",
    misconception: "A stream takes line after line.",
    says: "three messages of one tick",
    edits: [[
      "forget = log.onAppend((message) => send(event(message)));",
      `forget = log.onAppend((message) => {
        for (const line of event(message).split(/(?<=\\n)(?!\\n)/)) send(line);
      });`,
    ]],
  },
  one_reader: {
    caughtBy: "sends each message to every reader, as an event of its own",
    misconception: "There is one stream, and whoever reads it.",
    says: "not only who came last",
    edits: [
      [
        "const { heartbeatMs = 15_000 } = options;",
        `const { heartbeatMs = 15_000 } = options;
  let publish: (message: Message) => void;
  log.onAppend((message) => publish?.(message));`,
      ],
      [
        "stream(log, heartbeatMs)",
        "stream((listener) => publish = listener, heartbeatMs)",
      ],
      [
        `function stream(
  log: EventLog,`,
        `function stream(
  listen: (listener: (message: Message) => void) => void,`,
      ],
      ["let forget = () => {};", ""],
      [
        "forget = log.onAppend((message) => send(event(message)))",
        "listen((message) => send(event(message)))",
      ],
      ["forget();", ""],
    ],
  },
  prints_it_nicely: {
    caughtBy: "sends each message to every reader, as an event of its own",
    misconception: "One data field may have several lines.",
    says: "its id and its data are lines of it",
    edits: [["JSON.stringify(message)", "JSON.stringify(message, null, 2)"]],
  },
  says_it_is_text: {
    caughtBy: "answers with an event stream",
    misconception: "An event stream is text, and browsers sort it out.",
    says: "before it reads a line",
    edits: [[
      '"content-type": "text/event-stream"',
      '"content-type": "text/plain; charset=utf-8"',
    ]],
  },
  says_nothing_at_first: {
    caughtBy: "sends its first bytes at once",
    misconception: "The head of the answer goes out by itself.",
    says: "together with the first byte",
    edits: [[
      String.raw`send(": welcome\n\n")`,
      String.raw`timer = setTimeout(() => send(":\n\n"), heartbeatMs)`,
    ]],
  },
  sends_everybody_home: {
    caughtBy: "goes on for the others when one reader leaves",
    misconception: "When a stream is cancelled, the work is done.",
    says: "tidy away the others",
    edits: [
      [
        "const { heartbeatMs = 15_000 } = options;",
        `const { heartbeatMs = 15_000 } = options;
  const leaving: (() => void)[] = [];`,
      ],
      ["stream(log, heartbeatMs)", "stream(log, heartbeatMs, leaving)"],
      [
        "heartbeatMs: number,",
        `heartbeatMs: number,
  leaving: (() => void)[],`,
      ],
      ["let forget = () => {};", ""],
      [
        "forget = log.onAppend((message) => send(event(message)))",
        `const forget = log.onAppend((message) => send(event(message)));
      leaving.push(() => {
        forget();
        clearTimeout(timer);
      })`,
      ],
      [
        `forget();
      clearTimeout(timer);`,
        "for (const leave of leaving.splice(0)) leave();",
      ],
    ],
  },
  separates_events: {
    caughtBy: "sends each message at once, in a write of its own",
    misconception: "Empty lines stand between events.",
    says: "event 1 in one write",
    edits: [[
      "`id: ${message.id}\\ndata: ${JSON.stringify(message)}\\n\\n`",
      "`\\nid: ${message.id}\\ndata: ${JSON.stringify(message)}\\n`",
    ]],
  },
  serves_everybody: {
    caughtBy: "answers 406 to who cannot read it, and only then",
    misconception: "Who asks this address knows what comes.",
    says: "wildcards and weights",
    edits: [[
      `import { type EventLog, type Message, problem } from "kernel";
import { accepts } from "@std/http";`,
      'import type { EventLog, Message } from "kernel";',
    ], [
      `return (request) => {
    if (accepts(request, "text/event-stream") === undefined) {
      return problem(406, { title: "This address has only an event stream" });
    }`,
      "return () => {",
    ]],
  },
  takes_wildcards_without_weight: {
    caughtBy: "answers 406 to who cannot read it, and only then",
    misconception: "Only the type itself can be refused.",
    says: "the most exact entry counts",
    edits: [['import { accepts } from "@std/http";', ""], [
      'accepts(request, "text/event-stream") === undefined',
      `!(request.headers.get("accept") ?? "*/*").split(",").some((entry) =>
        /^ *([*]|text)\\/[*]/.test(entry) ||
        /^ *text\\/event-stream(?! *; *q=0(\\.0*)? *$)/.test(entry)
      ) || /text\\/event-stream *; *q=0(\\.0*)? *(,|$)/
        .test(request.headers.get("accept") ?? "")`,
    ]],
  },
  waits_for_news: {
    caughtBy: "answers with an event stream",
    misconception:
      "There is nothing to answer before there is something to say.",
    says: "at once",
    edits: [["return (request) => {", "return async (request) => {"], [
      `return problem(406, { title: "This address has only an event stream" });
    }`,
      `return problem(406, { title: "This address has only an event stream" });
    }
    await new Promise((resolve) => {
      const forget = log.onAppend((message) => {
        forget();
        resolve(message);
      });
    });`,
    ]],
  },
});

proveMistakes("04_server_sent_events/01_keep_it_open", { base: "solution" }, {
  has_one_pulse: {
    caughtBy: "keeps every stream open and alive, whatever happens",
    misconception: "A board that has said something lives.",
    says: "without a byte",
    edits: [["      let lastByteAt = Date.now();\n", ""], [
      "function stream(",
      "let lastByteAt = Date.now();\n\nfunction stream(",
    ]],
  },
  one_silence_for_all: {
    caughtBy: "gives each stream a silence of its own",
    misconception: "The board was heard a moment ago.",
    says: "after its own last byte",
    edits: [["let lastByteAt = Date.now();", ""], [
      "/** Takes bytes for one reader. */",
      `let lastByteAt = 0;

/** Takes bytes for one reader. */`,
    ]],
  },
  one_room_for_all_boards: {
    caughtBy: "keeps two boards apart",
    misconception: "A module is the board.",
    says: "show each other's messages",
    edits: [["  const readers = new Set<Send>();\n", ""], [
      "const encoder = new TextEncoder();",
      "const encoder = new TextEncoder();\nconst readers = new Set<Send>();",
    ]],
  },
  writes_each_id_once: {
    caughtBy: "keeps two boards apart",
    misconception: "A message is known by its id.",
    says: "what was said there",
    edits: [[
      "const encoder = new TextEncoder();",
      `const encoder = new TextEncoder();
const written = new Map<number, Uint8Array>();`,
    ], [
      "const bytes = encoder.encode(event(message));",
      `const bytes = written.get(message.id) ?? encoder.encode(event(message));
    written.set(message.id, bytes);`,
    ]],
  },
});

proveMistakes("04_server_sent_events/01_keep_it_open", {
  base: "one_listener_for_the_board",
}, {
  winds_up_one_clock: {
    caughtBy: "keeps two boards apart",
    misconception: "One clock is enough for a board, and there is one board.",
    says: "comment on the second board",
    edits: [[
      "  let clock: ReturnType<typeof setTimeout> | undefined;\n",
      "",
    ], [
      "class Reader {",
      "let clock: ReturnType<typeof setTimeout> | undefined;\n\nclass Reader {",
    ]],
  },
});

proveWholeMistakes("04_server_sent_events/01_keep_it_open");
