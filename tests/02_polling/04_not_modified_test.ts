import {
  type AskedBoard,
  demand,
  exam,
  type Probe,
  type Random,
  type ServerScene,
} from "exam";
import { expectLocation } from "../_locations.ts";
import { playStates, stateStories } from "./_04_story.ts";

const check = exam("02_polling/04_not_modified", "server");

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;
const HOUR_MS = 3_600_000;

/** An entity tag as RFC 9110 section 8.8.3 writes it; the group is what is compared. */
const TAG = /^(?:W\/)?("[\x21\x23-\x7e\x80-\xff]*")$/;

function texts(random: Random, length: number): string[] {
  return Array.from({ length }, () => random.text());
}

/** Where a board is asked: a scene, or what has the second board as its server. */
interface Asked extends Pick<ServerScene, "clock"> {
  readonly server: AskedBoard;
}

/** Asks, with `If-None-Match` if there is one, and waits for the answer. */
async function ask(
  { server, clock }: Asked,
  ifNoneMatch?: string,
  target = "/messages",
  method = "GET",
): Promise<Probe> {
  const headers = ifNoneMatch === undefined
    ? {}
    : { "If-None-Match": ifNoneMatch };
  const probe = await server.request(method, target, { headers });
  await clock.advance(AT_ONCE_MS);
  return probe;
}

/** The tag of the board as it is now. */
async function tagOf(
  scene: Asked,
  target = "/messages",
): Promise<string> {
  const probe = await ask(scene, undefined, target);
  await probe.expectStatus(200);
  await probe.expectHeader("etag", TAG);
  return demand(probe.headers.get("etag"), "the header etag");
}

/** Everything that a tag may consist of, but letters and digits. */
const EVERY_CHARACTER = "!#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/** A text with its small letters as capitals, and the other way round. */
function otherCase(text: string): string {
  return text.replace(/[a-z]/gi, (letter) => {
    const small = letter.toLowerCase();
    return letter === small ? letter.toUpperCase() : small;
  });
}

/** What is between the quotes of a tag. */
function opaque(tag: string): string {
  const [, quoted] = TAG.exec(tag) ?? [];
  return demand(quoted, "an entity tag in double quotes", tag).slice(1, -1);
}

async function publish(
  { server, clock }: Asked,
  text: string,
  ifNoneMatch?: string,
): Promise<Probe> {
  const probe = await server.request("POST", "/messages", {
    headers: {
      "Content-Type": "application/json",
      ...(ifNoneMatch === undefined ? {} : { "If-None-Match": ifNoneMatch }),
    },
    body: JSON.stringify({ from: "examiner", text }),
  });
  await clock.advance(AT_ONCE_MS);
  return probe;
}

check("gives every answer a tag and says how to keep it", {
  heading: "Say how to keep it",
  why:
    "A tag is text in double quotes, and nothing else is one. Without a tag, or with no-store, there is nothing that a client could ask about later.",
  norm: "RFC 9110 §8.8.3",
}, async (scene) => {
  const { server, random } = scene;
  const published = texts(random, 5);
  await server.start({ messages: published });
  for (
    const [target, expected] of [
      ["/messages", published],
      ["/messages?since=2&limit=2", published.slice(2, 4)],
      ["/messages?since=5", []],
    ] as const
  ) {
    const probe = await ask(scene, undefined, target);
    await probe.expectMessages(...expected);
    await probe.expectHeader("etag", TAG);
    await probe.expectHeader(
      "cache-control",
      /^(?!.*no-store).*\b(no-cache|max-age=0)\b/i,
    );
  }
});

check("gives the same tag as long as nothing changes", {
  heading: "Give every answer a tag",
  why:
    "A tag that is drawn anew, or that holds the time of the answer, is never met again: every question gets the whole answer.",
  norm: "RFC 9110 §8.8.1",
}, async (scene) => {
  const { server, clock, random } = scene;
  await server.start({ messages: texts(random, random.integer(0, 5)) });
  const tag = await tagOf(scene);
  await tagOf(scene, "/messages?since=0&limit=3");
  await clock.advance(random.integer(1, 9) * HOUR_MS);
  await (await ask(scene)).expectHeader("etag", tag);
});

check("answers 304 without a body to the tag that it gave", {
  heading: "Answer 304 when nothing has changed",
  why:
    "The asker has this state already: a line that says so is all it needs, from HEAD as from GET.",
  norm: "RFC 9110 §15.4.5",
}, async (scene) => {
  const { server, random } = scene;
  await server.start({ messages: texts(random, random.integer(1, 5)) });
  for (const target of ["/messages", "/messages?since=1&limit=2"]) {
    const tag = await tagOf(scene, target);
    for (const method of ["GET", "HEAD", "GET"]) {
      const probe = await ask(scene, tag, target, method);
      await probe.expectStatus(304);
      await probe.expectEmpty();
    }
  }
});

check("answers 304 with the headers of the 200", {
  heading: "Answer 304 when nothing has changed",
  why:
    "A cache renews what it keeps with the headers of the 304. Without them it loses the tag, or keeps the answer by rules that were not meant for it.",
  norm: "RFC 9110 §15.4.5",
}, async (scene) => {
  const { server, random } = scene;
  await server.start({ messages: texts(random, 3) });
  const whole = await ask(scene);
  await whole.expectStatus(200);
  const probe = await ask(scene, whole.headers.get("etag") ?? "*");
  await probe.expectStatus(304);
  for (
    const name of [
      "etag",
      "cache-control",
      "vary",
      "content-location",
      "expires",
    ]
  ) {
    const value = whole.headers.get(name);
    if (value !== null) await probe.expectHeader(name, value);
  }
});

check("changes the tag with every message", {
  heading: "Give every answer a tag",
  why:
    "The length of the list is no state: when the log is full it stays the same for ever, and the asker hears 304 while messages come and go. And a count has no end.",
  norm: "RFC 9110 §8.8.1",
}, async (scene) => {
  const { server, clock, random, expect } = scene;
  const capacity = random.integer(3, 5);
  await server.start({ capacity });
  const seen = new Set<string>();
  for (let count = 0; count <= capacity + 3; count++) {
    const tag = await tagOf(scene);
    expect(!seen.has(opaque(tag)), {
      expected: `a tag that was not there before, with ${count} messages`,
      got: `${tag} again`,
    });
    const before = [...seen].at(-1);
    if (before !== undefined) {
      await (await ask(scene, `"${before}"`)).expectStatus(200);
    }
    seen.add(opaque(tag));
    await server.publish(random.text());
    await clock.advance(1_000);
  }
  // A count that begins anew comes back to a tag that was there before.
  for (const count of [100, 256, 1_000, 1_024]) {
    const before = await tagOf(scene);
    const published = texts(random, count);
    await server.publish(...published);
    const probe = await ask(scene, before);
    await probe.expectMessages(...published.slice(-capacity));
  }
});

check("tells two messages of one millisecond apart", {
  heading: "Give every answer a tag",
  why:
    "A time is no state. Between two messages of the same second, or of the same millisecond, the tag of a clock stands still, and the second one is never seen.",
  norm: "RFC 9110 §8.8.1",
}, async (scene) => {
  const { server, random } = scene;
  await server.start({ messages: [random.text()] });
  await server.publish(random.text());
  const first = await server.get("/messages");
  await server.publish(random.text());
  const second = await server.get("/messages");
  await first.expectStatus(200);
  await second.expectStatus(200);
  await first.expectHeader("etag", /./);
  const tag = first.headers.get("etag") ?? "";
  const messages = await second.readMessages();
  await (await ask(scene, tag)).expectMessages(
    ...messages.map(({ text }) => text),
  );
});

check("compares weakly", {
  heading: "Compare weakly",
  why:
    'A proxy that compresses an answer makes its tag weak. W/"a" and "a" mean the same list, whichever of them you gave.',
  norm: "RFC 9110 §13.1.2",
}, async (scene) => {
  const { server, random } = scene;
  await server.start({ messages: texts(random, 2) });
  const quoted = `"${opaque(await tagOf(scene))}"`;
  await (await ask(scene, quoted)).expectStatus(304);
  await (await ask(scene, `W/${quoted}`)).expectStatus(304);
});

check("finds its tag in a list, and * everywhere", {
  heading: "Read the whole list",
  why:
    "A cache that keeps several states asks about all of them at once. A comma may stand within a tag: who splits at every comma cuts it in two.",
  norm: "RFC 9110 §13.1.2",
}, async (scene) => {
  const { server, random } = scene;
  const empty = await ask(scene, "*");
  await empty.expectStatus(304);
  await server.publish(...texts(random, 3));
  const tag = await tagOf(scene);
  const [a, b] = [random.text(), random.text()];
  for (
    const list of [
      `"${EVERY_CHARACTER}", ${tag}`,
      `W/"C:\\", ${tag}, "\\"`,
      `"${a}", ${tag}`,
      `${tag},W/"${b}"`,
      `W/"${a},${b}" , "" ,${tag}, "${b}"`,
      // Characters beyond ASCII come as bytes from 0x80 on.
      `"caf\u00e9", ${tag}`,
      `${tag}, W/"\u00fc\u00df\u00ff"`,
      // As many as a cache may have.
      `${Array.from({ length: 90 }, (_, at) => `"${a}-${at}"`)}, ${tag}`,
      "*",
    ]
  ) {
    await (await ask(scene, list)).expectStatus(304);
    if (list === "*") continue;
    await (await publish(scene, random.text(), list)).expectStatus(412);
  }
  await (await ask(scene, `"${a}", W/"${b}"`)).expectStatus(200);
});

check("takes only its own tag for its own", {
  heading: "Read the whole list",
  why:
    "A false 304 is the worst answer: the asker believes that it has everything. A tag is compared whole, not searched for, and a star within quotes is a tag like any other.",
  norm: "RFC 9110 §8.8.3.2",
}, async (scene) => {
  const { server, random } = scene;
  const published = texts(random, random.integer(2, 5));
  await server.start({ messages: published });
  const own = opaque(await tagOf(scene));
  // A board may well call its first state "0".
  const x = random.pick(["x", "0", "7"].filter((each) => each !== own));
  const others = [
    `${own}${x}`,
    `${x}${own}`,
    `${x},${own},${x}`,
    own.slice(0, -1),
    "",
    "*",
    `${x},*,${x}`,
    "W/",
    `W/${own}`,
    otherCase(own),
    `${own}\\`,
    `${own}\u00e9`,
  ];
  for (const other of others.filter((each) => each !== own)) {
    await (await ask(scene, `"${other}"`)).expectMessages(...published);
    await (await ask(scene, `"${x}", W/"${other}"`)).expectMessages(
      ...published,
    );
  }
  const text = random.text();
  const star = await publish(scene, text, `"${x},*,${x}"`);
  await star.expectStatus(201);
  await (await ask(scene)).expectMessages(...published, text);
});

check("ignores a header that it cannot read", {
  heading: "Ignore what you cannot read",
  why:
    "A condition that nobody understands is none. Who asks wants the messages, and who publishes wants to be read: refusing, or saying that nothing is new, helps nobody.",
}, async (scene) => {
  const { server, random } = scene;
  const published = texts(random, random.integer(2, 5));
  await server.start({ messages: published });
  const unreadable = [
    (own: string) => own,
    (own: string) => `"${own}`,
    (own: string) => `${own}"`,
    (own: string) => `'${own}'`,
    () => random.text(),
  ];
  for (const headerOf of unreadable) {
    const header = headerOf(opaque(await tagOf(scene)));
    await (await ask(scene, header)).expectMessages(...published);
    const text = random.text();
    await (await publish(scene, text, header)).expectStatus(201);
    published.push(text);
  }
  await (await ask(scene)).expectMessages(...published);
});

check("publishes as ever what no condition holds back", {
  heading: "Answer 412 instead of publishing",
  why:
    "A condition that is met, and one that is not there, change nothing: the message is published, and 201 says where it is, as in 1.1.",
  norm: "RFC 9110 §13.2.2",
}, async (scene) => {
  const { server, random } = scene;
  const before = random.integer(1, 5);
  await server.start({ messages: texts(random, before) });
  const old = await tagOf(scene);
  for (const [index, header] of [undefined, old].entries()) {
    const answer = await publish(scene, random.text(), header);
    await answer.expectStatus(201);
    await expectLocation(scene, answer, before + index + 1);
  }
});

check("publishes nothing onto a board that has not changed", {
  heading: "Answer 412 instead of publishing",
  why:
    "304 is for reading. Any other method is told 412, and above all it is not carried out: the answer has to be decided before the log is touched.",
  norm: "RFC 9110 §13.1.2",
}, async (scene) => {
  const { server, random } = scene;
  await (await publish(scene, random.text(), "*")).expectStatus(412);
  await (await ask(scene)).expectMessages();
  const published = texts(random, random.integer(1, 5));
  await server.publish(...published);
  const tag = await tagOf(scene);
  for (const header of [tag, `"${random.text()}", W/"${opaque(tag)}"`, "*"]) {
    const refused = await publish(scene, random.text(), header);
    await refused.expectStatus(412);
  }
  await (await ask(scene)).expectMessages(...published);
  const [plain, other] = [random.text(), random.text()];
  await (await publish(scene, plain)).expectStatus(201);
  await (await publish(scene, other, tag)).expectStatus(201);
  await (await ask(scene)).expectMessages(...published, plain, other);
});

check("knows the state of a board with more than 100 messages", {
  heading: "Answer 412 instead of publishing",
  why:
    "GET /messages answers 100 messages at most, and its tag is the one that a POST is compared with. A tag that is made of another list than the answer is the tag of another answer.",
}, async (scene) => {
  const { server, random, expect } = scene;
  const published = texts(random, random.integer(101, 150));
  await server.start({ messages: published });
  await (await ask(scene)).expectMessages(...published.slice(0, 100));
  const tag = await tagOf(scene);
  await (await ask(scene, tag)).expectStatus(304);
  await (await publish(scene, random.text(), tag)).expectStatus(412);
  const end = `/messages?since=${published.length - 1}`;
  await (await ask(scene, undefined, end)).expectMessages(
    ...published.slice(-1),
  );
  const before = await tagOf(scene, end);
  const text = random.text();
  await server.publish(text);
  const after = await ask(scene, before, end);
  await after.expectMessages(...published.slice(-1), text);
  expect(opaque(await tagOf(scene, end)) !== opaque(before), {
    expected: `another tag of ${end} after one more message`,
    got: `${before} again`,
  });
});

check("judges a POST when its body has come", {
  heading: "Answer 412 instead of publishing",
  why:
    "A body takes its time, and the board may change meanwhile. What was true when the headers came is not asked: only what is true when the message would be published.",
  norm: "RFC 9110 §13.2.1",
}, async (scene) => {
  const { server, clock, random } = scene;
  const [first, second, third] = [random.text(), random.text(), random.text()];
  await server.start({ messages: [first] });
  const tag = await tagOf(scene);
  const body = JSON.stringify({ from: "examiner", text: third });
  const connection = await server.connection();
  await connection.send([
    "POST /messages HTTP/1.1",
    "Host: board.example",
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
    `If-None-Match: ${tag}`,
    "",
    body.slice(0, 9),
  ].join("\r\n"));
  await clock.advance(random.integer(1, 5_000));
  await server.publish(second);
  await connection.send(body.slice(9));
  const [answer] = await connection.expectAnswers(1);
  await answer.expectStatus(201);
  await (await ask(scene)).expectMessages(first, second, third);
});

check("keeps two boards apart", {
  heading: "Give every answer a tag",
  why:
    "A tag names a state of one board, and may name one of another board too. What stands outside of handler() is there once for all boards: news on one of them changes the tag of the others, or the same tag brings the messages of another board.",
  norm: "RFC 9110 §8.8.1",
}, async (scene) => {
  const { server, clock, random } = scene;
  const second = { clock, server: server.second };
  const mine = texts(random, random.integer(1, 5));
  // As many, in the same millisecond: the two boards may have the same tag.
  const theirs = texts(random, mine.length);
  await server.start({ boards: 2, messages: mine });
  await server.second.publish(...theirs);
  await (await ask(scene)).expectMessages(...mine);
  await (await ask(second)).expectMessages(...theirs);
  const [tag, old] = [await tagOf(scene), await tagOf(second)];
  const other = random.text();
  await server.second.publish(other);
  await (await ask(scene, tag)).expectStatus(304);
  await (await ask(second, old)).expectMessages(...theirs, other);
  await (await publish(scene, random.text(), tag)).expectStatus(412);
  const right = await publish(second, random.text(), old);
  await right.expectStatus(201);
  await expectLocation(scene, right, theirs.length + 2);
  await (await ask(scene, tag)).expectStatus(304);
  const [fresh, now] = [random.text(), await tagOf(second)];
  await server.publish(fresh);
  await (await ask(second, now)).expectStatus(304);
  await (await ask(scene, tag)).expectMessages(...mine, fresh);
});

check.stories("answers by the state of the board, whatever happens", {
  heading: "Give every answer a tag",
  why:
    "A tag stands for one answer of one URL. It is right as long as that answer is, however it was brought, and never again for another.",
  norm: "RFC 9110 §8.8.1",
  ...stateStories,
}, playStates);

check("answers 304 in real time", {
  heading: "Answer 304 when nothing has changed",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async ({ server, random }) => {
  const [first, second] = [random.text(), random.text()];
  await server.start({ messages: [first] });
  const whole = await server.get("/messages");
  await whole.expectMessages(first);
  const headers = { "If-None-Match": whole.headers.get("etag") ?? "" };
  await (await server.get("/messages", { headers })).expectStatus(304);
  await server.publish(second);
  const news = await server.get("/messages", { headers });
  await news.expectMessages(first, second);
});
