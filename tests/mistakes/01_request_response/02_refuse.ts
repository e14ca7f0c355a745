import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("01_request_response/02_refuse", { base: "solution" }, {
  one_log_for_the_module: {
    caughtBy: "keeps two boards apart",
    misconception:
      "A function outside of handler needs the log too, so the log is kept where both see it.",
    says: "takes the place of the others",
    edits: [
      [
        "/** The board over request and response, for askers who make mistakes. */",
        `let board: EventLog;

/** The board over request and response, for askers who make mistakes. */`,
      ],
      [
        "return (request) => {",
        `board = log;
  return (request) => {`,
      ],
      ["Response.json(log.since(0))", "Response.json(board.since(0))"],
      ["return publish(log, request);", "return publish(board, request);"],
    ],
  },
  one_number_for_the_module: {
    caughtBy: "keeps two boards apart",
    misconception: "The newest message is the newest, whoever asks.",
    says: "a number of one board is told on another",
    edits: [
      [
        "/** The board over request and response, for askers who make mistakes. */",
        `let newest = 0;

/** The board over request and response, for askers who make mistakes. */`,
      ],
      [
        "return (request) => {",
        `newest = Math.max(newest, log.newest);
  log.onAppend(({ id }) => newest = Math.max(newest, id));
  return (request) => {`,
      ],
      ["`/messages/${message.id}`", "`/messages/${newest}`"],
    ],
  },
  reads_into_one_buffer: {
    caughtBy: "publishes what is right and nothing else, whatever happens",
    misconception: "A request is read before the next one comes.",
    says: "must not get into another",
    edits: [
      [
        `  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;`,
        "  let bytes = 0;",
      ],
      [
        "if (bytes > BYTES_MAX) return undefined;",
        `if (bytes > BYTES_MAX) {
      chunks.length = 0;
      return undefined;
    }`,
      ],
      ["new Blob(chunks)", "new Blob(chunks.splice(0))"],
      [
        "/** The body; undefined as soon",
        `const chunks: Uint8Array<ArrayBuffer>[] = [];

/** The body; undefined as soon`,
      ],
    ],
  },
  announces_letters: {
    caughtBy: "answers HEAD as GET, without the body",
    misconception: "The length of a text is its size.",
    says: "a length in letters",
    edits: [['case "GET":', ""], [
      'case "HEAD":',
      `case "HEAD": {
        const { length } = JSON.stringify(log.since(0));
        return new Response(null, {
          headers: {
            "content-type": "application/json",
            "content-length": String(length),
          },
        });
      }
      case "GET":`,
    ]],
  },
  collapses_slashes: {
    caughtBy: "takes no other path for /messages",
    misconception: "Two slashes are one, as in a file system.",
    says: "has one slash more",
    edits: [[
      'pathname !== "/messages"',
      'pathname.replace(/\\/{2,}/g, "/") !== "/messages"',
    ]],
  },
  cuts_at_the_semicolon: {
    caughtBy: "takes JSON with parameters and in any spelling",
    misconception: "Before a semicolon there is no space.",
    says: "spaces around the semicolon",
    edits: [["type.trim().toLowerCase()", "type.toLowerCase()"]],
  },
  decodes_the_path: {
    caughtBy: "answers 404 for every other path",
    misconception: "Every path can be decoded.",
    says: "500",
    edits: [[
      "const { pathname } = new URL(request.url);",
      "const pathname = decodeURIComponent(new URL(request.url).pathname);",
    ]],
  },
  numbers_before_it_reads: {
    caughtBy: "publishes what is right and nothing else, whatever happens",
    misconception: "Requests are published in the order in which they begin.",
    says: "may come bit by bit while others come and go",
    edits: [[
      "const body = await readText(request);",
      `const next = log.newest + 1;
  const body = await readText(request);`,
    ], ["`/messages/${message.id}`", "`/messages/${next}`"]],
  },
  answers_everywhere: {
    caughtBy: "answers 404 for every other path",
    misconception:
      "A server with one resource has one answer; the path makes no difference.",
    says: "keeps every misspelling alive",
    edits: [[
      `const { pathname } = new URL(request.url);
    if (pathname !== "/messages") {
      const detail = \`There is nothing at \${pathname}\`;
      return problem(404, { title: "Not Found", detail });
    }`,
      "",
    ]],
  },
  answers_head_with_nothing: {
    caughtBy: "answers HEAD as GET, without the body",
    misconception: "HEAD has no body, so its answer is built without one.",
    says: "content-length: 0",
    edits: [['case "GET":', ""], [
      'case "HEAD":',
      `case "HEAD":
        return new Response(null, {
          headers: { "content-type": "application/json" },
        });
      case "GET":`,
    ]],
  },
  believes_content_length: {
    caughtBy: "answers 413 to chunks as soon as they are too many",
    misconception: "Content-Length says how long the body is.",
    says: "Chunks have no Content-Length",
    edits: [[
      `const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    // Leaving the loop cancels the body: nobody waits for the rest of it.
    if (bytes > BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  // Decoded as a whole: a chunk may end in the middle of a letter.
  return await new Blob(chunks).text();`,
      `const length = Number(request.headers.get("content-length") ?? 0);
  return length > BYTES_MAX ? undefined : await request.text();`,
    ]],
  },
  collects_first: {
    caughtBy: "answers 413 to chunks as soon as they are too many",
    misconception: "First the whole body, then its length.",
    says: "may never end",
    edits: [[
      `const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    // Leaving the loop cancels the body: nobody waits for the rest of it.
    if (bytes > BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  // Decoded as a whole: a chunk may end in the middle of a letter.
  return await new Blob(chunks).text();`,
      `const bytes = await request.bytes();
  if (bytes.length > BYTES_MAX) return undefined;
  return new TextDecoder().decode(bytes);`,
    ]],
  },
  compares_the_raw_header: {
    caughtBy: "takes JSON with parameters and in any spelling",
    misconception:
      "Content-Type is a string, and strings are compared with ===.",
    says: "refuses half of all clients",
    edits: [[
      `function mediaType({ headers }: Request): string {
  const [type = ""] = (headers.get("content-type") ?? "").split(";");
  return type.trim().toLowerCase();`,
      `function mediaType({ headers }: Request): string | null {
  return headers.get("content-type");`,
    ]],
  },
  compares_the_whole_url: {
    caughtBy: "answers 404 for every other path",
    misconception: "The path is whatever comes after the host.",
    says: "GET /messages?since=0",
    edits: [[
      "{ pathname } = new URL(request.url)",
      String.raw`pathname = request.url.replace(/^https?:\/\/[^/]+/, "")`,
    ]],
  },
  counts_letters: {
    caughtBy: "counts bytes, not letters",
    misconception: "The length of a text is its size.",
    says: "hold bytes",
    edits: [[
      `const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    // Leaving the loop cancels the body: nobody waits for the rest of it.
    if (bytes > BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  // Decoded as a whole: a chunk may end in the middle of a letter.
  return await new Blob(chunks).text();`,
      `const text = await request.text();
  return text.length > BYTES_MAX ? undefined : text;`,
    ]],
  },
  decodes_each_chunk: {
    caughtBy: "puts a message together that comes in chunks",
    misconception: "A chunk is a piece of text.",
    says: "in the middle of a word",
    edits: [["const chunks: Uint8Array<ArrayBuffer>[] = []", 'let text = ""'], [
      "chunks.push",
      "text += new TextDecoder().decode",
    ], ["await new Blob(chunks).text()", "text"]],
  },
  does_not_look_at_the_type: {
    caughtBy: "answers 415 unless the body is called JSON",
    misconception: "If it parses, it was JSON.",
    says: "415 to POST /messages",
    edits: [[
      `if (mediaType(request) !== "application/json") {
    const detail = "Send the message as application/json";
    return problem(415, { title: "Unsupported Media Type", detail });
  }`,
      "",
    ], [
      `/** \`application/json\` for \`Application/JSON; charset=utf-8\`. */
function mediaType({ headers }: Request): string {
  const [type = ""] = (headers.get("content-type") ?? "").split(";");
  return type.trim().toLowerCase();
}`,
      "",
    ]],
  },
  finds_json_among_the_parameters: {
    caughtBy: "answers 415 unless the body is called JSON",
    misconception: "One of the parts between the semicolons says JSON.",
    says: "a type is compared whole",
    edits: [[
      'if (mediaType(request) !== "application/json") {',
      `const type = request.headers.get("content-type") ?? "";
  if (!/(^|;)\\s*application\\/json\\s*(;|$)/i.test(type)) {`,
    ]],
  },
  looks_it_up_a_turn_later: {
    caughtBy: "puts a message together that comes in chunks",
    misconception: "The newest message is the one that was just published.",
    says: "in the same turn",
    edits: [[
      "const message = log.append(draft);",
      `log.append(draft);
  await Promise.resolve();
  const [message] = log.since(log.newest - 1);
  if (!message) throw new Error("The log is empty");`,
    ]],
  },
  looks_methods_up_in_an_object: {
    caughtBy: "answers 405 for other methods and says which ones it allows",
    misconception: "An object has the members that it was given.",
    says: "constructor",
    edits: [
      [
        "switch (request.method) {",
        `const methods: Record<string, string> = { GET: "", HEAD: "", POST: "" };
    if (methods[request.method] instanceof Function) throw new Error("What?");
    switch (request.method) {`,
      ],
    ],
  },
  finds_json_anywhere: {
    caughtBy: "answers 415 unless the body is called JSON",
    misconception: "A type that mentions application/json is application/json.",
    says: "415 to POST /messages",
    edits: [[
      'mediaType(request) !== "application/json"',
      '!request.headers.get("content-type")?.includes("application/json")',
    ], [
      `/** \`application/json\` for \`Application/JSON; charset=utf-8\`. */
function mediaType({ headers }: Request): string {
  const [type = ""] = (headers.get("content-type") ?? "").split(";");
  return type.trim().toLowerCase();
}`,
      "",
    ]],
  },
  forgets_null: {
    caughtBy: "answers 400 when from or text is missing or no text",
    misconception: "Whatever JSON.parse returns has fields.",
    says: "500",
    edits: [[
      `const draft = readDraft(body);
  if (draft === undefined) {`,
      `const draft = parsed(body);
  if (typeof draft?.from !== "string" || typeof draft.text !== "string") {`,
    ], [
      "function readDraft(body: string): Draft | undefined {",
      "function parsed(body: string): Draft | undefined {",
    ], [
      `const value = JSON.parse(body);
    const right = typeof value?.from === "string" &&
      typeof value.text === "string";
    return right ? { from: value.from, text: value.text } : undefined;
  } catch {
    return undefined;`,
      `const { from, text } = JSON.parse(body);
    return { from, text };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;`,
    ]],
  },
  keeps_the_yes_to_itself: {
    caughtBy: "answers 405 for other methods and says which ones it allows",
    misconception: "The status code says it all.",
    says: "the header allow",
    edits: [[
      `return problem(405, {
          title: "Method Not Allowed",
          headers: { allow: "GET, HEAD, POST" },
        });`,
      'return problem(405, { title: "Method Not Allowed" });',
    ]],
  },
  knows_no_head: {
    caughtBy: "answers HEAD as GET, without the body",
    misconception: "HEAD is one more method that nobody uses.",
    says: "405",
    edits: [['case "HEAD":', ""]],
  },
  looks_at_the_end: {
    caughtBy: "answers 404 for every other path",
    misconception: "A path that ends in /messages is the path of the messages.",
    says: "GET /my/messages",
    edits: [['pathname !== "/messages"', '!pathname.endsWith("/messages")']],
  },
  looks_at_the_beginning: {
    caughtBy: "takes no other path for /messages",
    misconception: "What begins with /messages belongs to the messages.",
    says: "/messages/7",
    edits: [['pathname !== "/messages"', '!pathname.startsWith("/messages")']],
  },
  takes_any_case_of_the_path: {
    caughtBy: "takes no other path for /messages",
    misconception: "Addresses are compared without regard to case.",
    says: "written in capitals, or has",
    edits: [[
      'pathname !== "/messages"',
      'pathname.toLowerCase() !== "/messages"',
    ]],
  },
  ends_the_type_at_a_word: {
    caughtBy: "answers 415 unless the body is called JSON",
    misconception: "After a word boundary nothing but parameters can come.",
    says: "a type is compared whole",
    edits: [[
      'mediaType(request) !== "application/json"',
      "!/^application\\/json\\b/i.test(mediaType(request))",
    ]],
  },
  tidies_up: {
    caughtBy: "publishes any text letter by letter",
    misconception: "Spaces at the ends are a slip of the hand.",
    says: "none is tidied up",
    edits: [[
      "{ from: value.from, text: value.text }",
      "{ from: value.from, text: value.text.trim() }",
    ]],
  },
  stops_one_too_early: {
    caughtBy: "takes 65,536 bytes and answers 413 to one more",
    misconception: "The limit is the first value that is too much.",
    says: "the limit itself still fits",
    edits: [["bytes > BYTES_MAX", "bytes >= BYTES_MAX"]],
  },
  takes_the_blame: {
    caughtBy: "answers 400 when the body is not JSON",
    misconception:
      "A body that cannot be read is an error, and errors are 500.",
    says: "500",
    edits: [[
      `try {
    // The optional chain is for \`null\`, which is JSON too.
    const value = JSON.parse(body);
    const right = typeof value?.from === "string" &&
      typeof value.text === "string";
    return right ? { from: value.from, text: value.text } : undefined;
  } catch {
    return undefined;
  }`,
      `const value = JSON.parse(body);
  const right = typeof value?.from === "string" &&
    typeof value.text === "string";
  return right ? { from: value.from, text: value.text } : undefined;`,
    ]],
  },
  takes_what_parses: {
    caughtBy: "answers 400 when from or text is missing or no text",
    misconception: "What is valid JSON is a message.",
    says: "Valid JSON is not yet a message",
    edits: [[
      `const value = JSON.parse(body);
    const right = typeof value?.from === "string" &&
      typeof value.text === "string";
    return right ? { from: value.from, text: value.text } : undefined;`,
      `const { from, text } = JSON.parse(body);
    return { from, text };`,
    ]],
  },
});
