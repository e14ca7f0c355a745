import {
  type ClientScene,
  describeJson,
  exam,
  membersOf,
  message,
  own,
  type PeerExchange,
  type Scene,
} from "exam";
import { AWKWARD } from "../_awkward.ts";
import { expectEndsEverywhere, expectRestDropped, half } from "../_aborts.ts";
import { CAP_MS, mostMs, percent, sharesOf } from "../_back_off.ts";
import { expectWholeRanges } from "../_whole_ranges.ts";
import { CUTS } from "../_cuts.ts";
import { expectNoTurn } from "../_long_runs.ts";
import { cursorOf, expectNoOptionNeeded, pollsOf } from "../_polls.ts";
import { heldStories, playHeld } from "./_04_story.ts";

const check = exam("03_long_polling/04_ask_at_once", "client");

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;
const AT_ONCE = { withinMs: AT_ONCE_MS };
const HOUR_MS = 3_600_000;

/** Statuses that may pass. */
const MAY_PASS = [408, 425, 429, 500, 501, 502, 503, 504, 507, 599];

/** Every way in which a poll may fail and pass, beside silence and old messages. */
const WAYS: Readonly<Record<string, (poll: PeerExchange) => Promise<void>>> = {
  ...Object.fromEntries(
    MAY_PASS.map((
      status,
    ) => [`a ${status}`, (poll: PeerExchange) => poll.answer(status)]),
  ),
  "a 503 with the JSON null": (poll) => poll.answer(503, { body: "null" }),
  ...Object.fromEntries(
    Object.entries(CUTS).map((
      [where, cut],
    ) => [`a connection that breaks ${where}`, cut]),
  ),
};

/** Answers after which a client begins anew. */
const RESETS = [
  [410, "/problems/cursor-gone"],
  [400, "/problems/cursor-from-future"],
] as const;

/** Statuses that no other poll helps with, beside 409 and 410. */
const REFUSALS = [
  400,
  401,
  402,
  403,
  404,
  405,
  406,
  411,
  412,
  413,
  414,
  415,
  417,
  418,
  422,
  423,
  424,
  426,
  428,
  431,
  451,
  499,
];

/** Bodies of a refusal that are JSON, and no problem document of the type that means a reset. */
const NO_RESETS = [
  ...["null", "7", '"/problems/cursor-from-future"', "[]", "{}"],
  ...[null, ["/problems/cursor-from-future"], "/problems/cursor-from-future/"]
    .map((type) => JSON.stringify({ type, oldest: 1, newest: 9 })),
  '[{"type":"/problems/cursor-from-future","oldest":1,"newest":9}]',
] as const;

/**
 * Lets ten polls fail in the same way: the waits after them have to grow.
 * Resolves to the poll that follows.
 */
async function expectGrowing(
  scene: Scene,
  { first, next, breakPoll, when }: {
    readonly first: PeerExchange;
    readonly next: (withinMs: number) => Promise<PeerExchange>;
    readonly breakPoll: (poll: PeerExchange) => Promise<void>;
    /** When they have to grow, as the report says it. */
    readonly when: string;
  },
): Promise<PeerExchange> {
  const { shares, poll } = await sharesOf(scene, {
    first,
    next: (withinMs) => next(withinMs + AT_ONCE_MS),
    errors: 10,
    breakPoll,
  });
  // Four waits between 0 and 30 s that are all below 500 ms are no accident.
  scene.expect(Math.max(...shares.slice(6)) > 500 / CAP_MS, {
    expected: `waits that grow to 30,000 ms when ${when}`,
    got: `waits of ${percent(shares)} of their bound`,
  });
  return poll;
}

check("asks for nothing before it is asked", {
  heading: "Keep one poll open",
  why:
    "An async generator starts with the first next(). Whoever asks earlier takes messages for a reader who may never come.",
}, async (scene) => {
  const { client, peer, clock, random, expect } = scene;
  const since = random.integer(1, 900);
  await client.start({ since }, { pull: false });
  await clock.advance(1_000);
  peer.expectNoRequest();
  await client.pull();
  const poll = await pollsOf(scene, AT_ONCE)();
  const asked = `${poll.method} ${poll.path} with cursor ${cursorOf(poll)}`;
  expect(asked === `GET /messages with cursor ${since}`, {
    expected: `GET /messages with cursor ${since}`,
    got: asked,
  });
});

check("works without any option, a signal included", {
  heading: "Keep one poll open",
  why:
    "Every option may be left out. `signal?.aborted` asks a signal that is there; `signal.aborted` throws when there is none, and `since` has a default that is 0.",
}, (scene) => expectNoOptionNeeded(scene, { afterErrors: true }));

check("asks below the board's own address", {
  heading: "Keep one poll open",
  why:
    "The board may live below a path of its host. An address that begins with a slash leaves that path, and asks somebody else.",
  norm: "RFC 3986 §5.2.2",
}, async (scene) => {
  const { client, random, expect } = scene;
  const next = pollsOf(scene, AT_ONCE);
  for (const below of ["", "board/", `${random.text()}/of/ours/`]) {
    await client.start({}, { below });
    for (const answer of ["messages", "quiet", "error"]) {
      const poll = await next();
      expect(poll.path === `/${below}messages`, {
        expected: `GET /${below}messages`,
        got: `${poll.method} ${poll.target}`,
      });
      if (answer === "messages") await poll.messages(message(1));
      else if (answer === "quiet") await poll.noContent();
      else await poll.answer(503);
    }
    await client.abort();
    await client.expectEnded();
  }
});

check("gives each reader a place of its own", {
  heading: "Keep one poll open",
  why:
    "A reader begins where its own options say, and has had no errors yet. What is kept outside of the function is shared by all readers, and takes from one what another has read.",
}, async (scene) => {
  const { client, expect } = scene;
  const next = pollsOf(scene, AT_ONCE);
  for (let reader = 0; reader < 5; reader++) {
    await client.start();
    let poll = await next();
    expect(cursorOf(poll) === 0, {
      expected: `a poll with the cursor 0 of reader ${reader + 1}`,
      got: poll.target,
    });
    await poll.messages(message(1), message(2));
    poll = await next();
    for (let error = 0; error < 4; error++) {
      await poll.answer(503);
      poll = await next(mostMs(error) + AT_ONCE_MS);
    }
    await client.expectMessages(1, 2);
    // The reader is not told to end: its poll is held while the next one reads.
    poll.hold();
  }
});

check("asks again at once with the last id as the cursor", {
  heading: "Keep one poll open",
  why:
    "Between the answer and the next poll the client is deaf: each pause there is delay for the next message.",
  norm: "RFC 6202 §2.1",
}, async (scene) => {
  const { client, random, expect } = scene;
  const since = random.integer(1, 900);
  await client.start({ since });
  const next = pollsOf(scene, AT_ONCE);
  await (await next()).messages(message(since + 1), message(since + 2));
  const second = await next();
  expect(cursorOf(second) === since + 2, {
    expected: `the cursor ${since + 2}, the id of the last message`,
    got: second.target,
  });
  await second.messages(message(since + 3));
  const third = await next();
  expect(cursorOf(third) === since + 3, {
    expected: `the cursor ${since + 3}`,
    got: third.target,
  });
  await client.expectMessages(since + 1, since + 2, since + 3);
});

check("asks again at once after a quiet poll", {
  heading: "Keep one poll open",
  why:
    "204 is the normal end of a quiet hold, no error. Whoever backs off there is late for the next message.",
  norm: "RFC 6202 §2.1",
}, async (scene) => {
  const { client, clock, expect } = scene;
  await client.start({ since: 7 });
  const next = pollsOf(scene, AT_ONCE);
  for (let round = 0; round < 3; round++) {
    const poll = await next();
    poll.hold();
    await clock.advance(25_000);
    await poll.noContent();
  }
  const last = await next();
  expect(cursorOf(last) === 7, {
    expected: "the cursor 7, which a quiet poll does not change",
    got: last.target,
  });
});

check("has one poll at a time", {
  heading: "Keep one poll open",
  why:
    "A timer that asks on while a poll is held opens more and more of them, and each message comes more than once.",
}, async (scene) => {
  const { client, peer, clock } = scene;
  await client.start();
  const poll = await pollsOf(scene, AT_ONCE)();
  poll.hold();
  await clock.advance(34_000);
  peer.expectNoRequest();
  await poll.messages(message(1));
  await client.expectMessages(1);
});

check("pauses for pauseMs between two polls", {
  heading: "Keep one poll open",
  why:
    "On a busy board a short pause brings many messages with one answer. It belongs after the answer, not into the error handling: after an error the backoff takes its place.",
  norm: "RFC 6202 §2.1",
}, async (scene) => {
  const { random } = scene;
  const next = pollsOf(scene, AT_ONCE);
  const hours = random.integer(2, 9) * HOUR_MS;
  for (
    const pauseMs of [
      random.integer(20, 90),
      5_000,
      hours + random.integer(1, 999),
    ]
  ) await expectPauses(scene, next, pauseMs);
});

/** Demands this pause after messages and after a quiet poll, and none of it after errors. */
async function expectPauses(
  scene: ClientScene,
  next: (withinMs?: number) => Promise<PeerExchange>,
  pauseMs: number,
): Promise<void> {
  const { client, peer, clock } = scene;
  await client.start({ pauseMs });
  const expectPause = async () => {
    await clock.advance(pauseMs - 1);
    peer.expectNoRequest();
  };
  for (const id of [1, 2]) {
    await (await next()).messages(message(id));
    await expectPause();
    const quiet = await next();
    await quiet.noContent();
    await expectPause();
    await (await next()).answer(503);
    const again = await next(500 + AT_ONCE_MS);
    await again.answer(503, { headers: { "retry-after": "2" } });
    await clock.advance(1_999);
    peer.expectNoRequest();
    await (await next(1 + 500 + AT_ONCE_MS)).noContent();
    await expectPause();
  }
  await client.expectMessages(1, 2);
  await client.abort();
  await client.expectEnded();
}

check("drops what it has already seen", {
  heading: "Drop what you have already seen",
  why:
    "A server cannot know which answers arrived, so it sends some messages twice. Only the client can tell.",
}, async (scene) => {
  const { client, random, expect } = scene;
  // A board that is old enough: its ids have more than 32 bits.
  const since = 2 ** 33 + random.integer(1, 900);
  await client.start({ since });
  const next = pollsOf(scene, AT_ONCE);
  const odd = message(since + 1, AWKWARD.join());
  await (await next()).messages(message(since), odd);
  await (await next()).messages(odd, message(since + 2));
  const poll = await next();
  await client.expectMessages(since + 1, since + 2);
  const text = membersOf(client.yielded[0]?.value).text;
  expect(text === odd.text && cursorOf(poll) === since + 2, {
    expected: `the text ${describeJson(odd.text)}, then since=${since + 2}`,
    got: `${describeJson(text)}, then ${poll.target}`,
  });
});

check("backs off when a 200 brings nothing new", {
  heading: "Drop what you have already seen",
  why:
    "A server that holds no polls answers at once, whatever you have seen. Whoever asks again at once asks it thousands of times a second, and gets the same each time.",
}, async (scene) => {
  const { client, random, expect } = scene;
  const since = random.integer(2, 900);
  await client.start({ since });
  const next = pollsOf(scene, AT_ONCE);
  const nothingNew = [[], [message(since)], [
    message(since - 1),
    message(since),
  ]];
  let answers = 0;
  const poll = await expectGrowing(scene, {
    first: await next(),
    next,
    breakPoll: async (poll) =>
      await poll.messages(...own(nothingNew, answers++ % 3)),
    when: "no answer brings a message after the cursor",
  });
  expect(cursorOf(poll) === since, {
    expected: `the cursor ${since}, which old messages do not change`,
    got: poll.target,
  });
  await poll.messages(message(since), message(since + 1));
  await next();
  await client.expectMessages(since + 1);
});

check("gives a silent server up after 35 s, and not before", {
  heading: "Set your own limit",
  why:
    "A connection can die without a word. Without a limit of its own the client waits for ever; with one below the server's hold it cuts healthy polls.",
}, async (scene) => {
  const { client, peer, clock, expect } = scene;
  await client.start({ since: 7 });
  const next = pollsOf(scene, AT_ONCE);
  const poll = await next();
  poll.hold();
  await clock.advance(34_999);
  expect(!poll.gone, {
    expected: "the poll still open at 34,999 ms",
    got: "a poll that the client had given up",
  });
  peer.expectNoRequest();
  await clock.advance(1);
  expect(poll.gone, {
    expected: "the poll given up at 35,000 ms",
    got: "a poll that is still open",
  });
  const again = await next(500 + AT_ONCE_MS);
  expect(cursorOf(again) === 7, {
    expected: "a new poll with the cursor 7",
    got: again.target,
  });
  await again.noContent();
  await expectGrowing(scene, {
    first: await next(),
    next,
    breakPoll: async (poll) => {
      poll.hold();
      await clock.advance(35_000);
    },
    when: "one poll after the other reaches its limit",
  });
});

check("counts the limit to the last byte of the body", {
  heading: "Set your own limit",
  why:
    "fetch is done when the headers are there. A server that falls silent in the middle of the body would hold the client for ever.",
}, async (scene) => {
  const { random } = scene;
  const next = pollsOf(scene, AT_ONCE);
  const hours = random.integer(2, 9) * HOUR_MS;
  for (
    const limitMs of [
      random.integer(300, 900),
      random.integer(36_001, 90_000),
      hours + random.integer(1, 999),
    ]
  ) await expectLimit(scene, next, limitMs);
});

/** Demands that a poll has until its limit, to the last byte, and no longer. */
async function expectLimit(
  scene: ClientScene,
  next: (withinMs?: number) => Promise<PeerExchange>,
  limitMs: number,
): Promise<void> {
  const { client, peer, clock, random } = scene;
  const body = JSON.stringify([message(1), message(2)]);
  const half = random.integer(1, body.length - 1);
  const json = { "content-type": "application/json" };
  await client.start({ limitMs });

  const slow = await next();
  await slow.writeHead(200, json);
  await slow.write(body.slice(0, half));
  await clock.advance(limitMs - 1);
  peer.expectNoRequest();
  await slow.write(body.slice(half));
  await slow.end();
  await client.expectMessages(1, 2);

  const stuck = await next();
  await stuck.writeHead(200, json);
  await stuck.write("[");
  await clock.advance(limitMs - 1);
  peer.expectNoRequest();
  await next(1 + 500 + AT_ONCE_MS);
  await client.abort();
  await client.expectEnded();
}

check("backs off at random, longer and longer, after errors", {
  heading: "Back off only after errors",
  why:
    "A server in trouble gets all its readers back at the same instant, again and again, unless each waits a random and growing time.",
}, async (scene) => {
  const { client, peer, random, expect } = scene;
  const ways = Object.keys(WAYS);
  const played = [
    ...random.shuffled(ways).slice(0, 6),
    ...random.shuffled([...ways, ...ways, ...ways]),
  ];
  await client.start({ since: 7 });
  const next = pollsOf(scene, AT_ONCE);
  let broken = 0;
  const { shares, poll } = await sharesOf(scene, {
    first: await next(),
    next: (withinMs) => next(withinMs + AT_ONCE_MS),
    errors: played.length,
    breakPoll: async (poll) => await WAYS[own(played, broken++)]?.(poll),
  });
  expectNoTurn(scene, shares.map((share, error) => share * mostMs(error)));
  const capped = shares.slice(6);
  expect(Math.min(...capped) < 0.5 && Math.max(...capped) > 0.55, {
    expected:
      `${capped.length} waits spread between 0 and 30,000 ms, after the first six`,
    got: `waits of ${percent(shares)} of their bound`,
  });
  for (const way of ways) {
    const waits = capped.filter((_, place) => played[place + 6] === way);
    // Three waits between 0 and 30 s that are all below 10 ms are no accident.
    expect(Math.max(...waits) > 10 / CAP_MS, {
      expected: `waits of up to 30,000 ms after ${way} too`,
      got: "another poll at once, three times of three",
    });
  }
  expect(cursorOf(poll) === 7 && peer.requests.length === played.length + 1, {
    expected: "the same cursor each time, one poll after each error",
    got: `${peer.requests.length} polls, the last one ${poll.target}`,
  });
});

check("draws each wait over its whole range", {
  heading: "Back off only after errors",
  why:
    "The formula holds for each n by itself, and n is 0 for the first error: of a reader that has only just begun, and after each success. Half the range keeps to all bounds, and brings twice as many readers back at the same time.",
}, async (scene) => {
  await expectWholeRanges(scene, { toleranceMs: AT_ONCE_MS });
});

check("begins the backoff anew after a success", {
  heading: "Back off only after errors",
  why:
    "Errors count since the last success, and a reset is one. Whoever never forgets them waits half a minute after the first hiccup of the next day.",
}, async (scene) => {
  const { client } = scene;
  await client.start();
  const next = pollsOf(scene, AT_ONCE);
  for (let errors = 0; errors < 6; errors++) {
    await (await next(CAP_MS + AT_ONCE_MS)).answer(500);
  }
  await (await next(CAP_MS + AT_ONCE_MS)).messages(message(1));
  for (let round = 0; round < 12; round++) {
    await (await next()).answer(503);
    await (await next(500 + AT_ONCE_MS)).noContent();
  }
  for (const [status, type] of RESETS) {
    await (await next()).messages(message(9));
    let poll = await next();
    for (let errors = 0; errors < 6; errors++) {
      await poll.answer(500);
      poll = await next(CAP_MS + AT_ONCE_MS);
    }
    await poll.problem(status, type, { oldest: 1, newest: 9 });
    // Each within its own bound: that is no accident four times in a row.
    const after = await sharesOf(scene, {
      first: await next(),
      next: (withinMs) => next(withinMs + AT_ONCE_MS),
      errors: 4,
      breakPoll: (poll) => poll.answer(503),
    });
    await after.poll.noContent();
  }
});

check("comes back when the server is back", {
  heading: "Back off only after errors",
  why:
    "A server that is being restarted refuses every connection for a while. Nobody is there to press reload for the reader.",
}, async (scene) => {
  const { client, peer, clock, expect } = scene;
  await client.start({ since: 7 });
  const next = pollsOf(scene, AT_ONCE);
  const poll = await next();
  peer.refuse(true);
  await poll.cut();
  await clock.advance(60_000);
  client.expectRunning();
  peer.refuse(false);
  const again = await next(CAP_MS + AT_ONCE_MS);
  expect(cursorOf(again) === 7, {
    expected: "the cursor 7, which errors do not change",
    got: again.target,
  });
});

check("asks no earlier than Retry-After says", {
  heading: "Back off only after errors",
  why:
    "Retry-After is in seconds, and takes the place of the formula, after many errors too, and whatever the error is: each counts as one. The server knows when it will be back: asking earlier only finds it closed, and much later is late for nothing.",
  norm: "RFC 9110 §10.2.3",
}, async (scene) => {
  const { client, peer, clock, random, expect } = scene;
  await client.start({ since: 7 });
  const next = pollsOf(scene, AT_ONCE);
  const formulaMs: number[] = [];
  let poll = await next();
  for (let round = 0; round < 5; round++) {
    const more = [random.integer(2, 30), random.integer(31, 50_000)];
    for (const [place, seconds] of [1, ...more, 1, 1, 1].entries()) {
      const headers = { "retry-after": `${seconds}` };
      // Each of them three times, in different places.
      const status = own(MAY_PASS, (6 * round + place) % MAY_PASS.length);
      await poll.answer(status, { headers });
      await clock.advance(seconds * 1_000 - 1);
      peer.expectNoRequest();
      poll = await next(1 + 500 + AT_ONCE_MS);
    }
    await poll.answer(503);
    const failedAt = clock.now;
    poll = await next(CAP_MS + AT_ONCE_MS);
    formulaMs.push(poll.at - failedAt);
    await poll.noContent();
    poll = await next();
  }
  // Five waits between 0 and 30 s that are all below 600 ms are no accident.
  expect(Math.max(...formulaMs) > 500 + AT_ONCE_MS, {
    expected:
      "waits of up to 30,000 ms after an error without Retry-After that follows six with it",
    got: `waits of ${formulaMs.map((ms) => `${Math.round(ms)} ms`).join(", ")}`,
  });
});

check("ends when a newer poll took its place", {
  heading: "Tell the answers apart",
  why:
    "Two windows of one client that both ask again after 409 throw each other out for ever.",
  norm: "RFC 9110 §15.5.10",
}, async (scene) => {
  const { client, peer, clock } = scene;
  await client.start();
  const next = pollsOf(scene, AT_ONCE);
  await (await next()).problem(409, "about:blank");
  await client.expectError("PollReplacedError");
  await clock.advance(HOUR_MS);
  peer.expectNoRequest();
  // Whatever its body is, or if there is none.
  for (const body of ["", "null", "No.", '{"type":"/problems/cursor-gone"}']) {
    await client.start();
    await (await next()).answer(409, { body });
    await client.expectError("PollReplacedError");
    peer.expectNoRequest();
  }
});

check("begins anew when the cursor cannot be answered", {
  heading: "Tell the answers apart",
  why:
    "A gone cursor is no network error: asking again with it brings the same answer. And after a reset old ids are new messages.",
  norm: "RFC 9110 §15.5.11",
}, async (scene) => {
  const { client, random, expect } = scene;
  const since = random.integer(500, 900);
  const newest = random.integer(100, 400);
  const oldest = newest - 1;
  await client.start({ since }, { callbacks: ["onReset"] });
  const next = pollsOf(scene, AT_ONCE);
  for (const [index, [status, type]] of RESETS.entries()) {
    await (await next()).problem(status, type, { oldest, newest });
    const again = await next();
    expect(cursorOf(again) === 0, {
      expected: `a poll from 0 after ${status}`,
      got: again.target,
    });
    const calls = client.calls("onReset");
    const range = membersOf(calls.at(-1)?.arguments[0]);
    const told = calls.length === index + 1 && range.oldest === oldest &&
      range.newest === newest;
    expect(told, {
      expected: `onReset({ oldest: ${oldest}, newest: ${newest} }) once`,
      got: `${calls.length - index} calls, the last with ${
        describeJson(calls.at(-1)?.arguments[0])
      }`,
    });
    await again.messages(message(oldest), message(newest));
  }
  await client.expectMessages(oldest, newest, oldest, newest);
});

check("begins anew also when nobody wants to be told", {
  heading: "Tell the answers apart",
  why:
    "onReset may be left out, as every option: a reset is none of that reader's business, and no reason to end.",
}, async (scene) => {
  const { client, expect } = scene;
  await client.start({ since: 7 });
  const next = pollsOf(scene, AT_ONCE);
  const range = { oldest: 1, newest: 2 };
  await (await next()).problem(410, "/problems/cursor-gone", range);
  client.expectRunning();
  const again = await next();
  expect(cursorOf(again) === 0, {
    expected: "a poll from 0 after 410",
    got: again.target,
  });
  await again.messages(message(1));
  await client.expectMessages(1);
});

check("ends when the server refuses", {
  heading: "Tell the answers apart",
  why:
    "404 stays 404 however often you ask. Only an error that may pass is worth another poll.",
}, async (scene) => {
  const { client, peer, clock, random } = scene;
  const next = pollsOf(scene, AT_ONCE);
  const none = { oldest: 1, newest: 9 };
  for (const body of NO_RESETS) {
    for (const status of [400, own(REFUSALS, random.integer(1, 21))]) {
      await client.start({ since: 7 });
      const headers = { "content-type": "application/problem+json" };
      await (await next()).answer(status, { headers, body });
      await client.expectError("HttpError");
      peer.expectNoRequest();
    }
  }
  for (const status of REFUSALS) {
    for (const type of ["about:blank", "/problems/cursor-from-past", ""]) {
      await client.start({ since: 7 });
      const poll = await next();
      if (type === "") await poll.answer(status, { body: "No.\n" });
      else await poll.problem(status, type, none);
      await client.expectError("HttpError");
      await clock.advance(HOUR_MS);
      peer.expectNoRequest();
    }
  }
});

check("ends at once when it is aborted during a poll", {
  heading: "End when you are told to",
  why:
    "The reader has left the page. A poll that stays open occupies one of the six connections that a browser has for the board.",
}, async (scene) => {
  const { client, peer, clock, expect } = scene;
  await client.start();
  const poll = await pollsOf(scene, AT_ONCE)();
  poll.hold();
  await clock.advance(10_000);
  await client.abort();
  await client.expectEnded();
  expect(poll.gone, {
    expected: "the held poll given up",
    got: "a poll that is still open",
  });
  await clock.advance(HOUR_MS);
  peer.expectNoRequest();
});

check("ends whatever the reason of the abort is", {
  heading: "End when you are told to",
  why:
    "A reader may leave with any reason: AbortSignal.timeout gives a TimeoutError, others give a text. Only the signal knows whether it has aborted; an error's name, or its class, does not.",
}, async (scene) => {
  const { client, peer, clock } = scene;
  const next = pollsOf(scene, AT_ONCE);
  await expectEndsEverywhere(scene, {
    "before the headers": async () => {
      const poll = await next();
      poll.hold();
      await clock.advance(10_000);
      return poll;
    },
    "within the body": async () => await half(await next()),
    "during the pause": async () => {
      await (await next()).messages(message(1));
      await clock.advance(100);
      return undefined;
    },
    "during a wait that the server asked for": async () => {
      const headers = { "retry-after": "600" };
      await (await next()).answer(503, { headers });
      await clock.advance(10_000);
      return undefined;
    },
    "during the backoff": async () => {
      await (await next()).cut();
      return undefined;
    },
  }, { options: { pauseMs: 5_000 }, timers: false });
  await client.start({}, { pull: false });
  await client.abort();
  await client.pull();
  await client.expectEnded();
  peer.expectNoRequest();
});

check("ends at once when it is aborted during a wait", {
  heading: "End when you are told to",
  why:
    "A wait that nobody can interrupt wakes up later and asks for a reader who left long ago.",
}, async (scene) => {
  const { client, peer, clock } = scene;
  await client.start();
  const next = pollsOf(scene, AT_ONCE);
  await (await next()).messages(message(1));
  await client.expectMessages(1);
  const poll = await next();
  await poll.answer(503, { headers: { "retry-after": "600" } });
  await clock.advance(10_000);
  await client.abort();
  await client.expectEnded();
  await clock.advance(HOUR_MS);
  peer.expectNoRequest();
});

check("yields nothing after an abort", {
  heading: "End when you are told to",
  why:
    "The rest of an answer is no exception: who said stop does not expect another message.",
}, (scene) => expectRestDropped(scene, pollsOf(scene, AT_ONCE)));

check("asks again within a second of waking up", {
  heading: "Wake up well",
  why:
    "The connection died while the laptop slept, and nobody says so. The limit is overdue at wake-up: give up, back off shortly, ask again.",
}, async (scene) => {
  const { client, peer, clock, expect } = scene;
  await client.start({ since: 7 });
  const next = pollsOf(scene, AT_ONCE);
  const poll = await next();
  poll.hold();
  await clock.advance(5_000);
  await clock.sleepAndWake(HOUR_MS);
  const again = await next(1_000);
  expect(cursorOf(again) === 7 && peer.requests.length === 2, {
    expected: "one new poll with the cursor 7",
    got: `${peer.requests.length - 1} polls, the last one ${again.target}`,
  });
  await again.messages(message(8), message(9));
  await client.expectMessages(8, 9);
});

check.stories("reads on as the board allows, whatever happens", {
  heading: "Tell the answers apart",
  why:
    "Each reader has a cursor, a limit and a count of errors of its own. What an answer says holds for the next poll of that reader, and for nothing else.",
  ...heldStories,
}, playHeld);

check("reads messages in real time", {
  heading: "Keep one poll open",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async ({ client, peer }) => {
  await client.start({ limitMs: 5_000, pauseMs: 20 });
  await (await peer.next()).messages(message(1), message(2));
  await (await peer.next()).answer(503);
  await (await peer.next()).noContent();
  await (await peer.next()).messages(message(3));
  await client.expectMessages(1, 2, 3);
});
