import { demand, exam, type Probe, type ServerScene } from "exam";
import { AWKWARD, LONG } from "../_awkward.ts";
import { expectCursorsRead } from "./_cursors.ts";
import { longHold } from "./_holds.ts";
import { namedStories, playNamed } from "./_05_story.ts";

const check = exam("03_long_polling/05_one_at_a_time", "server");

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;

/** Any text can be a name; some of these are traps for plain objects. */
const NAMES = [
  "carl",
  "Carl",
  "carl ",
  " carl",
  "carl/",
  "caf\u00e9",
  "cafe\u0301",
  "東京",
  "a b&c=d",
  "a+b&c=d",
  "1",
  "01",
  ...AWKWARD,
  LONG.slice(0, 2_000),
  LONG.slice(0, 2_001),
];

/** Names that code may give to those who say none. */
const INVENTED = [
  "null",
  "undefined",
  "0",
  "1",
  "2",
  "guest",
  "anonymous",
  "default",
  "*",
];

function pollOf(client: string, since = 0): string {
  return `/messages?since=${since}&client=${encodeURIComponent(client)}`;
}

/** The same poll with the same name, written in another way. */
function pollRewritten(client: string): string {
  const escaped = Array.from(
    new TextEncoder().encode(client),
    (byte) => `%${byte.toString(16).padStart(2, "0")}`,
  ).join("");
  const written = client.includes(" ")
    ? encodeURIComponent(client).replaceAll("%20", "+")
    : escaped;
  return `/messages?client=${written}&since=0`;
}

check("answers the older poll with 409 when a newer one comes", {
  heading: "Replace the older poll",
  why:
    "The asker has a new connection. What goes out on the old one reaches nobody, and the old poll stays for 25 s.",
}, async ({ server, clock, random }) => {
  const name = random.text();
  const older = await server.get(pollOf(name));
  await clock.advance(1_000);
  older.expectPending();
  const newer = await server.get(pollOf(name));
  await clock.advance(AT_ONCE_MS);
  await older.expectStatus(409);
  newer.expectPending();
});

check("goes on replacing, one poll after the other", {
  heading: "Replace the older poll",
  why:
    "The replaced poll clears up after itself. If it removes the entry of its successor, the third poll finds nobody to replace.",
}, async ({ server, clock, random }) => {
  const name = random.text();
  let held = await server.get(pollOf(name));
  for (let round = 0; round < 3; round++) {
    await clock.advance(1_000);
    const newer = await server.get(pollOf(name));
    await clock.advance(AT_ONCE_MS);
    await held.expectStatus(409);
    newer.expectPending();
    held = newer;
  }
  // Within one instant: nobody has time for a moment between two polls.
  const second = await server.get(pollOf(name));
  const third = await server.get(pollOf(name));
  await clock.advance(AT_ONCE_MS);
  await held.expectStatus(409);
  await second.expectStatus(409);
  third.expectPending();
});

check("answers a message to the newest poll only", {
  heading: "Answer each message to one poll",
  why:
    "Two polls of one client that are both answered show each message twice, or show it to a dead connection.",
}, async ({ server, clock, random }) => {
  const [name, text] = [random.text(), random.text()];
  const older = await server.get(pollOf(name));
  const newer = await server.get(pollOf(name));
  await clock.advance(1_000);
  await server.publish(text);
  await clock.advance(AT_ONCE_MS);
  await newer.expectMessages(text);
  await older.expectStatus(409);
});

check("replaces the older poll also when the newer one is answered at once", {
  heading: "Replace the older poll",
  why:
    "The newer poll says that the older one is of no use, whether or not there is something to read.",
}, async ({ server, clock, random }) => {
  const [name, text] = [random.text(), random.text()];
  await server.start({ messages: [text] });
  const older = await server.get(pollOf(name, 1));
  const newer = await server.get(pollOf(name, 0));
  await clock.advance(AT_ONCE_MS);
  await newer.expectMessages(text);
  await older.expectStatus(409);
});

/** Demands that an answer leaves its connection open for the next poll. */
function expectKept({ expect }: ServerScene, poll: Probe): void {
  const header = poll.headers.get("connection");
  expect(!/close/i.test(header ?? ""), {
    expected: `a ${poll.status} that keeps the connection`,
    got: `${poll.status} with Connection: ${header}`,
  });
}

check("keeps the connection of every answer", {
  heading: "Replace the older poll",
  why:
    "A 409 is a complete answer, as 200 and 204 are. Whoever polls on the same connection can go on with it; closing it costs a new one.",
  norm: "RFC 9112 §9.3",
}, async (scene) => {
  const { server, clock, random } = scene;
  const [name, text] = [random.text(), random.text()];
  await server.start();
  const connection = await server.connection();
  const older = await connection.get(pollOf(name));
  const newer = await server.get(pollOf(name));
  await clock.advance(AT_ONCE_MS);
  await older.expectStatus(409);
  expectKept(scene, older);
  await server.publish(text);
  await clock.advance(AT_ONCE_MS);
  await newer.expectMessages(text);
  expectKept(scene, newer);
  // On the connection of the 409.
  const quiet = await connection.get(pollOf(name, 1));
  await clock.advance(25_000);
  await quiet.expectStatus(204);
  expectKept(scene, quiet);
  const last = await connection.get(pollOf(name, 0));
  await clock.advance(AT_ONCE_MS);
  await last.expectMessages(text);
});

check("lets different clients wait side by side", {
  heading: "Tell clients apart",
  why:
    "A name is any text, and is compared as it is: with its spaces and its capitals. In a plain object some names are there before anybody has asked.",
}, async ({ server, clock, random }) => {
  const polls = [];
  for (const name of NAMES) polls.push(await server.get(pollOf(name)));
  await clock.advance(1_000);
  for (const poll of polls) poll.expectPending();
  const text = random.text();
  await server.publish(text);
  await clock.advance(AT_ONCE_MS);
  for (const poll of polls) await poll.expectMessages(text);
});

check("replaces whatever the client is called", {
  heading: "Tell clients apart",
  why:
    "A name is any text, however the address writes it: with + or %20 for a space, with capitals or small letters after the %. In a plain object some names are there before anybody has asked.",
}, async ({ server, clock, random }) => {
  const held = [];
  // Many others are held meanwhile, and none of them is forgotten.
  const others = Array.from(
    { length: random.integer(110, 140) },
    (_, place) => `guest ${place}`,
  );
  for (const name of others) held.push(await server.get(pollOf(name)));
  for (const name of [...NAMES, ...others.slice(0, 1)]) {
    const older = await server.get(pollOf(name));
    held.push(await server.get(pollRewritten(name)));
    await clock.advance(AT_ONCE_MS);
    await older.expectStatus(409);
  }
  const [first, ...newer] = held;
  await demand(first, "a first poll", "none").expectStatus(409);
  for (const poll of newer) poll.expectPending();
});

check("never replaces a poll without a name", {
  heading: "Tell clients apart",
  why:
    "All who say no name are not one client: they are everybody else. A name that your code gives them may be the name of somebody.",
}, async ({ server, clock, random }) => {
  const polls = [];
  for (
    const name of [undefined, undefined, ...INVENTED, undefined, undefined]
  ) {
    const target = name === undefined ? "/messages?since=0" : pollOf(name);
    polls.push(await server.get(target));
  }
  await clock.advance(1_000);
  for (const poll of polls) poll.expectPending();
  const text = random.text();
  await server.publish(text);
  await clock.advance(AT_ONCE_MS);
  for (const poll of polls) await poll.expectMessages(text);
});

check("answers what came after the cursor", {
  heading: "Answer each message to one poll",
  why:
    "since is the id of the last message that the reader has: it gets what came after that one, and waits when that is the newest. Without it the reader has nothing yet, as with 0. It gets that as soon as there is something, and not when the board is quiet again.",
}, (scene) => expectCursorsRead(scene, `client=${scene.random.text()}`));

check("frees what a replaced poll held", {
  heading: "Answer each message to one poll",
  why:
    "A replaced poll that keeps its timer and its listener costs as much as one that is held.",
}, async ({ server, clock, random, expect }) => {
  const name = random.text();
  await server.start();
  const first = await server.get(pollOf(name));
  await clock.advance(AT_ONCE_MS);
  const one = [await server.timers(), await server.listeners()] as const;
  for (let round = 0; round < 3; round++) await server.get(pollOf(name));
  await clock.advance(AT_ONCE_MS);
  await first.expectStatus(409);
  const many = [await server.timers(), await server.listeners()] as const;
  expect(many[0] <= one[0] && many[1] <= one[1], {
    expected: `${one[0]} timers and ${
      one[1]
    } listeners for the one poll that is held`,
    got: `${many[0]} timers and ${many[1]} listeners after three replacements`,
  });
});

check("forgets a poll that is over", {
  heading: "Forget a poll that is over",
  why:
    "An answered poll is nobody's older poll. And each poll has its own full hold, whoever was there before.",
}, async ({ server, clock, random }) => {
  const [name, text] = [random.text(), random.text()];
  const answered = await server.get(pollOf(name));
  await server.publish(text);
  await clock.advance(AT_ONCE_MS);
  await answered.expectMessages(text);
  const cut = await server.get(pollOf(name, 1));
  await clock.advance(1_000);
  await cut.cut();
  const quiet = await server.get(pollOf(name, 1));
  await clock.advance(24_999);
  quiet.expectPending();
  await clock.advance(1);
  await quiet.expectStatus(204);
  const next = await server.get(pollOf(name, 1));
  await clock.advance(AT_ONCE_MS);
  next.expectPending();
});

check("gives the newer poll its own full hold", {
  heading: "Forget a poll that is over",
  why:
    "A newer poll is treated as if it were alone: the time that the older one had waited is not its own.",
}, async ({ server, clock, random }) => {
  const name = random.text();
  const holdMs = longHold(random);
  await server.start({ options: { holdMs } });
  await server.get(pollOf(name));
  await clock.advance(1_500);
  const newer = await server.get(pollOf(name));
  await clock.advance(holdMs - 1);
  newer.expectPending();
  await clock.advance(1);
  await newer.expectStatus(204);
});

check("keeps two boards apart", {
  heading: "Tell clients apart",
  why:
    "A name means somebody on one board: who reads two of them waits on both, and two people may have chosen the same. What stands outside of handler() is there once for all boards: a poll on one of them then replaces another's.",
}, async ({ server, clock, random }) => {
  const [name, text, other] = [random.text(), random.text(), random.text()];
  await server.start({ boards: 2 });
  const mine = await server.get(pollOf(name));
  const theirs = await server.second.get(pollOf(name));
  await clock.advance(AT_ONCE_MS);
  mine.expectPending();
  theirs.expectPending();
  const newer = await server.second.get(pollOf(name));
  await clock.advance(AT_ONCE_MS);
  await theirs.expectStatus(409);
  mine.expectPending();
  await server.publish(text);
  await clock.advance(AT_ONCE_MS);
  await mine.expectMessages(text);
  newer.expectPending();
  const next = await server.get(pollOf(name, 1));
  await server.second.publish(other);
  await clock.advance(AT_ONCE_MS);
  await newer.expectMessages(other);
  next.expectPending();
  const last = await server.get(pollOf(name, 1));
  await clock.advance(AT_ONCE_MS);
  await next.expectStatus(409);
  last.expectPending();
});

check.stories("holds one poll of each client, whatever happens", {
  heading: "Forget a poll that is over",
  why:
    "A name stands for the poll that is held now: not for one that has been answered, has run out, was given up or was replaced.",
  ...namedStories,
}, playNamed);

check("replaces in real time", {
  heading: "Replace the older poll",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async ({ server, random }) => {
  const [name, text] = [random.text(), random.text()];
  await server.start({ options: { holdMs: 5_000 } });
  const older = await server.get(pollOf(name));
  const newer = await server.get(pollOf(name));
  await older.expectStatus(409);
  await server.publish(text);
  await newer.expectMessages(text);
});
