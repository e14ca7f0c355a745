import {
  type ClientScene,
  exam,
  message,
  type PeerExchange,
  type Random,
} from "exam";
import type { Message } from "kernel";
import {
  expectEndsBoth,
  expectEndsEverywhere,
  expectRestDropped,
  half,
} from "../_aborts.ts";
import { cursorOf, expectNoOptionNeeded, pollsOf } from "../_polls.ts";
import { playTags, tagStories } from "./_05_story.ts";

const check = exam("02_polling/05_remember_the_tag", "client");

/** Every question comes within the default interval. */
const USUAL = { withinMs: 2_000 };

/** A tag that nobody has seen before, weak or strong. */
function newTag(random: Random): string {
  return `${random.pick(["", "W/"])}"${random.text()}"`;
}

/** Answers 200 with messages, and with a tag if there is one. */
async function answer(
  question: PeerExchange,
  tag: string | undefined,
  ...list: Message[]
): Promise<void> {
  const type = { "content-type": "application/json" };
  await question.answer(200, {
    headers: tag === undefined ? type : { ...type, etag: tag },
    body: JSON.stringify(list),
  });
}

async function notModified(
  question: PeerExchange,
  tag?: string,
): Promise<void> {
  await question.answer(304, {
    headers: tag === undefined ? {} : { etag: tag },
  });
}

/** What the bytes of a header say in UTF-8, as the answers are written. */
function textOf(header: string | null): string | null {
  if (header === null) return null;
  const bytes = Uint8Array.from(header, (byte) => byte.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

/** Demands the cursor and the tag of a question. */
function expectAsked(
  { expect }: ClientScene,
  question: PeerExchange,
  cursor: number,
  tag: string | null,
): void {
  const asked = cursorOf(question);
  const given = textOf(question.headers.get("if-none-match"));
  const described = (id: number, text: string | null) =>
    `the cursor ${id} and ${
      text === null ? "no If-None-Match" : `If-None-Match: ${text}`
    }`;
  expect(asked === cursor && given === tag, {
    expected: `a question with ${described(cursor, tag)}`,
    got: described(asked, given),
  });
}

check("asks without a tag as long as it has none", {
  heading: "Send the tag back",
  why:
    'What is not there has no text: "null" and "undefined" are no tags, and nobody gave them to you.',
}, async (scene) => {
  const { client, random } = scene;
  const since = random.integer(1, 900);
  await client.start({ since });
  const next = pollsOf(scene, USUAL);
  for (let round = 0; round < 3; round++) {
    const question = await next();
    expectAsked(scene, question, since, null);
    await answer(question, undefined);
  }
});

check("works without any option, a signal included", {
  heading: "Send the tag back",
  why:
    "Every option may be left out. `signal?.aborted` asks a signal that is there; `signal.aborted` throws when there is none, and `since` has a default that is 0.",
}, (scene) => expectNoOptionNeeded(scene));

check("sends the tag back as it came", {
  heading: "Send the tag back",
  why:
    "The tag belongs to the server: quotes and W/ are part of it. Whoever takes them off asks about a state that never was.",
  norm: "RFC 9110 §8.8.3",
}, async (scene) => {
  const { client, random } = scene;
  const since = random.integer(1, 900);
  await client.start({ since });
  const next = pollsOf(scene, USUAL);
  await answer(await next(), '"first"');
  let tag = '"first"';
  const tags = [
    `W/"${random.text()}"`,
    `"${random.text()},b"`,
    '""',
    'W/""',
    '"*"',
    '"W/"',
    `"${"long".repeat(500)}"`,
    '"a,b, c"',
    '"\\\\"',
    '"%22"',
    '"caf\u00e9"',
  ];
  for (const made of tags) {
    const question = await next();
    expectAsked(scene, question, since, tag);
    await answer(question, made);
    tag = made;
  }
  expectAsked(scene, await next(), since, tag);
});

check("takes 304 as nothing new and goes on", {
  heading: "Take 304 as nothing new",
  why:
    "A 304 has no body: reading one as JSON throws, and taking it for an error or for a beginning shows everything twice or nothing any more.",
  norm: "RFC 9110 §15.4.5",
}, async (scene) => {
  const { client, peer, clock, random } = scene;
  const [first, second] = [newTag(random), newTag(random)];
  await client.start();
  const next = pollsOf(scene, USUAL);
  await answer(await next(), first, message(1), message(2));
  await answer(await next(), second);
  for (let round = 0; round < 3; round++) {
    const question = await next();
    expectAsked(scene, question, 2, second);
    await notModified(question, second);
    await clock.advance(1_999);
    peer.expectNoRequest();
  }
  client.expectRunning();
  // Only 304 says that nothing is new, whatever the tag of a 200.
  await answer(await next(), second, message(3));
  await client.expectMessages(1, 2, 3);
});

check("waits for intervalMs after a 304 as after any answer", {
  heading: "Take 304 as nothing new",
  why:
    "A 304 is cheap, not free: the trip is the same. Asking again at once makes a storm of small answers.",
}, async (scene) => {
  const { client, peer, clock, random } = scene;
  // Far from the default on both sides, and no whole seconds.
  const intervalMs = random.pick([70, 710, 45_300, 7_200_130]);
  await client.start({ since: 7, intervalMs });
  const next = pollsOf(scene, USUAL);
  await answer(await next(0), '"a"');
  for (let round = 0; round < 3; round++) {
    await clock.advance(intervalMs - 1);
    peer.expectNoRequest();
    await notModified(await next(1));
  }
  await clock.advance(intervalMs - 1);
  peer.expectNoRequest();
  (await next(1)).hold();
  await client.start({ intervalMs: 0 }, { below: "restless/" });
  await answer(await next(0), '"a"');
  await notModified(await next(1));
  await next(1);
});

check("keeps the tag after a 304 that has none", {
  heading: "Keep the tag up to date",
  why:
    "A 304 confirms what you have. A header that it leaves out has not changed.",
}, async (scene) => {
  const { client, random } = scene;
  const tag = newTag(random);
  await client.start({ since: 7 });
  const next = pollsOf(scene, USUAL);
  await answer(await next(), tag);
  // As often as in a quiet minute.
  for (let round = 0; round < 30; round++) {
    const question = await next();
    expectAsked(scene, question, 7, tag);
    await notModified(question);
  }
  expectAsked(scene, await next(), 7, tag);
});

check("takes the new tag of a 304", {
  heading: "Keep the tag up to date",
  why:
    "The server may name the same state anew, for example after a restart. With the old name you would get the whole answer next time.",
}, async (scene) => {
  const { client, random } = scene;
  let tag = newTag(random);
  await client.start({ since: 7 });
  const next = pollsOf(scene, USUAL);
  await answer(await next(), tag);
  for (let round = 0; round < 3; round++) {
    const question = await next();
    expectAsked(scene, question, 7, tag);
    tag = newTag(random);
    await notModified(question, tag);
  }
  expectAsked(scene, await next(), 7, tag);
});

check("forgets the tag after a 200 that has none", {
  heading: "Keep the tag up to date",
  why:
    "A 200 is another state. The old tag says nothing about it, and a server that meets it again later would answer 304 to a reader who has something else.",
  norm: "RFC 9111 §4.3.3",
}, async (scene) => {
  const { client, random } = scene;
  await client.start({ since: 7 });
  const next = pollsOf(scene, USUAL);
  await answer(await next(), newTag(random));
  await answer(await next(), undefined);
  const bare = await next();
  expectAsked(scene, bare, 7, null);
  const tag = newTag(random);
  await answer(bare, tag);
  expectAsked(scene, await next(), 7, tag);
});

check("keeps one tag for each URL", {
  heading: "Keep one tag for each URL",
  why:
    "The cursor is part of the URL. The tag of messages?since=0 sent with messages?since=2 asks whether something has changed that you never had.",
  norm: "RFC 9110 §8.8.3",
}, async (scene) => {
  const { client, random } = scene;
  await client.start();
  const next = pollsOf(scene, USUAL);
  let cursor = 0;
  for (let round = 0; round < 3; round++) {
    const question = await next();
    expectAsked(scene, question, cursor, null);
    const ids = [cursor + 1, cursor + 2];
    await answer(question, newTag(random), ...ids.map((id) => message(id)));
    cursor += 2;
    const tag = newTag(random);
    const quiet = await next();
    expectAsked(scene, quiet, cursor, null);
    await answer(quiet, tag);
    const again = await next();
    expectAsked(scene, again, cursor, tag);
    await answer(again, newTag(random), message(++cursor));
  }
  await client.expectMessages(1, 2, 3, 4, 5, 6, 7, 8, 9);
});

check("gives each reader tags of its own", {
  heading: "Send the tag back",
  why:
    "A reader who has just begun has no tag, whatever another has: with the tag of another it hears that nothing is new, and never gets what it has not seen.",
}, async (scene) => {
  const { client, random } = scene;
  const next = pollsOf(scene, USUAL);
  const tag = newTag(random);
  for (let reader = 0; reader < 3; reader++) {
    await client.start();
    const first = await next();
    expectAsked(scene, first, 0, null);
    await answer(first, tag);
    const second = await next();
    expectAsked(scene, second, 0, tag);
    await answer(second, newTag(random), message(1));
    await client.expectMessages(1);
    await client.abort();
    await client.expectEnded();
  }
});

check("asks below the board's own address", {
  heading: "Keep one tag for each URL",
  why:
    "The board may live below a path of its host. An address that begins with a slash leaves that path, and asks somebody else. And the URL is the caller's: whoever changes it sends the next reader astray.",
  norm: "RFC 3986 §5.2.2",
}, async (scene) => {
  const { client, random, expect } = scene;
  const next = pollsOf(scene, USUAL);
  // A caller reads one board twice, and gives the same URL.
  for (const below of ["", "board/", "board/", `${random.text()}/of/ours/`]) {
    await client.start({}, { below });
    let tag: string | null = null;
    for (const made of [newTag(random), newTag(random)]) {
      const question = await next();
      expect(question.path === `/${below}messages`, {
        expected: `GET /${below}messages`,
        got: `${question.method} ${question.target}`,
      });
      expectAsked(scene, question, 0, tag);
      await answer(question, made);
      tag = made;
    }
    await client.abort();
    await client.expectEnded();
  }
});

check("ends at once when it is aborted", {
  heading: "End when you are told to",
  why:
    "The reader has left, for whatever reason. What still waits or asks does so for nobody.",
}, async (scene) => {
  const { clock } = scene;
  const next = pollsOf(scene, USUAL);
  const begun = async () => {
    await answer(await next(), '"a"');
    return await next();
  };
  await expectEndsEverywhere(scene, {
    "before the headers": async () => {
      const question = await begun();
      question.hold();
      await clock.advance(700);
      return question;
    },
    "within the body": async () => await half(await begun()),
    "during the wait": async () => {
      await notModified(await begun());
      await clock.advance(700);
      return undefined;
    },
  }, { options: { since: 7 } });
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

check.stories("sends the tag that it was given last, whatever happens", {
  heading: "Keep the tag up to date",
  why:
    "A tag belongs to one reader, one cursor and the last answer that said something about it. A 304 says nothing but yes.",
  ...tagStories,
}, playTags);

check("remembers in real time", {
  heading: "Send the tag back",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async (scene) => {
  const { client, peer } = scene;
  await client.start({ intervalMs: 40 });
  await answer(await peer.next(), '"a"', message(1));
  await answer(await peer.next(), '"b"');
  const quiet = await peer.next();
  expectAsked(scene, quiet, 1, '"b"');
  await notModified(quiet);
  await answer(await peer.next(), '"c"', message(2));
  await client.expectMessages(1, 2);
});
