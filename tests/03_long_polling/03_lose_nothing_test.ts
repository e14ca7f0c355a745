import { exam } from "exam";
import { expectNoGap } from "./_cursors.ts";
import { expectHeldFor, longHold } from "./_holds.ts";
import { loseStories, playLose } from "./_03_story.ts";

const check = exam("03_long_polling/03_lose_nothing", "server");

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;

check("delivers what came between two polls", {
  heading: "Deliver what came between two polls",
  why:
    "A message wakes only those who wait. Whoever is between two polls finds it in the log, or never.",
  norm: "RFC 6202 §2.2",
}, async (scene) => {
  const { server, clock, random } = scene;
  const first = random.text();
  const between = Array.from({ length: 3 }, () => random.text());
  const polls = [];
  for (let reader = 0; reader < 40; reader++) {
    polls.push(await server.get("/messages?since=0"));
  }
  await server.publish(first);
  await clock.advance(AT_ONCE_MS);
  for (const poll of polls) await poll.expectMessages(first);
  for (const text of between) await server.publish(text);
  const next = await server.get("/messages?since=1");
  await clock.advance(AT_ONCE_MS);
  await next.expectMessages(...between);
  const quiet = await server.get("/messages?since=4");
  await clock.advance(24_999);
  quiet.expectPending();
  await clock.advance(1);
  await quiet.expectStatus(204);
  await expectNoGap(scene, 4);
});

check("delivers again what was sent but not acknowledged", {
  heading: "Deliver again what did not arrive",
  why:
    "Sent is not received. The cursor of the next poll is the acknowledgement: with the same cursor the same messages come again, and those that have come meanwhile. A server that forgets at writing loses what the network loses.",
}, async ({ server, clock, random }) => {
  const texts = [random.text()];
  await server.start();
  for (let attempt = 0; attempt < 5; attempt++) {
    const poll = await server.get("/messages?since=0");
    if (attempt === 0) await server.publish(...texts);
    await clock.advance(AT_ONCE_MS);
    await poll.expectMessages(...texts);
    if (attempt < 2) continue;
    texts.push(random.text());
    await server.publish(...texts.slice(-1));
  }
});

check("loses nothing when a poll is cut around the publish", {
  heading: "Deliver again what did not arrive",
  why:
    "The message was published, the poll was cut, the answer never arrived. The same cursor must bring the message again.",
}, async ({ server, clock, random }) => {
  const [first, second] = [random.text(), random.text()];
  const answeredIntoTheTunnel = await server.get("/messages?since=0");
  await server.publish(first);
  await answeredIntoTheTunnel.cut();
  const cutWhileHeld = await server.get("/messages?since=1");
  await cutWhileHeld.cut();
  await server.publish(second);
  const next = await server.get("/messages?since=0");
  await clock.advance(AT_ONCE_MS);
  await next.expectMessages(first, second);
});

check("keeps a place for every reader", {
  heading: "Deliver again what did not arrive",
  why:
    "The log is no queue. What one reader has read is still news to another, whose cursor is further back.",
}, async ({ server, clock, random }) => {
  const texts = Array.from(
    { length: random.integer(3, 9) },
    () => random.text(),
  );
  await server.start({ messages: texts });
  for (let cursor = 0; cursor < texts.length; cursor++) {
    const poll = await server.get(`/messages?since=${cursor}`);
    await clock.advance(AT_ONCE_MS);
    await poll.expectMessages(...texts.slice(cursor));
  }
});

check("answers 410 when a message after the cursor was dropped", {
  heading: "Refuse a cursor that is gone",
  why:
    "Sending what is left hides the gap: the reader believes that it has seen everything.",
  norm: "RFC 9110 §15.5.11",
}, async ({ server, clock, random }) => {
  const capacity = random.integer(3, 9);
  const newest = capacity + random.integer(3, 9);
  const oldest = newest - capacity + 1;
  const texts = Array.from({ length: newest }, () => random.text());
  await server.start({ capacity, messages: texts });
  const gone = await server.get(`/messages?since=${oldest - 2}`);
  const complete = await server.get(`/messages?since=${oldest - 1}`);
  await clock.advance(AT_ONCE_MS);
  await gone.expectProblem(410, "/problems/cursor-gone", { oldest, newest });
  await complete.expectMessages(...texts.slice(-capacity));
});

check("says what the log keeps now", {
  heading: "Refuse a cursor that is gone",
  why:
    "The reader takes stock by these numbers. Those of an earlier moment, such as that in which the server began, are wrong from the next message on.",
}, async ({ server, clock, random }) => {
  const capacity = random.integer(3, 9);
  await server.start({ capacity });
  let newest = 0;
  for (let round = 0; round < 3; round++) {
    const more = capacity + random.integer(2, 5);
    await server.publish(...Array.from({ length: more }, () => random.text()));
    newest += more;
    const range = { oldest: newest - capacity + 1, newest };
    const gone = await server.get("/messages?since=1");
    const future = await server.get(`/messages?since=${newest + 1}`);
    await clock.advance(AT_ONCE_MS);
    await gone.expectProblem(410, "/problems/cursor-gone", range);
    await future.expectProblem(400, "/problems/cursor-from-future", range);
  }
});

check("never calls the beginning gone", {
  heading: "Refuse a cursor that is gone",
  why:
    "since=0 says: I have nothing, give me what you keep. That is how a client begins anew after a 410; refused, it could never recover.",
}, async ({ server, clock, random }) => {
  const capacity = random.integer(3, 9);
  const texts = Array.from({ length: capacity + 5 }, () => random.text());
  await server.start({ capacity, messages: texts });
  const fromTheStart = await server.get("/messages?since=0");
  const withoutCursor = await server.get("/messages");
  await clock.advance(AT_ONCE_MS);
  await fromTheStart.expectMessages(...texts.slice(-capacity));
  await withoutCursor.expectMessages(...texts.slice(-capacity));
});

check("never calls the beginning gone while the poll is held", {
  heading: "Refuse a cursor that is gone",
  why:
    "A poll from the beginning has missed nothing, however much came at once: it takes what is kept.",
}, async ({ server, clock, random, expect }) => {
  const capacity = random.integer(3, 9);
  await server.start({ capacity });
  const poll = await server.get("/messages?since=0");
  const texts = Array.from({ length: capacity + 2 }, () => random.text());
  await server.publish(...texts);
  await clock.advance(AT_ONCE_MS);
  const answered = await poll.readMessages();
  expect(answered.length > 0, {
    expected: "an answer with messages",
    got: "an empty list",
  });
});

check("skips no gap while the poll is held", {
  heading: "Refuse a cursor that is gone",
  why:
    "The cursor was fine when the poll came. If the log has moved on before it is answered, what follows is not what comes next.",
}, async ({ server, clock, random, expect }) => {
  await server.start({ capacity: 3, messages: [random.text()] });
  const poll = await server.get("/messages?since=1");
  await server.publish(...Array.from({ length: 5 }, () => random.text()));
  await clock.advance(AT_ONCE_MS);
  if (poll.status !== 200) {
    return await poll.expectProblem(410, "/problems/cursor-gone", {
      oldest: 4,
      newest: 6,
    });
  }
  const [first] = await poll.readMessages();
  expect(first?.id === 2, {
    expected: "410, or an answer that begins with message 2",
    got: `an answer that begins with message ${first?.id}`,
  });
});

check("answers 400 when the cursor is from the future", {
  heading: "Refuse a cursor from the future",
  why:
    "After a restart the log counts from 1 again. A reader that asks for what comes after 900 would wait in silence for 900 messages.",
  norm: "RFC 9110 §15.5.1",
}, async ({ server, clock, random }) => {
  const newest = random.integer(1, 9);
  const ahead = newest + random.integer(1, 900);
  await server.start({
    messages: Array.from({ length: newest }, () => random.text()),
  });
  const present = await server.get(`/messages?since=${newest}`);
  const next = await server.get(`/messages?since=${newest + 1}`);
  const far = await server.get(`/messages?since=${ahead}`);
  await clock.advance(AT_ONCE_MS);
  present.expectPending();
  const range = { oldest: 1, newest };
  await next.expectProblem(400, "/problems/cursor-from-future", range);
  await far.expectProblem(400, "/problems/cursor-from-future", range);
});

check("answers 400 to a cursor from the future of an empty log", {
  heading: "Refuse a cursor from the future",
  why:
    "Right after a restart the log is empty. That is when most readers come back with their old cursors.",
  norm: "RFC 9110 §15.5.1",
}, async ({ server, clock, random }) => {
  const poll = await server.get(`/messages?since=${random.integer(1, 900)}`);
  await clock.advance(AT_ONCE_MS);
  await poll.expectProblem(400, "/problems/cursor-from-future", {
    oldest: 1,
    newest: 0,
  });
});

check("answers 400 to a cursor that is no number", {
  heading: "Refuse a cursor that is not a number",
  why:
    "Number(…) turns text into NaN, and no comparison with NaN is ever true: the reader waits for nothing, for ever.",
  norm: "RFC 9110 §15.5.1",
}, async ({ server, clock, random }) => {
  const messages = [random.text(), random.text()];
  await server.start({ messages });
  await (await server.get("/messages?since=0")).expectMessages(...messages);
  const wrong = [
    `x${random.text()}`,
    "-1",
    "-0",
    "1.5",
    "1.0",
    "1%0Ax",
    "%091",
    "1e0",
    "NaN",
    "0x1",
    "0b1",
    "1n",
    "%201",
    "1%20",
    "%2B1",
    "%EF%BC%91",
    "Infinity",
    "null",
    "9".repeat(random.integer(17, 40)),
  ];
  for (const since of wrong) {
    const poll = await server.get(`/messages?since=${since}`);
    await clock.advance(AT_ONCE_MS);
    await poll.expectStatus(400);
  }
});

check("still holds, and ends a quiet poll with 204", {
  heading: "Deliver what came between two polls",
  why:
    "Whoever judges the cursor once more at the end of the hold still has to say: nothing new.",
  norm: "RFC 6202 §5.5",
}, async (scene) => {
  const { server, random } = scene;
  const holdMs = longHold(random);
  await server.start({ options: { holdMs }, messages: [random.text()] });
  await expectHeldFor(scene, holdMs, "/messages?since=1");
});

check("keeps two boards apart", {
  heading: "Refuse a cursor that is gone",
  why:
    "A cursor counts the messages of one board. What stands outside of handler() is there once for all boards: the same number is then judged by what another board keeps, and a poll that is held there ends for what was said here.",
}, async ({ server, clock, random }) => {
  const capacity = random.integer(3, 9);
  const newest = capacity + random.integer(3, 9);
  const theirs = Array.from({ length: newest }, () => random.text());
  const [old, fresh] = [random.text(), random.text()];
  await server.start({ boards: 2, capacity, messages: [old] });
  const held = await server.get("/messages?since=1");
  await server.second.publish(...theirs);
  const quiet = await server.second.get(`/messages?since=${newest}`);
  const gone = await server.second.get("/messages?since=1");
  const future = await server.get(`/messages?since=${newest}`);
  await clock.advance(AT_ONCE_MS);
  held.expectPending();
  await gone.expectProblem(410, "/problems/cursor-gone", {
    oldest: newest - capacity + 1,
    newest,
  });
  await future.expectProblem(400, "/problems/cursor-from-future", {
    oldest: 1,
    newest: 1,
  });
  await server.publish(fresh);
  await clock.advance(AT_ONCE_MS);
  await held.expectMessages(fresh);
  quiet.expectPending();
  const all = await server.get("/messages?since=0");
  const others = await server.second.get("/messages?since=0");
  await clock.advance(AT_ONCE_MS);
  await all.expectMessages(old, fresh);
  await others.expectMessages(...theirs.slice(-capacity));
});

check.stories(
  "answers every cursor completely or refuses it, whatever happens",
  {
    heading: "Refuse a cursor that is gone",
    why:
      "The log moves on while polls are held. What a cursor gets depends on what is kept at that moment, and on nothing that was answered before.",
    ...loseStories,
  },
  playLose,
);

check("loses nothing in real time", {
  heading: "Deliver what came between two polls",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async ({ server, random }) => {
  const texts = [random.text(), random.text()];
  await server.start({ options: { holdMs: 5_000 } });
  await server.publish(...texts);
  const poll = await server.get("/messages?since=0");
  await poll.expectMessages(...texts);
});
