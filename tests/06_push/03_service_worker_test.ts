import {
  demand,
  describeJson,
  exam,
  type HeldFunction,
  own,
  type PortCall,
  type Random,
  type WorkerEvent,
  type WorkerScene,
} from "exam";
import { playWorker, workerExamples, workerStep } from "./_03_story.ts";
import {
  expectSubscribed,
  expectTold,
  functions,
  refusals,
  subscription,
} from "./_worker.ts";

const check = exam("06_push/03_service_worker", "worker");

/** A message of the board. */
interface Message {
  id: number;
  at: number;
  from: string;
  text: string;
}

function draw(random: Random): Message {
  return {
    id: random.integer(1, 9_999),
    at: random.integer(1e12, 2e12),
    from: random.text(),
    text: `${random.text()} "${random.text()}" 東京`,
  };
}

/** Texts that are right, and bite who compares, trims, counts or looks them up. */
function textsOf(random: Random): string[] {
  return random.shuffled([
    "__proto__",
    "constructor",
    "toString",
    "0",
    "null",
    "undefined",
    " ",
    "\n",
    `  ${random.text()}  `,
    `one\u2028two\u2029three\u0085four`,
    `\u00e9 e\u0301 \uFEFF \uFFFD ${random.text()}`,
    `{"text":"${random.text()}"}`,
    "🙂".repeat(40),
    `${random.text()} `.repeat(100),
  ]);
}

/** Somewhere below the origin, as boards are that share one with others. */
function drawBelow(random: Random): string {
  return `${random.text()}/board/`;
}

/** Demands this many notifications, each shown while the worker was alive. */
function expectShown(
  { worker, expect }: WorkerScene,
  count: number,
): WorkerScene["worker"]["notifications"] {
  const { notifications } = worker;
  const titles = notifications.map(({ title }) => title).join(", ");
  expect(notifications.length === count, {
    expected: `one notification for each push: ${count} so far`,
    got: titles === "" ? "none" : `${notifications.length} (${titles})`,
  });
  const late = notifications.find(({ alive }) => !alive);
  expect(late === undefined, {
    expected: "a notification while an event keeps the worker alive",
    got: `${late?.title} when the browser might have ended it`,
  });
  return notifications;
}

/** The browser around a worker: it takes its time, and may refuse. */
class Browser {
  readonly #scene: WorkerScene;
  readonly #decided = new Set<PortCall>();

  constructor(scene: WorkerScene) {
    this.#scene = scene;
  }

  /** Decides about all that the event asks for, one call after the other, each after a while. */
  async decide(
    event: WorkerEvent,
    { pages = null, controlled = true, refused, error = "" }: {
      readonly pages?: readonly string[] | null;
      readonly controlled?: boolean;
      readonly refused?: HeldFunction;
      readonly error?: string;
    } = {},
  ): Promise<void> {
    const { clock, random } = this.#scene;
    const windows = pages?.map((url) => ({ url, controlled })) ?? null;
    for (let count = 0; count < 20; count++) {
      const call = this.#next();
      if (call === undefined) return;
      await clock.advance(random.integer(3_600_000, 50_000_000));
      this.#expectWaiting(event, call);
      if (call.name === refused) await call.reject(error);
      else await call.resolve(call.name === "matchAll" ? windows : null);
    }
  }

  #next(): PortCall | undefined {
    const { worker } = this.#scene;
    const call = functions.flatMap((name) => worker.held(name))
      .find((call) => !this.#decided.has(call));
    if (call) this.#decided.add(call);
    return call;
  }

  #expectWaiting({ outcome }: WorkerEvent, { name }: PortCall): void {
    this.#scene.expect(outcome === undefined, {
      expected: `the event to last until ${name}() has resolved`,
      got: `its end before that: ${outcome}`,
    });
  }
}

/** Demands that an event did not come to a good end. */
function expectFailed(
  { expect }: WorkerScene,
  { outcome }: WorkerEvent,
  what: string,
): void {
  expect(outcome !== "fulfilled", {
    expected: `a rejection, or another try: ${what}`,
    got: "success",
  });
}

/** Demands these windows, opened in all, and focused in all but the first ones. */
function expectWindows(
  { worker, expect }: WorkerScene,
  board: URL,
  wanted: { readonly opened: number; readonly focused: readonly string[] },
  from = 0,
): void {
  const focused = worker.focused.slice(from).map(({ url }) => url);
  const isOne = wanted.focused.length === 0
    ? focused.length === 0
    : focused.length === 1 && wanted.focused.includes(own(focused, 0));
  expect(isOne, {
    expected: wanted.focused.length === 0
      ? "no window focused"
      : `one of these focused: ${wanted.focused.join(" ")}`,
    got: focused.join(" ") || "none",
  });
  const opened = worker.opened.map(({ url }) =>
    URL.parse(url, board)?.href ?? url
  );
  const right = Array<string>(wanted.opened).fill(board.href);
  expect(opened.join() === right.join(), {
    expected: wanted.opened === 0
      ? "no window opened"
      : `${board.href} opened once`,
    got: opened.join(" ") || "none",
  });
}

check("shows who says what, once for each push", {
  heading: "Show who says what",
  why:
    "Nobody has the page open. What is not on the notification is not read, and two of them for one message are one too many.",
}, async (scene) => {
  const { worker, random, expect } = scene;
  const drawn = [draw(random), draw(random)];
  const [names, texts] = [textsOf(random), textsOf(random)];
  const bare = own(drawn, 0);
  const messages: Record<string, unknown>[] = [
    ...drawn,
    ...[0, -1, -random.integer(2, 9_999), 2 ** 53 - 1, 2 ** 53, 1e21].map((
      id,
    ) => ({
      ...draw(random),
      id,
    })),
    ...[null, "later", -1, 0.5].map((at) => ({ ...draw(random), at })),
    { id: bare.id, from: bare.from, text: bare.text },
    { ...draw(random), title: random.text(), body: null, tag: [] },
    ...names.map((from, place) => ({
      ...draw(random),
      from,
      text: own(texts, place),
    })),
  ];
  for (const [place, message] of messages.entries()) {
    await (await worker.push(JSON.stringify(message))).expectFulfilled();
    const { title, init } = own(expectShown(scene, place + 1), -1);
    expect(title === message.from && init.body === message.text, {
      expected: `for ${describeJson(message)} the title ${
        describeJson(message.from)
      } and the body ${describeJson(message.text)}`,
      got: `the title ${describeJson(title)} and the body ${
        describeJson(init.body)
      }`,
    });
  }
});

check("has the browser wait until it is shown", {
  heading: "Have the browser wait",
  why:
    "A worker is ended when its listener has returned. What it does after that happens on a fast machine, and not on a phone.",
  norm: "Service Workers, waitUntil()",
}, async (scene) => {
  const { worker, clock, random, expect } = scene;
  const payloads = [JSON.stringify(draw(random)), "no JSON {", undefined];
  for (const payload of payloads) {
    const push = await worker.push(payload);
    await push.expectFulfilled();
    expect(push.waits > 0, {
      expected: "waitUntil with the promise of showNotification",
      got: "no call of waitUntil",
    });
  }
  await clock.advance(60_000);
  expectShown(scene, payloads.length);
});

check("shows something, whatever was pushed", {
  heading: "Show something, whatever came",
  why:
    "An exception in the listener shows nothing, and browsers count that: Chromium shows a notification of its own, Safari takes the permission back.",
}, async (scene) => {
  const { worker, random, expect } = scene;
  const { id, at, from, text } = draw(random);
  const others = [
    null,
    [],
    random.integer(1, 9),
    random.text(),
    {},
    { message: { id, at, from, text } },
    { id, at, text },
    { id, at, from },
    { id, at, from: null, text: [] },
    { id, at, from: "", text },
    { id, at, from, text: "" },
    { id, at, from: random.integer(1, 9), text },
    { id, at, from, text: { text } },
    { at, from, text },
    { at, from: "null", text: "undefined" },
    { id, at, from: "", text: "NaN" },
    { id, at, from: "[object Object]", text: "" },
    ...[null, "", `${id}`, id + 0.5, true, [id]].map((id) => ({
      id,
      at,
      from,
      text,
    })),
    [{ id, at, from, text }],
    JSON.stringify({ id, at, from, text }),
  ];
  const payloads = [
    undefined,
    "",
    random.text(),
    ...["undefined", "NaN new messages", "from [object Object]", "said null."],
    `{"id":${id},"from":"${from}`,
    Uint8Array.of(0xff, random.integer(0, 255), 0xfe),
    ...others.map((value) => JSON.stringify(value)),
  ];
  for (const [index, payload] of payloads.entries()) {
    await (await worker.push(payload)).expectFulfilled();
    const { title, init } = own(expectShown(scene, index + 1), -1);
    const words = `${title} ${init.body ?? ""}`;
    const isReadable = title.trim() !== "" &&
      !/\b(undefined|null|NaN)\b|\[object/.test(words);
    expect(isReadable, {
      expected: "a title, and words for people",
      got: `${JSON.stringify(title)} and ${JSON.stringify(init.body)}`,
    });
  }
});

check("is not done before the browser has shown it", {
  heading: "Have the browser wait",
  why:
    "showNotification() gives a promise: until it resolves nothing is on the screen, and a worker that is ended in between has shown nothing.",
  norm: "Service Workers, waitUntil()",
}, async (scene) => {
  const { worker, random, expect } = scene;
  const browser = new Browser(scene);
  await worker.start({ held: functions });
  const payloads = [
    JSON.stringify(draw(random)),
    JSON.stringify({ id: random.text() }),
    "no JSON {",
    undefined,
  ];
  for (const [place, payload] of payloads.entries()) {
    const push = await worker.push(payload);
    await browser.decide(push);
    await push.expectFulfilled();
    expectShown(scene, place + 1);
  }
  const before = worker.held("showNotification").length;
  const one = await worker.push(JSON.stringify(draw(random)));
  const two = await worker.push(JSON.stringify(draw(random)));
  const calls = worker.held("showNotification").slice(before);
  expect(calls.length === 2, {
    expected: "two notifications under way, for two messages",
    got: `${calls.length}`,
  });
  await own(calls, 1).resolve(null);
  await two.expectFulfilled();
  one.expectAlive();
  await own(calls, 0).resolve(null);
  await one.expectFulfilled();
});

check("rejects when the browser does not show it", {
  heading: "Have the browser wait",
  why:
    "The promise is all that the browser sees of your work. Who catches the error and says nothing tells it that something is on the screen.",
  norm: "Service Workers, waitUntil()",
}, async (scene) => {
  const { worker, random } = scene;
  const browser = new Browser(scene);
  await worker.start({ held: functions });
  for (const error of refusals) {
    const message = JSON.stringify(draw(random));
    for (const payload of [message, `[${message}]`, "no JSON {", undefined]) {
      scene.forget();
      const push = await worker.push(payload);
      await browser.decide(push, { refused: "showNotification", error });
      const what = `showNotification() rejected with ${error}`;
      expectFailed(scene, push, what);
    }
  }
});

check("gives each message a tag of its own", {
  heading: "Give each message a tag",
  why:
    "A push service may deliver twice. With the same tag the second replaces the first; with one tag for all, news replaces news.",
  norm: "Notifications API §2.6",
}, async (scene) => {
  const { worker, random, expect } = scene;
  const message = { ...draw(random), id: random.integer(100, 9_999) };
  const { id } = message;
  // Apart by as much as goes around in some number of digits or bits.
  const apart = [1, 10, 16, 64, 100, 256, 1_000, 10_000, 65_536, 1e5, 1e6];
  const ids = [
    ...apart.map((more) => id + more),
    ...[2 ** 31, 2 ** 32, 2 ** 48].map((more) => id + more),
    ...[id * 10, -id, 0, -1, id - 1, Number.MAX_SAFE_INTEGER],
  ];
  const others = [
    ...new Set(ids).values().map((id) => ({ ...message, id })),
    // Which digits belong to the name, and which to the number?
    { ...message, id: 1, from: "12" },
    { ...message, id: 11, from: "2" },
    { ...message, id: 21, from: "1" },
  ].filter((other, place, all) =>
    all.findIndex(({ id }) => id === other.id) === place
  );
  let count = 0;
  const tagOf = async (pushed: unknown) => {
    await (await worker.push(JSON.stringify(pushed))).expectFulfilled();
    return `${own(expectShown(scene, ++count), -1).init.tag ?? ""}`;
  };
  const first = await tagOf(message);
  const [next, again] = [await tagOf(own(others, 0)), await tagOf(message)];
  expect(first !== "" && first === again, {
    expected: `the same tag each time for message ${id}`,
    got: [first, next, again].map((tag) => JSON.stringify(tag)).join(", "),
  });
  const owners = new Map([[first, id]]);
  for (const other of others) {
    const tag = await tagOf(other);
    const owner = owners.get(tag);
    expect(tag !== "" && (owner === undefined || owner === other.id), {
      expected: `another tag for message ${other.id}`,
      got: owner === undefined
        ? "no tag"
        : `${JSON.stringify(tag)}, as for message ${owner}`,
    });
    owners.set(tag, other.id);
  }
  const nothing = [
    ...[{ id: `${id}` }, { from: "" }, { from: [message.from] }, { text: "" }]
      .map((member) => ({ ...message, ...member })),
    ...[{ ...message, text: random.integer(1, 9) }, { id }, "no message"],
    ...[undefined, null],
  ];
  for (const none of nothing) {
    const tag = await tagOf(none);
    expect(!owners.has(tag), {
      expected: `for ${describeJson(none)} a tag that no message has`,
      got: `${JSON.stringify(tag)}, as for message ${owners.get(tag)}`,
    });
  }
});

check("focuses a page that is open, even one that it does not control", {
  heading: "Bring people to the board",
  why:
    "A page that was open before the worker is not controlled by it, and is missing from matchAll() as it stands. Each click then opens one more.",
  norm: "Service Workers, matchAll()",
}, async (scene) => {
  const { worker, peer, random } = scene;
  const browser = new Browser(scene);
  const below = drawBelow(random);
  const board = new URL(below, peer.url);
  const url = (path: string) => new URL(path, board).href;
  await worker.start({ below, held: ["matchAll"] });
  const lists = [
    [url(`#${random.text()}`), url(`?${random.text()}`)],
    // The browser knows which pages are the board's, whatever their addresses.
    [board.href.slice(0, -1)],
    [url(`/${random.text()}`)],
  ];
  for (const [place, pages] of lists.entries()) {
    const { click } = await clickOne(scene, browser);
    await browser.decide(click, { pages, controlled: false });
    await click.expectFulfilled();
    expectWindows(scene, board, { opened: 0, focused: pages }, place);
    expectShown(scene, place + 1);
  }
});

check("opens the board when no page is open, and has the browser wait", {
  heading: "Bring people to the board",
  why:
    "Windows may be opened while the click is handled, and no longer: without waitUntil that is over at the first await.",
  norm: "Service Workers, waitUntil()",
}, async (scene) => {
  const { worker, peer, random, expect } = scene;
  const below = drawBelow(random);
  await worker.start({ below });
  await worker.push(JSON.stringify(draw(random)));
  const shown = own(expectShown(scene, 1), 0);
  const click = await worker.click(shown);
  await click.expectFulfilled();
  const board = new URL(below, peer.url);
  expectWindows(scene, board, { opened: 1, focused: [] });
  expect(click.waits > 0, {
    expected: "waitUntil with what the click does",
    got: "no call of waitUntil",
  });
});

check("closes what was clicked, and nothing else", {
  heading: "Bring people to the board",
  why:
    "Android closes a notification that is clicked, other systems leave it: it says that there is something to read when it has been read.",
}, async (scene) => {
  const { worker, random, expect } = scene;
  for (let count = 0; count < 3; count++) {
    await worker.push(JSON.stringify(draw(random)));
  }
  const chosen = own(expectShown(scene, 3), random.integer(0, 2));
  await (await worker.click(chosen)).expectFulfilled();
  const closed = worker.notifications.filter(({ closed }) => closed);
  expect(closed.length === 1 && closed[0] === chosen, {
    expected: `notification ${chosen.number} closed`,
    got: closed.map(({ number }) => number).join(", ") || "none closed",
  });
});

/** Shows a notification to click on, and clicks. */
async function clickOne({ worker, random }: WorkerScene, browser: Browser) {
  const push = await worker.push(JSON.stringify(draw(random)));
  await browser.decide(push);
  await push.expectFulfilled();
  const shown = demand(
    worker.notifications.at(-1),
    "a notification for each push",
    "none so far",
  );
  return { shown, click: await worker.click(shown) };
}

check("is not done before a page is in front", {
  heading: "Have the browser wait",
  why:
    "matchAll(), focus() and openWindow() give promises. A click that is over before them is over while the page is still behind the others, or not there yet.",
  norm: "Service Workers, waitUntil()",
}, async (scene) => {
  const { worker, peer, random } = scene;
  const browser = new Browser(scene);
  await worker.start({ held: functions });
  const page = new URL(`?${random.text()}`, peer.url).href;
  for (const pages of [[page], []]) {
    const { click } = await clickOne(scene, browser);
    await browser.decide(click, { pages });
    await click.expectFulfilled();
  }
  expectWindows(scene, peer.url, { opened: 1, focused: [page] });
});

check("rejects when no page can be brought to the front", {
  heading: "Have the browser wait",
  why:
    "The promise is all that the browser sees of your work: when it resolves, people should be at the board. What they clicked on is gone all the same.",
  norm: "Service Workers, waitUntil()",
}, async (scene) => {
  const { worker, peer, random, expect } = scene;
  const browser = new Browser(scene);
  await worker.start({ held: functions });
  const page = new URL(`?${random.text()}`, peer.url).href;
  const cases = [
    ["openWindow", []],
    ["matchAll", []],
    ["focus", [page]],
  ] as const;
  for (const error of refusals) {
    for (const [refused, pages] of cases) {
      scene.forget();
      const opened = worker.opened.length;
      const { shown, click } = await clickOne(scene, browser);
      await browser.decide(click, { pages, refused, error });
      const isThere = worker.opened.length > opened;
      const what = `${refused}() rejected with ${error}`;
      if (!isThere) expectFailed(scene, click, what);
      expect(shown.closed, {
        expected: "the notification that was clicked closed all the same",
        got: `it is still there, and ${what}`,
      });
    }
  }
});

check("subscribes again with the old key, and tells the board", {
  heading: "Subscribe again",
  why:
    "The board signs with one key, and browsers take messages of no other. And as long as the board knows the old endpoint only, nothing arrives.",
  norm: "Push API, pushsubscriptionchange",
}, async (scene) => {
  const { worker, peer, random, expect } = scene;
  const now = subscription(random, random.integer(1e12, 2e12));
  const user = ` ${random.text()} & Söhne = 1 + 1? 100 %2B# `;
  const script = `worker.js?user=${encodeURIComponent(user)}`;
  const below = drawBelow(random);
  await worker.start({ script, subscription: now.json, below });
  for (const [place, isVisible] of [true, false].entries()) {
    const { old, options } = subscription(random, null, isVisible);
    const change = await worker.change({ oldSubscription: old });
    const request = await expectTold(scene, below, { ...now.json, user });
    expectSubscribed(scene, options);
    await request.answer(201);
    await change.expectFulfilled();
    const calls = worker.subscribed.length - place;
    expect(calls === 1, {
      expected: "one call of subscribe()",
      got: `${calls} calls`,
    });
    peer.expectNoRequest();
  }
});

check("tells the board a subscription that the browser has made itself", {
  heading: "Subscribe again",
  why:
    "The browser may bring the new subscription along. Whoever asks for another one has two of them, or an error.",
  norm: "Push API, pushsubscriptionchange",
}, async (scene) => {
  const { worker, peer, random, expect } = scene;
  const [before, now] = [
    subscription(random),
    subscription(random, random.integer(1e12, 2e12)),
  ];
  // A name like any other, and no number.
  const user = "0";
  const script = `worker.js?user=${user}`;
  const { json: subscribed } = subscription(random);
  await worker.start({ script, subscription: subscribed });
  const change = await worker.change({
    oldSubscription: before.old,
    newSubscription: now.old,
  });
  expect(worker.subscribed.length === 0, {
    expected: "no subscribe(): there is a new subscription",
    got: `${worker.subscribed.length} calls`,
  });
  const request = await expectTold(scene, "", { ...now.json, user });
  await request.answer(200);
  await change.expectFulfilled();
  peer.expectNoRequest();
});

check("is not done before the board has the new subscription", {
  heading: "Have the browser wait",
  why:
    "A worker that is ended in between has told nobody, and what looks like success is never tried again.",
  norm: "Service Workers, waitUntil()",
}, async (scene) => {
  const { worker, peer, clock, random } = scene;
  const browser = new Browser(scene);
  const { old, json } = subscription(random);
  const script = `worker.js?user=${random.text()}`;
  await worker.start({ script, subscription: json, held: functions });
  for (const newSubscription of [null, subscription(random).old]) {
    const change = await worker.change({
      oldSubscription: old,
      newSubscription,
    });
    await browser.decide(change);
    const request = await peer.next();
    request.hold();
    await clock.advance(random.integer(3_600_000, 50_000_000));
    change.expectAlive();
    await request.answer(newSubscription === null ? 201 : 200);
    await change.expectFulfilled();
  }
  peer.answerAll((exchange) => exchange.answer(503));
  const failed = await worker.change({ oldSubscription: old });
  await browser.decide(failed);
  expectFailed(scene, failed, "the board said 503");
});

check("rejects when browser or board refuse the new subscription", {
  heading: "Subscribe again",
  why:
    "Only 200 and 201 say that the board knows the new endpoint. Any other end that looks like a good one is never tried again, and this person hears nothing any more.",
  norm: "Service Workers, waitUntil()",
}, async (scene) => {
  const { worker, peer, random } = scene;
  const browser = new Browser(scene);
  const [before, now] = [subscription(random), subscription(random)];
  const script = `worker.js?user=${random.text()}`;
  await worker.start({ script, subscription: now.json, held: functions });
  const oldSubscription = before.old;
  let status = 201;
  peer.answerAll((exchange) =>
    status === 0 ? exchange.cut() : exchange.answer(status)
  );
  for (const error of refusals) {
    scene.forget();
    const change = await worker.change({ oldSubscription });
    await browser.decide(change, { refused: "subscribe", error });
    expectFailed(scene, change, `subscribe() rejected with ${error}`);
  }
  const wrong = [400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 451];
  for (status of [0, ...wrong, 500, 502, 503, 504, 599]) {
    for (const newSubscription of [null, now.old]) {
      scene.forget();
      const change = await worker.change({ oldSubscription, newSubscription });
      await browser.decide(change);
      const what = status === 0
        ? "the connection broke off before an answer"
        : `the board answered ${status}`;
      expectFailed(scene, change, what);
    }
  }
});

check.stories("keeps every event by itself, whatever happens", {
  heading: "Have the browser wait",
  why:
    "Pushes, clicks and changes come while others are still waited for. What one event keeps where another finds it goes to the wrong one, or to nobody.",
  step: workerStep,
  examples: workerExamples,
  stepsMax: 16,
}, playWorker);

check("shows and opens in real time", {
  heading: "How you are judged",
  why: "What is right only when time stands still is not right.",
  realTime: true,
}, async (scene) => {
  const { worker, peer, random } = scene;
  await (await worker.push(JSON.stringify(draw(random)))).expectFulfilled();
  await (await worker.push()).expectFulfilled();
  const shown = own(expectShown(scene, 2), 0);
  await (await worker.click(shown)).expectFulfilled();
  expectWindows(scene, peer.url, { opened: 1, focused: [] });
});
