import {
  type AskedBoard,
  chunkOf,
  describeJson,
  exam,
  membersOf,
  type Probe,
  readJson,
} from "exam";
import { AWKWARD, LINES } from "../_awkward.ts";
import { expectEachItsOwn, expectLocation } from "../_locations.ts";
import { playRefusals, refuseStories } from "./_02_story.ts";

const check = exam("01_request_response/02_refuse", "server");

/** Bytes of a body, at most. */
const BYTES_MAX = 65_536;

const JSON_TYPE = { "content-type": "application/json" };

/** Where a board is asked: a scene, or what has the second board as its server. */
interface Asked {
  readonly server: AskedBoard;
}

/** Sends a body as JSON, or as what `headers` say. */
function post(
  { server }: Asked,
  body: string,
  headers: Record<string, string> = JSON_TYPE,
): Promise<Probe> {
  return server.request("POST", "/messages", { headers, body });
}

/** Sends a body in chunks up to its middle; returns what sends the rest, all at once. */
async function begin(
  server: AskedBoard,
  text: string,
): Promise<() => Promise<Probe>> {
  const body = JSON.stringify({ from: "ada", text });
  const connection = await server.connection();
  await connection.send(chunkedHead);
  await connection.send(chunkOf(body.slice(0, 9)));
  return async () => {
    const rest = [chunkOf(body.slice(9)), chunkOf("")];
    await connection.send(Uint8Array.from(rest.flatMap((it) => [...it])));
    const [answer] = await connection.expectAnswers(1);
    await answer.expectStatus(201);
    return answer;
  };
}

/** A message of exactly `bytes` bytes of JSON. */
function draftOf(bytes: number): string {
  const frame = JSON.stringify({ from: "ada", text: "" }).length;
  return JSON.stringify({ from: "ada", text: "a".repeat(bytes - frame) });
}

check("answers 404 for every other path", {
  heading: "Refuse an unknown address",
  why:
    "Whoever answers everywhere keeps every misspelling alive: the asker never learns that there is nothing.",
  norm: "RFC 9110 §15.5.5",
}, async (scene) => {
  const { server, random } = scene;
  const text = random.text();
  await server.start({ messages: [text] });
  const others = [
    "/massages",
    `/${random.text()}`,
    "/my/messages",
    "/",
    // No percent-encoding: a path that cannot be decoded is a path.
    "/100%",
  ];
  for (const path of others) {
    await (await server.get(path)).expectStatus(404);
  }
  const body = JSON.stringify({ from: "ada", text: random.text() });
  const init = { headers: JSON_TYPE, body };
  await (await server.request("POST", "/massages", init)).expectStatus(404);
  // The query is no part of the path.
  await (await server.get("/messages?since=0")).expectMessages(text);
});

check("takes no other path for /messages", {
  heading: "Refuse an unknown address",
  why:
    "A path is compared whole and letter by letter. One that begins or ends like it, is written in capitals, or has one slash more is another address.",
  norm: "RFC 9110 §4.2.3",
}, async (scene) => {
  const { server, random } = scene;
  const text = random.text();
  await server.start({ messages: [text] });
  const paths = [
    "/messages/7",
    "/messages/messages",
    `/messages${random.text()}`,
    "/messages.json",
    "/constructor",
    "/Messages",
    "/MESSAGES",
    "//messages",
    "/message",
    `/${random.text()}?/messages`,
  ];
  const body = JSON.stringify({ from: "ada", text: random.text() });
  for (const path of paths) {
    await (await server.get(path)).expectStatus(404);
    const init = { headers: JSON_TYPE, body };
    await (await server.request("POST", path, init)).expectStatus(404);
  }
  await (await server.get("/messages?since=0&of=/board")).expectMessages(text);
});

check("answers 405 for other methods and says which ones it allows", {
  heading: "Refuse an unknown method",
  why:
    "405 without Allow says no and keeps the yes to itself. The header is part of the answer.",
  norm: "RFC 9110 §15.5.6",
}, async ({ server, expect }) => {
  for (const method of ["DELETE", "PUT", "PATCH", "PURGE", "constructor"]) {
    const answer = await server.request(method, "/messages");
    await answer.expectStatus(405);
    await answer.expectHeader("allow", /./);
    const allowed = answer.headers.get("allow") ?? "";
    const methods = allowed.split(",").map((method) => method.trim());
    const right = ["GET", "HEAD", "POST"].every((method) =>
      methods.includes(method)
    );
    expect(right && !methods.includes(method), {
      expected: "Allow: GET, HEAD, POST, in any order",
      got: `Allow: ${allowed}`,
    });
  }
});

check("answers HEAD as GET, without the body", {
  heading: "Answer HEAD as GET without the body",
  why:
    "HEAD asks for the headers that GET would get. An answer built for HEAD alone says other things, such as Content-Length: 0, or a length in letters.",
  norm: "RFC 9110 §9.3.2",
}, async ({ server, random, expect }) => {
  await server.start({ messages: ["東京", random.text(), "é"] });
  const get = await server.get("/messages");
  const head = await server.request("HEAD", "/messages");
  await head.expectStatus(200);
  await head.expectEmpty();
  for (const name of ["content-type", "content-length"]) {
    const [asked, got] = [get.headers.get(name), head.headers.get(name)];
    expect(got === asked || name === "content-length" && got === null, {
      expected: `${name}: ${asked}, as in the answer to GET`,
      got: `${name}: ${got ?? "(none)"}`,
    });
  }
  const lost = await server.request("HEAD", "/massages");
  await lost.expectStatus(404);
});

check("answers 415 unless the body is called JSON", {
  heading: "Refuse what is not called JSON",
  why:
    "Content-Type says what the bytes are, and a type is compared whole: application/json-seq is another one. Who reads the bytes as JSON anyway lets any web page's form publish, without asking the browser for leave.",
  norm: "RFC 9110 §15.5.16",
}, async (scene) => {
  const body = JSON.stringify({ from: "ada", text: scene.random.text() });
  const types = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/jsonp",
    "application/json-seq",
    "application/json+html",
    "application/json.page",
    "application/problem+json",
    "text/plain; note=application/json",
    "text/plain; application/json",
    "text/plain;application/json;charset=utf-8",
    "multipart/related; type=application/json",
    "x-application/json",
  ];
  for (const type of types) {
    const answer = await post(scene, body, { "content-type": type });
    await answer.expectStatus(415);
  }
  await (await post(scene, body, {})).expectStatus(415);
  await (await scene.server.get("/messages")).expectMessages();
});

check("takes JSON with parameters and in any spelling", {
  heading: "Refuse what is not called JSON",
  why:
    "Media types are compared without regard to case, and what follows the first semicolon is a parameter; spaces around the semicolon belong to neither. `===` on the raw header refuses half of all clients.",
  norm: "RFC 9110 §8.3.1",
}, async (scene) => {
  const types = [
    "application/json; charset=utf-8",
    "application/json;charset=UTF-8",
    "Application/JSON",
    "APPLICATION/JSON;CHARSET=UTF-8",
    "application/json ; charset=utf-8",
    'application/json; profile="text/plain; q=1"',
  ];
  const texts = types.map(() => scene.random.text());
  for (const [index, type] of types.entries()) {
    const body = JSON.stringify({ from: "ada", text: texts[index] });
    const answer = await post(scene, body, { "content-type": type });
    await answer.expectStatus(201);
    await expectLocation(scene, answer, index + 1);
  }
  await (await scene.server.get("/messages")).expectMessages(...texts);
});

check("answers 400 when the body is not JSON", {
  heading: "Refuse what is no message",
  why:
    "JSON.parse throws. Whoever lets it through answers 500: the server takes the blame, and the asker sends the same again.",
  norm: "RFC 9110 §15.5.1",
}, async (scene) => {
  const { random, server } = scene;
  const whole = JSON.stringify({ from: "ada", text: random.text() });
  const wrong = [
    random.text(),
    "",
    "undefined",
    '{"from":"ada","text":"cut off',
    `${whole},`,
    `${whole}\n${whole}`,
    whole.replaceAll('"', "'"),
  ];
  for (const body of wrong) {
    await (await post(scene, body)).expectStatus(400, 422);
  }
  const without = { headers: JSON_TYPE };
  await (await server.request("POST", "/messages", without))
    .expectStatus(400, 422);
  await (await server.get("/messages")).expectMessages();
});

check("answers 400 when from or text is missing or no text", {
  heading: "Refuse what is no message",
  why:
    "Valid JSON is not yet a message. What is let in here is shown to every reader, for ever; and `null` has no fields to look at.",
  norm: "RFC 9110 §15.5.1",
}, async (scene) => {
  const text = scene.random.text();
  const wrong = [
    {},
    { from: "ada" },
    { text },
    { from: "ada", text: scene.random.integer(1, 99) },
    { from: null, text },
    { from: "ada", text: [text] },
    { from: true, text },
    { from: "ada", text: { length: 3 } },
    [],
    [{ from: "ada", text }],
    ["from", "text"],
    "ada",
    0,
    true,
    null,
  ];
  for (const value of wrong) {
    await (await post(scene, JSON.stringify(value))).expectStatus(400, 422);
  }
  await (await scene.server.get("/messages")).expectMessages();
});

check("takes 65,536 bytes and answers 413 to one more", {
  heading: "Refuse what is too long",
  why:
    "At most 65,536 bytes: the limit itself still fits. One byte more does not.",
  norm: "RFC 9110 §15.5.14",
}, async (scene) => {
  const longest = draftOf(BYTES_MAX);
  await (await post(scene, longest)).expectStatus(201);
  await (await post(scene, draftOf(BYTES_MAX + 1))).expectStatus(413);
  const connection = await scene.server.connection();
  await connection.send(chunkedHead);
  await connection.send(chunkOf(longest));
  await connection.send(chunkOf(""));
  const [answer] = await connection.expectAnswers(1);
  await answer.expectStatus(201);
  const { text } = membersOf(readJson(longest));
  await (await scene.server.get("/messages")).expectMessages(
    `${text}`,
    `${text}`,
  );
});

check("counts bytes, not letters", {
  heading: "Refuse what is too long",
  why:
    "The limit protects memory and disk, and these hold bytes: a letter beyond ASCII has two to four of them, and `length` counts none of these.",
  norm: "RFC 9110 §8.6",
}, async (scene) => {
  const letters = scene.random.integer(33_000, 60_000);
  const body = JSON.stringify({ from: "ada", text: "é".repeat(letters) });
  await (await post(scene, body)).expectStatus(413);
  const frame = JSON.stringify({ from: "ada", text: "" }).length;
  // Three bytes each, and as many ASCII letters as are left to the limit.
  const wide = "東".repeat(Math.floor((BYTES_MAX - frame) / 3));
  const rest = "a".repeat((BYTES_MAX - frame) % 3);
  const fitting = JSON.stringify({ from: "ada", text: wide + rest });
  await (await post(scene, fitting)).expectStatus(201);
  const long = JSON.stringify({ from: "ada", text: `${wide}${rest}a` });
  await (await post(scene, long)).expectStatus(413);
  await (await scene.server.get("/messages")).expectMessages(wide + rest);
});

check("answers 413 to chunks as soon as they are too many", {
  heading: "Refuse what is too long",
  why:
    "Chunks have no Content-Length, and may never end. Whoever waits for the end before counting can be filled up by a single asker.",
  norm: "RFC 9112 §7.1",
}, async ({ server }) => {
  const connection = await server.connection();
  await connection.send(chunkedHead);
  await connection.send(chunkOf(draftOf(BYTES_MAX).slice(0, -2)));
  await connection.send(chunkOf("aaa"));
  const [answer] = await connection.expectAnswers(1);
  await answer.expectStatus(413);
  await (await server.get("/messages")).expectMessages();
});

check("publishes any text letter by letter", {
  heading: "Answer what is right as before",
  why:
    "What was sent is on the board as it was sent: no text is a command, and none is tidied up.",
}, async (scene) => {
  const texts = [...AWKWARD, LINES];
  for (const text of texts) {
    const body = JSON.stringify({ from: text, text });
    await (await post(scene, body)).expectStatus(201);
  }
  const answer = await scene.server.get("/messages");
  const messages = await answer.expectMessages(...texts);
  scene.expect(messages.every(({ from, text }) => from === text), {
    expected: "each from as it was sent, the same as its text",
    got: messages.map(({ from, text }) => describeJson({ from, text })),
  });
});

check("puts a message together that comes in chunks", {
  heading: "Answer what is right as before",
  why:
    "Where a chunk ends has no meaning: it may be in the middle of a word, even of a letter. Bodies that end in the same turn are told apart all the same.",
  norm: "RFC 9112 §7.1",
}, async (scene) => {
  const { server, random } = scene;
  const text = `東京 ${random.text()}`;
  const bytes = new TextEncoder().encode(
    JSON.stringify({ from: "ada", text }),
  );
  // In the middle of the first letter, which has three bytes.
  const cut = JSON.stringify({ from: "ada", text: "" }).length - 2 + 1;
  const connection = await server.connection();
  await connection.send(chunkedHead);
  for (const piece of [bytes.slice(0, cut), bytes.slice(cut)]) {
    await connection.send(chunkOf(piece));
  }
  await connection.send(chunkOf(""));
  const [answer] = await connection.expectAnswers(1);
  await answer.expectStatus(201);
  await (await server.get("/messages")).expectMessages(text);
  const texts = Array.from({ length: 8 }, () => random.text());
  const finishes: (() => Promise<Probe>)[] = [];
  for (const text of texts) finishes.push(await begin(server, text));
  const answers = await Promise.all(finishes.map((finish) => finish()));
  await expectEachItsOwn(scene, answers, texts);
});

const chunkedHead = [
  "POST /messages HTTP/1.1",
  "Host: board.example",
  "Content-Type: application/json",
  "Transfer-Encoding: chunked",
  "",
  "",
].join("\r\n");

check("keeps two boards apart", {
  heading: "Answer what is right as before",
  why:
    "A handler belongs to the log that it was given. What stands outside of handler() is there once for all boards: the last log takes the place of the others, or a number of one board is told on another.",
}, async (scene) => {
  const { server, random } = scene;
  const [old, mine, theirs] = [random.text(), random.text(), random.text()];
  await server.start({ boards: 2, messages: [old] });
  const finishMine = await begin(server, mine);
  const finishTheirs = await begin(server.second, theirs);
  const second = { server: server.second };
  await (await post(second, draftOf(BYTES_MAX + 1))).expectStatus(413);
  await expectLocation(scene, await finishMine(), 2);
  await expectLocation(scene, await finishTheirs(), 1);
  await (await server.get("/messages")).expectMessages(old, mine);
  await (await server.second.get("/messages")).expectMessages(theirs);
});

check.stories("publishes what is right and nothing else, whatever happens", {
  heading: "Answer what is right as before",
  why:
    "Each request has a body of its own, which may come bit by bit while others come and go. What is kept of one must not get into another.",
  ...refuseStories,
}, playRefusals);

check("refuses in real time", {
  heading: "Refuse what is no message",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async (scene) => {
  const body = JSON.stringify({ from: "ada", text: scene.random.text() });
  await (await post(scene, "no JSON")).expectStatus(400, 422);
  await (await post(scene, body, { "content-type": "text/plain" }))
    .expectStatus(415);
  await (await post(scene, body)).expectStatus(201);
});
