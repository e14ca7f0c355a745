import {
  type AskedBoard,
  describeJson,
  exam,
  membersOf,
  own,
  type Probe,
  type ServerScene,
  type Thrown,
} from "exam";
import { LONG } from "../_awkward.ts";
import { expectLocation } from "../_locations.ts";
import { onceStories, playOnce } from "./_05_story.ts";

const check = exam("01_request_response/05_once", "server");

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Starts the server; its moderator is played by the check. */
async function start(
  { server }: ServerScene,
  options: Record<string, unknown> = {},
): Promise<void> {
  await server.start({ options, ports: ["approve"] });
}

/** Publishes `text`, with a key if there is one. */
function post(
  { server }: { readonly server: AskedBoard },
  text: string,
  key?: string,
  from = "ada",
): Promise<Probe> {
  return server.request("POST", "/messages", {
    headers: {
      "content-type": "application/json",
      ...(key === undefined ? {} : { "idempotency-key": key }),
    },
    body: JSON.stringify({ from, text }),
  });
}

/** The moderator agrees to the only draft that she has not judged yet. */
async function agree(
  { server, expect }: ServerScene,
  asked: number,
): Promise<void> {
  const calls = server.port("approve");
  expect(calls.length === asked, {
    expected: `the moderator asked ${times(asked)} in all`,
    got: times(calls.length),
  });
  await server.portCall("approve").resolve(null);
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

/** Publishes `text` with a moderator who agrees at once. */
async function published(
  scene: ServerScene,
  text: string,
  { key, asked }: { key?: string; asked: number },
): Promise<Probe> {
  const answer = await post(scene, text, key);
  await agree(scene, asked);
  await scene.clock.advance(AT_ONCE_MS);
  await answer.expectStatus(201);
  return answer;
}

/** What an asker sees of an answer. */
function seen({ status, headers, text }: Probe): string {
  return `${status}, Location: ${headers.get("location")}, ${text}`;
}

async function expectSame(
  { expect }: ServerScene,
  first: Probe,
  second: Probe,
): Promise<void> {
  await second.expectStatus(201);
  expect(seen(second) === seen(first), {
    expected: `the first answer again: ${seen(first)}`,
    got: seen(second),
  });
}

check("publishes once for each key", {
  heading: "Publish once for each key",
  why:
    "The second request is the first one again, sent by a client that heard nothing. Published twice, it is shown twice.",
  norm: "Idempotency-Key draft §2.6",
}, async (scene) => {
  const { server, clock, random, expect } = scene;
  const [key, text] = [random.text(), random.text()];
  await start(scene);
  await published(scene, text, { key, asked: 1 });
  await post(scene, text, key);
  await clock.advance(AT_ONCE_MS);
  const asked = server.port("approve").length;
  expect(asked === 1, {
    expected: "the moderator asked once in all",
    got: times(asked),
  });
  await (await server.get("/messages")).expectMessages(text);
});

check("shows the moderator what is to be published", {
  heading: "Publish once for each key",
  why:
    "She can only judge what she is shown. Who said it and what was said are both hers to see, with a key or without one.",
}, async (scene) => {
  const { server, clock, random, expect } = scene;
  await start(scene);
  for (const key of [undefined, random.text()]) {
    const [from, text] = [random.text(), random.text()];
    const answer = await server.request("POST", "/messages", {
      headers: {
        "content-type": "application/json",
        ...(key === undefined ? {} : { "idempotency-key": key }),
      },
      body: JSON.stringify({ from, text }),
    });
    const call = server.portCall("approve");
    const shown = call.arguments[0];
    const draft = membersOf(shown);
    expect(draft.from === from && draft.text === text, {
      expected: `options.approve(${JSON.stringify({ from, text })})`,
      got: `options.approve(${describeJson(shown)})`,
    });
    await call.resolve(null);
    await clock.advance(AT_ONCE_MS);
    await answer.expectStatus(201);
  }
});

check("says where the message is, each time", {
  heading: "Give the same answer again",
  why:
    "Whoever asks again has not heard where the message is. Location says it in every 201, as in 1.1, in that of a repetition too.",
  norm: "RFC 9110 §10.2.2",
}, async (scene) => {
  const { clock, random } = scene;
  const [key, text] = [random.text(), random.text()];
  await start(scene);
  const other = await published(scene, random.text(), { asked: 1 });
  await expectLocation(scene, other, 1);
  const first = await published(scene, text, { key, asked: 2 });
  await expectLocation(scene, first, 2);
  const again = await post(scene, text, key);
  await clock.advance(AT_ONCE_MS);
  await again.expectStatus(201);
  await expectLocation(scene, again, 2);
});

check("gives the same answer again, and again", {
  heading: "Give the same answer again",
  why:
    "The repetition asks what became of the first one. Its answer is the answer to that, with the same id, even if the log has dropped the message meanwhile; and a response can be read only once, a copy of it each time.",
  norm: "Idempotency-Key draft §2.6",
}, async (scene) => {
  const { server, clock, random } = scene;
  const [key, text] = [random.text(), random.text()];
  // The log keeps one message: the first one is not in it any more.
  await server.start({ ports: ["approve"], capacity: 1 });
  const first = await published(scene, text, { key, asked: 1 });
  await published(scene, random.text(), { asked: 2 });
  for (let repetition = 0; repetition < 3; repetition++) {
    await clock.advance(random.integer(1_000, 60_000));
    await expectSame(scene, first, await post(scene, text, key));
  }
});

check("publishes every message without a key", {
  heading: "Publish once for each key",
  why:
    "Without a key nobody knows whether two equal messages are one. Whoever says Hello twice may mean it.",
}, async (scene) => {
  const { server, random } = scene;
  const text = random.text();
  await start(scene);
  for (const asked of [1, 2, 3]) await published(scene, text, { asked });
  await (await server.get("/messages")).expectMessages(text, text, text);
});

check("tells keys apart, whatever they look like", {
  heading: "Publish once for each key",
  why:
    "A key is any text. In a plain object some keys are there before anybody has sent them, and a key that means nothing to you is one all the same.",
}, async (scene) => {
  const { server, clock, random } = scene;
  const text = random.text();
  const keys = [
    "A",
    "a",
    '"A"',
    "A, a",
    "A; a=1",
    "a b",
    "a  b",
    "a\tb",
    "\u00e9",
    "e\u0301",
    "constructor",
    "__proto__",
    "toString",
    "null",
    "undefined",
    random.text(),
    `${random.text()}${"-and-on".repeat(300)}`,
  ];
  keys.push(`${keys.at(-1)}!`);
  await start(scene);
  for (const [index, key] of keys.entries()) {
    const first = await published(scene, text, { key, asked: index + 1 });
    const again = await post(scene, text, key);
    if (again.pending) await clock.advance(AT_ONCE_MS);
    await expectSame(scene, first, again);
  }
  const texts = keys.map(() => text);
  await (await server.get("/messages")).expectMessages(...texts);
});

check("remembers hundreds of keys, and answers each as often as it comes", {
  heading: "Publish once for each key",
  why:
    "A key is kept for keepMs, not until others have come. The client that was in the tunnel longest sends its message again last.",
}, async (scene) => {
  const { server } = scene;
  await server.start({ answers: { approve: () => null } });
  const keys = Array.from({ length: 300 }, (_, place) => `key ${place}`);
  const first = await manyPosts(scene, keys);
  const again = await manyPosts(scene, [...keys, ...keys.slice(0, 9)]);
  for (const [place, answer] of again.entries()) {
    await expectSame(scene, own(first, place % keys.length), answer);
  }
  await (await server.get("/messages")).expectMessages(...keys);
});

/** Publishes each key as the text of its message, in one go and over one connection. */
async function manyPosts(
  { server }: ServerScene,
  keys: readonly string[],
): Promise<readonly Probe[]> {
  const connection = await server.connection();
  const requests = keys.map((key) => {
    const body = JSON.stringify({ from: "ada", text: key });
    return [
      "POST /messages HTTP/1.1",
      "Host: board.example",
      "Content-Type: application/json",
      `Content-Length: ${body.length}`,
      `Idempotency-Key: ${key}`,
      "",
      body,
    ].join("\r\n");
  });
  await connection.send(requests.join(""));
  return await connection.expectAnswers(keys.length);
}

check("waits when the first is still on its way", {
  heading: "Wait when the first is still on its way",
  why:
    "Impatient clients send again before the first answer. A key that is remembered only with its answer is not known yet, and both are published. The same holds for one that is forgotten while the moderator still thinks.",
}, async (scene) => {
  const { server, clock, random } = scene;
  const [key, text] = [random.text(), random.text()];
  const keepMs = 60_000;
  await start(scene, { keepMs });
  const first = await post(scene, text, key);
  await clock.advance(keepMs + random.integer(1_000, 9_000));
  (await post(scene, text, key)).expectPending();
  // She thinks for longer than a day, which is longer than anything is kept.
  await clock.advance(DAY_MS + random.integer(1, 9) * HOUR_MS);
  const others = [await post(scene, text, key), await post(scene, text, key)];
  await clock.advance(1_000);
  for (const probe of [first, ...others]) probe.expectPending();
  await agree(scene, 1);
  await clock.advance(AT_ONCE_MS);
  for (const other of others) await expectSame(scene, first, other);
  await (await server.get("/messages")).expectMessages(text);
});

check("finishes for an asker who went away, and answers the repetition", {
  heading: "Wait when the first is still on its way",
  why:
    "The first asker went away without an answer: that is the very reason for the second request, and no reason to forget the key.",
}, async (scene) => {
  const { server, clock, random } = scene;
  const [key, text] = [random.text(), random.text()];
  await start(scene);
  const lost = await post(scene, text, key);
  await clock.advance(1_000);
  await lost.cut();
  const again = await post(scene, text, key);
  await clock.advance(1_000);
  again.expectPending();
  await agree(scene, 1);
  await clock.advance(AT_ONCE_MS);
  await again.expectStatus(201);
  await (await server.get("/messages")).expectMessages(text);
});

check("answers 422 to another body with the same key", {
  heading: "Refuse another body with the same key",
  why:
    "A client that uses a key twice would get the answer to its old message, and believe that the new one is published. Another sender is another message too, and so is one whose name takes a piece of the text.",
  norm: "Idempotency-Key draft §2.7",
}, async (scene) => {
  const { server, clock, random } = scene;
  const key = random.text();
  // Whoever joins from and text with one of these takes two messages for one.
  const marks = ["", " ", ":", ": ", ",", "|", "\n", "\0"];
  const words = marks.map((mark) => `${mark}${random.text()}`).join("");
  const text = `${words} caf\u00e9 ${LONG}end`;
  await start(scene);
  const first = await post(scene, text, key);
  await clock.advance(1_000);
  const meanwhile = [
    await post(scene, random.text(), key),
    await post(scene, text, key, "ben"),
    await post(scene, text.normalize("NFD"), key),
    await post(scene, text.toUpperCase(), key),
    await post(scene, `${text} `, key),
    await post(scene, `${text.slice(0, -1)}t`, key),
  ];
  for (const mark of marks) {
    // "" is between the first letter and the others.
    const end = mark === "" ? 1 : text.indexOf(mark);
    const from = `ada${mark}${text.slice(0, end)}`;
    const rest = text.slice(end + mark.length);
    meanwhile.push(await post(scene, rest, key, from));
  }
  await clock.advance(AT_ONCE_MS);
  for (const other of meanwhile) await other.expectStatus(422);
  await agree(scene, 1);
  await clock.advance(AT_ONCE_MS);
  const afterwards = await post(scene, random.text(), key);
  await clock.advance(AT_ONCE_MS);
  await afterwards.expectStatus(422);
  await expectSame(scene, first, await post(scene, text, key));
  await (await server.get("/messages")).expectMessages(text);
});

check("does not remember a failure", {
  heading: "Do not remember a failure",
  why:
    "503 says: later. A server that gives its 503 again for a day takes the word back, and the message can never be published.",
}, async (scene) => {
  const { server, clock, random } = scene;
  const [key, text] = [random.text(), random.text()];
  await start(scene);
  const failures: (string | Thrown)[] = [
    "She is at lunch",
    { name: "TimeoutError", message: "She is late" },
    { name: "AbortError" },
    { value: random.text() },
    { value: null },
    { value: 0 },
    { value: "" },
    {},
  ];
  for (const failure of failures) {
    const failed = await post(scene, text, key);
    await clock.advance(random.integer(0, 5_000));
    await server.portCall("approve").reject(failure);
    await clock.advance(AT_ONCE_MS);
    await failed.expectStatus(503);
    await (await server.get("/messages")).expectMessages();
  }
  const asked = failures.length + 1;
  const first = await published(scene, text, { key, asked });
  await expectSame(scene, first, await post(scene, text, key));
});

check("lets different keys wait side by side", {
  heading: "Wait when the first is still on its way",
  why:
    "A request waits for the first one with its own key, and for nobody else: one draft that the moderator thinks about long must not hold up the others.",
}, async (scene) => {
  const { server, clock, random } = scene;
  const texts = [random.text(), random.text(), random.text()];
  await start(scene);
  const answers = [];
  for (const text of texts) {
    answers.push(await post(scene, text, `key of ${text}`));
    await clock.advance(100);
  }
  const again = await post(scene, `${texts[0]}`, `key of ${texts[0]}`);
  for (const place of [2, 0]) {
    await server.portCall("approve", place).resolve(null);
    await clock.advance(AT_ONCE_MS);
    await answers[place]?.expectStatus(201);
  }
  await again.expectStatus(201);
  answers[1]?.expectPending();
  await server.portCall("approve", 1).reject("She is at lunch");
  await clock.advance(AT_ONCE_MS);
  await answers[1]?.expectStatus(503);
  await (await server.get("/messages")).expectMessages(
    `${texts[2]}`,
    `${texts[0]}`,
  );
});

check("keeps a key for a day, and no longer", {
  heading: "Forget a key after a day",
  why:
    "Keys that are never forgotten fill the memory, and a repetition that prolongs the day never lets it end.",
  norm: "Idempotency-Key draft §2.3",
}, async (scene) => {
  const { server, clock, random } = scene;
  const [key, text] = [random.text(), random.text()];
  await start(scene);
  const first = await post(scene, text, key);
  await agree(scene, 1);
  await first.expectStatus(201);
  const earlierMs = random.integer(1, 23) * 3_600_000;
  await clock.advance(earlierMs);
  await expectSame(scene, first, await post(scene, text, key));
  await clock.advance(DAY_MS - 1 - earlierMs);
  await expectSame(scene, first, await post(scene, text, key));
  await clock.advance(2);
  await published(scene, text, { key, asked: 2 });
  await (await server.get("/messages")).expectMessages(text, text);
});

/** Times that differ from a day in every way, and why each is one. */
const TIMES: readonly [
  name: string,
  why: string,
  keepMs: (random: ServerScene["random"]) => number,
][] = [
  [
    "keeps a key as long as keepMs says",
    "How long clients go on repeating is known to whoever runs the board: it is an option, in milliseconds.",
    (random) => random.integer(2, 90) * 60_000 + random.integer(1, 999),
  ],
  [
    "keeps a key for weeks",
    "A day is what holds when nothing else was said, and no limit.",
    (random) => random.integer(10, 20) * DAY_MS + random.integer(1, 999),
  ],
  [
    "keeps a key for less than a second",
    "The time is the one that was given, and nobody rounds it.",
    (random) => random.integer(30, 900),
  ],
];

for (const [name, why, draw] of TIMES) {
  check(name, { heading: "Forget a key after a day", why }, async (scene) => {
    const { random } = scene;
    const [key, text] = [random.text(), random.text()];
    const keepMs = draw(random);
    await start(scene, { keepMs });
    await expectKept(scene, { key, text, keepMs });
  });
}

check("keeps a key for no time at all", {
  heading: "Forget a key after a day",
  why:
    "0 is a time too. Then a key is known while the moderator thinks, and forgotten with the answer: whoever comes later is new.",
}, async (scene) => {
  const { clock, random, server } = scene;
  const [key, text] = [random.text(), random.text()];
  await start(scene, { keepMs: 0 });
  const first = await post(scene, text, key);
  await clock.advance(random.integer(1, 9_000));
  const second = await post(scene, text, key);
  await agree(scene, 1);
  await clock.advance(2);
  await expectSame(scene, first, second);
  await published(scene, text, { key, asked: 2 });
  await (await server.get("/messages")).expectMessages(text, text);
});

/** Demands that a key is kept for so long, and no longer. */
async function expectKept(
  scene: ServerScene,
  { key, text, keepMs }: {
    readonly key: string;
    readonly text: string;
    readonly keepMs: number;
  },
): Promise<void> {
  const { clock } = scene;
  const first = await post(scene, text, key);
  await agree(scene, 1);
  await first.expectStatus(201);
  await clock.advance(keepMs - 1);
  await expectSame(scene, first, await post(scene, text, key));
  await clock.advance(2);
  await published(scene, text, { key, asked: 2 });
}

check("keeps two boards apart", {
  heading: "Publish once for each key",
  why:
    "A key belongs to the board that it was sent to. Two clients on two boards know nothing of each other, and may use the same one: kept in one place, it brings one of them the other's answer, or none.",
}, async (scene) => {
  const { server, clock, random, expect } = scene;
  const [key, mine, theirs] = [random.text(), random.text(), random.text()];
  const keepMs = random.integer(2, 90) * 60_000;
  await server.start({ boards: 2, options: { keepMs }, ports: ["approve"] });
  const second = { server: server.second };
  const failed = await post(scene, mine, key);
  const first = await post(second, theirs, key);
  await clock.advance(AT_ONCE_MS);
  failed.expectPending();
  first.expectPending();
  const drafts = server.port("approve").map((call) => call.arguments[0]);
  const shown = drafts.map((draft) => membersOf(draft).text);
  expect(shown.length === 2 && shown[0] === mine && shown[1] === theirs, {
    expected: "the moderator asked once for each board, with its own draft",
    got: drafts.map(describeJson),
  });
  // What becomes of the key on one board is nothing to the other.
  await server.portCall("approve", 0).reject("She is at lunch");
  await clock.advance(AT_ONCE_MS);
  await failed.expectStatus(503);
  const waiting = await post(second, theirs, key);
  waiting.expectPending();
  await server.portCall("approve", 1).resolve(null);
  await clock.advance(AT_ONCE_MS);
  await expectLocation(scene, first, 1);
  await expectSame(scene, first, waiting);
  await clock.advance(30_000);
  const later = await published(scene, mine, { key, asked: 3 });
  await expectLocation(scene, later, 1);
  await expectSame(scene, first, await post(second, theirs, key));
  await clock.advance(keepMs - 29_000);
  const fresh = await post(second, theirs, key);
  await agree(scene, 4);
  await clock.advance(AT_ONCE_MS);
  await expectLocation(scene, fresh, 2);
  await expectSame(scene, later, await post(scene, mine, key));
  await (await server.get("/messages")).expectMessages(mine);
  await (await server.second.get("/messages")).expectMessages(theirs, theirs);
});

check.stories("publishes once and answers every asker, whatever happens", {
  heading: "Publish once for each key",
  why:
    "Each key has a first request, a moderator's word and a day of its own. What is left of an earlier attempt, or of another key, must not decide about this one.",
  ...onceStories,
}, playOnce);

check("publishes once in real time", {
  heading: "Publish once for each key",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async (scene) => {
  const { server, random } = scene;
  const [key, text] = [random.text(), random.text()];
  await start(scene);
  const first = await post(scene, text, key);
  const second = await post(scene, text, key);
  await agree(scene, 1);
  await first.expectStatus(201);
  await expectSame(scene, first, second);
  await (await server.get("/messages")).expectMessages(text);
});
