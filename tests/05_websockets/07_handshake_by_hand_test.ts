import {
  describeJson,
  exam,
  frameBytes,
  membersOf,
  own,
  type ServerScene,
  type ServerSocket,
} from "exam";
import {
  handshakeExamples,
  handshakeStep,
  playHandshakes,
} from "./_07_story.ts";

const check = exam("05_websockets/07_handshake_by_hand", "program");

const MEBIBYTE = 1_048_576;
const encoder = new TextEncoder();

/** The key of RFC 6455, section 1.3. */
const KEY = "dGhlIHNhbXBsZSBub25jZQ==";

/** Starts a server that opens WebSockets, and sends every byte of them back. */
async function start(
  { server }: ServerScene,
  options: Record<string, unknown> = {},
): Promise<void> {
  await server.start({ options, echoes: ["converse"] });
}

/** The bytes of a text, one for each character. */
function latin1(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** The head of a handshake with {@linkcode KEY}; `more` are further lines. */
function headWith(...more: string[]): string {
  const lines = [
    "GET /messages/socket HTTP/1.1",
    "Host: board.example",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Key: ${KEY}`,
    "Sec-WebSocket-Version: 13",
    ...more,
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** A head of exactly so many bytes. */
function headOf(bytes: number): string {
  const bare = headWith("X-Padding: ").length;
  return headWith(`X-Padding: ${"a".repeat(bytes - bare)}`);
}

/** A frame with so many bytes of payload: to this server bytes like any others. */
function frameOf(size: number, seed: number): Uint8Array {
  const payload = new Uint8Array(size);
  for (let place = 0; place < size; place++) {
    payload[place] = place * 7 + (place >> 8) * 13 + seed;
  }
  return frameBytes({ opcode: 2, payload });
}

/** Demands an ordinary HTTP answer that arrives whole, and then the end. */
async function expectRefused(
  { expect }: ServerScene,
  socket: ServerSocket,
  statuses: readonly number[],
  what: string,
): Promise<void> {
  const { response } = socket;
  expect(statuses.includes(response.status), {
    expected: `${statuses.join(" or ")} to ${what}`,
    got: response.status === 0 ? "no answer" : `${response.status}`,
  });
  const length = response.headers.get("content-length");
  const bytes = encoder.encode(response.text).length;
  expect(length === `${bytes}` && !response.pending, {
    expected: `a whole answer to ${what}, with Content-Length: ${bytes}`,
    got: length === null ? "no Content-Length" : `Content-Length: ${length}`,
  });
  await socket.expectEnded();
  expect(socket.ended === "end", {
    expected: `the ordinary end of the connection after the answer to ${what}`,
    got: "a reset, which may take the answer back",
  });
}

check("finds the end of the head wherever it is cut", {
  heading: "Find the end of the head",
  why:
    "The network cuts where it likes, in the middle of a line and in the middle of the empty one. One read is no request.",
  norm: "RFC 9112 §2.2",
}, async (scene) => {
  const { server, random } = scene;
  await start(scene);
  const head = headWith(`X-Drawn: ${random.text()}`);
  const { length } = head;
  const behind = frameOf(random.integer(3, 20), 1);
  const places = [length - 3, length - 2, length - 1, length, length + 1];
  const pairs = Array.from({ length: 3 }, () => {
    const first = random.integer(1, length - 4);
    return [first, random.integer(first + 1, length + 2)];
  });
  const bytewise = Array.from({ length: 9 }, (_, byte) => length - 7 + byte);
  for (const cuts of [...places.map((place) => [place]), ...pairs, bytewise]) {
    const init = { head, behind, cuts, key: KEY, passive: true };
    const socket = await server.socket("/messages/socket", init);
    await socket.expectOpen();
    await socket.expectBytes(behind);
  }
});

check("answers with what belongs to the key", {
  heading: "Answer with what belongs to the key",
  why:
    "The accept value shows that this answer is for this question, and that who gives it speaks WebSocket. A browser compares it byte by byte and hangs up.",
  norm: "RFC 6455 §4.2.2",
}, async (scene) => {
  const { server } = scene;
  await start(scene);
  const known = await server.socket("/messages/socket", { key: KEY });
  await known.expectOpen();
  for (let count = 0; count < 4; count++) {
    const socket = await server.socket();
    await socket.expectOpen();
    await socket.send("are you there?");
    await socket.expectNext("are you there?");
  }
});

check("reads names as they may be written", {
  heading: "Read names as they may be written",
  why:
    "Firefox sends keep-alive, Upgrade; proxies write names in small letters; and a cookie may be in any language. All of them mean the same handshake.",
  norm: "RFC 9110 §5.1",
}, async (scene) => {
  const { server } = scene;
  await start(scene);
  const written = [
    { Upgrade: "WebSocket", Connection: "keep-alive, Upgrade" },
    { upgrade: "WEBSOCKET", CONNECTION: "upgrade,keep-alive" },
    { uPGRADE: "websocket", connection: ["keep-alive", "UPGRADE"] },
    { Upgrade: ["websocket", "h2c"], Connection: ["Upgrade", "keep-alive"] },
  ];
  for (const headers of written) {
    const socket = await server.socket("/messages/socket", { headers });
    await socket.expectOpen();
  }
  const heads = [
    headWith().replaceAll(": ", ":"),
    headWith().replaceAll(": ", ": \t ").replaceAll("\r\n", " \t\r\n")
      .replace("HTTP/1.1 \t", "HTTP/1.1").replace(" \t\r\n \t\r\n", "\r\n\r\n"),
    headWith("X-Empty:", "Cookie: name=Зоя größer 今日は 🙂"),
    headWith("X-Address: http://[::1]:8000/a:b"),
    headWith("constructor: 1", "toString: 2", "__proto__: 3"),
  ].map((head) => encoder.encode(head));
  heads.push(latin1(headWith("X-Name: Andr\xe9 \x80\xff\xa0")));
  const behind = frameOf(9, 4);
  for (const head of heads) {
    const init = { head, behind, key: KEY, passive: true };
    const socket = await server.socket("/messages/socket", init);
    await socket.expectOpen();
    // Bytes are counted, not characters.
    await socket.expectBytes(behind);
  }
});

check("refuses what is no handshake", {
  heading: "Refuse what is no handshake",
  why:
    "Who asks wrongly gets an answer that says what would have been right, as HTTP, to its last byte. Silence teaches nobody.",
  norm: "RFC 6455 §4.2.1",
}, async (scene) => {
  const { server, random } = scene;
  await start(scene);
  const faults = [
    [405, "POST", { method: "POST" }, "Allow", /\bGET\b/],
    [426, "no Upgrade", { headers: { Upgrade: undefined } }, "Upgrade"],
    [426, "Upgrade: h2c", { headers: { Upgrade: "h2c" } }, "Upgrade"],
    [426, "Upgrade: websockets", {
      headers: { Upgrade: "websockets" },
    }, "Upgrade"],
    [
      426,
      "version 8",
      {
        headers: { "Sec-WebSocket-Version": "8" },
      },
      "Sec-WebSocket-Version",
      /\b13\b/,
    ],
    [
      426,
      "the versions 13 and 8",
      {
        headers: { "Sec-WebSocket-Version": "13, 8" },
      },
      "Sec-WebSocket-Version",
      /\b13\b/,
    ],
    [426, "Upgrade: h2c; websocket", {
      headers: { Upgrade: "h2c; websocket" },
    }, "Upgrade"],
    [426, "Upgrade: h2c websocket", {
      headers: { Upgrade: "h2c websocket" },
    }, "Upgrade"],
    [400, "no key", { headers: { "Sec-WebSocket-Key": undefined } }],
    [400, "a key of 15 bytes", { key: "AAAAAAAAAAAAAAAAAAAA" }],
    [400, "a key of 17 bytes", { key: "AAAAAAAAAAAAAAAAAAAAAAA=" }],
    [400, "a key that is no base64", { key: "????????????????????????" }],
    [400, "a key with a space", { key: "dGhlIHNhbXBs ZSBub25jZQ==" }],
    [400, "a key with - and _", { key: "dGhlIHNhbXBsZSBub25-_w==" }],
    [400, "two keys", { headers: { "Sec-WebSocket-Key": [KEY, KEY] } }],
  ] as const;
  for (const [status, what, init, name, value = /^websocket$/i] of faults) {
    const socket = await server.socket("/messages/socket", init);
    await expectRefused(scene, socket, [status], what);
    if (name !== undefined) await socket.response.expectHeader(name, value);
  }
  const names = ["keep-alive, Upgrades", "keep-alive; Upgrade", "x Upgrade"];
  for (const Connection of names) {
    const headers = { Connection };
    const socket = await server.socket("/messages/socket", { headers });
    await expectRefused(scene, socket, [400, 426], `Connection: ${Connection}`);
  }
  const rest = headWith().split("\r\n").slice(1).join("\r\n");
  const heads = {
    "a line without a colon": headWith(random.text()),
    "a space before a colon": headWith(`X-Drawn : ${random.text()}`),
    "a tab before a colon": headWith(`X-Drawn\t: ${random.text()}`),
    "a line without a name": headWith(`: ${random.text()}`),
    "a first line of one word": `GET\r\n${rest}`,
    "a first line without a version": `GET /\r\n${rest}`,
    "a first line of four words": `GET / x HTTP/1.1\r\n${rest}`,
    "another protocol": "SSH-2.0-OpenSSH_9.2p1\r\n\r\n",
    "a first line with two spaces": `GET  / HTTP/1.1\r\n${rest}`,
    "a first line with a tab": `GET /\tHTTP/1.1\r\n${rest}`,
    "a first line with a space at its end": `GET / HTTP/1.1 \r\n${rest}`,
    "a first line with a word at its end": `GET / HTTP/1.1 x\r\n${rest}`,
    "a first line with two versions": `GET / HTTP/1.0 HTTP/1.1\r\n${rest}`,
    "a path without a slash": `GET messages HTTP/1.1\r\n${rest}`,
  };
  for (const [what, head] of Object.entries(heads)) {
    const socket = await server.socket("/messages/socket", { head, key: KEY });
    await expectRefused(scene, socket, [400], what);
  }
  const others = {
    "HTTP/1.10": `GET / HTTP/1.10\r\n${rest}`,
    "HTTP/1.0": `GET / HTTP/1.0\r\n${rest}`,
  };
  for (const [what, head] of Object.entries(others)) {
    const socket = await server.socket("/messages/socket", { head, key: KEY });
    await expectRefused(scene, socket, [400, 505], what);
  }
  // Spaces and tabs do not count; the byte A0, which trim() takes off too, does.
  const marked = ["Upgrade", "Connection", "Sec-WebSocket-Version"];
  for (const name of [...marked, "Sec-WebSocket-Key"]) {
    const head = latin1(
      headWith().replace(
        new RegExp(`^(${name}: .*)$`, "m"),
        "$1\xa0",
      ),
    );
    const socket = await server.socket("/messages/socket", { head, key: KEY });
    await expectRefused(scene, socket, [400, 426], `${name} with the byte A0`);
  }
});

check("lets a refusal arrive", {
  heading: "Let a refusal arrive",
  why:
    "Who closes a connection over bytes that nobody has read resets it, and the reset may reach the asker before the answer is read. So you end your side, and read on for a while.",
  norm: "RFC 9112 §9.6",
}, async (scene) => {
  const { server, random, clock, expect } = scene;
  await start(scene);
  const size = 8 * MEBIBYTE + random.integer(1, 999);
  const busy = await server.connection();
  busy.pause();
  const head = `POST / HTTP/1.1\r\nContent-Length: ${size}\r\n\r\n`;
  await busy.send(head + "a".repeat(size));
  await busy.resume();
  const what = "the whole answer 405, and the end of the connection";
  const [answer] = await busy.expectAnswers(1, what);
  await answer.expectStatus(405);
  const eager = await server.socket("/messages/socket", {
    key: "short",
    behind: frameOf(100_000, 3),
  });
  await expectRefused(scene, eager, [400], "a wrong key and 100,000 bytes");
  await clock.advance(1_000);
  // It goes on sending for ever: a second is over all the same.
  const endless = await server.connection({ stays: true });
  await endless.send("POST / HTTP/1.1\r\nContent-Length: 99\r\n\r\n");
  const [refused] = await endless.expectAnswers(1);
  await refused.expectStatus(405);
  for (let ms = 0; ms < 1_000; ms += 250) {
    await endless.send("more");
    await clock.advance(250);
  }
  const open = await server.connections();
  expect(open === 0, {
    expected:
      "every connection closed a second after its refusal, also of who goes on sending",
    got: `${open} open`,
  });
  await server.stop();
  await server.expectFinished();
});

check("reads a head of 8,192 bytes at most", {
  heading: "Read 8,192 bytes at most",
  why:
    "A head without an end is the cheapest attack there is. But what stands behind a head belongs to nobody's limit: it is the conversation.",
  norm: "RFC 6585 §5",
}, async (scene) => {
  const { server, random } = scene;
  await start(scene);
  const behind = frameOf(random.integer(20_000, 60_000), 5);
  for (const size of [8_191, 8_192, 400]) {
    for (const cuts of [[], [random.integer(100, 390)]]) {
      const init = { head: headOf(size), behind, cuts, key: KEY };
      const socket = await server.socket("/", { ...init, passive: true });
      await socket.expectOpen();
      await socket.expectBytes(behind);
    }
  }
  // Bytes are limited, and lines are not.
  const lines = headWith(...Array.from({ length: 1_500 }, () => "a:"));
  const many = await server.socket("/", { head: lines, key: KEY });
  await many.expectOpen();
  const endless = headOf(9_000);
  const heads: [string, string, number[]][] = [
    ["a head of 8,193 bytes", headOf(8_193), []],
    ["a head of 8,193 bytes in two pieces", headOf(8_193), [8_190]],
    ["8,192 bytes without an end", endless.slice(0, 8_192), []],
    ["a head of 300,000 bytes", headOf(300_000), []],
  ];
  for (const [what, head, cuts] of heads) {
    const socket = await server.socket("/", { head, cuts, key: KEY });
    await expectRefused(scene, socket, [431], what);
  }
});

check("refuses the pages of strangers", {
  heading: "Refuse the pages of strangers",
  why:
    "Any page may open a WebSocket to any server, and the browser sends the cookies along. Origin is all that tells you whose page it is.",
  norm: "RFC 6455 §10.2",
}, async (scene) => {
  const { server, random } = scene;
  const friend = `https://${random.text()}.example`;
  await start(scene, { origins: [friend] });
  const Host = `${random.text()}.example:${random.integer(1_000, 9_000)}`;
  for (const Origin of [undefined, friend, `http://${Host}`]) {
    const headers = { Host, Origin };
    const socket = await server.socket("/messages/socket", { headers });
    await socket.expectOpen();
  }
  const strangers = [
    "null",
    `http://${Host}.evil.example`,
    `${friend}.evil.example`,
    `http://evil.example/?${friend}`,
    "http://evil.example",
  ];
  for (const Origin of strangers) {
    const headers = { Host, Origin };
    const socket = await server.socket("/messages/socket", { headers });
    await expectRefused(scene, socket, [403], `Origin: ${Origin}`);
  }
  const friendly = headWith().replace(
    "Host: board.example",
    `Host: ${Host}\r\nOrigin: ${friend}`,
  );
  const heads = {
    "Origin with nothing behind it": friendly.replace(friend, ""),
    "a right Origin with the byte A0": friendly.replace(friend, `$&\xa0`),
  };
  for (const [what, head] of Object.entries(heads)) {
    const init = { head: latin1(head), key: KEY };
    const socket = await server.socket("/messages/socket", init);
    await expectRefused(scene, socket, [403], what);
  }
  for (const host of ["undefined", "null"]) {
    const headers = { Host: undefined, Origin: `http://${host}` };
    const socket = await server.socket("/messages/socket", { headers });
    const what = `Origin: http://${host} without Host`;
    await expectRefused(scene, socket, [400, 403], what);
  }
});

check("chooses a subprotocol that both name", {
  heading: "Choose a subprotocol",
  why:
    "The answer names one of those that were offered, or the header is not there: an empty one, or an invented one, makes the client hang up.",
  norm: "RFC 6455 §4.2.2",
}, async (scene) => {
  const { server, random, expect } = scene;
  const [ours, other] = [`${random.text()}.v1`, `${random.text()}.V2`];
  const options = { protocols: [ours, other] };
  await server.start({ options, ports: ["converse"] });
  const offers: [string | readonly string[] | undefined, string][] = [
    [ours, ours],
    [`soap, ${other}`, other],
    [`soap,${ours},wamp`, ours],
    [["soap", ours], ours],
    [[ours, "soap"], ours],
    [`soap \t,\t ${ours}`, ours],
    [undefined, ""],
    ["soap, wamp", ""],
    ["__proto__, constructor, toString", ""],
    [`${ours}x, x${ours}`, ""],
    [other.toLowerCase(), ""],
  ];
  for (const [index, [offer, chosen]] of offers.entries()) {
    const headers = { "Sec-WebSocket-Protocol": offer };
    const socket = await server.socket("/messages/socket", { headers });
    await socket.expectOpen(chosen);
    const [given] = server.port("converse")[index]?.arguments ?? [];
    const { protocol } = membersOf(given);
    expect(protocol === chosen, {
      expected: `converse to be called with protocol ${JSON.stringify(chosen)}`,
      got: given === undefined ? "no call" : describeJson(protocol),
    });
  }
});

check("carries every byte both ways", {
  heading: "Lose no byte",
  why:
    "What is written is taken when there is room for it, and not before. Who does not ask how much was taken loses the rest, and only on a slow line.",
}, async (scene) => {
  const { server, random, expect } = scene;
  await start(scene);
  const socket = await server.socket("/", { passive: true });
  await socket.expectOpen();
  const bytes = frameOf(8 * MEBIBYTE, random.integer(0, 255));
  socket.pause();
  await socket.sendBytes(bytes);
  await socket.resume();
  await socket.expectBytes(bytes);
  await socket.end();
  await socket.expectEnded();
  expect(socket.ended === "end", {
    expected: "the ordinary end, when converse has closed its writable",
    got: "a reset",
  });
});

check("gives pieces to keep, and writes on when nobody reads", {
  heading: "Lose no byte",
  why:
    "A piece belongs to who was given it: what comes later needs room of its own. And who has read enough has not said everything: the last word comes behind.",
}, async (scene) => {
  const { server, expect } = scene;
  await server.start({ keeps: ["converse"] });
  const socket = await server.socket("/", { passive: true });
  await socket.expectOpen();
  const parts = [1, 2, 3].map((seed) => Uint8Array.of(seed, 7, 7 * seed));
  const last = Uint8Array.of(9, 0);
  for (const part of [...parts, last]) await socket.sendBytes(part);
  await socket.expectBytes(
    Uint8Array.from([...parts, last].flatMap((part) => [...part])),
  );
  await socket.expectEnded();
  expect(socket.ended === "end", {
    expected: "the ordinary end, when converse has closed its writable",
    got: "a reset",
  });
});

check("writes what was not taken at once", {
  heading: "Know your connection",
  why:
    "write() says how many bytes were taken, and that may be one of a hundred: an answer that goes out in one piece on your machine is cut in the middle on a slow line.",
}, async (scene) => {
  const { server, random } = scene;
  await start(scene);
  for (const mostBytes of [1, random.integer(2, 40)]) {
    await server.line(mostBytes);
    const socket = await server.socket("/", { passive: true });
    await socket.expectOpen();
    const bytes = frameOf(random.integer(200, 900), 7);
    await socket.sendBytes(bytes);
    await socket.expectBytes(bytes);
    const refused = await server.socket("/", { method: "POST" });
    await expectRefused(scene, refused, [405], "POST");
  }
  await server.line();
  const last = await server.socket();
  await last.expectOpen();
});

check("lets nobody wait and nobody fall", {
  heading: "Let nobody wait and nobody fall",
  why:
    "A connection that stops in the middle is a tunnel, and one that breaks is a Tuesday. Neither is a reason to leave the others alone.",
}, async (scene) => {
  const { server, random, expect } = scene;
  await start(scene);
  const head = headWith();
  const halves = [];
  for (let count = random.integer(2, 4); count > 0; count--) {
    const half = await server.connection();
    await half.send(head.slice(0, random.integer(1, head.length - 1)));
    halves.push(half);
  }
  const first = await server.socket();
  await first.expectOpen();
  const broken = [await server.socket(), await server.socket()];
  for (const socket of broken) await socket.expectOpen();
  own(broken, 0).pause();
  await own(broken, 0).sendBytes(frameOf(8 * MEBIBYTE, 1));
  for (const socket of broken) await socket.cut();
  await own(halves, 0).cut();
  await own(halves, 1).close();
  const silent = await server.connection();
  await silent.close();
  const refused = await server.connection();
  await refused.send("GET / HTTP/1.1\r\n\r\n");
  await refused.cut();
  const last = await server.socket();
  await last.expectOpen();
  for (const socket of [first, last]) {
    const text = random.text();
    await socket.send(text);
    await socket.expectNext(text);
    await socket.expectOpenStill();
  }
  for (const socket of [first, last]) await socket.end();
  for (const socket of [first, last]) await socket.expectEnded();
  expect(first.ended === "end", { expected: "an end", got: "a reset" });
});

check("closes what is over, and stops when it is told to", {
  heading: "Stop when you are told to",
  why:
    "Who hands a connection over is still responsible for it: nobody else closes it when the conversation is over, or has failed. And who waits for the server waits for the last connection.",
}, async (scene) => {
  const { server, clock, random } = scene;
  await server.start({ ports: ["converse"] });
  const sockets = [];
  for (let count = 0; count < 4; count++) sockets.push(await server.socket());
  for (const socket of sockets) await socket.expectOpen();
  await server.portCall("converse", 0).resolve(null);
  await own(sockets, 0).expectEnded();
  await server.portCall("converse", 1).reject("it failed");
  await own(sockets, 1).expectEnded();
  await own(sockets, 2).expectOpenStill();
  const half = await server.socket("/", { head: headWith().slice(0, 90) });
  const late = await server.socket("/", { method: "POST", stays: true });
  await expectRefused(scene, late, [405], "POST");
  await clock.advance(200);
  // Whatever the reason is: an abort is an abort.
  await server.stop({ value: random.pick([null, 0, "", false]) });
  await half.expectEnded();
  const others = server.port("converse").slice(2);
  for (const call of others) await call.resolve(null);
  for (const socket of sockets) await socket.expectEnded();
  await clock.advance(1_000);
  await server.expectFinished();
});

check("stops at once when it was told to before", {
  heading: "Stop when you are told to",
  why:
    "An event that is over is not heard any more: who asks for the abort only by its event listens for ever on a port that nobody wants.",
}, async ({ server }) => {
  await server.start({ echoes: ["converse"], signals: { stop: "aborted" } });
  await server.expectFinished();
});

check.stories("answers each connection for itself, whatever happens", {
  heading: "Let nobody wait and nobody fall",
  why:
    "Connections come, stop in the middle, are refused and leave, a dozen at once. What one of them has sent, or has not, says nothing of the next.",
  step: handshakeStep,
  examples: handshakeExamples,
  stepsMax: 16,
}, playHandshakes);

check("shakes hands in real time", {
  heading: "Answer with what belongs to the key",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async (scene) => {
  const { server } = scene;
  await start(scene);
  const behind = frameOf(200, 9);
  const init = { behind, cuts: [20, 150], key: KEY, passive: true };
  const socket = await server.socket("/", init);
  await socket.expectOpen();
  await socket.expectBytes(behind);
  const other = await server.socket();
  await socket.end();
  await socket.expectEnded();
  await server.stop();
  await other.expectEnded();
  await server.expectFinished();
});
