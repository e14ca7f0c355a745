import {
  type AskedBoard,
  demand,
  describeJson,
  exam,
  membersOf,
  own,
  type Probe,
  readJson,
  type ServerScene,
} from "exam";
import { examples, playReaders, step } from "./_01_story.ts";

const check = exam("04_server_sent_events/01_keep_it_open", "server");

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;
const PATH = "/messages/stream";

/** Opens a stream of a board and demands that it has begun. */
async function open(
  { server }: { readonly server: AskedBoard },
): Promise<Probe> {
  const stream = await server.get(PATH);
  await stream.expectStream();
  return stream;
}

/** Timers and listeners that the server holds right now. */
async function held({ server }: ServerScene): Promise<[number, number]> {
  return [await server.timers(), await server.listeners()];
}

/** The last events of a stream, as their data says, with the times. */
function lastTexts(stream: Probe, count: number): string[] {
  return stream.events.slice(-count).map(({ data }) => textIn(data));
}

function textIn(data: string): string {
  const { text } = membersOf(readJson(data));
  return typeof text === "string" ? text : `data without a text: ${data}`;
}

/** How many comments have come so far. */
function comments({ comments }: Probe): number {
  return comments.length;
}

check("answers with an event stream", {
  heading: "Answer at once with an event stream",
  why:
    "A browser looks at the type before it reads a line. With any other it gives up, and does not come back.",
  norm: "WHATWG HTML §9.2.2",
}, async (scene) => {
  const stream = await open(scene);
  await stream.expectHeader("content-type", /^text\/event-stream\s*(;|$)/i);
  const length = stream.headers.get("content-length");
  scene.expect(length === null, {
    expected: "an answer without a length: it does not end",
    got: `Content-Length: ${length}`,
  });
  await scene.clock.advance(60_000);
  stream.expectOpen();
});

check("tells those on the way to keep nothing and to hand on everything", {
  heading: "Answer at once with an event stream",
  why:
    "A proxy collects an answer until it is whole, and this one never is: without X-Accel-Buffering nginx hands on nothing at all.",
  norm: "RFC 6202 §3.2",
}, async (scene) => {
  const stream = await open(scene);
  await stream.expectHeader("cache-control", /\bno-(store|cache)\b/i);
  await stream.expectHeader("x-accel-buffering", /^no$/i);
});

check("sends its first bytes at once", {
  heading: "Answer at once with an event stream",
  why:
    "Some servers and proxies send the head only together with the first byte of the body. On a quiet board the reader would wait for its `open`.",
}, async (scene) => {
  const stream = await open(scene);
  await scene.clock.advance(AT_ONCE_MS);
  scene.expect(/^(:.*|\w+:.*)?[\r\n]/.test(stream.text), {
    expected: "a comment, a retry line or an event at once",
    got: stream.text === "" ? "no byte" : describeJson(stream.text),
  });
});

check("answers 406 to who cannot read it, and only then", {
  heading: "Refuse who cannot read it",
  why:
    "Accept is a list with wildcards and weights, and the most exact entry counts: it cannot be compared with one string. curl says */*, other programs text/*, some nothing at all.",
  norm: "RFC 9110 §12.5.1",
}, async (scene) => {
  const { server, random } = scene;
  await open(scene);
  const q = `q=0.${random.integer(1, 9)}`;
  const readable = [
    "*/*",
    "text/*",
    `text/html, text/event-stream;${q}`,
    "*/*;q=0, text/event-stream",
  ];
  for (const accept of readable) {
    const stream = await server.get(PATH, { headers: { accept } });
    await stream.expectStream();
  }
  const never = ["q=0", "q=0.0", "q=0.000"];
  for (
    const accept of [
      "application/json",
      ...never.map((q) => `text/event-stream;${q}`),
      `*/*, text/event-stream;${random.pick(never)}`,
      "text/event-stream;q=0, */*",
      "text/*;q=0, */*",
      "application/json, */*;q=0",
    ]
  ) {
    const refused = await server.get(PATH, { headers: { accept } });
    await refused.expectStatus(406);
  }
});

check("sends each message to every reader, as an event of its own", {
  heading: "Send each message at once, one write for each",
  why:
    "An event ends with an empty line, its id and its data are lines of it. And everybody who reads gets it, not only who came last.",
  norm: "WHATWG HTML §9.2.6",
}, async (scene) => {
  const { server, clock, random, expect } = scene;
  const streams: Probe[] = [];
  for (let reader = random.integer(3, 12); reader > 0; reader--) {
    streams.push(await open(scene));
  }
  const messages = [];
  const nasties = ["", "\n", " “東京” \\n:\r\n", "\u2028\u2029\x85\v\r \0 "];
  for (const nasty of nasties) {
    messages.push(...await server.publish(random.text() + nasty));
    await clock.advance(AT_ONCE_MS);
  }
  for (const stream of streams) {
    const [line] = /^event.*$/m.exec(stream.text) ?? [];
    expect(line === undefined, {
      expected: "events without an event line",
      got: `the line ${line}`,
    });
    const events = await stream.expectEvents(messages.length);
    for (const [index, { type, lastEventId, data }] of events.entries()) {
      const message = own(messages, index);
      const right = type === "message" && lastEventId === `${message.id}` &&
        same(data, message);
      expect(right, {
        expected: `a message event with the id ${message.id} and the data ${
          JSON.stringify(message)
        }`,
        got: `a ${type} event with the id ${
          lastEventId || "(none)"
        } and the data ${data}`,
      });
    }
  }
});

function same(data: string, message: object): boolean {
  const value = membersOf(readJson(data));
  return Object.entries(message).every(([name, wanted]) =>
    value[name] === wanted
  );
}

check("sends each message at once, in a write of its own", {
  heading: "Send each message at once, one write for each",
  why:
    "Whoever collects until a buffer is full or a timer ticks is a poller again: the reader sees in heaps what happened one by one.",
  norm: "RFC 6202 §3.1",
}, async (scene) => {
  const { server, clock, random, expect } = scene;
  const stream = await open(scene);
  await clock.advance(random.integer(1, 9) * 1_000);
  for (let count = 1; count <= 5; count++) {
    const before = stream.writes.length;
    await server.publish(random.text());
    if (stream.writes.length === before) await clock.advance(AT_ONCE_MS);
    const pieces = stream.writes.length - before;
    expect(pieces === 1 && stream.events.length === count, {
      expected: `event ${count} in one write, within ${AT_ONCE_MS} ms`,
      got: `${pieces} writes, ${stream.events.length} events so far`,
    });
  }
  // Deno joins what is shorter than 1,024 bytes: only of longer ones each write can be seen.
  const before = stream.writes.length;
  const long = ["first", "second", "third"].map((text) => text.padEnd(3_000));
  await server.publish(...long);
  await clock.advance(AT_ONCE_MS);
  const pieces = stream.writes.length - before;
  expect(pieces === 3 && stream.events.length === 8, {
    expected: "three messages of one tick in three writes, one event in each",
    got: `${pieces} writes, ${stream.events.length - 5} events`,
  });
});

check("sends a comment after 15 s of silence, and not before", {
  heading: "Show life after 15 seconds of silence",
  why:
    "Proxies cut a connection on which nothing happens, and nobody notices: a comment costs three bytes and no reader sees it.",
  norm: "WHATWG HTML §9.2.7",
}, async (scene) => {
  const { clock, expect } = scene;
  const stream = await open(scene);
  for (let beat = 0; beat < 3; beat++) {
    const before = [comments(stream), stream.text.length] as const;
    await clock.advance(14_999);
    expect(stream.text.length === before[1], {
      expected: "silence for 14,999 ms after the last byte",
      got: describeJson(stream.text.slice(before[1])),
    });
    await clock.advance(1);
    expect(comments(stream) === before[0] + 1, {
      expected: "one comment 15,000 ms after the last byte",
      got: stream.text.length === before[1]
        ? "nothing"
        : JSON.stringify(stream.text.slice(before[1])),
    });
  }
  expect(stream.events.length === 0, {
    expected: "no event: a heartbeat is a comment",
    got: `${stream.events.length} events`,
  });
});

check("counts the silence from the last event, with heartbeatMs", {
  heading: "Show life after 15 seconds of silence",
  why:
    "An event is a sign of life as well. A heartbeat that ticks by itself talks into the events and is late after the last one.",
}, async (scene) => {
  const { server, clock, random, expect } = scene;
  const heartbeatMs = random.pick([2, 3, 7, 11, 40, 60]) * 1_000;
  await server.start({ options: { heartbeatMs } });
  const stream = await open(scene);
  await clock.advance(random.integer(300, heartbeatMs - 300));
  await server.publish(random.text());
  const other = await open(scene);
  // Sent within 100 ms: where it came decides when the silence began.
  if (stream.events.length === 0) await clock.advance(AT_ONCE_MS);
  const { at: lastByteAt } = demand(
    stream.writes.at(-1),
    "the message as an event",
    "no byte on the stream so far",
  );
  const before = comments(stream);
  await clock.advance(lastByteAt + heartbeatMs - 1 - clock.now);
  expect(comments(stream) === before, {
    expected: `no comment until ${heartbeatMs} ms after the event`,
    got: `a comment ${clock.now - lastByteAt} ms after it, or earlier`,
  });
  await clock.advance(1);
  expect(comments(stream) === before + 1, {
    expected: `one comment ${heartbeatMs} ms after the event`,
    got: `${comments(stream) - before}`,
  });
  await clock.advance(AT_ONCE_MS);
  other.expectOpen();
});

check("gives each stream a silence of its own", {
  heading: "Show life after 15 seconds of silence",
  why:
    "Each connection has a proxy of its own on the way, and each proxy its own clock. One timer for all that begins anew with every reader is late for those who were there before.",
}, async (scene) => {
  const { server, clock, random, expect } = scene;
  const heartbeatMs = random.integer(20, 60) * 1_000;
  await server.start({ options: { heartbeatMs } });
  const streams: Probe[] = [];
  const dueAt = (stream: Probe) =>
    heartbeatMs +
    demand(stream.writes.at(-1), "first bytes at once", "no byte").at;
  for (let reader = 0; reader < 3; reader++) {
    const stream = await open(scene);
    streams.push(stream);
    await clock.advance(random.integer(1_000, 6_000));
  }
  for (const [reader, stream] of streams.entries()) {
    const [before, due] = [comments(stream), dueAt(stream)];
    await clock.advance(due - 1 - clock.now);
    const early = comments(stream) - before;
    await clock.advance(1);
    const got = comments(stream) - before;
    expect(early === 0 && got === 1, {
      expected: `a comment for reader ${
        reader + 1
      } of 3, ${heartbeatMs} ms after its own last byte and not before`,
      got: early > 0 ? "a comment before that" : `${got} comments`,
    });
  }
});

check("sends ten messages a second, and no comment in between", {
  heading: "Show life after 15 seconds of silence",
  why:
    "While events flow, the connection shows that it lives: comments in between only cost. And many events are no reason to end the stream of who reads them all.",
}, async (scene) => {
  const { server, clock, expect } = scene;
  const stream = await open(scene);
  const before = comments(stream);
  const texts = [];
  for (let tick = 1; tick <= 160; tick++) {
    await clock.advance(100);
    texts.push(`tick ${tick}`);
    await server.publish(`tick ${tick}`);
  }
  const burst = Array.from({ length: 200 }, (_, index) => `burst ${index}`);
  texts.push(...burst);
  await server.publish(...burst);
  await clock.advance(AT_ONCE_MS);
  stream.expectOpen();
  const got = lastTexts(stream, texts.length);
  expect(got.join() === texts.join(), {
    expected: "160 events in 16 seconds and 200 in one tick, in order",
    got: `${stream.events.length} events, the last one ${got.at(-1)}`,
  });
  expect(comments(stream) === before, {
    expected: "no comment while events flow",
    got: `${comments(stream) - before} comments`,
  });
});

check("frees the stream of a reader who left", {
  heading: "Leave nothing behind when the reader leaves",
  why:
    "Tabs are closed all day. A listener that stays is called for every message, a timer that stays ticks for ever, and there are always more of them.",
  norm: "RFC 9112 §9.5",
}, async (scene) => {
  const { server, clock, random, expect } = scene;
  const before = await held(scene);
  const leaving = [await open(scene), await open(scene), await open(scene)];
  await server.publish(random.text());
  await clock.advance(random.integer(1, 14) * 1_000);
  for (const stream of leaving) await stream.expectEvents(1);
  await own(leaving, 0).cut();
  await own(leaving, 1).close();
  await own(leaving, 2).cut();
  await clock.advance(AT_ONCE_MS);
  const after = await held(scene);
  expect(after[0] <= before[0] && after[1] <= before[1], {
    expected: `${before[0]} timers and ${
      before[1]
    } listeners, as before they came`,
    got: `${after[0]} timers and ${after[1]} listeners after all have left`,
  });
});

check("goes on for the others when one reader leaves", {
  heading: "Leave nothing behind when the reader leaves",
  why:
    "Who tidies up after one reader must not tidy away the others, and a write to a stream that is gone throws.",
}, async (scene) => {
  const { server, clock, random, expect } = scene;
  const [first, leaving, last] = [
    await open(scene),
    await open(scene),
    await open(scene),
  ];
  await leaving.cut();
  const text = random.text();
  await server.publish(text);
  await clock.advance(AT_ONCE_MS);
  for (const stream of [first, last]) {
    stream.expectOpen();
    const got = lastTexts(stream, 1)[0];
    expect(got === text, { expected: `the event ${text}`, got: `${got}` });
  }
  const count = comments(first);
  await clock.advance(15_000);
  expect(comments(first) > count, {
    expected: "heartbeats for those who stay",
    got: "no comment in 15 s",
  });
});

check("keeps two boards apart", {
  heading: "Send each message at once, one write for each",
  why:
    "What a module keeps is there once for every call of handler(). Two boards in one process then show each other's messages, and one of them beats, or does not, because the other has said something.",
}, async (scene) => {
  const { server, clock, random, expect } = scene;
  const heartbeatMs = 2 * random.integer(2, 20) * 1_000;
  await server.start({ boards: 2, options: { heartbeatMs } });
  const { second } = server;
  const leaving = await open(scene);
  const boards = [
    { name: "first", board: server, stream: await open(scene) },
    {
      name: "second",
      board: second,
      stream: await open({ server: second }),
    },
  ].map((one) => ({ ...one, texts: [] as string[] }));
  const [first, other] = [own(boards, 0), own(boards, 1)];
  const say = async ({ board, texts }: typeof first) => {
    const text = random.text();
    texts.push(text);
    await board.publish(text);
    await clock.advance(AT_ONCE_MS);
    for (const { name, stream, texts } of boards) {
      stream.expectOpen();
      const got = lastTexts(stream, texts.length + 1);
      expect(got.join() === texts.join(), {
        expected: `on the ${name} board what was said there: ${
          texts.join() || "nothing"
        }`,
        got: got.join() || "nothing",
      });
    }
  };
  // Each id comes on both.
  for (const one of [first, other, other, first, other]) await say(one);
  const before = boards.map(({ stream }) => comments(stream));
  const { at } = demand(
    other.stream.writes.at(-1),
    "the last message as an event",
    "no byte on the stream so far",
  );
  const expectBeats = (beats: number, when: string) => {
    const got = boards.map(({ stream }, index) =>
      comments(stream) - own(before, index)
    );
    expect(got.join() === `0,${beats}`, {
      expected: `${
        beats === 0 ? "no comment" : "one comment"
      } on the second board, ${when}, and none on the first, which has just spoken`,
      got: `${got[1]} on the second, ${got[0]} on the first`,
    });
  };
  await clock.advance(heartbeatMs / 2);
  await leaving.cut();
  await say(first);
  await clock.advance(at + heartbeatMs - 1 - clock.now);
  expectBeats(0, `${heartbeatMs - 1} ms after its last byte`);
  await clock.advance(1);
  expectBeats(1, `${heartbeatMs} ms after its last byte`);
  await say(other);
});

check.stories("keeps every stream open and alive, whatever happens", {
  heading: "Show life after 15 seconds of silence",
  why:
    "Readers come, hear, wait and leave at times of their own. A silence or a listener that belongs to all of them belongs to the wrong one.",
  step,
  examples,
  stepsMax: 20,
}, playReaders);

check("streams in real time", {
  heading: "Send each message at once, one write for each",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async (scene) => {
  const { server, clock, random } = scene;
  await server.start({ options: { heartbeatMs: 300 } });
  const stream = await open(scene);
  const before = comments(stream);
  await server.publish(random.text());
  await stream.expectEvents(1);
  await clock.runUntil(() => comments(stream) >= before + 2, {
    withinMs: 2_000,
    what: "two heartbeats",
  });
  await server.publish(random.text());
  await stream.expectEvents(2);
});
