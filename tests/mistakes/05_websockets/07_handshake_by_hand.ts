import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("05_websockets/07_handshake_by_hand", {
  base: "a_record_of_headers",
}, {
  answers_in_one_write: {
    caughtBy: "writes what was not taken at once",
    misconception: "What is short is taken at once.",
    says: "write() says how many bytes were taken",
    edits: [[
      "await write(connection, encoder.encode(answer(status, lines)));",
      "await connection.write(encoder.encode(answer(status, lines)));",
    ]],
  },
  answers_an_empty_subprotocol: {
    caughtBy: "chooses a subprotocol that both name",
    misconception: "No subprotocol is an empty one.",
    says: "an empty one",
    edits: [[
      "if (protocol) opening.push(`Sec-WebSocket-Protocol: ${protocol}`);",
      'opening.push(`Sec-WebSocket-Protocol: ${protocol ?? ""}`);',
    ]],
  },
  asks_only_whether_there_is_a_key: {
    caughtBy: "refuses what is no handshake",
    misconception: "A key is a text like any other.",
    says: "Who asks wrongly gets an answer",
    edits: [[String.raw`!/^[\w+/]{22}==$/.test(key)`, 'key === ""']],
  },
  believes_that_all_was_written: {
    caughtBy: "carries every byte both ways",
    misconception: "write() writes.",
    says: "taken when there is room for it",
    edits: [[
      `let written = 0;
  while (written < bytes.length) {
    written += await connection.write(bytes.subarray(written));
  }`,
      "await connection.write(bytes);",
    ]],
  },
  closes_over_unread_bytes: {
    caughtBy: "lets a refusal arrive",
    misconception: "close() sends what was written, and then the end.",
    says: "resets it",
    edits: [[
      "await linger(connection)",
      'if (status.startsWith("101")) await linger(connection)',
    ]],
  },
  compares_the_whole_header: {
    caughtBy: "reads names as they may be written",
    misconception: "Connection says Upgrade, and nothing else.",
    says: "Firefox sends keep-alive, Upgrade",
    edits: [[
      `(headers[name] ?? "").toLowerCase().split(",")
      .map((part) => trim(part)).includes(token);`,
      '(headers[name] ?? "").toLowerCase() === token;',
    ]],
  },
  counts_what_is_behind_the_head: {
    caughtBy: "reads a head of 8,192 bytes at most",
    misconception: "What has come before the answer is the head.",
    says: "what stands behind a head belongs to nobody",
    edits: [[
      String.raw`end = latin1(bytes.subarray(0, 8_192)).indexOf("\r\n\r\n")`,
      String.raw`if (bytes.length > 8_192) break;
      end = latin1(bytes).indexOf("\r\n\r\n")`,
    ]],
  },
  decodes_the_key: {
    caughtBy: "answers with what belongs to the key",
    misconception: "A key in base64 is decoded before it is used.",
    says: "A browser compares it byte by byte",
    edits: [[
      "encoder.encode(key + GUID)",
      "new Uint8Array([...Uint8Array.fromBase64(key), ...encoder.encode(GUID)])",
    ]],
  },
  demands_an_origin: {
    caughtBy: "refuses the pages of strangers",
    misconception: "Everybody has an origin.",
    says: "403",
    edits: [[
      "origin !== undefined && !known.includes(origin)",
      "!known.includes(origin!)",
    ]],
  },
  does_not_tell_the_subprotocol: {
    caughtBy: "chooses a subprotocol that both name",
    misconception: "The header is enough.",
    says: "converse to be called with protocol",
    edits: [["{ status, lines, protocol }", "{ status, lines }"], [
      "{ readable, writable, protocol, signal: stop }",
      `{
        readable,
        writable,
        protocol: "",
        signal: stop,
      }`,
    ]],
  },
  counts_lines: {
    caughtBy: "reads a head of 8,192 bytes at most",
    misconception: "Nobody sends a thousand headers.",
    says: "101",
    edits: [[
      "const headers: Record<string, string> = {};",
      `const headers: Record<string, string> = {};
  if (lines.length > 100) return refuse("431 Too Many");`,
    ]],
  },
  splits_lists_at_spaces: {
    caughtBy: "refuses what is no handshake",
    misconception: "A name is what stands between spaces, commas and the like.",
    says: "426 to Upgrade: h2c",
    edits: [[
      '.toLowerCase().split(",")',
      ".toLowerCase().split(/[ ,;]+/)",
    ]],
  },
  stops_for_a_reason: {
    caughtBy: "closes what is over, and stops when it is told to",
    misconception: "Whoever stops says why.",
    says: "close",
    edits: [[
      'stop.addEventListener("abort", () => listener.close());',
      `stop.addEventListener("abort", () => {
    if (stop.reason) listener.close();
  });`,
    ]],
  },
  drops_what_is_behind_the_head: {
    caughtBy: "finds the end of the head wherever it is cut",
    misconception: "What comes with the request belongs to the request.",
    says: "different from place 0",
    edits: [["bytes.slice(end + 4)", "new Uint8Array()"]],
  },
  expects_a_space_behind_the_colon: {
    caughtBy: "reads names as they may be written",
    misconception: "A header is a name, a colon, a space and a value.",
    says: "All of them mean the same handshake",
    edits: [['line.indexOf(":")', 'line.indexOf(": ")'], [
      "colon + 1",
      "colon + 2",
    ]],
  },
  forgets_the_empty_line: {
    caughtBy: "reads a head of 8,192 bytes at most",
    misconception: "The empty line is not part of the head.",
    says: "cheapest attack",
    edits: [["bytes.length < 8_192", "bytes.length < 8_196"], [
      "bytes.subarray(0, 8_192)",
      "bytes.subarray(0, 8_196)",
    ]],
  },
  hangs_up_without_a_word: {
    caughtBy: "refuses what is no handshake",
    misconception: "Who speaks no HTTP needs no answer.",
    says: "Silence teaches nobody",
    edits: [[
      String.raw`HTTP\/1\.1$/.test(first!)) {
    return refuse("400 Bad Request");`,
      String.raw`HTTP\/1\.1$/.test(first!)) {
    throw new Error("No request");`,
    ]],
  },
  keeps_half_a_head_for_ever: {
    caughtBy: "closes what is over, and stops when it is told to",
    misconception: "Only what is open has to be closed.",
    says: "to close the TCP connection",
    edits: [['stop.addEventListener("abort", stopped);', ""]],
  },
  keeps_who_was_refused: {
    caughtBy: "lets a refusal arrive",
    misconception: "Connection: close asks the other side to close.",
    says: "to close the TCP connection",
    edits: [["await connection.closeWrite();", ""]],
  },
  leaves_closing_to_converse: {
    caughtBy: "closes what is over, and stops when it is told to",
    misconception: "Who has the streams closes the connection.",
    says: "nobody else closes it",
    edits: [[
      "await options.converse({ readable, writable, protocol, signal: stop });",
      `await options.converse({ readable, writable, protocol, signal: stop });
      return;`,
    ], [
      `stop.removeEventListener("abort", stopped);
    close();`,
      `stop.removeEventListener("abort", stopped);
    if (!conversing) close();`,
    ]],
  },
  lets_only_the_listed_pass: {
    caughtBy: "refuses the pages of strangers",
    misconception: "Who is not in the list is a stranger, the board too.",
    says: "403",
    edits: [[
      "[`http://${headers.host}`, ...options.origins ?? []]",
      "options.origins ?? []",
    ]],
  },
  looks_for_the_end_in_each_piece: {
    caughtBy: "finds the end of the head wherever it is cut",
    misconception: "The empty line comes in one piece.",
    says: "in the middle of the empty one",
    edits: [[
      String.raw`end = latin1(bytes.subarray(0, 8_192)).indexOf("\r\n\r\n")`,
      String.raw`const place = latin1(piece).indexOf("\r\n\r\n");
      if (place !== -1) end = bytes.length - count + place`,
    ]],
  },
  looks_for_the_origin_anywhere: {
    caughtBy: "refuses the pages of strangers",
    misconception: "An origin that contains ours is ours.",
    says: "Origin is all that tells you",
    edits: [[
      "known.includes(origin)",
      "known.some((own) => origin.includes(own))",
    ]],
  },
  one_after_the_other: {
    caughtBy: "lets nobody wait and nobody fall",
    misconception: "A server is a loop: take, answer, take the next.",
    says: "a tunnel",
    edits: [[
      "running.push(take(connection, options, stop).catch(() => {}))",
      "await take(connection, options, stop).catch(() => {})",
    ]],
  },
  one_read_is_one_request: {
    caughtBy: "finds the end of the head wherever it is cut",
    misconception: "What is sent in one packet is read in one piece.",
    says: "One read is no request",
    edits: [[
      String.raw`let bytes = new Uint8Array();
    let end = -1;
    while (end === -1 && bytes.length < 8_192) {
      const count = await connection.read(buffer);
      if (count === null) return;
      const piece = buffer.slice(0, count);
      bytes = new Uint8Array([...bytes, ...piece]);
      end = latin1(bytes.subarray(0, 8_192)).indexOf("\r\n\r\n");
    }`,
      String.raw`const count = await connection.read(buffer);
    if (count === null) return;
    const bytes = buffer.slice(0, count);
    const end = latin1(bytes.subarray(0, 8_192)).indexOf("\r\n\r\n");`,
    ]],
  },
  one_that_breaks_ends_all: {
    caughtBy: "lets nobody wait and nobody fall",
    misconception: "What goes wrong is told to the caller.",
    says: "one that breaks is a Tuesday",
    edits: [[
      `for await (const connection of listener) {
    running.push(take(connection, options, stop).catch(() => {}));
  }
  await Promise.all(running);`,
      `const broken = Promise.withResolvers<void>();
  const accepting = (async () => {
    for await (const connection of listener) {
      running.push(take(connection, options, stop).catch(broken.reject));
    }
    await Promise.all(running);
  })();
  await Promise.race([accepting, broken.promise]).finally(() => {
    if (!stop.aborted) listener.close();
  });`,
    ]],
  },
  refuses_without_the_header_that_helps: {
    caughtBy: "refuses what is no handshake",
    misconception: "The status says it all.",
    says: "an answer that says what would have been right",
    edits: [[
      'refuse("426 Upgrade Required", "Upgrade: websocket")',
      'refuse("426 Upgrade Required")',
    ]],
  },
  repeats_what_was_offered: {
    caughtBy: "chooses a subprotocol that both name",
    misconception: "The answer repeats the header.",
    says: "one of those that were offered",
    edits: [[
      "opening.push(`Sec-WebSocket-Protocol: ${protocol}`);",
      `{
    const offered = headers["sec-websocket-protocol"];
    opening.push(\`Sec-WebSocket-Protocol: \${offered}\`);
  }`,
    ]],
  },
  sends_no_length: {
    caughtBy: "refuses what is no handshake",
    misconception: "The end of the connection is the end of the answer.",
    says: "no Content-Length",
    edits: [[
      '["Content-Length: 0", "Connection: close"]',
      '["Connection: close"]',
    ]],
  },
  slices_without_a_colon: {
    caughtBy: "refuses what is no handshake",
    misconception: "indexOf finds what it looks for.",
    says: "a line without a colon",
    edits: [[
      `if (colon < 0 || !/^[!-9;-~]+$/.test(name)) {
      return refuse("400 Bad Request");
    }`,
      'if (!/^[!-9;-~]+$/.test(name)) return refuse("400 Bad Request");',
    ]],
  },
  keeps_one_buffer_for_all: {
    caughtBy: "gives pieces to keep, and writes on when nobody reads",
    misconception: "A piece is over when the next one is read.",
    says: "needs room of its own",
    edits: [[
      `const readable = new ReadableStream<Uint8Array>({`,
      `const buffer = new Uint8Array(16_384);
  const readable = new ReadableStream<Uint8Array>({`,
    ], [
      `async pull(controller) {
      const buffer = new Uint8Array(16_384);`,
      "async pull(controller) {",
    ]],
  },
  closes_when_reading_is_over: {
    caughtBy: "gives pieces to keep, and writes on when nobody reads",
    misconception: "Who does not read any more has nothing more to say.",
    says: "the last word comes behind",
    edits: [[
      "async pull(controller) {",
      `cancel: () => connection[Symbol.dispose](),
    async pull(controller) {`,
    ]],
  },
  lingers_until_it_is_quiet: {
    caughtBy: "lets a refusal arrive",
    misconception: "The second is over when nothing has come for so long.",
    says: "also of who goes on sending",
    edits: [[
      "const timer = setTimeout(() => connection[Symbol.dispose](), 1_000);",
      `const cut = () => connection[Symbol.dispose]();
  let timer = setTimeout(cut, 1_000);`,
    ], [
      "while (await connection.read(buffer).catch(() => null) !== null);",
      `while (await connection.read(buffer).catch(() => null) !== null) {
    clearTimeout(timer);
    timer = setTimeout(cut, 1_000);
  }`,
    ]],
  },
  trims_all_white_space: {
    caughtBy: "refuses what is no handshake",
    misconception: "White space is white space.",
    says: "with the byte A0",
    edits: [['text.replace(/^[ \\t]+|[ \\t]+$/g, "")', "text.trim()"]],
  },
  counts_characters_of_the_head: {
    caughtBy: "reads names as they may be written",
    misconception: "A head is a text, and its end has a place in it.",
    says: "All of them mean the same handshake",
    edits: [[
      'Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")',
      "new TextDecoder().decode(bytes)",
    ]],
  },
  takes_an_empty_origin_for_none: {
    caughtBy: "refuses the pages of strangers",
    misconception: "What is empty is not there.",
    says: "Origin with nothing behind it",
    edits: [["if (origin !== undefined && !known", "if (origin && !known"]],
  },
  hears_only_what_comes: {
    caughtBy: "stops at once when it was told to before",
    misconception: "A signal tells when it aborts.",
    says: "is not heard any more",
    edits: [["if (stop.aborted) listener.close();", ""]],
  },
  splits_at_every_colon: {
    caughtBy: "reads names as they may be written",
    misconception: "A line has one colon.",
    says: "All of them mean the same handshake",
    edits: [[
      `const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    const value = trim(line.slice(colon + 1));
    if (colon < 0 || !/^[!-9;-~]+$/.test(name)) {`,
      `const parts = line.split(":");
    const name = parts[0]!.toLowerCase();
    const value = trim(parts[1] ?? "");
    if (parts.length !== 2 || !/^[!-9;-~]+$/.test(name)) {`,
    ]],
  },
  splits_offers_at_comma_and_space: {
    caughtBy: "chooses a subprotocol that both name",
    misconception: "A list is separated by a comma and a space.",
    says: "one of those that were offered",
    edits: [[
      `const offers = (headers["sec-websocket-protocol"] ?? "").split(",")
    .map((offer) => trim(offer));`,
      'const offers = (headers["sec-websocket-protocol"] ?? "").split(", ");',
    ]],
  },
  takes_names_as_they_are_written: {
    caughtBy: "reads names as they may be written",
    misconception: "Headers have the names that the norm writes.",
    says: "proxies write names in small letters",
    edits: [
      ["line.slice(0, colon).toLowerCase()", "line.slice(0, colon)"],
      ['names("upgrade", "websocket")', 'names("Upgrade", "websocket")'],
      ['"sec-websocket-version"', '"Sec-WebSocket-Version"'],
      ['names("connection", "upgrade")', 'names("Connection", "upgrade")'],
      ['"sec-websocket-key"', '"Sec-WebSocket-Key"'],
      [
        `const { origin } = headers;
  const known = [\`http://\${headers.host}\`, ...options.origins ?? []];`,
        `const origin = headers.Origin;
  const known = [\`http://\${headers.Host}\`, ...options.origins ?? []];`,
      ],
      ['"sec-websocket-protocol"', '"Sec-WebSocket-Protocol"'],
    ],
  },
  takes_the_last_of_two_keys: {
    caughtBy: "refuses what is no handshake",
    misconception: "Of two headers with one name, the last one counts.",
    says: "two keys",
    edits: [[
      "name in headers ? `${headers[name]}, ${value}` : value",
      "value",
    ]],
  },
  trims_the_names: {
    caughtBy: "refuses what is no handshake",
    misconception: "Spaces around a name do not count, as around a value.",
    says: "Who asks wrongly gets an answer",
    edits: [[
      "line.slice(0, colon).toLowerCase",
      "line.slice(0, colon).trim().toLowerCase",
    ]],
  },
  waits_for_the_end_of_the_head: {
    caughtBy: "reads a head of 8,192 bytes at most",
    misconception: "How long a head is can be said when it is there.",
    says: "A head without an end",
    edits: [["end === -1 && bytes.length < 8_192", "end === -1"], [
      "bytes.subarray(0, 8_192)",
      "bytes",
    ], [
      "const { status, lines, protocol } = end === -1",
      "const { status, lines, protocol } = end > 8_188",
    ]],
  },
  wants_only_ascii: {
    caughtBy: "reads names as they may be written",
    misconception: "What is no ASCII is no header.",
    says: "a cookie may be in any language",
    edits: [[
      "if (colon < 0 || !/^[!-9;-~]+$/.test(name)) {",
      String.raw`const odd = /[^\t -~]/.test(value);
    if (odd || colon < 0 || !/^[!-9;-~]+$/.test(name)) {`,
    ]],
  },
  writes_the_digest_in_hexadecimal: {
    caughtBy: "answers with what belongs to the key",
    misconception: "Digests are written in hexadecimal.",
    says: "A browser compares it byte by byte",
    edits: [[
      "new Uint8Array(digest).toBase64()",
      "btoa(new Uint8Array(digest).toHex())",
    ]],
  },
  takes_eight_at_a_time: {
    caughtBy: "answers each connection for itself, whatever happens",
    misconception: "A server has room for so many, and the others wait.",
    says: "no answer",
    edits: [[
      "running.push(take(connection, options, stop).catch(() => {}));",
      `const taken = take(connection, options, stop).catch(() => {});
    running.push(taken);
    active.add(taken);
    taken.finally(() => active.delete(taken));
    if (active.size >= 8) await Promise.race(active);`,
    ], [
      "const running: Promise<void>[] = [];",
      `const running: Promise<void>[] = [];
  const active = new Set<Promise<void>>();`,
    ]],
  },
});
