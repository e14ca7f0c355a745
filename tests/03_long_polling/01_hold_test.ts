import { describeJson, exam } from "exam";
import { holdStories, playHold } from "./_01_story.ts";
import { expectNoGap, expectNoWaitForQuiet } from "./_cursors.ts";

const check = exam("03_long_polling/01_hold", "server");

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;

check("answers at once when messages are waiting", {
  heading: "Answer at once when there is something",
  why:
    "A server that always waits for the next message keeps from the reader what is already there.",
  norm: "RFC 6202 §2.1",
}, async ({ server, clock, random }) => {
  const texts = [random.text(), random.text(), random.text()];
  await server.start({ messages: texts });
  const fromTheStart = await server.get("/messages?since=0");
  const fromTheSecond = await server.get("/messages?since=2");
  const withoutCursor = await server.get("/messages");
  await clock.advance(AT_ONCE_MS);
  await fromTheStart.expectMessages(...texts);
  await fromTheSecond.expectMessages(...texts.slice(2));
  await withoutCursor.expectMessages(...texts);
});

check("holds the poll while nothing is there", {
  heading: "Hold the request while there is nothing",
  why:
    "An empty answer at once makes the client ask again at once: that is polling in a hurry, not long polling.",
  norm: "RFC 6202 §2.1",
}, async ({ server, clock, expect }) => {
  const poll = await server.get("/messages?since=0");
  await clock.advance(20_000);
  expect(poll.pending, {
    expected: "no answer while there is no news",
    got: `${poll.status} with the body ${poll.text || "(empty)"}`,
  });
});

check("sends nothing before the news", {
  heading: "Hold the request while there is nothing",
  why:
    "A status line cannot be taken back: after it, no 204 and no 503 can be said any more. The answer is one complete answer.",
  norm: "RFC 6202 §2.1",
}, async ({ server, clock }) => {
  const poll = await server.get("/messages?since=0");
  await clock.advance(1_000);
  poll.expectPending();
});

check("answers as soon as a message comes", {
  heading: "Answer everybody as soon as a message comes",
  why:
    "The held request is the only way to the reader. Whoever keeps the message until later has built a slow poll.",
  norm: "RFC 6202 §2.1",
}, async (scene) => {
  const { server, clock, random } = scene;
  const [old, fresh] = [random.text(), random.text()];
  await server.start({ messages: [old] });
  const poll = await server.get("/messages?since=1");
  await clock.advance(random.integer(1_000, 20_000));
  poll.expectPending();
  await server.publish(fresh);
  await clock.advance(AT_ONCE_MS);
  await poll.expectMessages(fresh);
  await expectNoWaitForQuiet(scene, 2);
});

check("answers every reader who waits", {
  heading: "Answer everybody as soon as a message comes",
  why:
    "One variable for the waiting reader keeps only the last of them, a list that is changed while it is walked skips every second one, and who is woken in turn waits for all before.",
}, async ({ server, clock, random }) => {
  const readers = random.integer(40, 60);
  const polls = [];
  for (let reader = 0; reader < readers; reader++) {
    polls.push(await server.get("/messages?since=0"));
  }
  const text = random.text();
  await server.publish(text);
  await clock.advance(AT_ONCE_MS);
  for (const poll of polls) await poll.expectMessages(text);
});

check("takes the cursor as the last message seen", {
  heading: "Answer at once when there is something",
  why:
    "since=3 means: I have seen 3. Whoever sends 3 again shows it twice, for ever.",
}, async ({ server, clock, random }) => {
  const texts = Array.from(
    { length: random.integer(3, 9) },
    () => random.text(),
  );
  await server.start({ messages: texts });
  const newest = await server.get(`/messages?since=${texts.length}`);
  const oneBefore = await server.get(`/messages?since=${texts.length - 1}`);
  await clock.advance(AT_ONCE_MS);
  newest.expectPending();
  await oneBefore.expectMessages(...texts.slice(-1));
});

check("loses neither of two messages in one tick", {
  heading: "Answer everybody as soon as a message comes",
  why:
    "The second message comes before anybody could ask again. It is in the log: answer from there, and nothing is lost.",
  norm: "RFC 6202 §2.2",
}, async ({ server, clock, random, expect }) => {
  const [first, second] = [random.text(), random.text()];
  const poll = await server.get("/messages?since=0");
  await server.publish(first, second);
  await clock.advance(AT_ONCE_MS);
  const answered = await poll.readMessages();
  expect(answered[0]?.text === first, {
    expected: `the first message, "${first}", first`,
    got: describeJson(answered.map(({ text }) => text)),
  });
  if (answered.length === 2) return await poll.expectMessages(first, second);
  const next = await server.get("/messages?since=1");
  await clock.advance(AT_ONCE_MS);
  await next.expectMessages(second);
});

check("misses no message that comes right after the question", {
  heading: "Hold the request while there is nothing",
  why:
    "Between looking into the log and listening to it nothing may be awaited: what is published in that gap wakes nobody.",
}, async (scene) => {
  const { server, clock, random } = scene;
  await server.start();
  for (let cursor = 0; cursor < 3; cursor++) {
    const poll = await server.get(`/messages?since=${cursor}`);
    const text = random.text();
    await server.publish(text);
    await clock.advance(AT_ONCE_MS);
    await poll.expectMessages(text);
  }
  await expectNoGap(scene, 3);
});

check("carries many polls on one connection", {
  heading: "Answer everybody as soon as a message comes",
  why:
    "An answer that is complete leaves the connection free for the next poll. Closing it would cost a new one each time.",
  norm: "RFC 9112 §9.3",
}, async ({ server, clock, random, expect }) => {
  await server.start();
  const connection = await server.connection();
  for (let cursor = 0; cursor < 3; cursor++) {
    const poll = await connection.get(`/messages?since=${cursor}`);
    await clock.advance(1_000);
    poll.expectPending();
    const text = random.text();
    await server.publish(text);
    await clock.advance(AT_ONCE_MS);
    await poll.expectMessages(text);
    const header = poll.headers.get("connection");
    expect(!/close/i.test(header ?? ""), {
      expected: "an answer that keeps the connection",
      got: `Connection: ${header}`,
    });
  }
});

check("leaves no listener behind", {
  heading: "Leave nothing behind",
  why:
    "Every answered poll that still listens costs memory and time with each message, until the server stands still.",
}, async ({ server, clock, random, expect }) => {
  const before = await server.listeners();
  for (let cursor = 0; cursor < 4; cursor++) {
    const poll = await server.get(`/messages?since=${cursor}`);
    const text = random.text();
    await server.publish(text);
    await clock.advance(AT_ONCE_MS);
    await poll.expectMessages(text);
    // Nobody publishes for those that have to be answered at once.
    await (await server.get(`/messages?since=${cursor}`)).expectMessages(text);
  }
  const after = await server.listeners();
  expect(after <= before, {
    expected: `${before} listeners, as before the eight polls`,
    got: `${after} listeners after them`,
  });
});

check("keeps two boards apart", {
  heading: "Answer everybody as soon as a message comes",
  why:
    "What is new on one board is not new on another. What stands outside of handler() is there once for all boards: it wakes readers who have nothing to read, or it never wakes those who have.",
}, async ({ server, clock, random }) => {
  const [old, fresh] = [random.text(), random.text()];
  const [theirOld, theirFresh] = [random.text(), random.text()];
  await server.start({ boards: 2, messages: [old] });
  await server.second.publish(theirOld);
  const mine = await server.get("/messages?since=1");
  const theirs = await server.second.get("/messages?since=1");
  await clock.advance(1_000);
  mine.expectPending();
  theirs.expectPending();
  await server.second.publish(theirFresh);
  await clock.advance(AT_ONCE_MS);
  await theirs.expectMessages(theirFresh);
  mine.expectPending();
  const next = await server.second.get("/messages?since=2");
  await server.publish(fresh);
  await clock.advance(AT_ONCE_MS);
  await mine.expectMessages(fresh);
  next.expectPending();
  const [all, others] = [
    await server.get("/messages?since=0"),
    await server.second.get("/messages?since=0"),
  ];
  await clock.advance(AT_ONCE_MS);
  await all.expectMessages(old, fresh);
  await others.expectMessages(theirOld, theirFresh);
});

check.stories(
  "answers every poll as soon as there is something, whatever happens",
  {
    heading: "Answer everybody as soon as a message comes",
    why:
      "Each poll has a cursor of its own, and waits for what comes after it. What one reader has read is still news to the next.",
    ...holdStories,
  },
  playHold,
);

check("holds and answers in real time", {
  heading: "Answer everybody as soon as a message comes",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async ({ server, clock, random }) => {
  const poll = await server.get("/messages?since=0");
  await clock.advance(50);
  poll.expectPending();
  const text = random.text();
  await server.publish(text);
  await poll.expectMessages(text);
});
