import { type AskedBoard, exam, type Random } from "exam";
import { cursorStories, playCursors } from "./_01_story.ts";

const check = exam("02_polling/01_only_what_is_new", "server");

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;

/** Digits that no number stands for exactly: any 400 is right. */
const BEYOND_NUMBERS = ["9007199254740993", "9".repeat(17), "9".repeat(30)];

/** Digits with something around them, or digits of other scripts. */
const NEARLY_DIGITS = [
  "5%0Adrop",
  "5%0A",
  "%0A5",
  "5%0D",
  "5%20",
  "%205",
  "5%09",
  "5%C2%A0",
  "%EF%BB%BF5",
  "5%00",
  "5_0",
  "5%2C0",
  "%D9%A5",
  "%EF%BC%95",
  "%C2%B5",
];

function texts(random: Random, length: number): string[] {
  return Array.from({ length }, () => random.text());
}

check("answers everything that comes after the cursor", {
  heading: "Answer what comes after the cursor",
  why:
    "The cursor is the last message that the reader has seen. Whoever sends it again shows it twice; whoever skips one loses it.",
}, async ({ server, clock, random }) => {
  const published = texts(random, random.integer(4, 9));
  await server.start({ messages: published });
  for (let cursor = 0; cursor < published.length; cursor++) {
    const poll = await server.get(`/messages?since=${cursor}`);
    await clock.advance(AT_ONCE_MS);
    await poll.expectMessages(...published.slice(cursor));
  }
});

check("reads from the beginning without a cursor", {
  heading: "Answer what comes after the cursor",
  why:
    "A reader who comes for the first time has seen nothing and knows no id. It gets everything that is kept.",
}, async ({ server, clock, random }) => {
  const published = texts(random, random.integer(2, 9));
  await server.start({ messages: published });
  for (const target of ["/messages", "/messages?since=0"]) {
    const poll = await server.get(target);
    await clock.advance(AT_ONCE_MS);
    await poll.expectMessages(...published);
  }
});

check("answers an empty list at once when nothing is new", {
  heading: "Say so when nothing is new",
  why:
    "Nothing new is an answer like any other. 204 says that there is no list at all, 304 that the asker has one already, and waiting is another pattern.",
}, async ({ server, clock, random }) => {
  const empty = await server.get("/messages?since=0");
  await clock.advance(AT_ONCE_MS);
  await empty.expectMessages();
  const published = texts(random, random.integer(1, 9));
  await server.publish(...published);
  await (await server.get("/messages?since=0")).expectMessages(...published);
  const poll = await server.get(`/messages?since=${published.length}`);
  await clock.advance(AT_ONCE_MS);
  await poll.expectMessages();
});

check("looks into the log with every poll", {
  heading: "Answer what comes after the cursor",
  why:
    "What the server remembers of an earlier poll is old by the next one. The log is the only memory.",
}, async ({ server, clock, random }) => {
  await server.start({ messages: texts(random, 2) });
  for (let cursor = 2; cursor < 6; cursor++) {
    const text = random.text();
    await server.publish(text);
    for (let reader = 0; reader < 2; reader++) {
      const poll = await server.get(`/messages?since=${cursor}`);
      await clock.advance(AT_ONCE_MS);
      await poll.expectMessages(text);
    }
  }
});

check("answers the messages next to the cursor, as many as limit says", {
  heading: "Answer in pages",
  why:
    "The newest messages instead of the next ones leave a gap behind them, and the reader, whose cursor is now beyond it, never learns of it.",
}, async ({ server, clock, random }) => {
  const published = texts(random, random.integer(12, 30));
  const limit = random.integer(2, 5);
  await server.start({ messages: published });
  for (let cursor = 0; cursor < published.length; cursor += limit) {
    const page = await server.get(`/messages?since=${cursor}&limit=${limit}`);
    await clock.advance(AT_ONCE_MS);
    await page.expectMessages(...published.slice(cursor, cursor + limit));
  }
});

check("answers 100 messages when nobody says how many, and 1,000 at most", {
  heading: "Answer in pages",
  why:
    "A reader who was away for a week should not get it all in one piece: neither side can carry it.",
}, async ({ server, clock, random }) => {
  const published = texts(random, 1_002);
  await server.start({ messages: published });
  for (
    const [query, count] of [
      ["since=1", 100],
      ["since=1&limit=101", 101],
      ["since=1&limit=1000", 1_000],
      ["since=1&limit=1", 1],
    ] as const
  ) {
    const page = await server.get(`/messages?${query}`);
    await clock.advance(AT_ONCE_MS);
    await page.expectMessages(...published.slice(1, 1 + count));
  }
});

check("refuses a limit that is no number from 1 to 1,000", {
  heading: "Refuse what is not a number",
  why:
    "A limit that is bent into shape silently gives the reader something else than it asked for, and it cannot know.",
  norm: "RFC 9110 §15.5.1",
}, async ({ server, clock, random }) => {
  const messages = texts(random, 3);
  await server.start({ messages });
  const right = await server.get("/messages?since=0&limit=1000");
  await right.expectMessages(...messages);
  const wrong = [
    "0",
    "1001",
    "-1",
    "2.5",
    "all",
    "1e2",
    "0x10",
    "%2B1",
    "Infinity",
    "4294967297",
    ...NEARLY_DIGITS,
    ...BEYOND_NUMBERS,
  ];
  for (const limit of wrong) {
    const poll = await server.get(`/messages?since=0&limit=${limit}`);
    await clock.advance(AT_ONCE_MS);
    await poll.expectStatus(400);
  }
});

check("refuses a cursor that is no number", {
  heading: "Refuse what is not a number",
  why:
    'Number() and parseInt() take far more than digits: "2.5", "0x10" and "3 days" all become numbers, and a second line is none of them. A cursor is an id that you gave away yourself: nothing else can be right.',
  norm: "RFC 9110 §15.5.1",
}, async ({ server, clock, random }) => {
  const messages = texts(random, 9);
  await server.start({ messages });
  await (await server.get("/messages?since=0")).expectMessages(...messages);
  const wrong = [
    random.text(),
    `-${random.integer(1, 9)}`,
    "2.5",
    "0x3",
    "1e0",
    "3%20days",
    "%2B3",
    "3n",
    "0b1",
    "Infinity",
    "null",
    "NaN",
    ...NEARLY_DIGITS,
    ...BEYOND_NUMBERS,
  ];
  for (const since of wrong) {
    const poll = await server.get(`/messages?since=${since}`);
    await clock.advance(AT_ONCE_MS);
    await poll.expectStatus(400);
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
  const published = texts(random, newest);
  await server.start({ capacity, messages: published });
  const complete = await server.get(`/messages?since=${oldest - 1}`);
  await clock.advance(AT_ONCE_MS);
  await complete.expectMessages(...published.slice(-capacity));
  for (const cursor of [oldest - 2, 1]) {
    const gone = await server.get(`/messages?since=${cursor}`);
    await clock.advance(AT_ONCE_MS);
    await gone.expectProblem(410, "/problems/cursor-gone", { oldest, newest });
  }
  const more = random.integer(2, 5);
  await server.publish(...texts(random, more));
  const later = await server.get(`/messages?since=${oldest - 1}`);
  await clock.advance(AT_ONCE_MS);
  // The numbers of now, not of the moment at which the server began.
  await later.expectProblem(410, "/problems/cursor-gone", {
    oldest: oldest + more,
    newest: newest + more,
  });
});

check("never calls the beginning gone", {
  heading: "Refuse a cursor that is gone",
  why:
    "since=0 asks for what is kept, whatever that is. If it were gone, a new reader could never begin.",
}, async ({ server, clock, random }) => {
  const capacity = random.integer(3, 9);
  const published = texts(random, capacity + random.integer(2, 9));
  await server.start({ capacity, messages: published });
  for (const target of ["/messages?since=0", "/messages"]) {
    const poll = await server.get(target);
    await clock.advance(AT_ONCE_MS);
    await poll.expectMessages(...published.slice(-capacity));
  }
});

check("answers 400 to a cursor from the future", {
  heading: "Refuse a cursor from the future",
  why:
    "A board that was restarted counts from 1 again. An empty list tells the reader to go on with its old cursor, and it hears nothing for weeks.",
  norm: "RFC 9110 §15.5.1",
}, async ({ server, clock, random }) => {
  const future = "/problems/cursor-from-future";
  const lost = await server.get(`/messages?since=${random.integer(1, 900)}`);
  await clock.advance(AT_ONCE_MS);
  await lost.expectProblem(400, future, { oldest: 1, newest: 0 });
  const newest = random.integer(3, 9);
  await server.publish(...texts(random, newest));
  const present = await server.get(`/messages?since=${newest}`);
  await clock.advance(AT_ONCE_MS);
  await present.expectMessages();
  // Cut to 32 bits, some of these would be cursors of this log.
  const beyond = [newest + 1, 2 ** 31, 2 ** 32, 2 ** 32 + newest, 10 ** 15];
  for (const cursor of [...beyond, Number.MAX_SAFE_INTEGER]) {
    const next = await server.get(`/messages?since=${cursor}`);
    await clock.advance(AT_ONCE_MS);
    await next.expectProblem(400, future, { oldest: 1, newest });
  }
});

check("keeps two boards apart", {
  heading: "Answer what comes after the cursor",
  why:
    "A cursor counts the messages of one board. What stands outside of handler() is there once for all boards: the last log takes the place of the others, and the same number is judged by what another board keeps.",
}, async ({ server, clock, random }) => {
  const capacity = random.integer(3, 9);
  const newest = capacity + random.integer(3, 9);
  const oldest = newest - capacity + 1;
  const mine = texts(random, newest);
  const theirs = texts(random, random.integer(2, 3));
  await server.start({ boards: 2, capacity, messages: mine });
  await server.second.publish(...theirs);
  const ask = async (board: AskedBoard, query: string) => {
    const poll = await board.get(`/messages?${query}`);
    await clock.advance(AT_ONCE_MS);
    return poll;
  };
  await (await ask(server, "since=0")).expectMessages(...mine.slice(-capacity));
  await (await ask(server.second, "since=0")).expectMessages(...theirs);
  const gone = await ask(server, "since=1");
  await gone.expectProblem(410, "/problems/cursor-gone", { oldest, newest });
  await (await ask(server.second, "since=1")).expectMessages(
    ...theirs.slice(1),
  );
  await (await ask(server, `since=${newest}`)).expectMessages();
  const future = await ask(server.second, `since=${newest}`);
  await future.expectProblem(400, "/problems/cursor-from-future", {
    oldest: 1,
    newest: theirs.length,
  });
  const [fresh, other] = [random.text(), random.text()];
  await server.publish(fresh);
  await server.second.publish(other);
  await (await ask(server, `since=${newest}&limit=1`)).expectMessages(fresh);
  const next = await ask(server.second, `since=${theirs.length}&limit=1`);
  await next.expectMessages(other);
});

check.stories("answers or refuses every cursor, whatever happens", {
  heading: "Answer what comes after the cursor",
  why:
    "The log moves on between two questions. What a cursor gets depends on what is kept now, and on the limit of this question alone.",
  ...cursorStories,
}, playCursors);

check("answers in real time", {
  heading: "Answer what comes after the cursor",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async ({ server, random }) => {
  const published = texts(random, 5);
  await server.start({ messages: published });
  const page = await server.get("/messages?since=1&limit=3");
  await page.expectMessages(...published.slice(1, 4));
  const rest = await server.get("/messages?since=4");
  await rest.expectMessages(...published.slice(4));
  await (await server.get("/messages?since=5")).expectMessages();
  await (await server.get("/messages?since=six")).expectStatus(400);
});
