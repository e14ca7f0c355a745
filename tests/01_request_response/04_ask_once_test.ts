import { chunkOf, exam, type FunctionScene, type PeerExchange } from "exam";
import { AWKWARD, LINES } from "../_awkward.ts";
import { CUTS } from "../_cuts.ts";
import { reasonsOf } from "../_reasons.ts";
import { askStories, playAsk } from "./_04_story.ts";

const check = exam("01_request_response/04_ask_once", "function");

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;
const HOUR_MS = 3_600_000;

/** What `askOnce` gets as its first argument. */
const url = { $url: "messages" };

/** Takes one request after the other; each has to come at once. */
function requestsOf(
  { clock, peer }: FunctionScene,
): () => Promise<PeerExchange> {
  let taken = 0;
  return async () => {
    await clock.runUntil(() => peer.requests.length > taken, {
      withinMs: AT_ONCE_MS,
      what: taken === 0 ? "the first request" : "the next request",
    });
    taken++;
    return await peer.next();
  };
}

function expectGone(
  { expect }: FunctionScene,
  exchange: PeerExchange,
  when: string,
): void {
  expect(exchange.gone, {
    expected: `the connection given up ${when}`,
    got: "a connection that is still open",
  });
}

check("sends what it is told and resolves to the body", {
  heading: "Send and read",
  why:
    "An answer with any status from 200 to 299 is a good one, and its body is what the caller wants, as it is.",
}, async ({ callee, peer, clock, random, expect }) => {
  for (const status of [200, 201, 202, 203, 206, 299]) {
    const target = `/a/board/messages?since=${random.integer(1, 900)}`;
    const text = `東京 ${random.text()} ${AWKWARD.join()} ${LINES}`;
    const get = await callee.call({ $url: target });
    const asked = await peer.next();
    expect(asked.method === "GET" && asked.target === target, {
      expected: `GET ${target}`,
      got: `${asked.method} ${asked.target}`,
    });
    await asked.answer(status, { body: text });
    await get.expectResult(text);
  }

  const text = `${random.text()} ${AWKWARD.join()}`;
  const [body, key] = [JSON.stringify({ text }), random.text()];
  const post = await callee.call(url, { method: "POST", body, key });
  const told = await peer.next();
  const type = told.headers.get("content-type") ?? "";
  const right = told.method === "POST" && told.body === body &&
    /^application\/json\b/i.test(type) &&
    told.headers.get("idempotency-key") === key;
  expect(right, {
    expected:
      `POST with Content-Type: application/json, Idempotency-Key: ${key} and the body ${body}`,
    got: `${told.method} with Content-Type: ${type}, Idempotency-Key: ${
      told.headers.get("idempotency-key")
    } and the body ${told.body || "(empty)"}`,
  });
  await told.answer(random.pick([201, 202]), { body: "1" });
  await post.expectResult("1");

  const empty = await callee.call(url);
  await (await peer.next()).noContent();
  await empty.expectResult("");
  // Whatever was set for these calls ends without a word.
  await clock.advance(HOUR_MS);
  peer.expectNoRequest();
});

check("rejects with HttpError and the status", {
  heading: "Tell the endings apart",
  why:
    "For fetch a 404 is a good answer: it resolves, and the error page is taken for the messages. And what was refused once is not asked again.",
  norm: "RFC 9110 §15",
}, async ({ callee, peer, random, clock }) => {
  const post = { method: "POST", body: "{}", key: random.text() };
  for (
    const status of [404, 400, 408, 409, 422, 425, 429, 499, 500, 503, 599]
  ) {
    for (const options of [{}, post]) {
      const call = await callee.call(url, options);
      await (await peer.next()).answer(status, { body: random.text() });
      await call.expectError("HttpError", { status });
    }
  }
  await clock.advance(HOUR_MS);
  peer.expectNoRequest();
});

check("does not wait for the body of an error", {
  heading: "Leave nothing half read",
  why:
    "A body that nobody reads and nobody cancels keeps its connection, and the server goes on sending into it.",
  norm: "RFC 9112 §9.3",
}, async (scene) => {
  const { callee, peer, clock } = scene;
  for (const status of [404, 503]) {
    const call = await callee.call(url);
    const asked = await peer.next();
    await asked.writeHead(status, { "content-length": "900000" });
    await asked.write("The board is being cleaned. ".repeat(9));
    await clock.advance(AT_ONCE_MS);
    await call.expectError("HttpError", { status });
    expectGone(scene, asked, "as soon as the status is known");
  }
});

check("gives a silent server up after 2,000 ms, and not before", {
  heading: "Set a limit to the time",
  why:
    "fetch has no limit. A server that took the request and fell silent holds the caller until somebody restarts the program.",
}, async (scene) => {
  const { callee, peer, clock, random, expect } = scene;
  const post = { method: "POST", body: "{}", key: random.text() };
  for (const options of [{}, post]) {
    const call = await callee.call(url, options);
    const asked = await peer.next();
    asked.hold();
    await clock.advance(1_999);
    call.expectPending();
    expect(!asked.gone, {
      expected: "the request still open at 1,999 ms",
      got: "a request that was given up",
    });
    await clock.advance(2);
    await call.expectError("TimeLimitError");
    expectGone(scene, asked, "at the limit");
    await clock.advance(HOUR_MS);
    peer.expectNoRequest();
  }
  // Far from the default, and no whole seconds.
  for (const most of [90, 900, 9_000, 9_000_000]) {
    const limitMs = random.integer(most / 3, most);
    const call = await callee.call(url, { ...post, limitMs });
    const asked = await peer.next();
    asked.hold();
    await clock.advance(limitMs - 1);
    call.expectPending();
    expect(!asked.gone, {
      expected: `the request still open at ${limitMs - 1} ms`,
      got: "a request that was given up",
    });
    await clock.advance(2);
    await call.expectError("TimeLimitError");
    expectGone(scene, asked, "at the limit");
  }
});

check("counts the limit to the last byte of the body", {
  heading: "Set a limit to the time",
  why:
    "fetch is done when the headers are there. A limit that ends with fetch lets a server drip its body for ever.",
}, async (scene) => {
  const { callee, peer, clock, random } = scene;
  const limitMs = random.integer(3, 30) * 1_000;
  const call = await callee.call(url, { limitMs });
  const asked = await peer.next();
  await asked.writeHead(200, { "content-length": "100" });
  await clock.advance(limitMs - 500);
  await asked.write("drip");
  await clock.advance(499);
  call.expectPending();
  await clock.advance(2);
  await call.expectError("TimeLimitError");
  expectGone(scene, asked, "at the limit");
});

check("has one limit for both attempts", {
  heading: "Set a limit to the time",
  why:
    "The limit is a promise to the caller, who does not care how many attempts there were. One for each attempt is twice the limit.",
}, async (scene) => {
  const { callee, clock, random } = scene;
  const next = requestsOf(scene);
  for (const inTheBody of [false, true]) {
    const startedAt = clock.now;
    const options = inTheBody ? { signal: { $signal: true } } : {};
    const call = await callee.call(url, options);
    const first = await next();
    first.hold();
    await clock.advance(random.integer(500, 1_500));
    await first.cut();
    const second = await next();
    second.hold();
    if (inTheBody) {
      await second.writeHead(200, { "content-length": "100" });
      await second.write("half");
    }
    await clock.advance(startedAt + 1_999 - clock.now);
    call.expectPending();
    await clock.advance(2);
    await call.expectError("TimeLimitError");
    expectGone(scene, second, "at the limit");
  }
});

check("reads as many bytes as allowed and refuses one more", {
  heading: "Set a limit to the body",
  why:
    "A body may be endless, and its length need not be said before. Whoever reads all of it first and measures then has lost already.",
  norm: "CWE-770",
}, async (scene) => {
  const { callee, peer, clock, random } = scene;
  const chunked = { "transfer-encoding": "chunked" };
  const far = random.integer(550, 650) * 2_000;
  for (const bytesMax of [65_536, random.integer(10, 900) * 2, 2, 0, far]) {
    const options = bytesMax === 65_536 ? {} : { bytesMax };
    const longest = "é".repeat(bytesMax / 2);
    const said = await callee.call(url, options);
    await (await peer.next()).answer(200, { body: longest });
    await said.expectResult(longest);
    const tooLong = await callee.call(url, options);
    await (await peer.next()).answer(200, { body: `${longest}a` });
    await tooLong.expectError("BodyTooLargeError");

    const fitting = await callee.call(url, options);
    const asked = await peer.next();
    await asked.writeHead(200, chunked);
    if (bytesMax > 0) await asked.write(chunkOf(longest));
    fitting.expectPending();
    await asked.write("0\r\n\r\n");
    await asked.end();
    await fitting.expectResult(longest);

    const endless = await callee.call(url, options);
    const next = await peer.next();
    await next.writeHead(200, chunked);
    if (bytesMax > 0) await next.write(chunkOf(longest));
    endless.expectPending();
    await next.write(chunkOf("a"));
    await clock.advance(AT_ONCE_MS);
    await endless.expectError("BodyTooLargeError");
    expectGone(scene, next, "one byte after the limit");
  }
  peer.expectNoRequest();
});

check("asks a GET again at once after the connection broke, once", {
  heading: "Ask again only where that is safe",
  why:
    "A GET changes nothing, so asking again harms nobody, and one attempt more mends most of what breaks; what came of the first one is no part of it. Where two fail, a third one fails too.",
  norm: "RFC 9110 §9.2.2",
}, async (scene) => {
  const { callee, peer, clock, random } = scene;
  const next = requestsOf(scene);
  for (const cut of Object.values(CUTS)) {
    // As long as allowed, after up to as much again.
    const body = "mended".padEnd(100, "!");
    const mended = await callee.call(url, { bytesMax: 100 });
    const first = await next();
    await clock.advance(random.integer(1, 700));
    await cut(first);
    await (await next()).answer(200, { body });
    await mended.expectResult(body);

    const broken = await callee.call(url);
    await random.pick(Object.values(CUTS))(await next());
    await cut(await next());
    await clock.advance(AT_ONCE_MS);
    await broken.expectError("NetworkError");
    await clock.advance(HOUR_MS);
    peer.expectNoRequest();
  }
});

check("says NetworkError when there is no connection", {
  heading: "Tell the endings apart",
  why:
    "Where nobody listens there is no answer at all, not even a bad one. The caller learns at once that it was the network, for every kind of request.",
}, async ({ callee, peer, clock, random }) => {
  const [body, key] = ["{}", random.text()];
  peer.refuse(true);
  const post = { method: "POST", body };
  for (const options of [{}, post, { ...post, key }]) {
    const call = await callee.call(url, options);
    await clock.advance(AT_ONCE_MS);
    await call.expectError("NetworkError");
  }
  peer.refuse(false);
  await clock.advance(HOUR_MS);
  peer.expectNoRequest();
});

check("does not repeat a POST without a key", {
  heading: "Ask again only where that is safe",
  why:
    "The connection broke before the answer, and nobody knows whether after the deed. Sent again, the message is published twice.",
  norm: "RFC 9110 §9.2.2",
}, async ({ callee, peer, clock, random }) => {
  const body = JSON.stringify({ from: "ada", text: random.text() });
  for (const cut of Object.values(CUTS)) {
    const call = await callee.call(url, { method: "POST", body });
    await cut(await peer.next());
    await clock.advance(AT_ONCE_MS);
    await call.expectError("NetworkError");
    await clock.advance(HOUR_MS);
    peer.expectNoRequest();
  }
});

check("repeats a POST that has a key, with the same key and body", {
  heading: "Ask again only where that is safe",
  why:
    "The key tells the server that both are one, wherever the connection broke. A repetition with a new key, or with none, is a new message.",
  norm: "Idempotency-Key draft §2",
}, async (scene) => {
  const { callee, random } = scene;
  const next = requestsOf(scene);
  for (const cut of Object.values(CUTS)) {
    const body = JSON.stringify({ from: "ada", text: random.text() });
    const key = random.text();
    const call = await callee.call(url, { method: "POST", body, key });
    await cut(await next());
    const again = await next();
    expectRepeated(scene, again, { key, body });
    await again.answer(201, { body });
    await call.expectResult(body);
  }
});

function expectRepeated(
  { expect }: FunctionScene,
  again: PeerExchange,
  { key, body }: { readonly key: string; readonly body: string },
): void {
  const got = again.headers.get("idempotency-key");
  expect(again.method === "POST" && got === key && again.body === body, {
    expected: `POST with Idempotency-Key: ${key} and the body ${body} again`,
    got: `${again.method} with Idempotency-Key: ${got} and the body ${
      again.body || "(empty)"
    }`,
  });
}

check("ends at once when it is aborted, and asks no more", {
  heading: "End when you are told to",
  why:
    "An abort ends the connection, and from below it looks like a network that broke. Whoever takes it for that asks again for a caller who has left.",
}, async (scene) => {
  const { callee, peer, clock, random } = scene;
  const next = requestsOf(scene);
  for (const place of ["headers", "body", "second attempt"]) {
    const call = await callee.call(url, { signal: { $signal: true } });
    let asked = await next();
    if (place === "second attempt") {
      await asked.cut();
      asked = await next();
    }
    asked.hold();
    if (place === "body") {
      await asked.writeHead(200, { "content-length": "100" });
      await asked.write("half");
    }
    await clock.advance(random.integer(1, 1_900));
    call.expectPending();
    await call.abort();
    await call.expectError("AbortError");
    expectGone(scene, asked, "at the abort");
    await clock.advance(HOUR_MS);
    peer.expectNoRequest();
  }
  const over = await callee.call(url, { signal: { $signal: true } });
  await (await next()).answer(200, { body: "in time" });
  await over.expectResult("in time");
  // Too late to end anything.
  await over.abort();
  await clock.advance(HOUR_MS);
  peer.expectNoRequest();
});

check("rejects with the signal's own reason, whatever it is", {
  heading: "End when you are told to",
  why:
    "The caller chose the reason: a TimeoutError of its own, a TypeError, a text, null or 0. Neither its name nor its class says who ended the call, nor whether it is anything at all. Ask the signal whether it has aborted, and throw its reason.",
  norm: "DOM Standard §3.3",
}, async (scene) => {
  const { callee, peer, clock, random } = scene;
  const next = requestsOf(scene);
  const post = { method: "POST", body: "{}", key: random.text() };
  for (const reason of reasonsOf(random)) {
    for (const inTheBody of [false, true]) {
      const method = random.pick([{}, post]);
      const options = { ...method, signal: { $signal: true } };
      const call = await callee.call(url, options);
      const asked = await next();
      asked.hold();
      if (inTheBody) {
        await asked.writeHead(200, { "content-length": "100" });
        await asked.write("half");
      }
      await call.abort(reason);
      await call.expectReason(reason);
      expectGone(scene, asked, "at the abort");
    }
  }
  await clock.advance(HOUR_MS);
  peer.expectNoRequest();
});

check("keeps calls apart that run at the same time", {
  heading: "End when you are told to",
  why:
    "Each call has its own limit, its own signal and its own two attempts. What is kept outside of the function belongs to all calls at once.",
}, async (scene) => {
  const { callee, clock, random } = scene;
  const next = requestsOf(scene);
  const signal = { $signal: true };
  const [limitMs, text] = [random.integer(5, 30) * 1_000, random.text()];
  const left = await callee.call(url, { signal, limitMs });
  const first = await next();
  first.hold();
  const short = await callee.call(url, { limitMs: 1_000 });
  const second = await next();
  second.hold();
  const long = await callee.call(url, { signal, limitMs });
  const third = await next();
  third.hold();
  await clock.advance(999);
  for (const call of [left, short, long]) call.expectPending();
  await clock.advance(2);
  await short.expectError("TimeLimitError");
  left.expectPending();
  await left.abort();
  await left.expectError("AbortError");
  long.expectPending();
  await third.cut();
  await (await next()).answer(200, { body: text });
  await long.expectResult(text);

  // Two bodies at the same time, each in pieces that end within a letter.
  const halves = [];
  for (const letters of ["東京", "é"]) {
    const call = await callee.call(url);
    const [question, body] = [await next(), new TextEncoder().encode(letters)];
    await question.writeHead(200, { "content-length": `${body.length}` });
    await question.write(body.subarray(0, 1));
    halves.push({ call, question, letters, rest: body.subarray(1) });
  }
  for (const { call, question, letters, rest } of halves) {
    await question.write(rest);
    await question.end();
    await call.expectResult(letters);
  }
});

check.stories("ends every call in its own way, whatever happens", {
  heading: "Tell the endings apart",
  why:
    "Each call has a limit, a signal and two attempts at most of its own. What ends one of them, and how often it was cut before, says nothing about the others.",
  ...askStories,
}, playAsk);

check("asks in real time", {
  heading: "Set a limit to the time",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async ({ callee, peer, random }) => {
  const text = random.text();
  const good = await callee.call(url);
  await (await peer.next()).answer(200, { body: text });
  await good.expectResult(text);
  const silent = await callee.call(url, { limitMs: 300 });
  (await peer.next()).hold();
  await silent.expectError("TimeLimitError");
});
