import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("01_request_response/01_answer", { base: "solution" }, {
  one_log_for_the_module: {
    caughtBy: "keeps two boards apart",
    misconception: "A program has one board, so handler is called once.",
    says: "takes the place of the others",
    edits: [
      [
        "/** The board over request and response, for askers who make no mistakes. */",
        `let board: EventLog;

/** The board over request and response. */`,
      ],
      [
        'if (request.method === "GET") return Response.json(log.since(0));',
        'if (request.method === "GET") return Response.json(board.since(0));',
      ],
      ["const message = log.append(", "const message = board.append("],
      [
        "return async (request) => {",
        `board = log;
  return async (request) => {`,
      ],
    ],
  },
  one_list_for_the_module: {
    caughtBy: "keeps two boards apart",
    misconception: "What is kept for a while is kept at the top of the file.",
    says: "what was said on another",
    edits: [
      [
        'import type { EventLog } from "kernel";',
        `import type { EventLog, Message } from "kernel";

const messages: Message[] = [];`,
      ],
      ["Response.json(log.since(0))", "Response.json(messages)"],
      [
        "return async (request) => {",
        `messages.push(...log.since(0));
  log.onAppend((message) => messages.push(message));
  return async (request) => {`,
      ],
    ],
  },
  keeps_a_list_of_its_own: {
    caughtBy: "shows what was published, whatever happens",
    misconception: "Every message comes through this handler.",
    says: "those of others too",
    edits: [
      [
        "return async (request) => {",
        `const messages = [...log.since(0)];
  return async (request) => {`,
      ],
      ["Response.json(log.since(0))", "Response.json(messages)"],
      [
        "const message = log.append({ from, text });",
        `const message = log.append({ from, text });
    messages.push(message);`,
      ],
    ],
  },
  escapes_on_the_way_in: {
    caughtBy:
      "shows to everybody what was published, in order and letter by letter",
    misconception: "Text from outside has to be escaped before it is stored.",
    says: "as it was written",
    edits: [[
      "log.append({ from, text })",
      "log.append({ from, text: encodeURIComponent(text) })",
    ]],
  },
  hands_the_draft_back: {
    caughtBy: "hands the published message back",
    misconception: "The answer repeats what was sent.",
    says: "Number and time are given by the board",
    edits: [[
      "return Response.json(message, {",
      "return Response.json({ from, text }, {",
    ]],
  },
  nothing_is_no_content: {
    caughtBy: "answers an empty board with an empty list",
    misconception: "Nothing to say is said with 204.",
    says: "An empty list says it",
    edits: [[
      "return Response.json(log.since(0));",
      `{
      if (log.newest === 0) return new Response(null, { status: 204 });
      return Response.json(log.since(0));
    }`,
    ]],
  },
  only_looks_like_json: {
    caughtBy: "says that both answers are JSON",
    misconception:
      "What JSON.stringify makes is JSON, and everybody sees that.",
    says: "plain text until it says otherwise",
    edits: [[
      "return Response.json(message, {",
      "return new Response(JSON.stringify(message), {",
    ]],
  },
  points_at_the_list: {
    caughtBy: "says where the new message is",
    misconception: "Location is where the client should look next: the list.",
    says: "not the list that it is in",
    edits: [["`/messages/${message.id}`", '"/messages"']],
  },
  reads_once: {
    caughtBy:
      "shows to everybody what was published, in order and letter by letter",
    misconception: "A message that was read is used up.",
    says: "every reader gets it",
    edits: [[
      "): (request: Request) => Response | Promise<Response> {",
      `): (request: Request) => Response | Promise<Response> {
  let read = 0;`,
    ], [
      "return Response.json(log.since(0));",
      `{
      const messages = log.since(read);
      read = log.newest;
      return Response.json(messages);
    }`,
    ]],
  },
  counts_what_is_kept: {
    caughtBy: "says where the new message is",
    misconception: "The newest message's number is how many there are.",
    says: "a full log has dropped the oldest",
    edits: [[
      "`/messages/${message.id}`",
      "`/messages/${log.since(0).length}`",
    ]],
  },
  decodes_each_piece: {
    caughtBy:
      "shows to everybody what was published, in order and letter by letter",
    misconception: "A body comes as it was sent, in pieces of text.",
    says: "in the middle of a letter",
    edits: [[
      "const { from, text } = await request.json();",
      `let body = "";
    for await (const chunk of request.body ?? []) {
      body += new TextDecoder().decode(chunk);
    }
    const { from, text } = JSON.parse(body);`,
    ]],
  },
  looks_at_the_clock_first: {
    caughtBy: "hands the published message back",
    misconception: "A message is as old as its request.",
    says: "as GET shows it",
    edits: [[
      "const { from, text } = await request.json();",
      `const at = Date.now();
    const { from, text } = await request.json();`,
    ], [
      "return Response.json(message, {",
      "return Response.json({ ...message, at }, {",
    ]],
  },
  numbers_before_it_reads: {
    caughtBy: "says where the new message is",
    misconception: "Requests are published in the order in which they begin.",
    says: "others publish while a body is still coming",
    edits: [[
      "const { from, text } = await request.json();",
      `const next = log.newest + 1;
    const { from, text } = await request.json();`,
    ], ["`/messages/${message.id}`", "`/messages/${next}`"]],
  },
  looks_it_up_a_turn_later: {
    caughtBy: "says where the new message is",
    misconception: "The newest message is the one that was just published.",
    says: "in the same turn",
    edits: [[
      "const message = log.append({ from, text });",
      `log.append({ from, text });
    await Promise.resolve();
    const [message] = log.since(log.newest - 1);
    if (!message) throw new Error("The log is empty");`,
    ]],
  },
  takes_64_kilobytes: {
    caughtBy:
      "shows to everybody what was published, in order and letter by letter",
    misconception: "Every body has the limit of 1.2.",
    says: "413 Payload Too Large",
    edits: [[
      "const message = log.append({ from, text });",
      `if (text.length > 65_536) return new Response(null, { status: 413 });
    const message = log.append({ from, text });`,
    ]],
  },
  shows_five_thousand: {
    caughtBy: "answers GET with all messages",
    misconception: "Five thousand messages are more than anybody reads.",
    says: "nothing tells it that something is missing",
    edits: [["log.since(0)", "log.since(0, 5_000)"]],
  },
  shows_a_hundred: {
    caughtBy: "answers GET with all messages",
    misconception: "Nobody reads more than a hundred messages.",
    says: "nothing tells it that something is missing",
    edits: [["log.since(0)", "log.since(0, 100)"]],
  },
  takes_the_first_piece: {
    caughtBy:
      "shows to everybody what was published, in order and letter by letter",
    misconception: "One request, one read.",
    says: "A body may come in pieces",
    edits: [[
      "const { from, text } = await request.json();",
      `const read = await request.body?.getReader().read();
    const body = new TextDecoder().decode(read?.value);
    const { from, text } = JSON.parse(body);`,
    ]],
  },
  tidies_line_breaks: {
    caughtBy:
      "shows to everybody what was published, in order and letter by letter",
    misconception: "CRLF and LF are the same.",
    says: "as it was written",
    edits: [[
      "log.append({ from, text })",
      'log.append({ from, text: text.replaceAll("\\r\\n", "\\n") })',
    ]],
  },
  says_it_went_well: {
    caughtBy: "answers POST with 201",
    misconception: "200 means success, and this was a success.",
    says: "200 says that it went well",
    edits: [["status: 201,", ""]],
  },
  says_not_where: {
    caughtBy: "says where the new message is",
    misconception: "The client has the id, so it can work out the address.",
    says: "the header location",
    edits: [[
      `return Response.json(message, {
      status: 201,
      headers: { location: \`/messages/\${message.id}\` },
    });`,
      "return Response.json(message, { status: 201 });",
    ]],
  },
  wraps_the_list: {
    caughtBy: "answers GET with all messages",
    misconception: "A list needs a name in an object around it.",
    says: "The answer is the list itself",
    edits: [[
      "return Response.json(log.since(0));",
      `{
      return Response.json({ messages: log.since(0) });
    }`,
    ]],
  },
});
