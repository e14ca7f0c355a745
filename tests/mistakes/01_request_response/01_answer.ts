import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("01_request_response/01_answer", { base: "solution" }, {
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
