import { describeJson, exam, membersOf, message } from "exam";
import {
  expectEndsBoth,
  expectEndsEverywhere,
  expectNothingLeft,
  expectRestDropped,
  half,
} from "../_aborts.ts";
import { cursorOf, expectNoOptionNeeded, pollsOf } from "../_polls.ts";
import { playPolling, pollingStories } from "./_02_story.ts";

const check = exam("02_polling/02_ask_again", "client");

const HOUR_MS = 3_600_000;
const JSON_HEADERS = { "content-type": "application/json" };

check("asks at once, but not before it is asked", {
  heading: "Ask at once, then after the interval",
  why:
    "A loop that waits first shows an empty page for one interval; one that starts before the first next() asks for a reader who may never come.",
}, async (scene) => {
  const { client, peer, clock, random, expect } = scene;
  const since = random.integer(1, 900);
  await client.start({ since }, { pull: false });
  await clock.advance(5_000);
  peer.expectNoRequest();
  await client.pull();
  const first = await pollsOf(scene)();
  const asked = `${first.method} ${first.path} with cursor ${cursorOf(first)}`;
  expect(asked === `GET /messages with cursor ${since}`, {
    expected: `GET /messages with cursor ${since}`,
    got: asked,
  });
});

check("works without any option, a signal included", {
  heading: "Ask at once, then after the interval",
  why:
    "Every option may be left out. `signal?.aborted` asks a signal that is there; `signal.aborted` throws when there is none, and `since` has a default that is 0.",
}, (scene) => expectNoOptionNeeded(scene));

check("asks below the board's own address", {
  heading: "Ask at once, then after the interval",
  why:
    "The board may live below a path of its host. An address that begins with a slash leaves that path, and asks somebody else. And the URL is the caller's: whoever changes it sends the next reader astray.",
  norm: "RFC 3986 §5.2.2",
}, async (scene) => {
  const { client, random, expect } = scene;
  const next = pollsOf(scene);
  // A caller reads one board twice, and gives the same URL.
  for (const below of ["", "board/", "board/", `${random.text()}/of/ours/`]) {
    await client.start({}, { below });
    for (const count of [1, 0, 0]) {
      const question = await next(2_000);
      expect(question.path === `/${below}messages`, {
        expected: `GET /${below}messages`,
        got: `${question.method} ${question.target}`,
      });
      await question.messages(...[message(1)].slice(0, count));
    }
    await client.abort();
    await client.expectEnded();
  }
});

check("asks again 2,000 ms after the answer, and not before", {
  heading: "Ask at once, then after the interval",
  why:
    "The interval is what the reader and the server have agreed on: shorter costs the server, longer costs the reader.",
  norm: "RFC 6202 §2.1",
}, async (scene) => {
  const { client, peer, clock } = scene;
  await client.start();
  const next = pollsOf(scene);
  for (let id = 1; id <= 3; id++) {
    const question = await next();
    if (id === 2) await question.messages();
    else await question.messages(message(id));
    await clock.advance(1_999);
    peer.expectNoRequest();
    await clock.advance(1);
  }
  await next();
});

check("keeps to intervalMs", {
  heading: "Ask at once, then after the interval",
  why:
    "How late a message may be is for the caller to say, not for the client: it is an option, in milliseconds.",
  norm: "RFC 6202 §2.1",
}, async (scene) => {
  const { client, peer, clock, random } = scene;
  const next = pollsOf(scene);
  // Far from the default on both sides, and no whole seconds.
  for (const most of [90, 900, 45_000, 7_500_000]) {
    const intervalMs = random.integer(most / 3, most);
    await client.start({ intervalMs });
    for (let round = 0; round < 3; round++) {
      await (await next()).messages();
      await clock.advance(intervalMs - 1);
      peer.expectNoRequest();
      await clock.advance(1);
    }
    (await next()).hold();
    await client.abort();
  }
  await client.start({ intervalMs: 0 }, { below: "restless/" });
  await (await next()).messages();
  await next(1);
});

check("counts the interval from the last byte of the answer", {
  heading: "Ask at once, then after the interval",
  why:
    "fetch is done when the headers are there. An interval that begins with the question, or with the headers, has run out before a slow answer is complete.",
}, async (scene) => {
  const { client, peer, clock, random } = scene;
  const body = JSON.stringify([message(1), message(2)]);
  const half = random.integer(1, body.length - 1);
  await client.start();
  const next = pollsOf(scene);
  const slow = await next();
  slow.hold();
  await clock.advance(1_500);
  await slow.writeHead(200, JSON_HEADERS);
  await slow.write(body.slice(0, half));
  await clock.advance(3_800);
  await slow.write(body.slice(half));
  await slow.end();
  await client.expectMessages(1, 2);
  await clock.advance(1_999);
  peer.expectNoRequest();
  await clock.advance(1);
  await next();
});

check("has one question open at a time", {
  heading: "Keep one question open",
  why:
    "setInterval asks on while an answer is under way: the slower the server, the more it is asked, and every message comes more than once.",
}, async (scene) => {
  const { client, peer, clock, random } = scene;
  await client.start({ since: 7 });
  const next = pollsOf(scene);
  const slow = await next();
  slow.hold();
  await clock.advance(random.integer(5_000, 60_000));
  peer.expectNoRequest();
  await slow.messages(message(8));
  await client.expectMessages(8);
});

check("asks with the id of the last message that came", {
  heading: "Ask with the last cursor",
  why:
    "The cursor is an id, not a count, and an empty answer says nothing about it. Whoever begins at 0 again gets everything once more.",
}, async (scene) => {
  const { client, random, expect } = scene;
  await client.start();
  const next = pollsOf(scene);
  let cursor = 0;
  for (const count of [3, 0, 0, 2, 1, 0]) {
    const question = await next(2_000);
    expect(cursorOf(question) === cursor, {
      expected: `a question with the cursor ${cursor}`,
      got: question.target,
    });
    // Ids may jump over what the board has dropped.
    const first = cursor + random.integer(20, 90);
    const ids = Array.from({ length: count }, (_, index) => first + index);
    await question.messages(...ids.map((id) => message(id)));
    cursor = ids.at(-1) ?? cursor;
  }
});

check("yields each message once, in order, and goes on after a full page", {
  heading: "Yield each message once",
  why:
    "The caller wants messages, not answers: one after the other, none kept back until the next poll. And 100 of them are a page, not the end.",
}, async (scene) => {
  const { client, clock, expect } = scene;
  await client.start({ since: 4 });
  const next = pollsOf(scene);
  await (await next()).messages(message(5), message(6), message(7));
  await client.expectMessages(5, 6, 7);
  const { value, at } = client.yieldedAt(0);
  expect(membersOf(value).text === "message 5" && at === clock.now, {
    expected: "message 5 itself, at once",
    got: `${describeJson(value)}, ${clock.now - at} ms later`,
  });
  const page = Array.from({ length: 100 }, (_, index) => message(index + 8));
  await (await next(2_000)).messages(...page);
  await (await next(2_000)).messages(message(108));
  await client.expectMessages(5, 6, 7, ...page.map(({ id }) => id), 108);
});

check("gives each reader a place of its own", {
  heading: "Ask with the last cursor",
  why:
    "A reader begins where its own options say. What is kept outside of the function is shared by all readers, and takes from one what another has read.",
}, async (scene) => {
  const { client, peer, clock, expect } = scene;
  await client.start();
  const next = pollsOf(scene);
  await (await next()).messages(message(1), message(2));
  await client.expectMessages(1, 2);
  const held = await next(2_000);
  held.hold();
  // The first reader still waits for its answer.
  await client.start();
  const question = await next();
  expect(cursorOf(question) === 0, {
    expected: "a question with the cursor 0 of the second reader",
    got: question.target,
  });
  await question.messages(message(1), message(2), message(3));
  await client.expectMessages(1, 2, 3);
  await clock.advance(1_999);
  peer.expectNoRequest();
  const again = await next(1);
  expect(cursorOf(again) === 3, {
    expected: "a question with the cursor 3 of the second reader",
    got: again.target,
  });
});

check("ends at once when it is aborted during a question", {
  heading: "End when you are told to",
  why:
    "The reader has left. A question that stays open keeps a connection, whether it waits for the headers or for the rest of the body, and its answer would be read for nobody.",
}, async (scene) => {
  const { client, peer, clock } = scene;
  const next = pollsOf(scene);
  for (const where of ["before the headers", "within the body"]) {
    await client.start();
    const question = await next();
    question.hold();
    await clock.advance(700);
    if (where === "within the body") await half(question);
    await client.abort();
    await client.expectEnded();
    await expectNothingLeft(scene, where, { open: question });
    await clock.advance(HOUR_MS);
    peer.expectNoRequest();
  }
});

check("ends whatever the reason of the abort is", {
  heading: "End when you are told to",
  why:
    "A reader may leave with any reason: AbortSignal.timeout gives a TimeoutError, others give a text. Only the signal knows whether it has aborted; the name of an error does not.",
}, async (scene) => {
  const { client, peer, clock } = scene;
  const next = pollsOf(scene);
  await expectEndsEverywhere(scene, {
    "before the headers": async () => {
      const question = await next();
      question.hold();
      return question;
    },
    "within the body": async () => await half(await next()),
    "during the wait": async () => {
      await (await next()).messages(message(1));
      await clock.advance(1_000);
      return undefined;
    },
  });
  await client.start({}, { pull: false });
  await client.abort();
  await client.pull();
  await client.expectEnded();
  peer.expectNoRequest();
});

check("ends at once when it is aborted during a wait", {
  heading: "End when you are told to",
  why:
    "A wait that nobody can interrupt keeps the program alive, and wakes up to ask for a reader who left long ago.",
}, async (scene) => {
  const { client, peer, clock, random, expect } = scene;
  const next = pollsOf(scene);
  // Two readers with one signal: it ends both of them.
  for (const signal of [true, "same"] as const) {
    await client.start({ intervalMs: 60_000 }, { signal });
    await (await next()).messages(message(1));
    await client.expectMessages(1);
  }
  await clock.advance(random.integer(1, 50_000));
  await client.abort();
  await client.expectEnded();
  const timers = await client.timers();
  expect(timers === 0, {
    expected: "no timer after the end",
    got: `${timers} that would still fire`,
  });
  await clock.advance(HOUR_MS);
  peer.expectNoRequest();
});

check("ends with the others that have the same signal", {
  heading: "End when you are told to",
  why:
    "A signal belongs to the caller, who may give it to many readers. `signal.onabort` has room for one of them only: whoever sets it, or sets it back, takes it from another.",
}, (scene) => expectEndsBoth(scene, pollsOf(scene)));

check("yields nothing after an abort", {
  heading: "End when you are told to",
  why:
    "The rest of an answer is no exception: who said stop does not expect another message.",
}, (scene) => expectRestDropped(scene, pollsOf(scene)));

check("asks once within a second of waking up", {
  heading: "Wake up well",
  why:
    "While a laptop sleeps no timer runs, and afterwards each fires once. Whoever counts ticks, or waits in slices, waits again; whoever makes up for missed ones asks 1,800 times.",
}, async (scene) => {
  const { client, clock, peer, random, expect } = scene;
  const next = pollsOf(scene);
  for (const intervalMs of [2_000, random.integer(20, 90) * 1_000]) {
    await client.start(
      intervalMs === 2_000 ? { since: 7 } : {
        since: 7,
        intervalMs,
      },
    );
    await (await next()).messages(message(8));
    // Early in the wait, so that nearly all of it is slept through.
    await clock.advance(random.integer(1, 400));
    await clock.sleepAndWake(HOUR_MS);
    const again = await next(1_000);
    expect(cursorOf(again) === 8, {
      expected: "a question with the cursor 8",
      got: again.target,
    });
    await again.messages(message(9));
    await clock.advance(intervalMs - 1);
    peer.expectNoRequest();
    await client.expectMessages(8, 9);
    await client.abort();
    await client.expectEnded();
  }
});

check.stories("asks when it is time with the right cursor, whatever happens", {
  heading: "Ask at once, then after the interval",
  why:
    "Each reader has a cursor, an interval and an end of its own, and the whole answer before it decides about the next question: not its first bytes, and not what others do.",
  ...pollingStories,
}, playPolling);

check("asks in real time", {
  heading: "Ask at once, then after the interval",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async ({ client, peer }) => {
  await client.start({ intervalMs: 40 });
  await (await peer.next()).messages(message(1), message(2));
  await (await peer.next()).messages();
  await (await peer.next()).messages(message(3));
  await client.expectMessages(1, 2, 3);
  await client.abort();
  await client.expectEnded();
});
