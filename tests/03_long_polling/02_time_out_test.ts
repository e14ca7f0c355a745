import { exam } from "exam";
import { playTimeOut, timeOutStories } from "./_02_story.ts";
import { expectCursorsRead } from "./_cursors.ts";
import { expectHeldFor, longHold, shortHold } from "./_holds.ts";

const check = exam("03_long_polling/02_time_out", "server");

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;

check("answers 204 at 25 s when nothing happened, and not before", {
  heading: "Say so when nothing happened",
  why:
    "A poll that never ends is cut by the first proxy on the way, and the client cannot tell quiet from broken.",
  norm: "RFC 6202 §5.5",
}, async ({ server, clock }) => {
  const poll = await server.get("/messages?since=0");
  await clock.advance(24_999);
  poll.expectPending();
  await clock.advance(1);
  await poll.expectStatus(204);
});

check("says nothing new in a way that no cache keeps", {
  heading: "Say so when nothing happened",
  why:
    "A 204 may be kept by a cache. Kept, it answers the next poll with the silence of the last one.",
  norm: "RFC 9110 §15.3.5",
}, async ({ server, clock }) => {
  const poll = await server.get("/messages?since=0");
  await clock.advance(25_000);
  await poll.expectStatus(204);
  await poll.expectEmpty();
  await poll.expectHeader("cache-control", /\bno-store\b/i);
});

check("holds as long as holdMs says", {
  heading: "Say so when nothing happened",
  why:
    "The limit has to stay below that of the proxy in front, and only who runs the server knows that one: it is an option, in milliseconds.",
  norm: "RFC 6202 §5.5",
}, async (scene) => {
  const holdMs = longHold(scene.random);
  await scene.server.start({ options: { holdMs } });
  await expectHeldFor(scene, holdMs, "/messages?since=0");
});

check("waits for nothing when holdMs is 0", {
  heading: "Say so when nothing happened",
  why:
    "0 is a number like any other: who asks is told at once what there is. `holdMs || 25_000` takes it for a missing option.",
}, async ({ server, clock, random }) => {
  const text = random.text();
  await server.start({ messages: [text], options: { holdMs: 0 } });
  const [quiet, news] = [
    await server.get("/messages?since=1"),
    await server.get("/messages?since=0"),
  ];
  await clock.advance(AT_ONCE_MS);
  await quiet.expectStatus(204);
  await news.expectMessages(text);
});

check("gives each poll its own time", {
  heading: "Say so when nothing happened",
  why:
    "One timer for all ends the poll that came last long before its time, or the first one too late.",
}, async ({ server, clock, random }) => {
  const laterMs = random.integer(1, 24) * 1_000;
  const first = await server.get("/messages?since=0");
  await clock.advance(laterMs);
  const second = await server.get("/messages?since=0");
  await clock.advance(24_999 - laterMs);
  first.expectPending();
  await clock.advance(1);
  await first.expectStatus(204);
  second.expectPending();
  await clock.advance(laterMs - 1);
  second.expectPending();
  await clock.advance(1);
  await second.expectStatus(204);
});

check("answers what came after the cursor", {
  heading: "Still answer news at once",
  why:
    "since is the id of the last message that the reader has: it gets what came after that one, and waits when that is the newest. Without it the reader has nothing yet, as with 0. It gets that as soon as there is something, and not when the board is quiet again.",
}, (scene) => expectCursorsRead(scene));

check("answers a message just before the end", {
  heading: "Still answer news at once",
  why:
    "Until the hold ends the poll is a poll: a message wins over the silence that was nearly over.",
}, async ({ server, clock, random }) => {
  for (const [since, atMs] of [24_800, 24_970, 24_999].entries()) {
    const text = random.text();
    const poll = await server.get(`/messages?since=${since}`);
    await clock.advance(atMs);
    await server.publish(text);
    await clock.advance(AT_ONCE_MS);
    await poll.expectMessages(text);
  }
});

check("leaves no timer and no listener after news", {
  heading: "Leave no timer and no listener",
  why:
    "The timer of a poll that was answered by a message goes on for 25 s. With a message a second, every reader keeps 25 of them alive.",
}, async ({ server, clock, random, expect }) => {
  const before = [await server.timers(), await server.listeners()] as const;
  const text = random.text();
  const poll = await server.get("/messages?since=0");
  await clock.advance(1_000);
  await server.publish(text);
  await clock.advance(AT_ONCE_MS);
  await poll.expectMessages(text);
  const held = [await server.timers(), await server.listeners()] as const;
  await (await server.get("/messages?since=0")).expectMessages(text);
  const quick = [await server.timers(), await server.listeners()] as const;
  for (
    const [what, after] of [["held", held], [
      "answered at once",
      quick,
    ]] as const
  ) {
    expect(after[0] <= before[0] && after[1] <= before[1], {
      expected: `${before[0]} timers and ${before[1]} listeners, as before`,
      got: `${after[0]} timers and ${
        after[1]
      } listeners after a poll that was ${what}`,
    });
  }
});

check("leaves no timer and no listener after silence", {
  heading: "Leave no timer and no listener",
  why:
    "The listener of a poll that ran out still hears every message, and answers into nothing.",
}, async ({ server, clock, expect }) => {
  const before = [await server.timers(), await server.listeners()] as const;
  const poll = await server.get("/messages?since=0");
  await clock.advance(24_999);
  poll.expectPending();
  await clock.advance(1);
  await poll.expectStatus(204);
  const after = [await server.timers(), await server.listeners()] as const;
  expect(after[0] <= before[0] && after[1] <= before[1], {
    expected: `${before[0]} timers and ${before[1]} listeners, as before`,
    got: `${after[0]} timers and ${after[1]} listeners after the 204`,
  });
});

check("frees the poll of an asker who went away", {
  heading: "Notice that the asker went away",
  why:
    "Readers close their laptops without a word. What waits for them stays until the hold ends, and there are always more of them.",
  norm: "RFC 9112 §9.5",
}, async ({ server, clock, expect }) => {
  const before = [await server.timers(), await server.listeners()] as const;
  const poll = await server.get("/messages?since=0");
  await clock.advance(1_000);
  poll.expectPending();
  await poll.cut();
  await clock.advance(AT_ONCE_MS);
  const after = [await server.timers(), await server.listeners()] as const;
  expect(after[0] <= before[0] && after[1] <= before[1], {
    expected: `${before[0]} timers and ${
      before[1]
    } listeners, as before the poll`,
    got: `${after[0]} timers and ${
      after[1]
    } listeners after the asker went away`,
  });
});

check("keeps the message for the next poll of an asker who went away", {
  heading: "Notice that the asker went away",
  why:
    "An answer to a dead connection is no delivery. The next poll carries the same cursor, and must get the message.",
}, async ({ server, clock, random }) => {
  const lost = await server.get("/messages?since=0");
  const others = [];
  for (let reader = 0; reader < 40; reader++) {
    others.push(await server.get("/messages?since=0"));
  }
  await clock.advance(1_000);
  await lost.cut();
  const text = random.text();
  await server.publish(text);
  const again = await server.get("/messages?since=0");
  await clock.advance(AT_ONCE_MS);
  for (const other of others) await other.expectMessages(text);
  await again.expectMessages(text);
});

check("keeps two boards apart", {
  heading: "Say so when nothing happened",
  why:
    "A poll that is quiet on one board ends in its time, whatever is said on another. What stands outside of handler() is there once for all boards: a message on one of them answers the other's poll with nothing, or lets its hold begin anew.",
}, async ({ server, clock, random }) => {
  const text = random.text();
  const holdMs = shortHold(random);
  const laterMs = random.integer(1, 4) * 50;
  await server.start({ boards: 2, options: { holdMs } });
  const quiet = await server.get("/messages?since=0");
  await clock.advance(laterMs);
  const theirs = await server.second.get("/messages?since=0");
  await server.second.publish(text);
  await clock.advance(AT_ONCE_MS);
  await theirs.expectMessages(text);
  const next = await server.second.get("/messages?since=1");
  await clock.advance(holdMs - laterMs - AT_ONCE_MS - 1);
  quiet.expectPending();
  await clock.advance(1);
  await quiet.expectStatus(204);
  await server.publish(random.text());
  await clock.advance(laterMs + AT_ONCE_MS - 1);
  next.expectPending();
  await clock.advance(1);
  await next.expectStatus(204);
});

check.stories("answers every poll with news or at its end, whatever happens", {
  heading: "Say so when nothing happened",
  why:
    "Each poll has a cursor, an end and an asker of its own. What polls share, one of them gets in place of another.",
  ...timeOutStories,
}, playTimeOut);

check("keeps the connection for the next poll", {
  heading: "Still answer news at once",
  why:
    "A 204 is a complete answer: the connection is free for the next poll, and closing it would cost a new one every 25 s.",
  norm: "RFC 9112 §9.3",
}, async ({ server, clock, random, expect }) => {
  await server.start();
  const connection = await server.connection();
  const quiet = await connection.get("/messages?since=0");
  await clock.advance(25_000);
  await quiet.expectStatus(204);
  const header = quiet.headers.get("connection");
  expect(!/close/i.test(header ?? ""), {
    expected: "an answer that keeps the connection",
    got: `Connection: ${header}`,
  });
  const next = await connection.get("/messages?since=0");
  await clock.advance(24_000);
  next.expectPending();
  const text = random.text();
  await server.publish(text);
  await clock.advance(AT_ONCE_MS);
  await next.expectMessages(text);
});

check("times out in real time", {
  heading: "Say so when nothing happened",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async ({ server, clock }) => {
  await server.start({ options: { holdMs: 300 } });
  const poll = await server.get("/messages?since=0");
  await clock.advance(50);
  poll.expectPending();
  await poll.expectStatus(204);
});
