import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes(
  "04_server_sent_events/07_read_events",
  { base: "one_generator" },
  {
    converts_the_time: {
      caughtBy: "reads a reconnection time of digits only",
      misconception: "Number reads numbers.",
      says: "read far more than the format allows",
      edits: [["/^[0-9]+$/.test(value)", "Number(value) >= 0"]],
    },
    counts_a_cut_line_end_twice: {
      caughtBy: "takes LF, CR and CRLF for the end of a line",
      misconception: "A regular expression finds CRLF, and so it is found.",
      says: "even when the network cuts between them",
      edits: [["let afterCr = false;", ""], [
        "let text = decoder.decode(bytes, { stream: true })",
        "const text = decoder.decode(bytes, { stream: true })",
      ], [
        String.raw`if (afterCr && text.startsWith("\n")) text = text.slice(1);
    afterCr = text.endsWith("\r");`,
        "",
      ]],
    },
    decodes_each_piece: {
      caughtBy: "decodes characters whose bytes come apart",
      misconception: "A piece of bytes is a piece of text.",
      says: "the network cuts between them too",
      edits: [["const decoder = new TextDecoder();", ""], [
        "decoder.decode(bytes, { stream: true })",
        'new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)',
      ], [
        'if (text === "") continue;',
        String.raw`if (text === "") continue;
    if (rest === "" && data.length === 0) text = text.replace(/^\uFEFF/, "");`,
      ]],
    },
    drops_empty_lines: {
      caughtBy: "joins data lines, the empty ones too",
      misconception: "data: with nothing behind it says nothing.",
      says: "an empty text is a text",
      edits: [['name === "data"', 'name === "data" && value !== ""']],
    },
    forgets_the_cr_at_an_empty_piece: {
      caughtBy: "takes LF, CR and CRLF for the end of a line",
      misconception:
        "What the last piece ended with is known from the last piece.",
      says: "All three end lines",
      edits: [['if (text === "") continue;', ""]],
    },
    forgets_the_id: {
      caughtBy: "keeps the last id until another comes",
      misconception: "An id belongs to its event, like the type.",
      says: "an event without one changes nothing about it",
      edits: [[
        `}
        type = "";`,
        `}
        type = "";
        lastEventId = "";`,
      ]],
    },
    ignores_an_empty_id: {
      caughtBy: "keeps the last id until another comes",
      misconception: "An empty id is no id.",
      says: "An empty one takes it back",
      edits: [[
        String.raw`!value.includes("\0")`,
        String.raw`value && !value.includes("\0")`,
      ]],
    },
    keeps_only_the_last_line: {
      caughtBy: "joins data lines, the empty ones too",
      misconception:
        "A second data field replaces the first, as with every other field.",
      says: "Whoever drops it joins two verses",
      edits: [["data.push(value)", "data = [value]"]],
    },
    keeps_the_mark: {
      caughtBy: "strips one byte order mark at the beginning",
      misconception: "A decoder gives the text as it is.",
      says: "It belongs to no field",
      edits: [[
        "new TextDecoder()",
        'new TextDecoder("utf-8", { ignoreBOM: true })',
      ]],
    },
    knows_one_line_end: {
      caughtBy: "takes LF, CR and CRLF for the end of a line",
      misconception: "Lines end with LF.",
      says: "All three end lines",
      edits: [["let afterCr = false;", ""], [
        "let text = decoder.decode(bytes, { stream: true })",
        "const text = decoder.decode(bytes, { stream: true })",
      ], [
        String.raw`if (afterCr && text.startsWith("\n")) text = text.slice(1);
    afterCr = text.endsWith("\r");
    const lines = (rest + text).split(/\r\n|\n|\r/);`,
        String.raw`const lines = (rest + text).split("\n");`,
      ]],
    },
    knows_two_line_ends: {
      caughtBy: "takes LF, CR and CRLF for the end of a line",
      misconception: "CR is a line end of old computers that nobody sends.",
      says: "also mixed in one stream",
      edits: [["let afterCr = false;", ""], [
        "let text = decoder.decode(bytes, { stream: true })",
        "const text = decoder.decode(bytes, { stream: true })",
      ], [
        String.raw`if (afterCr && text.startsWith("\n")) text = text.slice(1);
    afterCr = text.endsWith("\r");
    const lines = (rest + text).split(/\r\n|\n|\r/);`,
        String.raw`const lines = (rest + text).split(/\r?\n/);`,
      ]],
    },
    measures_lines_only: {
      caughtBy: "refuses a line or an event that is too large",
      misconception: "An event is no larger than its lines.",
      says: "fills your memory",
      edits: [["check(size);", ""]],
    },
    measures_whole_lines_only: {
      caughtBy: "refuses a line or an event that is too large",
      misconception: "A line can be judged when it is there.",
      says: "its end may never come",
      edits: [["check(rest.length);", ""]],
    },
    parses_the_time: {
      caughtBy: "reads a reconnection time of digits only",
      misconception: "parseInt reads integers.",
      says: "read far more than the format allows",
      edits: [[
        'if (name === "retry" && /^[0-9]+$/.test(value)) onRetry?.(Number(value));',
        `const ms = Number.parseInt(value);
      if (name === "retry" && ms >= 0) onRetry?.(ms);`,
      ]],
    },
    reads_names_generously: {
      caughtBy: "takes a line apart at its first colon",
      misconception:
        "Names of fields are like names of headers: upper and lower case are the same.",
      says: "right to the letter",
      edits: [[
        "colon === -1 ? line : line.slice(0, colon)",
        "(colon === -1 ? line : line.slice(0, colon)).toLowerCase()",
      ]],
    },
    refuses_what_just_fits: {
      caughtBy: "refuses a line or an event that is too large",
      misconception: "At most and less than are nearly the same.",
      says: "with sizeMax",
      edits: [["length > sizeMax", "length >= sizeMax"]],
    },
    remembers_the_type: {
      caughtBy: "yields nothing without data, and forgets the type",
      misconception:
        "What is set holds until something else is set, the type too.",
      says: "must not stick",
      edits: [[
        `}
        type = "";`,
        `}
        if (data.length > 0) type = "";`,
      ]],
    },
    splits_at_every_colon: {
      caughtBy: "takes a line apart at its first colon",
      misconception: "A field is a name, a colon and a value.",
      says: "The first colon ends the name",
      edits: [[
        `const colon = line.indexOf(":");
      const name = colon === -1 ? line : line.slice(0, colon);
      const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");`,
        `const [name, field = ""] = line.split(":");
      const value = field.replace(/^ /, "");`,
      ]],
    },
    strips_every_mark: {
      caughtBy: "strips one byte order mark at the beginning",
      misconception: "A byte order mark is never part of a text.",
      says: "only there, and only once",
      edits: [[
        "decoder.decode(bytes, { stream: true })",
        String.raw`decoder.decode(bytes, { stream: true })
      .replaceAll("\uFEFF", "")`,
      ]],
    },
    takes_a_piece_for_an_event: {
      caughtBy: "yields each event at its blank line",
      misconception: "What is written with one write arrives as one piece.",
      says: "The network cuts where it likes",
      edits: [["(rest + text)", "text"]],
    },
    takes_an_empty_type_at_its_word: {
      caughtBy: "yields nothing without data, and forgets the type",
      misconception: "An empty type is a type.",
      says: "Its type must not stick",
      edits: [['let type = ""', "let type: string | undefined"], [
        'type || "message"',
        'type ?? "message"',
      ], [
        `}
        type = "";`,
        `}
        type = undefined;`,
      ]],
    },
    takes_an_id_with_nul: {
      caughtBy: "keeps the last id until another comes",
      misconception: "A value is a value.",
      says: "resumes at the wrong place",
      edits: [[
        String.raw`name === "id" && !value.includes("\0")`,
        'name === "id"',
      ]],
    },
    throws_and_holds_on: {
      caughtBy: "refuses a line or an event that is too large",
      misconception: "Whoever throws has let go of everything.",
      says: "nobody reads it any more",
      edits: [[
        "for await (const bytes of stream) {",
        `const reader = stream.getReader();
  while (true) {
    const { done, value: bytes } = await reader.read();
    if (done) return;`,
      ]],
    },
    trims_the_value: {
      caughtBy: "takes a line apart at its first colon",
      misconception: "Spaces around a value are for the eye.",
      says: "one space behind it belongs to nobody",
      edits: [[
        'line.slice(colon + 1).replace(/^ /, "")',
        "line.slice(colon + 1).trim()",
      ]],
    },
    waits_for_the_next_block: {
      caughtBy: "takes a CR for an end without waiting for the next byte",
      misconception:
        "A CR at the end of a piece can only be judged with the next piece.",
      says: "can take an hour",
      edits: [["let afterCr = false;", ""], [
        "let text = decoder.decode(bytes, { stream: true })",
        "const text = decoder.decode(bytes, { stream: true })",
      ], [
        String.raw`if (afterCr && text.startsWith("\n")) text = text.slice(1);
    afterCr = text.endsWith("\r");
    const lines = (rest + text).split(/\r\n|\n|\r/);`,
        String.raw`const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);`,
      ]],
    },
    wants_a_colon: {
      caughtBy: "takes a line apart at its first colon",
      misconception: "A line without a colon is no field.",
      says: "or it is no field",
      edits: [[
        'const colon = line.indexOf(":");',
        `const colon = line.indexOf(":");
      if (colon === -1) continue;`,
      ]],
    },
    yields_heartbeats: {
      caughtBy: "yields nothing without data, and forgets the type",
      misconception: "A blank line is an event.",
      says: "heartbeats end with blank lines too",
      edits: [[
        String.raw`if (data.length > 0) {
          yield { type: type || "message", data: data.join("\n"), lastEventId };
        }`,
        String
          .raw`yield { type: type || "message", data: data.join("\n"), lastEventId };`,
      ]],
    },
    yields_what_is_left: {
      caughtBy: "yields each event at its blank line",
      misconception: "The end of the stream ends the last event too.",
      says: "What no blank line has ended is not complete",
      edits: [[
        `check(rest.length);
  }`,
        String.raw`check(rest.length);
  }
  if (rest.startsWith("data:")) data.push(rest.slice(5).trimStart());
  if (data.length > 0) {
    yield { type: type || "message", data: data.join("\n"), lastEventId };
  }`,
      ]],
    },
  },
);

proveMistakes("04_server_sent_events/07_read_events", { base: "solution" }, {
  knows_what_timers_take: {
    caughtBy: "reads a reconnection time of digits only",
    misconception: "What no timer takes is no time.",
    says: "onRetry with",
    edits: [[
      String.raw`/^[0-9]+$/.test(value)`,
      String.raw`/^[0-9]+$/.test(value) && Number(value) < 2 ** 31`,
    ]],
  },
  adds_up_all_events: {
    caughtBy: "refuses a line or an event that is too large",
    misconception: "What was counted once stays counted.",
    says: "data of",
    edits: [[
      "  #data: string | undefined;\n",
      "  #data: string | undefined;\n  #size = -1;\n",
    ], [
      "refuseAbove(this.#sizeMax, this.#data);",
      `this.#size += value.length + 1;
    refuseAbove(this.#sizeMax, "x".repeat(this.#size));`,
    ]],
  },
  calls_what_the_table_has: {
    caughtBy: "takes a line apart at its first colon",
    misconception: "A table of fields has nothing but fields.",
    says: "the error TypeError",
    edits: [[
      'if (name === "data") this.#append(value);',
      `const takers: Record<string, (value: string) => void> = {
      data: (value) => this.#append(value),
    };
    takers[name]?.(value);
    if (name === "data") return;`,
    ], ['else if (name === "event")', 'if (name === "event")']],
  },
  shares_a_decoder: {
    caughtBy: "reads every stream right, whatever comes",
    misconception: "A decoder is a tool, and tools are there once.",
    says: "each stream by itself",
    edits: [[
      "  const decoder = new TextDecoder();\n",
      "",
    ], [
      "/** Yields the events of a stream as soon",
      `const decoder = new TextDecoder();

/** Yields the events of a stream as soon`,
    ]],
  },
  asks_a_table_for_the_field: {
    caughtBy: "takes a line apart at its first colon",
    misconception: "A table of fields knows only fields.",
    says: "A name is right to the letter",
    edits: [[
      'if (name === "data") this.#append(value);',
      `// deno-lint-ignore no-explicit-any
    const fields: any = { data: true };
    if (fields[name]) this.#append(value);`,
    ]],
  },
  reads_values_with_a_dot: {
    caughtBy: "takes nothing else for the end of a line",
    misconception: "In a pattern, a dot is any character.",
    says: "a dot does not match U+2028",
    edits: [[
      `const colon = line.indexOf(":");
    if (colon === -1) return this.#set(line, "");
    const space = line[colon + 1] === " " ? 1 : 0;`,
      'const [, name = "", value = ""] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];',
    ], [
      "this.#set(line.slice(0, colon), line.slice(colon + 1 + space));",
      "this.#set(name, value);",
    ]],
  },
  wants_room_for_the_cr: {
    caughtBy: "refuses a line or an event that is too large",
    misconception: "CRLF is LF with something before it.",
    says: "data of",
    edits: [[
      'const end = text.includes("\\r") ? /\\r\\n|\\n|\\r/ : "\\n";',
      'const end = text.includes("\\r") ? /\\r\\n|\\n|\\r/ : "\\n";\n    this.longest = Math.max(...text.split("\\n").map((line) => line.length));',
    ], [
      'rest = "";\n',
      'rest = "";\n  longest = 0;\n',
    ], [
      "refuseAbove(sizeMax, lines.rest);",
      'refuseAbove(sizeMax, "x".repeat(lines.longest));',
    ]],
  },
});
