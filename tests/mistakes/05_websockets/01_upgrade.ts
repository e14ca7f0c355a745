import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("05_websockets/01_upgrade", { base: "solution" }, {
  takes_a_star_for_all: {
    caughtBy: "answers 403 to the pages of strangers",
    misconception: "An asterisk means everybody, as in other headers.",
    says: "lets every page open a socket",
    edits: [[
      "![new URL(url).origin, ...origins].includes(origin)",
      '![new URL(url).origin, ...origins].includes(origin) && !origins.includes("*")',
    ]],
  },
  splits_at_spaces: {
    caughtBy: "answers 400 without a key of 16 bytes, or without Connection",
    misconception: "Spaces separate names as commas do.",
    says: "The key is 16 bytes in base64",
    edits: [['.split(",").map', ".split(/[, ]+/).map"]],
  },
  keeps_a_pattern_that_remembers: {
    caughtBy:
      "welcomes what is right and refuses what is wrong, whatever comes",
    misconception: "The flag g does no harm.",
    says: "whoever has come before",
    edits: [["{22}==$/;", "{22}==$/g;"]],
  },
  a_bad_request_for_all: {
    caughtBy: "answers 426 with Upgrade to a plain request",
    misconception:
      "What is no handshake is a bad request, and no more can be said.",
    says: "another protocol is spoken here",
    edits: [[
      `return problem(426, {
      title: "There is only a WebSocket here",
      headers: { upgrade: "websocket", connection: "Upgrade" },
    });`,
      'return problem(400, { title: "This is no handshake" });',
    ]],
  },
  asks_nobody_whose_page_it_is: {
    caughtBy: "answers 403 to the pages of strangers",
    misconception: "The same-origin policy keeps other pages away.",
    says: "speaking in their name",
    edits: [["{ origins = [], protocols = [] }", "{ protocols = [] }"], [
      "refusal(request, origins)",
      "refusal(request)",
    ], [
      `{ method, url, headers }: Request,
  origins: readonly string[],`,
      "{ method, headers }: Request,",
    ], [
      `const origin = headers.get("origin") ?? new URL(url).origin;
  if (![new URL(url).origin, ...origins].includes(origin)) {
    return problem(403, { title: \`Pages of \${origin} may not connect\` });
  }`,
      "",
    ]],
  },
  compares_the_whole_header: {
    caughtBy: "reads Upgrade and Connection as lists of names in any case",
    misconception: 'Connection is always "Upgrade", letter for letter.',
    says: "more than one name",
    edits: [[
      '!names(headers, "connection").includes("upgrade")',
      'headers.get("connection") !== "Upgrade"',
    ]],
  },
  counts_the_letters_of_the_key: {
    caughtBy: "answers 400 without a key of 16 bytes, or without Connection",
    misconception: "A key of 24 letters is right.",
    says: "nor its length in letters",
    edits: [[
      `/** 16 bytes in base64: 22 characters, and two that fill up. */
const KEY = /^[A-Za-z0-9+/]{22}==$/;`,
      "",
    ], [
      '!KEY.test(headers.get("sec-websocket-key") ?? "")',
      'headers.get("sec-websocket-key")?.length !== 24',
    ]],
  },
  demands_an_origin: {
    caughtBy: "lets its own pages pass, those of origins, and who has no page",
    misconception: "Every client says where it comes from.",
    says: "Programs that are no browser send no Origin",
    edits: [[
      'headers.get("origin") ?? new URL(url).origin',
      'headers.get("origin") ?? "nowhere"',
    ]],
  },
  finds_a_name_inside_another: {
    caughtBy: "names no subprotocol when they share none",
    misconception: "A name that occurs in the header was offered.",
    says: "a subprotocol that it did not offer",
    edits: [[
      `const protocol = list(request.headers, "sec-websocket-protocol")
    .find((name) => protocols.includes(name));`,
      `const protocol = protocols.find((name) =>
    request.headers.get("sec-websocket-protocol")?.includes(name)
  );`,
    ]],
  },
  forgets_its_own_pages: {
    caughtBy: "lets its own pages pass, those of origins, and who has no page",
    misconception: "The list of origins is complete.",
    says: "The board's own pages",
    edits: [["{ method, url, headers }", "{ method, headers }"], [
      `const origin = headers.get("origin") ?? new URL(url).origin;
  if (![new URL(url).origin, ...origins].includes(origin)) {`,
      `const origin = headers.get("origin");
  if (origin !== null && !origins.includes(origin)) {`,
    ]],
  },
  keeps_the_right_version_to_itself: {
    caughtBy: "answers 426 with Sec-WebSocket-Version to another version",
    misconception: "The status says it all.",
    says: "if the header says which one would do",
    edits: [['headers: { "sec-websocket-version": "13" },', ""]],
  },
  leaves_the_choice_to_deno: {
    caughtBy: "names a subprotocol that both speak",
    misconception: "Deno compares the names as the specification says.",
    says: "which Deno's own option overlooks",
    edits: [[
      "idleTimeout: 0,",
      `idleTimeout: 0,
    ...(protocol && { protocol }),`,
    ], [
      'if (protocol) response.headers.set("sec-websocket-protocol", protocol);',
      "",
    ]],
  },
  listens_late: {
    caughtBy: "answers a ping that came in one packet with the handshake",
    misconception: "Nothing can come before the server has said hello.",
    says: "Who begins to listen only after the opening",
    edits: [[
      "converse(socket)",
      "socket.onopen = () => setTimeout(() => converse(socket), 50)",
    ]],
  },
  looks_how_the_origin_begins: {
    caughtBy: "answers 403 to the pages of strangers",
    misconception: "What begins with our name is ours.",
    says: "speaking in their name",
    edits: [[
      "![new URL(url).origin, ...origins].includes(origin)",
      `
    ![new URL(url).origin, ...origins].some((known) => origin.startsWith(known))
  `,
    ]],
  },
  looks_where_the_name_stands: {
    caughtBy: "answers 426 with Upgrade to a plain request",
    misconception: "Where the word is, the protocol is.",
    says: "426",
    edits: [[
      '!names(headers, "upgrade").includes("websocket")',
      '!/websocket/i.test(headers.get("upgrade") ?? "")',
    ]],
  },
  looks_whether_there_is_a_key: {
    caughtBy: "answers 400 without a key of 16 bytes, or without Connection",
    misconception: "The key only has to be there.",
    says: "Neither its being there",
    edits: [[
      `/** 16 bytes in base64: 22 characters, and two that fill up. */
const KEY = /^[A-Za-z0-9+/]{22}==$/;`,
      "",
    ], [
      'KEY.test(headers.get("sec-websocket-key") ?? "")',
      'headers.has("sec-websocket-key")',
    ]],
  },
  minds_no_case_at_all: {
    caughtBy: "names no subprotocol when they share none",
    misconception: "In HTTP, case never counts.",
    says: "here case counts",
    edits: [[
      ".find((name) => protocols.includes(name))",
      `.find((name) =>
      protocols.some((ours) => ours.toLowerCase() === name.toLowerCase())
    )`,
    ]],
  },
  minds_the_case: {
    caughtBy: "reads Upgrade and Connection as lists of names in any case",
    misconception: "Names in headers are written as in the specification.",
    says: "more than one name",
    edits: [[
      "(item) => item.toLowerCase()",
      `(item) =>
    item === "Upgrade" ? "upgrade" : item
  `,
    ]],
  },
  never_listens: {
    caughtBy: "opens the socket and answers a ping",
    misconception: "The handshake is all there is to do.",
    says: "both sides speak frames",
    edits: [
      ["{ socket, response }", "{ response }"],
      ["converse(socket);", ""],
      [
        `/** Answers each \`{ type: "ping" }\`. The rest of the board is 5.2. */
function converse(socket: WebSocket): void {
  socket.onmessage = ({ data }) => {
    if (typeOf(data) !== "ping") return;
    socket.send(JSON.stringify({ type: "pong" }));
  };
}

/** The type of a message, if it is one: an exception here would end the process. */
function typeOf(data: unknown): unknown {
  try {
    return JSON.parse(String(data)).type;
  } catch {
    return undefined;
  }
}`,
        "",
      ],
    ],
  },
  says_its_favourite: {
    caughtBy: "names no subprotocol when they share none",
    misconception: "The server says what it speaks, and the client follows.",
    says: "a subprotocol that it did not offer",
    edits: [[
      ".find((name) => protocols.includes(name));",
      ".find((name) => protocols.includes(name)) ?? protocols[0];",
    ]],
  },
  takes_any_method: {
    caughtBy: "answers 405 to other methods",
    misconception:
      "Whatever asks for an upgrade is a handshake; Deno will know.",
    says: "Deno opens a socket for a POST too",
    edits: [["{ method, url, headers }", "{ url, headers }"], [
      `if (method !== "GET") {
    return problem(405, { title: "Use GET", headers: { allow: "GET" } });
  }`,
      "",
    ]],
  },
  takes_any_version: {
    caughtBy: "answers 426 with Sec-WebSocket-Version to another version",
    misconception: "Deno looks after the version.",
    says: "A client that knows several versions",
    edits: [[
      `if (headers.get("sec-websocket-version") !== "13") {
    return problem(426, {
      title: "Use version 13",
      headers: { "sec-websocket-version": "13" },
    });
  }`,
      "",
    ]],
  },
  takes_an_empty_origin_for_none: {
    caughtBy: "answers 403 to the pages of strangers",
    misconception: "An empty header is no header.",
    says: "speaking in their name",
    edits: [['get("origin") ??', 'get("origin") ||']],
  },
  minds_no_case_in_an_origin: {
    caughtBy: "answers 403 to the pages of strangers",
    misconception: "Hosts have no case, so origins have none.",
    says: "speaking in their name",
    edits: [[".includes(origin)", ".includes(origin.toLowerCase())"]],
  },
  minds_no_case_in_its_list: {
    caughtBy: "lets its own pages pass, those of origins, and who has no page",
    misconception: "Hosts have no case, so origins have none.",
    says: "The board's own pages",
    edits: [[".includes(origin)", ".includes(origin.toLowerCase())"]],
  },
  mends_the_origin: {
    caughtBy: "answers 403 to the pages of strangers",
    misconception: "An origin is a URL, and a URL can be written in many ways.",
    says: "speaking in their name",
    edits: [[
      'headers.get("origin") ?? new URL(url).origin',
      'URL.parse(headers.get("origin") ?? url)?.origin ?? "none"',
    ]],
  },
  reads_the_version_as_a_number: {
    caughtBy: "answers 426 with Sec-WebSocket-Version to another version",
    misconception: "013 and 13.0 are 13.",
    says: "A client that knows several versions",
    edits: [[
      'headers.get("sec-websocket-version") !== "13"',
      'Number(headers.get("sec-websocket-version")) !== 13',
    ]],
  },
  reads_a_key_without_its_spaces: {
    caughtBy: "answers 400 without a key of 16 bytes, or without Connection",
    misconception: "atob knows what base64 is: it skips spaces.",
    says: "Neither its being there",
    edits: [[
      'headers.get("sec-websocket-key") ?? ""',
      'headers.get("sec-websocket-key")?.replaceAll(" ", "") ?? ""',
    ]],
  },
  finds_a_key_in_the_header: {
    caughtBy: "answers 400 without a key of 16 bytes, or without Connection",
    misconception: "A pattern that matches matches the whole text.",
    says: "Neither its being there",
    edits: [["/^[A-Za-z0-9+/]{22}==$/", "/[A-Za-z0-9+/]{22}==$/"]],
  },
  judges_the_key_before_the_rest: {
    caughtBy: "answers 426 with Upgrade to a plain request",
    misconception: "The order of refusals does not matter.",
    says: "another protocol is spoken here",
    edits: [[
      'if (method !== "GET") {',
      `const key = headers.get("sec-websocket-key");
  if (key !== null && !KEY.test(key)) {
    return problem(400, { title: "Sec-WebSocket-Key must be 16 bytes" });
  }
  if (method !== "GET") {`,
    ]],
  },
  trims_behind_commas_only: {
    caughtBy: "reads Upgrade and Connection as lists of names in any case",
    misconception: "A list is separated by a comma and a space.",
    says: "more than one name",
    edits: [['.split(",").map((item) => item.trim())', ".split(/, */)"]],
  },
});
