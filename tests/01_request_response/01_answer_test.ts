import {
  type AskedBoard,
  describeJson,
  exam,
  membersOf,
  type Probe,
} from "exam";
import { AWKWARD, LINES, LONG } from "../_awkward.ts";
import { expectEachItsOwn, expectLocation } from "../_locations.ts";
import { answerStories, playAnswers } from "./_01_story.ts";

const check = exam("01_request_response/01_answer", "server");

interface Draft {
  readonly from: string;
  readonly text: string;
}

/** Where a board is asked: a scene, or what has the second board as its server. */
interface Asked {
  readonly server: AskedBoard;
}

/** Sends the head of a `POST` and its body up to the middle of a letter; returns what sends the rest. */
async function begin(
  { server }: Asked,
  { from, text }: Draft,
): Promise<() => Promise<Probe>> {
  // The three bytes of the first letter are cut.
  const body = new TextEncoder().encode(JSON.stringify({ text, from }));
  const cut = body.findIndex((byte) => byte >= 0x80) + 1;
  const connection = await server.connection();
  await connection.send([
    "POST /messages HTTP/1.1",
    "Host: board.example",
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
    "",
    "",
  ].join("\r\n"));
  await connection.send(body.subarray(0, cut));
  return async () => {
    await connection.send(body.subarray(cut));
    const [answer] = await connection.expectAnswers(1);
    return answer;
  };
}

/** Publishes as a client does. */
function post(
  { server }: Asked,
  draft: Draft,
): Promise<Probe> {
  return server.request("POST", "/messages", {
    headers: { "content-type": "application/json" },
    body: JSON.stringify(draft),
  });
}

check("answers GET with all messages", {
  heading: "Answer GET with all messages",
  why:
    "The answer is the list itself, oldest message first, and all of it: a client reads it as it stands, and nothing tells it that something is missing.",
}, async ({ server, random, expect }) => {
  const before = random.integer(2, 9);
  const texts = Array.from({ length: before }, () => random.text());
  await server.start({ messages: texts });
  const answer = await server.get("/messages");
  await answer.expectMessages(...texts);
  const count = random.integer(9_001, 9_999);
  for (let place = texts.length; place < count; place++) texts.push(`${place}`);
  await server.publish(...texts.slice(before));
  const all = await (await server.get("/messages")).readMessages();
  const right = all.length === count &&
    all.every(({ text }, place) => text === texts[place]);
  expect(right, {
    expected: `all ${count} messages, oldest first`,
    got: `${all.length} messages, from ${describeJson(all.at(0))} to ${
      describeJson(all.at(-1))
    }`,
  });
});

check("answers an empty board with an empty list", {
  heading: "Answer GET with all messages",
  why:
    "That nothing is there is no error. An empty list says it, and the client needs no second way to read an answer.",
}, async ({ server, random }) => {
  await (await server.get("/messages")).expectMessages();
  // An empty list is no answer to everything.
  const text = random.text();
  await server.publish(text);
  await (await server.get("/messages")).expectMessages(text);
});

check("answers POST with 201", {
  heading: "Answer POST with 201",
  why:
    "200 says that it went well. 201 says more: something is there now that was not there before.",
  norm: "RFC 9110 §15.3.2",
}, async (scene) => {
  const text = scene.random.text();
  const answer = await post(scene, { from: "ada", text });
  await answer.expectStatus(201);
});

check("says where the new message is", {
  heading: "Answer POST with 201",
  why:
    "Location names the message that was created, not the list that it is in: the client learns the address from the answer and need not guess it. The log alone knows its number: others publish while a body is still coming, or in the same turn, and a full log has dropped the oldest.",
  norm: "RFC 9110 §10.2.2",
}, async (scene) => {
  const { random, server } = scene;
  const before = random.integer(1, 9);
  const messages = Array.from({ length: before }, () => random.text());
  // The log is full: as many are kept afterwards as before.
  await server.start({ messages, capacity: before });
  const finish = await begin(scene, { from: "ben", text: "東京" });
  const answer = await post(scene, { from: "ada", text: random.text() });
  await expectLocation(scene, answer, before + 1);
  await expectLocation(scene, await finish(), before + 2);
  // Bodies that end in the same turn: each answer is about its own message.
  const texts = Array.from({ length: 8 }, (_, place) => `東京 ${place}`);
  const finishes: (() => Promise<Probe>)[] = [];
  for (const text of texts) {
    finishes.push(await begin(scene, { from: "ben", text }));
  }
  const answers = await Promise.all(finishes.map((finish) => finish()));
  await expectEachItsOwn(scene, answers, texts);
});

check("hands the published message back", {
  heading: "Answer POST with 201",
  why:
    "Number and time are given by the board, when it publishes. The asker knows neither before the answer says so, and everybody else sees the same.",
  norm: "RFC 9110 §15.3.2",
}, async (scene) => {
  const [from, text] = [scene.random.text(), scene.random.text()];
  const answer = await post(scene, { from, text });
  await answer.expectStatus(200, 201);
  const got = membersOf(answer.json);
  const same = got.id === 1 && typeof got.at === "number" &&
    got.from === from && got.text === text;
  scene.expect(same, {
    expected: `{"id":1,"at":…,"from":"${from}","text":"${text}"}`,
    got: answer.text || "no body",
  });
  const finish = await begin(scene, { from: "ada", text: "東京" });
  await scene.clock.advance(scene.random.integer(300, 900));
  const slow = await finish();
  await slow.expectStatus(200, 201);
  const list = await scene.server.get("/messages");
  for (const [place, { id, at }] of (await list.readMessages()).entries()) {
    const told = membersOf([answer, slow][place]?.json);
    scene.expect(told.id === id && told.at === at, {
      expected: `message ${id} with "at":${at}, as GET shows it`,
      got: describeJson(told),
    });
  }
});

check("says that both answers are JSON", {
  heading: "Answer POST with 201",
  why:
    "Content-Type tells the asker how to read the body. Bytes that look like JSON are plain text until it says otherwise.",
  norm: "RFC 9110 §8.3",
}, async (scene) => {
  const text = scene.random.text();
  const posted = await post(scene, { from: "ada", text });
  await posted.expectStatus(201);
  await posted.expectHeader("content-type", /^application\/json\b/i);
  const list = await scene.server.get("/messages");
  await list.expectMessages(text);
  await list.expectHeader("content-type", /^application\/json\b/i);
});

check("shows to everybody what was published, in order and letter by letter", {
  heading: "Publish what was sent",
  why:
    "An answer promises that the message is on the board, as it was written: every reader gets it from now on, and nobody gets it twice. A body may come in pieces, which end anywhere, even in the middle of a letter.",
}, async (scene) => {
  const { server, random } = scene;
  const texts = [
    random.text(),
    `Grüß Gott, 東京 ${random.text()}`,
    `"two"\nlines & ${random.text()}`,
    ...random.shuffled([...AWKWARD, LINES, LONG, LONG.repeat(12)]),
  ];
  for (const text of texts) {
    await (await post(scene, { from: "ben", text })).expectStatus(200, 201);
  }
  texts.push(`東京 ${random.text()}`);
  const finish = await begin(scene, { from: "ben", text: `${texts.at(-1)}` });
  await (await finish()).expectStatus(200, 201);
  await (await server.get("/messages")).expectMessages(...texts);
  await (await server.get("/messages")).expectMessages(...texts);
});

check("keeps two boards apart", {
  heading: "Publish what was sent",
  why:
    "A handler belongs to the log that it was given. What stands outside of handler() is there once for all boards: the last log takes the place of the others, or one board shows what was said on another.",
}, async (scene) => {
  const { server, random } = scene;
  const [old, mine] = [random.text(), `東京 ${random.text()}`];
  const [theirs, later] = [random.text(), random.text()];
  await server.start({ boards: 2, messages: [old] });
  const second = { server: server.second };
  const finish = await begin(scene, { from: "ada", text: mine });
  const first = await post(second, { from: "ben", text: theirs });
  await expectLocation(scene, first, 1);
  await (await server.get("/messages")).expectMessages(old);
  await expectLocation(scene, await finish(), 2);
  const next = await post(second, { from: "ben", text: later });
  await expectLocation(scene, next, 2);
  await (await server.get("/messages")).expectMessages(old, mine);
  await (await server.second.get("/messages")).expectMessages(theirs, later);
});

check.stories("shows what was published, whatever happens", {
  heading: "Publish what was sent",
  why:
    "The log knows all messages, those of others too. What the board answers has to come from there each time.",
  ...answerStories,
}, playAnswers);

check("answers in real time", {
  heading: "Publish what was sent",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async (scene) => {
  const text = scene.random.text();
  await (await post(scene, { from: "ada", text })).expectStatus(201);
  await (await scene.server.get("/messages")).expectMessages(text);
});
