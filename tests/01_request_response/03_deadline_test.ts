import {
  describeJson,
  exam,
  type PortCall,
  type ServerScene,
  type Thrown,
} from "exam";
import { AWKWARD, LINES, LONG } from "../_awkward.ts";
import { deadlineStories, playDeadline } from "./_03_story.ts";

const check = exam("01_request_response/03_deadline", "server");

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;

/** Words with which a program may tell itself how a wait has ended; in the mouth of the source they are texts. */
const SIGNS = ["timeout", "limit", "late", "aborted", "error", "undefined"];

/** Starts the server; its source is played by the check. */
async function start(
  { server }: ServerScene,
  options: Record<string, unknown> = {},
): Promise<void> {
  await server.start({ options, ports: ["source"] });
}

/** The latest call of the source, or another one; fails the check unless there are `count`. */
function callOf(
  { server, expect }: ServerScene,
  count: number,
  place = -1,
): PortCall {
  const calls = server.port("source");
  expect(calls.length === count, {
    expected: `${count} calls of source in all, one for each request`,
    got: `${calls.length} calls`,
  });
  return server.portCall("source", place);
}

check("answers 200 with what the source says", {
  heading: "Answer with what the source says",
  why: "On a good day the limit is of no importance, and nobody notices it.",
}, async (scene) => {
  const { server, clock, random, expect } = scene;
  await start(scene);
  for (const waitMs of [0, random.integer(1_000, 1_800)]) {
    const motto = random.text();
    const answer = await server.get("/motto");
    await clock.advance(waitMs);
    answer.expectPending();
    await server.portCall("source").resolve(motto);
    await clock.advance(AT_ONCE_MS);
    await answer.expectStatus(200);
    expect(answer.text === motto, {
      expected: `the text of the source, "${motto}", as the body`,
      got: answer.text || "no body",
    });
  }
});

check("answers with any text, and each asker with its own", {
  heading: "Answer with what the source says",
  why:
    'An empty text is a text, and so is one that says "timeout"; and two askers who wait at the same time are two: nothing that is kept for one may reach the other.',
}, async (scene) => {
  const { server, clock, expect } = scene;
  await start(scene);
  const texts = ["", ...AWKWARD, LINES, LONG, ...SIGNS];
  const answers = [];
  for (const _ of texts) answers.push(await server.get("/motto"));
  // The last one first: in the order of the answers, not of the requests.
  for (const [index, text] of [...texts.entries()].reverse()) {
    await callOf(scene, texts.length, index).resolve(text);
  }
  await clock.advance(AT_ONCE_MS);
  for (const [index, answer] of answers.entries()) {
    await answer.expectStatus(200);
    expect(answer.text === texts[index], {
      expected: `the body ${describeJson(texts[index])} for asker ${index + 1}`,
      got: describeJson(answer.text),
    });
  }
});

check("asks the source once for each request, at once, with a signal", {
  heading: "Answer with what the source says",
  why:
    "A source that is asked twice does everything twice, and one without a signal cannot be told to stop.",
}, async (scene) => {
  const { server, clock, expect } = scene;
  await start(scene);
  for (let requests = 1; requests <= 3; requests++) {
    await server.get("/motto");
    await clock.advance(AT_ONCE_MS);
    const [signal] = callOf(scene, requests).arguments;
    expect(signal === "AbortSignal", {
      expected: "source called with an AbortSignal",
      got: `source called with ${describeJson(signal)}`,
    });
  }
});

check("answers 502 when the source fails", {
  heading: "Answer 502 when the source fails",
  why:
    "500 says that this server is broken. It is not: the one behind it is, and 502 says so to whoever looks for the fault.",
  norm: "RFC 9110 §15.6.3",
}, async (scene) => {
  const { server, clock, random } = scene;
  await start(scene);
  const answer = await server.get("/motto");
  await clock.advance(random.integer(0, 1_800));
  await callOf(scene, 1).reject("No route to host");
  await clock.advance(AT_ONCE_MS);
  await answer.expectStatus(502);
});

check("answers 502 before the limit, whatever the source rejects with", {
  heading: "Answer 502 when the source fails",
  why:
    "A name says what went wrong over there. Whether your own limit has passed, only your own signal knows: a TimeoutError of the source is not yours.",
  norm: "RFC 9110 §15.6.3",
}, async (scene) => {
  const { server, clock, random } = scene;
  await start(scene);
  const failures: (string | Thrown)[] = [
    { name: "TimeoutError", message: "The source gave up" },
    { name: "AbortError", message: "The source was stopped" },
    { name: "TypeError", message: "fetch failed" },
    { name: "Error" },
    { value: random.text() },
    { value: null },
    { value: 0 },
    { value: "" },
    { value: false },
    {},
    ...SIGNS.map((value) => ({ value })),
  ];
  for (const failure of failures) {
    for (const waitMs of [0, random.integer(1, 1_800)]) {
      const answer = await server.get("/motto");
      await clock.advance(waitMs);
      await server.portCall("source").reject(failure);
      await clock.advance(AT_ONCE_MS);
      await answer.expectStatus(502);
    }
  }
});

check("keeps the words of the source's error to itself", {
  heading: "Answer 502 when the source fails",
  why:
    "Error messages name hosts, files and passwords. They belong into the log of the server, and not into the hands of any asker.",
  norm: "RFC 9457 §5",
}, async (scene) => {
  const { server, clock, random, expect } = scene;
  const secret = random.text();
  await start(scene);
  const answer = await server.get("/motto");
  await callOf(scene, 1).reject(`Cannot log in with password ${secret}`);
  await clock.advance(AT_ONCE_MS);
  await answer.expectStatus(502);
  const headers = JSON.stringify([...answer.headers]);
  expect(!(answer.text + headers).includes(secret), {
    expected: "an answer that says nothing of the error's message",
    got: answer.text,
  });
});

check("answers 504 at 2,000 ms when the source is silent, and not before", {
  heading: "Answer 504 when the limit is reached",
  why:
    "An abort is a request, not a command. Whoever aborts and then goes on awaiting the source still waits for ever.",
  norm: "RFC 9110 §15.6.5",
}, async (scene) => {
  const { server, clock } = scene;
  await start(scene);
  const answer = await server.get("/motto");
  await clock.advance(1_999);
  answer.expectPending();
  await clock.advance(2);
  await answer.expectStatus(504);
});

check("answers 504 also when the source obeys", {
  heading: "Answer 504 when the limit is reached",
  why:
    "A source that obeys rejects in the very moment in which you abort. That is the limit, and no failure of the source: look at your own signal before you judge its error.",
  norm: "RFC 9110 §15.6.5",
}, async (scene) => {
  const { server, clock, random } = scene;
  const limitMs = random.integer(3, 30) * 1_000;
  const options = { limitMs };
  await server.start({ options, ports: ["source"], obeying: ["source"] });
  const answer = await server.get("/motto");
  await clock.advance(limitMs - 1);
  answer.expectPending();
  await clock.advance(2);
  await answer.expectStatus(504);
  const next = await server.get("/motto");
  await callOf(scene, 2).resolve(random.text());
  await clock.advance(AT_ONCE_MS);
  await next.expectStatus(200);
});

check("tells the source to stop at the limit, and not before", {
  heading: "Answer 504 when the limit is reached",
  why:
    "An answer frees the asker only. Without the signal the source works on for nobody, and all the more of them when it is slow already.",
}, async (scene) => {
  const { server, clock, expect } = scene;
  await start(scene);
  await server.get("/motto");
  await clock.advance(1_999);
  const call = callOf(scene, 1);
  expect(!call.aborted, {
    expected: "a signal that has not aborted at 1,999 ms",
    got: "one that has",
  });
  await clock.advance(2);
  expect(call.aborted, {
    expected: "a signal that has aborted at 2,001 ms",
    got: "one that has not",
  });
});

check("takes the limit from limitMs", {
  heading: "Answer 504 when the limit is reached",
  why:
    "How long an asker may wait is known to whoever runs the server: it is an option, in milliseconds.",
}, async (scene) => {
  const { server, clock, random } = scene;
  // More than a minute, and no whole seconds. Who looks at a clock again and again has to look all that time: so no hour.
  const limitMs = random.integer(61, 69) * 1_000 + random.integer(101, 899);
  await start(scene, { limitMs });
  const good = await server.get("/motto");
  const silent = await server.get("/motto");
  await clock.advance(limitMs - 1 - AT_ONCE_MS);
  good.expectPending();
  await callOf(scene, 2, 0).resolve("just in time");
  await clock.advance(AT_ONCE_MS);
  await good.expectStatus(200);
  silent.expectPending();
  await clock.advance(2);
  await silent.expectStatus(504);
});

check("takes a limit of less than a second", {
  heading: "Answer 504 when the limit is reached",
  why:
    "The limit is a number of milliseconds, and nobody rounds it: whoever wants an answer within 70 ms has no use for one after a second.",
}, async (scene) => {
  const { server, clock, random } = scene;
  const limitMs = random.integer(50, 900);
  await start(scene, { limitMs });
  for (let requests = 1; requests <= 2; requests++) {
    const silent = await server.get("/motto");
    await clock.advance(limitMs - 1);
    silent.expectPending();
    await clock.advance(2);
    await silent.expectStatus(504);
  }
});

check("gives each request its own limit", {
  heading: "Answer 504 when the limit is reached",
  why:
    "A limit that is created once, when the server starts, has passed before the second asker comes.",
}, async (scene) => {
  const { server, clock, random } = scene;
  await start(scene);
  const laterMs = random.integer(300, 1_700);
  const first = await server.get("/motto");
  await clock.advance(laterMs);
  const second = await server.get("/motto");
  await clock.advance(1_999 - laterMs);
  first.expectPending();
  await clock.advance(2);
  await first.expectStatus(504);
  second.expectPending();
  await clock.advance(laterMs - 2);
  second.expectPending();
  await clock.advance(2);
  await second.expectStatus(504);
});

check("tells the source to stop when the asker goes away", {
  heading: "Stop when the asker goes away",
  why:
    "Impatient askers press reload. Each time the source works on for the one who left, until it works for nobody else.",
  norm: "RFC 9112 §9.5",
}, async (scene) => {
  const { server, clock, expect } = scene;
  await start(scene);
  const gone = await server.get("/motto");
  const other = await server.get("/motto");
  await clock.advance(500);
  await gone.cut();
  await clock.advance(AT_ONCE_MS);
  const first = callOf(scene, 2, 0);
  const second = callOf(scene, 2, 1);
  expect(first.aborted && !second.aborted, {
    expected: "the signal of the one who left aborted, the other one not",
    got: `aborted: ${first.aborted} and ${second.aborted}`,
  });
  // Nobody waits for it any more, and nobody else may be harmed by it.
  await first.reject("The operation was aborted");
  await second.resolve("still here");
  await clock.advance(AT_ONCE_MS);
  await other.expectStatus(200);
});

check("goes on after a source that fails too late", {
  heading: "Answer 504 when the limit is reached",
  why:
    "Most sources reject when they are aborted, a moment later. If nobody catches that any more, it ends the whole process.",
}, async (scene) => {
  const { server, clock, random } = scene;
  await start(scene);
  const late = await server.get("/motto");
  await clock.advance(2_001);
  await late.expectStatus(504);
  await clock.advance(random.integer(0, 5_000));
  await callOf(scene, 1).reject("The operation was aborted");
  await clock.advance(AT_ONCE_MS);
  const next = await server.get("/motto");
  await callOf(scene, 2).resolve("at last");
  await clock.advance(AT_ONCE_MS);
  await next.expectStatus(200);
});

check.stories("answers every asker in time, whatever happens", {
  heading: "Answer 504 when the limit is reached",
  why:
    "Each request has a source, a limit and an asker of its own, and one of the three ends it first. What the others do later is of no importance to anybody.",
  ...deadlineStories,
}, playDeadline);

check("answers in time in real time", {
  heading: "Answer 504 when the limit is reached",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async (scene) => {
  const { server, clock } = scene;
  // Long enough that a busy machine is seen to wait.
  await start(scene, { limitMs: 3_000 });
  const answer = await server.get("/motto");
  await clock.advance(500);
  answer.expectPending();
  await answer.expectStatus(504);
});
