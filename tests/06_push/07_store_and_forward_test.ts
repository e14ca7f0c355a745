import {
  chunkOf,
  exam,
  type ProbeConnection,
  type Random,
  type ServerScene,
} from "exam";
import { messageExamples, messageStep, playMessages } from "./_07_story.ts";
import {
  acknowledge,
  expectWaiting,
  post,
  type Push,
  send,
  type Taken,
  taken,
  toBase64url,
} from "./_messages.ts";

const check = exam("06_push/07_store_and_forward", "server");

const urgencies = ["high", "normal", "low", "very-low"] as const;
const fourWeeksSeconds = 2_419_200;
const dayMs = 86_400_000;

/** Names, topics and ids that objects have members of, or that look like numbers. */
const awkward = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "0",
  "null",
];

function drawPath(random: Random): string {
  return `/push/${random.text()}`;
}

check("takes a message, and hands it over", {
  heading: "Take a message",
  why:
    "201 says: I have it, and here is where it can be acknowledged. It says nothing of delivery, and the receiver gets the bytes as they came.",
  norm: "RFC 8030 §5",
}, async (scene) => {
  const { random } = scene;
  const [ada, ben] = [drawPath(random), drawPath(random)];
  await expectWaiting(scene, ada, []);
  const first = await send(scene, ada, {});
  const second = await send(scene, ada, { ttl: random.integer(1, 900) });
  const other = await send(scene, ben, { body: "" });
  await expectWaiting(scene, ada, [first, second]);
  await expectWaiting(scene, ben, [other]);
  await expectWaiting(scene, drawPath(random), []);
});

check("keeps subscriptions apart, whatever their names", {
  heading: "Take a message",
  why:
    "Names come from strangers. In an object some of them have a meaning before anybody has sent anything, and two names in one text can be read as two others.",
  norm: "CWE-1321",
}, async (scene) => {
  const { random } = scene;
  const [one, two] = [random.text(), random.text()];
  const names = random.shuffled([
    ...awkward,
    one,
    `${one}-${two}`,
    `${one}_${two}`,
    `${one}${two}`,
    `${two}-${one}`,
    `${one}_`,
    one.toUpperCase(),
    random.text().repeat(40),
  ]);
  const kept = new Map<string, Taken[]>();
  for (const name of names) await expectWaiting(scene, `/push/${name}`, []);
  for (const name of names) {
    // With the topic of the one, the other's name and topic are the same text, in either order.
    const topics = name === one
      ? [`${two}-a`, `${two}_a`, `${two}a`, `a-${two}`]
      : ["a", two];
    const list: Taken[] = [];
    for (const topic of topics) {
      list.push(
        await send(scene, `/push/${name}`, { topic: topic.slice(-32) }),
      );
    }
    kept.set(name, list);
  }
  for (const [name, list] of kept) {
    await expectWaiting(scene, `/push/${name}`, list);
  }
  for (const [name, list] of kept) {
    const [first, ...rest] = list;
    if (first === undefined) continue;
    await (await acknowledge(scene, first)).expectStatus(204);
    await expectWaiting(scene, `/push/${name}`, rest);
  }
});

check("takes 4,096 bytes, and keeps every one of them", {
  heading: "Take a message",
  why:
    "What is encrypted is no text. Read as one, every second byte becomes a question mark, and nobody can open the rest.",
  norm: "RFC 8030 §7.2",
}, async (scene) => {
  const { random, server } = scene;
  const path = drawPath(random);
  await server.start();
  const kept: Taken[] = [];
  for (const length of [random.integer(256, 900), 4_096]) {
    const bytes = Uint8Array.from(
      { length },
      (_, at) => at < 256 ? at : random.integer(0, 255),
    );
    const connection = await server.connection();
    const head =
      `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nTTL: 60\r\nContent-Length: ${length}\r\n\r\n`;
    const all = [...new TextEncoder().encode(head), ...bytes];
    await connection.send(Uint8Array.from(all));
    const [answer] = await connection.expectAnswers(1);
    const message = await taken(scene, answer, {});
    kept.push({ ...message, body: toBase64url(bytes) });
    await expectWaiting(scene, path, kept);
  }
  const long = await post(scene, path, { body: "x".repeat(4_097) });
  await long.expectStatus(413);
  await expectWaiting(scene, path, kept);
});

check("refuses a TTL, an urgency or a topic that is none", {
  heading: "Refuse what is malformed",
  why:
    "Without a TTL nobody has said how long the message is worth anything, and a guess is wrong for half of them. Whoever guesses hides the sender's mistake.",
  norm: "RFC 8030 §5.2",
}, async (scene) => {
  const { random, server } = scene;
  const path = drawPath(random);
  const topic = random.text();
  const kept = await send(scene, path, { topic });
  const missing = await server.request("POST", path, { body: "sealed" });
  await missing.expectStatus(400, 422);
  const wrong: readonly Push[] = [
    ...["-1", "1.5", "1e3", "+5", "60s", "soon", "0x10", "60, 60"].map((
      ttl,
    ) => ({
      ttl,
    })),
    ...["urgent", "4", "high, low", "very low", "constructor", "__proto__"].map(
      (urgency) => ({ urgency }),
    ),
    ...["a".repeat(33), "a b", "a.b", "a/b", "a=", "a,b"].map((topic) => ({
      topic,
    })),
  ];
  for (const push of wrong) {
    scene.forget();
    const answer = await post(scene, path, { topic, body: "sealed", ...push });
    await answer.expectStatus(400, 422);
  }
  for (const urgency of ["urgent", "toString", "__proto__", "0"]) {
    const unknown = await server.get(`${path}?urgency=${urgency}`);
    await unknown.expectStatus(400, 422);
  }
  const right = [
    await send(scene, path, { topic: `${"a".repeat(30)}_Z` }),
    await send(scene, path, { topic: "-", ttl: 1 }),
  ];
  await expectWaiting(scene, path, [kept, ...right]);
});

check("takes at most maxBodyBytes", {
  heading: "Refuse what is too large",
  why:
    "A push service keeps messages for millions, and promises 4,096 bytes for each. A length that is only announced, or not at all, is no limit.",
  norm: "RFC 8030 §7.2",
}, async (scene) => {
  const { random, server } = scene;
  const path = drawPath(random);
  const topic = random.text();
  const maxBodyBytes = random.integer(100, 3_000);
  await server.start({ options: { maxBodyBytes } });
  const kept = await send(scene, path, {
    topic,
    body: "x".repeat(maxBodyBytes),
  });
  const body = "é".repeat(maxBodyBytes / 2 + 1);
  const long = await post(scene, path, { topic, body });
  await long.expectStatus(413);
  const inChunks = async (topic: string, ...chunks: readonly string[]) => {
    const connection = await server.connection();
    await connection.send(
      `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nTTL: 60\r\nTopic: ${topic}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    for (const chunk of [...chunks, ""]) await connection.send(chunkOf(chunk));
    const [answer] = await connection.expectAnswers(1);
    return answer;
  };
  const chunk = "y".repeat(maxBodyBytes);
  await (await inChunks(topic, chunk, "y")).expectStatus(413);
  await expectWaiting(scene, path, [kept]);
  const other = { topic: random.text(), body: chunk };
  const exact = await inChunks(other.topic, chunk.slice(1), "y");
  await expectWaiting(scene, path, [kept, await taken(scene, exact, other)]);
});

check(
  "keeps a message until its TTL has passed, and not a millisecond longer",
  {
    heading: "Forget what has expired",
    why:
      "The sender says for how long the message is true: the ferry has left, the code is no longer valid. Each message has a time of its own, from its own arrival on.",
    norm: "RFC 8030 §5.2",
  },
  async (scene) => {
    const { random, clock } = scene;
    const path = drawPath(random);
    const short = random.integer(2, 900);
    const long = short + random.integer(1, 900);
    const laterMs = random.integer(1, 999);
    const first = await send(scene, path, { ttl: long });
    await clock.advance(laterMs);
    const second = await send(scene, path, { ttl: short });
    await clock.advance(short * 1_000 - 1);
    await expectWaiting(scene, path, [first, second]);
    await clock.advance(1);
    await expectWaiting(scene, path, [first]);
    await (await acknowledge(scene, second)).expectStatus(404);
    await clock.advance((long - short) * 1_000 - laterMs - 1);
    await expectWaiting(scene, path, [first]);
    await clock.advance(1);
    // Gone although nobody has asked for the list since.
    await (await acknowledge(scene, first)).expectStatus(404);
    await expectWaiting(scene, path, []);
  },
);

check("keeps a message for four weeks, and for no longer", {
  heading: "Keep nothing longer than you want to",
  why:
    "A timer of four weeks does not exist: setTimeout counts 2,147,483,647 ms at most, which is 24.8 days, and fires at once when it is given more.",
  norm: "RFC 8030 §5.2",
}, async (scene) => {
  const { random, clock } = scene;
  const path = drawPath(random);
  const message = await send(scene, path, { ttl: fourWeeksSeconds });
  const body = random.text();
  const others: Taken[] = [];
  for (const ttl of ["99999999999", fourWeeksSeconds + 1]) {
    const answer = await post(scene, path, { ttl, body });
    others.push(await taken(scene, answer, { body }));
    await answer.expectHeader("ttl", `${fourWeeksSeconds}`);
  }
  const less = await send(scene, path, { ttl: fourWeeksSeconds - 1 });
  await expectWaiting(scene, path, [message, ...others, less]);
  await clock.advance(25 * dayMs);
  await expectWaiting(scene, path, [message, ...others, less]);
  await clock.advance(3 * dayMs - 1_000);
  await expectWaiting(scene, path, [message, ...others]);
  await clock.advance(999);
  await expectWaiting(scene, path, [message, ...others]);
  await clock.advance(1);
  await expectWaiting(scene, path, []);
});

check("keeps a message no longer than maxTtlSeconds, and says so", {
  heading: "Keep nothing longer than you want to",
  why:
    "The service may keep a message for less than was asked, and the TTL of its answer says for how long: a sender that is not told believes what it asked for.",
  norm: "RFC 8030 §5.2",
}, async (scene) => {
  const { random, clock, server } = scene;
  const path = drawPath(random);
  const maxTtlSeconds = random.integer(100, 5_000);
  await server.start({ options: { maxTtlSeconds } });
  const [body, less] = [random.text(), maxTtlSeconds - 1];
  const long: Taken[] = [];
  for (const more of [1, random.integer(2, 900)]) {
    const push = { ttl: maxTtlSeconds + more, body };
    const answer = await post(scene, path, push);
    long.push(await taken(scene, answer, push));
    await answer.expectHeader("ttl", `${maxTtlSeconds}`);
  }
  const exact = await send(scene, path, { ttl: maxTtlSeconds });
  const short = await send(scene, path, { ttl: less });
  await clock.advance(less * 1_000);
  await (await acknowledge(scene, short)).expectStatus(404);
  await clock.advance(999);
  await expectWaiting(scene, path, [...long, exact]);
  await clock.advance(1);
  await expectWaiting(scene, path, []);
});

check("takes a year, 100,000 bytes and two hundred messages", {
  heading: "Keep nothing longer than you want to",
  why:
    "Whoever runs the service says what it keeps. Numbers of its own that stand in the code, such as four weeks, are for nobody to see but the sender whose message is gone.",
}, async (scene) => {
  const { random, clock, server } = scene;
  const path = drawPath(random);
  const maxBodyBytes = random.integer(90_000, 100_000);
  await server.start({ options: { maxTtlSeconds: 31_536_000, maxBodyBytes } });
  await clock.advance(random.integer(1, 998));
  const ttl = random.integer(5_000_000, 31_536_000);
  const all = [
    await send(scene, path, { ttl, body: "x".repeat(maxBodyBytes) }),
    await send(scene, path, { ttl: 31_536_000 }),
  ];
  const over = await post(scene, path, { body: "x".repeat(maxBodyBytes + 1) });
  await over.expectStatus(413);
  const many: Taken[] = [];
  const other = drawPath(random);
  for (let count = 0; count < 200; count++) {
    many.push(await send(scene, other, { ttl: 600, body: `${count}` }));
  }
  await expectWaiting(scene, other, many);
  await clock.advance(29 * dayMs);
  await expectWaiting(scene, path, all);
  await expectWaiting(scene, other, []);
});

check("takes 0 seconds and 0 bytes for limits", {
  heading: "Keep nothing longer than you want to",
  why:
    "A limit of 0 is a limit, and no limit that is missing: nothing waits here, and nothing comes in but empty messages.",
}, async (scene) => {
  const { random, server } = scene;
  const path = drawPath(random);
  await server.start({ options: { maxTtlSeconds: 0, maxBodyBytes: 0 } });
  for (const ttl of [0, random.integer(1, 9_000)]) {
    const answer = await post(scene, path, { ttl, body: "" });
    await taken(scene, answer, { body: "" });
    await answer.expectHeader("ttl", "0");
  }
  await expectWaiting(scene, path, []);
  const answer = await post(scene, path, { body: "x" });
  await answer.expectStatus(413);
});

check("hands over the most urgent first, and what came first before the rest", {
  heading: "Hand over the most urgent first",
  why:
    "The order of the words in the alphabet is another one. Among equals the one who came first is served first, however many there are.",
  norm: "RFC 8030 §5.3",
}, async (scene) => {
  const { random, clock } = scene;
  const path = drawPath(random);
  const all: Taken[] = [];
  const order = [...urgencies, ...urgencies, ...urgencies]
    .map((urgency) => ({ urgency, key: random.integer(0, 999_999) }))
    .sort((a, b) => a.key - b.key);
  for (const { urgency } of order) {
    all.push(await send(scene, path, { urgency, ttl: random.integer(30, 90) }));
    await clock.advance(random.integer(1, 500));
  }
  all.push(await send(scene, path, {}));
  const sorted = urgencies.map((urgency) =>
    all.filter((message) => message.urgency === urgency)
  );
  await expectWaiting(scene, path, sorted.flat());
  for (const [least, urgency] of urgencies.entries()) {
    const wanted = sorted.slice(0, least + 1).flat();
    await expectWaiting(scene, `${path}?urgency=${urgency}`, wanted);
  }
});

check("hands a message over again until it is acknowledged", {
  heading: "Keep it until it is acknowledged",
  why:
    "An answer that was sent has not arrived: the battery may be empty by then. Only the receiver knows, and says so with DELETE.",
  norm: "RFC 8030 §6.2",
}, async (scene) => {
  const { random, clock } = scene;
  const [ada, ben] = [drawPath(random), drawPath(random)];
  const first = await send(scene, ada, {});
  const second = await send(scene, ada, { urgency: "high" });
  const others = [
    await send(scene, ben, {}),
    await send(scene, ben, {}),
    await send(scene, ben, {}),
  ];
  const last = await send(scene, ada, {});
  for (let time = 0; time < 3; time++) {
    await expectWaiting(scene, ada, [second, first, last]);
    await clock.advance(random.integer(1, 9_000));
  }
  const done = await acknowledge(scene, last);
  await done.expectStatus(204);
  await expectWaiting(scene, ada, [second, first]);
  await (await acknowledge(scene, last)).expectStatus(404);
  for (const id of ["none", ...awkward]) {
    const unknown = { ...last, path: `/messages/${id}` };
    await (await acknowledge(scene, unknown)).expectStatus(404);
  }
  await expectWaiting(scene, ada, [second, first]);
  await expectWaiting(scene, ben, others);
});

check(
  "replaces the message with the same topic, and takes TTL and urgency of the new one",
  {
    heading: "Replace what has the same topic",
    why:
      "Whoever comes back wants the score, not all the goals. The new message is a new one in every respect: id, text, TTL, urgency, and its place in the row.",
    norm: "RFC 8030 §5.4",
  },
  async (scene) => {
    const { random, clock } = scene;
    const [ada, ben] = [drawPath(random), drawPath(random)];
    const topic = random.text();
    const plain = await send(scene, ada, { ttl: 900 });
    const old = await send(scene, ada, { topic, ttl: 900, urgency: "low" });
    const near = [`${topic}s`, topic.toUpperCase(), `_${topic}`, ...awkward];
    const other: Taken[] = [];
    for (const topic of near) {
      other.push(await send(scene, ada, { topic, ttl: 900 }));
    }
    const foreign = await send(scene, ben, { topic, ttl: 900 });
    await clock.advance(random.integer(1, 9_000));
    const ttl = random.integer(5, 90);
    const fresh = await send(scene, ada, { topic, ttl });
    const again = await send(scene, ada, { ttl: 900 });
    await expectWaiting(scene, ada, [plain, ...other, fresh, again]);
    await expectWaiting(scene, ben, [foreign]);
    await (await acknowledge(scene, old)).expectStatus(404);
    await clock.advance(ttl * 1_000 - 1);
    await expectWaiting(scene, ada, [plain, ...other, fresh, again]);
    await clock.advance(1);
    await expectWaiting(scene, ada, [plain, ...other, again]);
    // An old one that is no longer there is no reason for anything.
    const next = await send(scene, ada, { topic, ttl: 900, urgency: "high" });
    await expectWaiting(scene, ada, [next, plain, ...other, again]);
    await (await acknowledge(scene, next)).expectStatus(204);
    await expectWaiting(scene, ada, [plain, ...other, again]);
    await expectOneOf(scene, await together(scene, ada, topic));
  },
);

/** Two messages with one topic, of which both heads are there before either body. */
async function together(
  scene: ServerScene,
  path: string,
  topic: string,
): Promise<Taken[]> {
  const { server, random } = scene;
  const senders: ProbeConnection[] = [];
  for (const _ of [1, 2]) {
    const connection = await server.connection();
    await connection.send(
      `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nTTL: 60\r\nTopic: ${topic}\r\nContent-Length: 9\r\n\r\n`,
    );
    senders.push(connection);
  }
  const messages: Taken[] = [];
  for (const connection of senders) {
    const body = random.text().padEnd(9).slice(0, 9);
    await connection.send(body);
    const [answer] = await connection.expectAnswers(1);
    messages.push(await taken(scene, answer, { topic, body }));
  }
  return messages;
}

/** Demands that of two with one topic one waits; which one came later is not said. */
async function expectOneOf(
  scene: ServerScene,
  messages: readonly Taken[],
): Promise<void> {
  const statuses: number[] = [];
  for (const message of messages) {
    statuses.push((await acknowledge(scene, message)).status);
  }
  scene.expect(statuses.toSorted().join() === "204,404", {
    expected:
      "of two messages with one topic that come at once one that waits: DELETE with 204, and 404 for the other",
    got: statuses.join(" and "),
  });
}

check("keeps nothing with TTL 0, and lets it replace", {
  heading: "Now or never",
  why:
    "TTL 0 says: to whoever is here at this moment. It is a right message, gets its 201, and expires on arrival; with a topic, the older one has been replaced all the same.",
  norm: "RFC 8030 §5.2",
}, async (scene) => {
  const { random } = scene;
  const path = drawPath(random);
  const topic = random.text();
  const kept = await send(scene, path, {});
  const never = await send(scene, path, { ttl: 0 });
  await expectWaiting(scene, path, [kept]);
  await (await acknowledge(scene, never)).expectStatus(404);
  const old = await send(scene, path, { topic });
  await expectWaiting(scene, path, [kept, old]);
  await send(scene, path, { topic, ttl: 0, urgency: "high" });
  await expectWaiting(scene, path, [kept]);
  await (await acknowledge(scene, old)).expectStatus(404);
});

check("keeps two services apart", {
  heading: "Take a message",
  why:
    "What a module keeps is there once for every call of handler(). Two push services in one process then hand over each other's messages, replace them when a topic is the same, and forget them when an id is.",
}, async (scene) => {
  const { server, clock, random, expect } = scene;
  await server.start({ boards: 2 });
  const second = { random, expect, server: server.second };
  const [path, topic] = [drawPath(random), random.text()];
  const ttl = random.integer(5, 90);
  // As many on each, one after the other: whoever counts gives the same ids to both.
  const ours = await send(scene, path, { topic, ttl: ttl + 1 });
  const read = await send(scene, path, { ttl });
  await expectWaiting(second, path, []);
  const short = await send(second, path, { topic, ttl });
  const long = await send(second, path, { ttl: ttl + 1 });
  await expectWaiting(scene, path, [ours, read]);
  await expectWaiting(second, path, [short, long]);
  await (await acknowledge(scene, read)).expectStatus(204);
  await expectWaiting(scene, path, [ours]);
  await expectWaiting(second, path, [short, long]);
  await clock.advance(ttl * 1_000);
  await expectWaiting(scene, path, [ours]);
  await expectWaiting(second, path, [long]);
  await (await acknowledge(second, long)).expectStatus(204);
  await expectWaiting(scene, path, [ours]);
});

check.stories("keeps what has to be kept, whatever happens", {
  heading: "Keep it until it is acknowledged",
  why:
    "Each message has a subscription, a topic, an urgency and an end of its own. What one message leaves behind when it goes is found by the next.",
  step: messageStep,
  examples: messageExamples,
  stepsMax: 24,
}, playMessages);

check("keeps and forgets in real time", {
  heading: "Forget what has expired",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async (scene) => {
  const { clock, random } = scene;
  const path = drawPath(random);
  const long = await send(scene, path, { ttl: 600 });
  await send(scene, path, { ttl: 1 });
  await clock.advance(1_100);
  await expectWaiting(scene, path, [long]);
});
