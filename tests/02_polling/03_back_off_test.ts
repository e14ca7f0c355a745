import { type ClientScene, exam, message, type PeerExchange } from "exam";
import {
  expectEndsBoth,
  expectEndsEverywhere,
  expectRestDropped,
  half,
} from "../_aborts.ts";
import { CAP_MS, mostMs, percent, sharesOf } from "../_back_off.ts";
import { expectWholeRanges } from "../_whole_ranges.ts";
import { CUTS } from "../_cuts.ts";
import { cursorOf, expectNoOptionNeeded, pollsOf } from "../_polls.ts";
import { playTrouble, troubleStories } from "./_03_story.ts";

const check = exam("02_polling/03_back_off", "client");

const HOUR_MS = 3_600_000;
/** What a timer may add by rounding. */
const ROUNDING = { toleranceMs: 1 };

/** Virtual time at the beginning of a check, in ms since 1970. */
const EPOCH_MS = message(0).at;

/** Statuses that may pass. */
const MAY_PASS = [
  408,
  425,
  429,
  500,
  501,
  502,
  503,
  504,
  505,
  507,
  511,
  599,
];

/** Every way in which a poll may fail and pass. */
const WAYS: readonly ((poll: PeerExchange) => Promise<void>)[] = [
  ...MAY_PASS.map((status) => (poll: PeerExchange) => poll.answer(status)),
  ...Object.values(CUTS),
];

/** Statuses that no other question helps with. */
const REFUSALS = [
  400,
  401,
  402,
  403,
  404,
  405,
  406,
  407,
  409,
  410,
  411,
  412,
  413,
  414,
  415,
  416,
  417,
  418,
  421,
  422,
  423,
  424,
  426,
  428,
  431,
  451,
  499,
];

/** Breaks a poll in a way that is drawn anew each time. */
function anyHow(
  { random }: ClientScene,
): (poll: PeerExchange) => Promise<void> {
  return (poll) => random.pick(WAYS)(poll);
}

check("asks below the board's own address", {
  heading: "Tell the answers apart",
  why:
    "The board may live below a path of its host. An address that begins with a slash leaves that path, and asks somebody else. And the URL is the caller's: whoever changes it sends the next reader astray.",
  norm: "RFC 3986 §5.2.2",
}, async (scene) => {
  const { client, random, expect } = scene;
  const next = pollsOf(scene, ROUNDING);
  // A caller reads one board twice, and gives the same URL.
  for (const below of ["", "board/", "board/", `${random.text()}/of/ours/`]) {
    await client.start({}, { below });
    for (const status of [200, 503, 200]) {
      const poll = await next(2_000);
      expect(poll.path === `/${below}messages`, {
        expected: `GET /${below}messages`,
        got: `${poll.method} ${poll.target}`,
      });
      await poll.answer(status, { body: "[]" });
    }
    await client.abort();
    await client.expectEnded();
  }
});

check("works without any option, a signal included", {
  heading: "Tell the answers apart",
  why:
    "Every option may be left out. `signal?.aborted` asks a signal that is there; `signal.aborted` throws when there is none, and `since` has a default that is 0.",
}, (scene) => expectNoOptionNeeded(scene, { afterErrors: true }));

check("asks from the beginning, every 2,000 ms, when nothing else is said", {
  heading: "Tell the answers apart",
  why:
    "Options that are left out have their defaults: since is 0, which is everything that is kept, and the interval after a success is 2,000 ms.",
}, async (scene) => {
  const { client, peer, clock, expect } = scene;
  await client.start();
  const next = pollsOf(scene);
  for (let round = 0; round < 3; round++) {
    const poll = await next();
    expect(cursorOf(poll) === 0, {
      expected: "GET /messages?since=0, or without a cursor",
      got: `${poll.method} ${poll.target}`,
    });
    await poll.messages();
    await clock.advance(1_999);
    peer.expectNoRequest();
    await clock.advance(1);
  }
});

check("asks again after everything that may pass", {
  heading: "Tell the answers apart",
  why:
    "A server that is restarted, overloaded or behind a broken line is back in a minute. Nobody is there to press reload for the reader.",
}, async (scene) => {
  const { client, peer, clock, expect } = scene;
  await client.start({ since: 7 });
  const next = pollsOf(scene, ROUNDING);
  for (const breakPoll of WAYS) {
    await breakPoll(await next(2_000));
    client.expectRunning();
    const again = await next(500);
    expect(cursorOf(again) === 7, {
      expected: "the cursor 7, which errors do not change",
      got: again.target,
    });
    await again.messages();
    await clock.advance(1_999);
    peer.expectNoRequest();
  }
  await (await next(2_000)).messages(message(8));
  await client.expectMessages(8);
});

check("ends with HttpError when the server refuses", {
  heading: "Tell the answers apart",
  why:
    "404 stays 404 however often you ask. Only an error that may pass is worth another question.",
}, async (scene) => {
  const { client, peer, clock } = scene;
  const next = pollsOf(scene, ROUNDING);
  for (const status of REFUSALS) {
    await client.start();
    await (await next()).messages();
    // It says when to come back, and refuses all the same.
    const headers = status % 3 === 0 ? {} : { "retry-after": "5" };
    await (await next(2_000)).answer(status, { headers, body: "No.\n" });
    await client.expectError("HttpError");
    await clock.advance(HOUR_MS);
    peer.expectNoRequest();
  }
});

check("waits at most 500 ms, then twice as much after each error", {
  heading: "Back off after an error",
  why:
    "The formula is the wait, whole and alone: whoever adds the interval to it, or begins with 2ⁿ of one, is late without being kind.",
}, async (scene) => {
  const { client } = scene;
  await client.start();
  const next = pollsOf(scene, ROUNDING);
  const row = { next, errors: 7, breakPoll: anyHow(scene) };
  let first = await next();
  for (let round = 0; round < 5; round++) {
    const { poll } = await sharesOf(scene, { ...row, first });
    await poll.messages();
    first = await next(2_000);
  }
});

check("spreads its waits over the whole range", {
  heading: "Back off after an error",
  why:
    "2,000 readers lost the board in the same instant. Without chance they all come back in the same instant too, and so they do when each draws only once, or only a little.",
}, async (scene) => {
  const { client, expect } = scene;
  await client.start();
  const next = pollsOf(scene, ROUNDING);
  const row = { next, errors: 5, breakPoll: anyHow(scene) };
  const all: number[] = [];
  const widths: number[] = [];
  let first = await next();
  for (let round = 0; round < 8; round++) {
    const { shares, poll } = await sharesOf(scene, { ...row, first });
    all.push(...shares);
    widths.push(Math.max(...shares) - Math.min(...shares));
    await poll.messages();
    first = await next(2_000);
  }
  // Five waits of a right client are that alike in 3 of 10,000 rows.
  expect(widths.some((width) => width > 0.1), {
    expected: "five errors in a row with five shares of the bound",
    got: `about the same share after each of them: ${percent(all)}`,
  });
  const thirds = [0, 1, 2].map((third) =>
    all.filter((share) => Math.min(2, Math.floor(share * 3)) === third).length
  );
  expect(thirds.every((count) => count > 0), {
    expected: `${all.length} waits in every third between 0 and their bound`,
    got: `${thirds.join(", ")} in the three thirds: ${percent(all)}`,
  });
});

check("draws each wait over its whole range", {
  heading: "Back off after an error",
  why:
    "The formula holds for each n by itself, and n is 0 for the first error: of a reader that has only just begun, and after each success. Half the range keeps to all bounds, and brings twice as many readers back at the same time.",
}, async (scene) => {
  await expectWholeRanges(scene, { ...ROUNDING, intervalMs: 2_000 });
});

check("never waits longer than 30 s", {
  heading: "Back off after an error",
  why:
    "Doubling has no end of its own: the eleventh wait would be up to a quarter of an hour, long after the server is back.",
}, async (scene) => {
  const { client, peer, expect } = scene;
  await client.start({ since: 7 });
  const next = pollsOf(scene, ROUNDING);
  const { shares, poll } = await sharesOf(scene, {
    first: await next(),
    next,
    errors: 80,
    breakPoll: anyHow(scene),
  });
  const late = shares.slice(6);
  // A right client has none of 74 there in 1 of 10¹⁹ runs.
  expect(Math.max(...late) > 0.55, {
    expected: "waits up to 30,000 ms from the seventh on",
    got: `waits of ${percent(late)} of that`,
  });
  // A number of 32 bits overflows here and begins anew: 0, 500, 1,000 …
  const wrapped = shares.slice(31).every((share, place) =>
    share * CAP_MS <= 250 * 2 ** place + 1
  );
  expect(!wrapped, {
    expected: "waits up to 30,000 ms after more than 31 errors, too",
    got: `waits of ${percent(shares.slice(31))} of that after 32 and more`,
  });
  expect(cursorOf(poll) === 7 && peer.requests.length === 81, {
    expected: "the same cursor each time, one poll after each error",
    got: `${peer.requests.length} polls, the last one ${poll.target}`,
  });
});

check("begins anew after a success, 304 among them", {
  heading: "Begin anew after a success",
  why:
    "Errors count since the last success. Whoever never forgets them waits half a minute after the first hiccup of the next day; 304 says that all is well.",
}, async (scene) => {
  const { client, peer, clock, random, expect } = scene;
  const intervalMs = random.pick([70, 3_170, 7_200_130]);
  await client.start({ since: 7, intervalMs });
  const next = pollsOf(scene, ROUNDING);
  let cursor = 7;
  let poll = await next();
  for (let round = 0; round < 8; round++) {
    for (let error = 0; error < 3; error++) {
      await poll.answer(503);
      poll = await next(mostMs(error));
    }
    // On a success it is not the header that says when to ask.
    const headers = { "retry-after": "60" };
    if (round % 2) await poll.answer(304, { headers });
    else await poll.messages(message(++cursor));
    await clock.advance(intervalMs - 1);
    peer.expectNoRequest();
    poll = await next(1);
    expect(cursorOf(poll) === cursor, {
      expected: `the cursor ${cursor}`,
      got: poll.target,
    });
  }
  await client.expectMessages(8, 9, 10, 11);
  await client.start({ intervalMs: 0 }, { below: "restless/" });
  await (await next()).messages();
  await next(1);
});

check("comes back when the server is back", {
  heading: "Tell the answers apart",
  why:
    "A server that is being restarted refuses every connection for a while. fetch throws then; that is no reason to stop.",
}, async (scene) => {
  const { client, peer, clock, expect } = scene;
  await client.start({ since: 7 });
  const next = pollsOf(scene, ROUNDING);
  const poll = await next();
  peer.refuse(true);
  await poll.cut();
  await clock.advance(60_000);
  client.expectRunning();
  peer.refuse(false);
  const again = await next(CAP_MS);
  expect(cursorOf(again) === 7, {
    expected: "the cursor 7, which errors do not change",
    got: again.target,
  });
  await again.messages(message(8));
  await client.expectMessages(8);
});

check("asks no earlier than Retry-After says, and not much later", {
  heading: "Wait as long as the server asks",
  why:
    "Retry-After is in seconds. The server knows when it will be back: asking earlier finds it closed, whatever the formula or its bound of 30 s would say.",
  norm: "RFC 9110 §10.2.3",
}, async (scene) => {
  const { client, peer, clock, random } = scene;
  await client.start();
  const next = pollsOf(scene, ROUNDING);
  let poll = await next();
  const long = random.integer(31, 3_600);
  const days = random.integer(1, 10) * 86_400;
  const waits = [
    random.integer(1, 9),
    long,
    days,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
  ];
  for (const [index, seconds] of waits.entries()) {
    const status = MAY_PASS[index % MAY_PASS.length] ?? 503;
    await poll.answer(status, { headers: { "retry-after": `${seconds}` } });
    await clock.advance(seconds * 1_000 - 1);
    peer.expectNoRequest();
    poll = await next(1 + 500);
  }
});

check("counts an error that carries Retry-After", {
  heading: "Wait as long as the server asks",
  why:
    "Retry-After says how long to wait this time. An error stays an error: when the next one says nothing, the formula goes on from there.",
}, async (scene) => {
  const { client, clock, expect } = scene;
  await client.start();
  const next = pollsOf(scene, ROUNDING);
  const waits: number[] = [];
  for (let round = 0; round < 6; round++) {
    for (let error = 0; error < 6; error++) {
      const poll = await next(2_000);
      const seconds = error < 5 ? "1" : "60";
      await poll.answer(503, { headers: { "retry-after": seconds } });
    }
    // The next wait is not of 60 s again.
    await (await next(61_000)).answer(503);
    const failedAt = clock.now;
    const poll = await next(CAP_MS);
    waits.push(Math.round(poll.at - failedAt));
    await poll.messages();
  }
  // Six waits between 0 and 30 s that are all below 500 ms are no accident.
  expect(Math.max(...waits) > 500, {
    expected: "waits up to 30,000 ms after six errors that carried Retry-After",
    got: `waits of ${waits.join(", ")} ms`,
  });
});

check("understands Retry-After as a date", {
  heading: "Wait as long as the server asks",
  why:
    "Number() of a date is NaN, and setTimeout takes NaN for 0: at the very moment when the server asks for peace it gets a storm.",
  norm: "RFC 9110 §10.2.3",
}, async (scene) => {
  const { client, peer, clock, random } = scene;
  await client.start();
  const next = pollsOf(scene, ROUNDING);
  let poll = await next();
  // Far from whole seconds, and from the clock of the server.
  for (const beyondMs of [100, 400, 600, 900]) {
    poll.hold();
    await clock.advance(2_000 + beyondMs - clock.now % 1_000);
    const seconds = Math.ceil(clock.now / 1_000) + random.integer(2, 600);
    const date = new Date(EPOCH_MS + seconds * 1_000).toUTCString();
    const aheadMs = beyondMs % 200 === 0 ? HOUR_MS : -HOUR_MS;
    const server = new Date(EPOCH_MS + clock.now + aheadMs).toUTCString();
    await poll.answer(503, { headers: { "retry-after": date, date: server } });
    await clock.advance(seconds * 1_000 - clock.now - 1);
    peer.expectNoRequest();
    poll = await next(1 + 500);
  }
});

check("backs off as ever when Retry-After is of no use", {
  heading: "Wait as long as the server asks",
  why:
    'A header that says nothing is no leave to ask at once. Number("2.5") and parseInt("-5") are numbers, and a date in the past gives a negative wait.',
  norm: "RFC 9110 §10.2.3",
}, async (scene) => {
  const { client, clock, random, expect } = scene;
  await client.start();
  const next = pollsOf(scene, ROUNDING);
  const past = new Date(EPOCH_MS - random.integer(1, 900) * 1_000);
  const useless = [
    past.toUTCString(),
    "soon",
    "-5",
    "2.5",
    "1e3",
    "0x10",
    "10 s",
    "NaN",
    "Infinity",
  ];
  for (const value of useless) {
    const waits: number[] = [];
    let poll = await next(2_000);
    for (let error = 0; error < 10; error++) {
      await poll.answer(503, { headers: { "retry-after": value } });
      const failedAt = clock.now;
      poll = await next(mostMs(error));
      waits.push(Math.round(poll.at - failedAt));
    }
    // Four waits between 0 and 30 s that are all below 500 ms are no accident.
    expect(Math.max(...waits) > 500, {
      expected: `longer and longer waits, as without Retry-After: ${value}`,
      got: `waits of ${waits.join(", ")} ms`,
    });
    await poll.messages();
  }
});

check("ends at once when it is aborted", {
  heading: "End when you are told to",
  why:
    "An abort makes fetch throw, as a broken connection does, and throw whatever reason the caller gave. Ask the signal: who judges by the error's name backs off for a reader who left, and a wait that nobody can end does so later.",
}, async (scene) => {
  const { client, peer, clock } = scene;
  const next = pollsOf(scene, ROUNDING);
  await expectEndsEverywhere(scene, {
    "before the headers": async () => {
      await (await next()).messages(message(1));
      const poll = await next(2_000);
      poll.hold();
      await clock.advance(10_000);
      return poll;
    },
    "within the body": async () => await half(await next()),
    "during the interval": async () => {
      await (await next()).messages(message(1));
      await clock.advance(1_000);
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
  });
  await client.start({}, { pull: false });
  await client.abort();
  await client.pull();
  await client.expectEnded();
  peer.expectNoRequest();
});

check("ends with the others that have the same signal", {
  heading: "End when you are told to",
  why:
    "A signal belongs to the caller, who may give it to many readers. `signal.onabort` has room for one of them only: whoever sets it, or sets it back, takes it from another.",
}, (scene) => expectEndsBoth(scene, pollsOf(scene, ROUNDING)));

check("yields nothing after an abort", {
  heading: "End when you are told to",
  why:
    "The rest of an answer is no exception: who said stop does not expect another message.",
}, (scene) => expectRestDropped(scene, pollsOf(scene)));

check("counts the errors of each reader by themselves", {
  heading: "Begin anew after a success",
  why:
    "A reader who has just begun has had no errors. A count that is kept outside of the function belongs to all readers, and lets a new one wait for the bad luck of another.",
}, async (scene) => {
  const { client, random, expect } = scene;
  const next = pollsOf(scene, ROUNDING);
  for (let reader = 0; reader < 6; reader++) {
    const since = random.integer(1, 900);
    await client.start({ since });
    let poll = await next();
    for (let error = 0; error < 8; error++) {
      expect(cursorOf(poll) === since, {
        expected: `a poll with the cursor ${since} of reader ${reader + 1}`,
        got: poll.target,
      });
      await poll.answer(503);
      poll = await next(mostMs(error));
    }
    await client.abort();
    await client.expectEnded();
  }
});

check.stories("waits as the answer asks and goes on, whatever happens", {
  heading: "Tell the answers apart",
  why:
    "Each reader has a cursor, an interval and a count of errors of its own. How long it waits follows from its last answer and from the errors before it, and from nothing else.",
  ...troubleStories,
}, playTrouble);

check("backs off in real time", {
  heading: "Back off after an error",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async ({ client, peer }) => {
  await client.start({ intervalMs: 20 });
  await (await peer.next()).messages(message(1));
  await (await peer.next()).answer(503);
  await (await peer.next()).cut();
  await (await peer.next()).messages(message(2));
  await client.expectMessages(1, 2);
});
