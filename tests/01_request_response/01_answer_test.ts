import { exam, membersOf, type Probe, type ServerScene } from "exam";
import { AWKWARD, LONG } from "../_awkward.ts";
import { expectLocation } from "../_locations.ts";
import { answerStories, playAnswers } from "./_01_story.ts";

const check = exam("01_request_response/01_answer", "server");

/** Publishes as a client does. */
function post(
  { server }: ServerScene,
  draft: { from: string; text: string },
): Promise<Probe> {
  return server.request("POST", "/messages", {
    headers: { "content-type": "application/json" },
    body: JSON.stringify(draft),
  });
}

check("answers GET with all messages", {
  heading: "Answer GET with all messages",
  why:
    "The answer is the list itself, oldest message first: a client reads it as it stands.",
}, async ({ server, random }) => {
  const texts = Array.from(
    { length: random.integer(2, 9) },
    () => random.text(),
  );
  await server.start({ messages: texts });
  const answer = await server.get("/messages");
  await answer.expectMessages(...texts);
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
    "Location names the message that was created, not the list that it is in: the client learns the address from the answer and need not guess it.",
  norm: "RFC 9110 §10.2.2",
}, async (scene) => {
  const { random, server } = scene;
  const before = random.integer(1, 9);
  await server.start({
    messages: Array.from({ length: before }, () => random.text()),
  });
  const answer = await post(scene, { from: "ada", text: random.text() });
  await expectLocation(scene, answer, before + 1);
});

check("hands the published message back", {
  heading: "Answer POST with 201",
  why:
    "Number and time are given by the board. The asker knows neither before the answer says so.",
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
    "An answer promises that the message is on the board, as it was written: every reader gets it from now on, and nobody gets it twice.",
}, async (scene) => {
  const { server, random } = scene;
  const texts = [
    random.text(),
    `Grüß Gott, 東京 ${random.text()}`,
    `"two"\nlines & ${random.text()}`,
    ...random.shuffled([...AWKWARD, LONG]),
  ];
  for (const text of texts) {
    await (await post(scene, { from: "ben", text })).expectStatus(200, 201);
  }
  await (await server.get("/messages")).expectMessages(...texts);
  await (await server.get("/messages")).expectMessages(...texts);
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
