import { exam } from "exam";
import { expectCursorsRead } from "./_cursors.ts";
import { longHold } from "./_holds.ts";
import { playStop, stopStories } from "./_06_story.ts";

const check = exam("03_long_polling/06_let_go", "server");

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;

check("answers every held poll with 503 when the server stops", {
  heading: "Answer everybody who waits",
  why:
    "A server that waits for its held polls does not stop for 25 s, and one that does not wait cuts them: the reader sees an error instead of an answer.",
  norm: "RFC 9110 §15.6.4",
}, async ({ server, clock, random }) => {
  const polls = [];
  for (let reader = random.integer(40, 60); reader > 0; reader--) {
    polls.push(await server.get("/messages?since=0"));
  }
  await clock.advance(random.integer(1_000, 20_000));
  for (const poll of polls) poll.expectPending();
  await server.stop({ name: "Error", message: random.text() });
  await clock.advance(AT_ONCE_MS);
  for (const poll of polls) await poll.expectStatus(503);
});

check("tells those who waited to come back in a second", {
  heading: "Answer everybody who waits",
  why:
    "Without Retry-After each client guesses. The new server is there in a moment, and the header says so.",
  norm: "RFC 9110 §10.2.3",
}, async ({ server, clock }) => {
  const poll = await server.get("/messages?since=0");
  await clock.advance(1_000);
  await server.stop({ value: "SIGTERM" });
  await clock.advance(AT_ONCE_MS);
  await poll.expectStatus(503);
  await poll.expectHeader("retry-after", "1");
});

check("turns away who comes after the stop", {
  heading: "Turn away who comes now",
  why:
    "An abort event reaches only those who listen at that moment. Who comes later has to ask whether it has happened: aborted says so, and a reason of null does not.",
  norm: "RFC 9110 §15.6.4",
}, async ({ server, clock, random }) => {
  await server.start({ messages: [random.text()] });
  const early = await server.get("/messages?since=1");
  await server.stop({ value: null });
  await clock.advance(1_000);
  await early.expectStatus(503);
  for (const since of [1, 0]) {
    const late = await server.get(`/messages?since=${since}`);
    await clock.advance(AT_ONCE_MS);
    await late.expectStatus(503);
    await late.expectHeader("retry-after", "1");
  }
});

check("turns away also who could be answered", {
  heading: "Turn away who comes now",
  why:
    "A server that goes on answering never empties: its readers come back to it as long as it has something to say. Nor does one that was begun after the stop: it has missed the event.",
}, async ({ server, clock, random }) => {
  const messages = [random.text(), random.text()];
  await server.start({ messages, signals: { stop: "aborted" } });
  for (const since of [0, messages.length]) {
    const poll = await server.get(`/messages?since=${since}`);
    await clock.advance(AT_ONCE_MS);
    await poll.expectStatus(503);
    await poll.expectHeader("retry-after", "1");
  }
});

check("turns away on a connection that was kept", {
  heading: "Turn away who comes now",
  why:
    "A browser keeps its connection. The stop is a matter of requests: the next one on an old connection is a newcomer too.",
}, async ({ server, clock, random }) => {
  const text = random.text();
  await server.start({ messages: [text] });
  const connection = await server.connection();
  const answered = await connection.get("/messages?since=0");
  await clock.advance(AT_ONCE_MS);
  await answered.expectMessages(text);
  await server.stop({ value: "" });
  const late = await connection.get("/messages?since=1");
  await clock.advance(AT_ONCE_MS);
  await late.expectStatus(503);
  await late.expectHeader("retry-after", "1");
});

check("leaves nothing that runs", {
  heading: "Leave nothing that runs",
  why:
    "A timer that is left keeps the process alive after its last answer, and the deployment waits for it.",
}, async ({ server, clock, random, expect }) => {
  const before = [await server.timers(), await server.listeners()] as const;
  const polls = [];
  for (let reader = 0; reader < 5; reader++) {
    polls.push(await server.get("/messages?since=0"));
  }
  await clock.advance(1_000);
  await server.stop({ name: "TimeoutError", message: random.text() });
  await clock.advance(AT_ONCE_MS);
  const after = [await server.timers(), await server.listeners()] as const;
  expect(after[0] <= before[0] && after[1] <= before[1], {
    expected: `${before[0]} timers and ${before[1]} listeners, as before`,
    got: `${after[0]} timers and ${after[1]} listeners after the stop`,
  });
  await server.publish(random.text());
  await clock.advance(25_000);
  for (const poll of polls) await poll.expectStatus(503);
});

check("stops calmly when nobody waits any more", {
  heading: "Leave nothing that runs",
  why:
    "Polls that are over have had their answer, and askers who went away need none: the stop finds only those who still wait. Whatever listens to it for the others costs memory until then.",
}, async ({ server, clock, random, expect }) => {
  const text = random.text();
  await server.start();
  const before = await server.signalListeners("stop");
  const answered = await server.get("/messages?since=0");
  const gone = await server.get("/messages?since=0");
  await gone.cut();
  await server.publish(text);
  await clock.advance(AT_ONCE_MS);
  await answered.expectMessages(text);
  await (await server.get("/messages?since=0")).expectMessages(text);
  const quiet = await server.get("/messages?since=1");
  await clock.advance(25_000);
  await quiet.expectStatus(204);
  const after = await server.signalListeners("stop");
  expect(after <= before, {
    expected: `${before} listeners on options.stop, as before the first poll`,
    got:
      `${after} listeners after a poll that was held for news, one that was cut, one that was answered at once and one that ran out`,
  });
  const waiting = await server.get("/messages?since=1");
  await clock.advance(1_000);
  await server.stop();
  await clock.advance(AT_ONCE_MS);
  await waiting.expectStatus(503);
});

check("holds and answers as ever until the stop", {
  heading: "Change nothing before",
  why:
    "Whoever can say goodbye still has to be able to say hello, also when nobody will ever stop the server: options.stop may be left out.",
  norm: "RFC 6202 §2.1",
}, async ({ server, clock, random }) => {
  const text = random.text();
  const holdMs = longHold(random);
  await server.start({ options: { holdMs }, signals: { stop: "absent" } });
  const quiet = await server.get("/messages?since=0");
  await clock.advance(holdMs - 1);
  quiet.expectPending();
  await clock.advance(1);
  await quiet.expectStatus(204);
  const poll = await server.get("/messages?since=0");
  await clock.advance(1_000);
  await server.publish(text);
  await clock.advance(AT_ONCE_MS);
  await poll.expectMessages(text);
});

check("answers what came after the cursor", {
  heading: "Change nothing before",
  why:
    "since is the id of the last message that the reader has: it gets what came after that one, and waits when that is the newest. Without it the reader has nothing yet, as with 0. It gets that as soon as there is something, and not when the board is quiet again.",
}, (scene) => expectCursorsRead(scene));

check("says nothing new in a way that no cache keeps", {
  heading: "Change nothing before",
  why:
    "A 204 may be kept by a cache, as in 3.2. Kept, it answers the next poll with the silence of the last one.",
  norm: "RFC 9110 §15.3.5",
}, async ({ server, clock }) => {
  const poll = await server.get("/messages?since=0");
  await clock.advance(25_000);
  await poll.expectStatus(204);
  await poll.expectHeader("cache-control", /\bno-store\b/i);
});

check("frees a poll as ever when its asker goes away", {
  heading: "Change nothing before",
  why:
    "Whoever waits for the stop still has to notice that nobody waits for the answer, and still ends the hold after 25 s.",
  norm: "RFC 9112 §9.5",
}, async ({ server, clock, expect }) => {
  const before = [await server.timers(), await server.listeners()] as const;
  const gone = await server.get("/messages?since=0");
  await clock.advance(1_000);
  gone.expectPending();
  await gone.cut();
  await clock.advance(AT_ONCE_MS);
  const after = [await server.timers(), await server.listeners()] as const;
  expect(after[0] <= before[0] && after[1] <= before[1], {
    expected: `${before[0]} timers and ${before[1]} listeners, as before`,
    got: `${after[0]} timers and ${
      after[1]
    } listeners after the asker went away`,
  });
  const quiet = await server.get("/messages?since=0");
  await clock.advance(24_999);
  quiet.expectPending();
  await clock.advance(1);
  await quiet.expectStatus(204);
});

check("keeps two boards apart", {
  heading: "Answer everybody who waits",
  why:
    "All boards of a process stop at once; until then each has readers and news of its own. What stands outside of handler() is there once for all boards: news on one of them wakes who waits on another, or the stop finds the readers of one board only.",
}, async ({ server, clock, random }) => {
  const text = random.text();
  await server.start({ boards: 2 });
  const mine = await server.get("/messages?since=0");
  const theirs = await server.second.get("/messages?since=0");
  await clock.advance(1_000);
  await server.second.publish(text);
  await clock.advance(AT_ONCE_MS);
  await theirs.expectMessages(text);
  mine.expectPending();
  const next = await server.second.get("/messages?since=1");
  await clock.advance(1_000);
  next.expectPending();
  await server.stop({ value: 0 });
  const late = [
    await server.get("/messages?since=0"),
    await server.second.get("/messages?since=0"),
  ];
  await clock.advance(AT_ONCE_MS);
  for (const poll of [mine, next, ...late]) {
    await poll.expectStatus(503);
    await poll.expectHeader("retry-after", "1");
  }
});

check.stories(
  "lets everybody go at the stop and nobody before, whatever happens",
  {
    heading: "Answer everybody who waits",
    why:
      "A poll is answered once: by a message, by its end, or by the stop. Whatever ended it, nothing of it may be there for the other two.",
    ...stopStories,
  },
  playStop,
);

check("lets go in real time", {
  heading: "Answer everybody who waits",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async ({ server, clock }) => {
  await server.start({ options: { holdMs: 20_000 } });
  const poll = await server.get("/messages?since=0");
  await clock.advance(50);
  poll.expectPending();
  await server.stop();
  await poll.expectStatus(503);
});
