import {
  describeJson,
  exam,
  membersOf,
  own,
  type PeerExchange,
  type Random,
  readJson,
  type Scene,
} from "exam";
import { Buffer } from "node:buffer";

const check = exam("06_push/03_service_worker");

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

function base64(random: Random, length: number): string {
  const bytes = Array.from({ length }, () => random.integer(0, 255));
  return Buffer.from(bytes).toString("base64");
}

/** What a browser subscribed with, and what it got. */
function subscription(random: Random) {
  const json = {
    endpoint: `https://push.example/${random.text()}`,
    expirationTime: null,
    keys: { p256dh: base64(random, 65), auth: base64(random, 16) },
  };
  const key = { $bytes: base64(random, 65) };
  const options = { userVisibleOnly: true, applicationServerKey: key };
  return { json, options, old: { ...json, options } };
}

/** Demands this many notifications, each shown while the worker was alive. */
function expectShown(
  { worker, expect }: Scene,
  count: number,
): Scene["worker"]["notifications"] {
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

/** Demands these windows, opened and focused in all. */
function expectWindows(
  { worker, peer, expect }: Scene,
  wanted: { readonly opened: number; readonly focused: readonly string[] },
): void {
  const focused = worker.focused.map(({ url }) => url);
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
    URL.parse(url, peer.url)?.href ?? url
  );
  const right = Array<string>(wanted.opened).fill(peer.url.href);
  expect(opened.join() === right.join(), {
    expected: wanted.opened === 0
      ? "no window opened"
      : `${peer.url.href} opened once`,
    got: opened.join(" ") || "none",
  });
}

/** The request that tells the board, with this subscription and this user. */
async function expectTold(
  { peer, expect }: Scene,
  body: Record<string, unknown>,
): Promise<PeerExchange> {
  const request = await peer.next();
  const line = `${request.method} ${request.path}`;
  expect(line === "POST /subscriptions", {
    expected: "POST /subscriptions",
    got: line,
  });
  const type = request.headers.get("content-type") ?? "";
  expect(/^application\/json\s*(;|$)/i.test(type), {
    expected: "Content-Type: application/json",
    got: type || "no Content-Type",
  });
  const told = parse(request.body);
  for (const [name, value] of Object.entries(body)) {
    const [wanted, got] = [value, told?.[name]].map((some) =>
      JSON.stringify(some, Object.keys({ ...Object(some) }).sort())
    );
    expect(wanted === got, {
      expected: `${name} ${wanted} in the body`,
      got: `${got}`,
    });
  }
  return request;
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  const value = readJson(text);
  return value === undefined ? undefined : membersOf(value);
}

check("shows who says what, once for each push", {
  heading: "Show who says what",
  why:
    "Nobody has the page open. What is not on the notification is not read, and two of them for one message are one too many.",
}, async (scene) => {
  const { worker, random } = scene;
  for (let count = 1; count <= 3; count++) {
    const message = draw(random);
    await (await worker.push(JSON.stringify(message))).expectFulfilled();
    const { title, init } = own(expectShown(scene, count), -1);
    scene.expect(title === message.from && init.body === message.text, {
      expected: `the title ${message.from} and the body ${message.text}`,
      got: `the title ${title} and the body ${init.body}`,
    });
  }
});

check("has the browser wait until it is shown", {
  heading: "Have the browser wait",
  why:
    "A worker is ended when its listener has returned. What it does after that happens on a fast machine, and not on a phone.",
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
  ];
  const payloads = [
    undefined,
    "",
    random.text(),
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

check("gives each message a tag of its own", {
  heading: "Give each message a tag",
  why:
    "A push service may deliver twice. With the same tag the second replaces the first; with one tag for all, news replaces news.",
  norm: "Notifications API §2.6",
}, async (scene) => {
  const { worker, random, expect } = scene;
  const message = draw(random);
  const next = { ...message, id: message.id + 1 };
  const messages = [message, next, message, {
    ...message,
    id: message.id * 10,
  }];
  for (const one of messages) {
    await (await worker.push(JSON.stringify(one))).expectFulfilled();
  }
  const tags = expectShown(scene, 4).map(({ init }) => `${init.tag ?? ""}`);
  const [first, second, again, last] = tags;
  expect(first !== "" && first === again, {
    expected: `the same tag each time for message ${message.id}`,
    got: tags.map((tag) => JSON.stringify(tag)).join(", "),
  });
  expect(new Set([first, second, last]).size === 3, {
    expected: "another tag for each other message",
    got: tags.map((tag) => JSON.stringify(tag)).join(", "),
  });
});

check("focuses a page that is open, even one that it does not control", {
  heading: "Bring people to the board",
  why:
    "A page that was open before the worker is not controlled by it, and is missing from matchAll() as it stands. Each click then opens one more.",
  norm: "Service Workers, matchAll()",
}, async (scene) => {
  const { worker, peer, random } = scene;
  const url = (path: string) => new URL(path, peer.url).href;
  const urls = [url(`#${random.text()}`), url(`?${random.text()}`)];
  const windows = urls.map((url) => ({ url, controlled: false }));
  await worker.start({ windows });
  await worker.push(JSON.stringify(draw(random)));
  const shown = own(expectShown(scene, 1), 0);
  await (await worker.click(shown)).expectFulfilled();
  expectWindows(scene, { opened: 0, focused: urls });
  expectShown(scene, 1);
});

check("opens the board when no page is open, and has the browser wait", {
  heading: "Bring people to the board",
  why:
    "Windows may be opened while the click is handled, and no longer: without waitUntil that is over at the first await.",
}, async (scene) => {
  const { worker, random, expect } = scene;
  await worker.push(JSON.stringify(draw(random)));
  const shown = own(expectShown(scene, 1), 0);
  const click = await worker.click(shown);
  await click.expectFulfilled();
  expectWindows(scene, { opened: 1, focused: [] });
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

check("subscribes again with the old key, and tells the board", {
  heading: "Subscribe again",
  why:
    "The board signs with one key, and browsers take messages of no other. And as long as the board knows the old endpoint only, nothing arrives.",
  norm: "Push API, pushsubscriptionchange",
}, async (scene) => {
  const { worker, random, expect } = scene;
  const [before, now] = [subscription(random), subscription(random)];
  const user = `${random.text()} & Söhne`;
  const script = `worker.js?user=${encodeURIComponent(user)}`;
  await worker.start({ script, subscription: now.json });
  const change = await worker.change({ oldSubscription: before.old });
  const request = await expectTold(scene, { ...now.json, user });
  const [asked] = worker.subscribed;
  const { applicationServerKey, userVisibleOnly } = membersOf(asked);
  const wanted = JSON.stringify(before.options.applicationServerKey);
  expect(userVisibleOnly === true, {
    expected: "subscribe() with userVisibleOnly: true",
    got: `${userVisibleOnly}`,
  });
  expect(JSON.stringify(applicationServerKey) === wanted, {
    expected: `the applicationServerKey of the old subscription, ${wanted}`,
    got: describeJson(applicationServerKey),
  });
  await request.answer(201);
  await change.expectFulfilled();
});

check("tells the board a subscription that the browser has made itself", {
  heading: "Subscribe again",
  why:
    "The browser may bring the new subscription along. Whoever asks for another one has two of them, or an error.",
  norm: "Push API, pushsubscriptionchange",
}, async (scene) => {
  const { worker, random, expect } = scene;
  const [before, now] = [subscription(random), subscription(random)];
  const user = random.text();
  const script = `worker.js?user=${user}`;
  await worker.start({ script, subscription: subscription(random).json });
  const change = await worker.change({
    oldSubscription: before.old,
    newSubscription: now.old,
  });
  expect(worker.subscribed.length === 0, {
    expected: "no subscribe(): there is a new subscription",
    got: `${worker.subscribed.length} calls`,
  });
  const request = await expectTold(scene, { ...now.json, user });
  await request.answer(200);
  await change.expectFulfilled();
});

check("is not done before the board has the new subscription", {
  heading: "Have the browser wait",
  why:
    "A worker that is ended in between has told nobody, and what looks like success is never tried again.",
}, async (scene) => {
  const { worker, peer, clock, random, expect } = scene;
  const { old, json } = subscription(random);
  const script = `worker.js?user=${random.text()}`;
  await worker.start({ script, subscription: json });
  const change = await worker.change({ oldSubscription: old });
  const request = await peer.next();
  request.hold();
  await clock.advance(random.integer(1_000, 5_000));
  change.expectAlive();
  await request.answer(201);
  await change.expectFulfilled();
  peer.answerAll((exchange) => exchange.answer(503));
  const failed = await worker.change({ oldSubscription: old });
  expect(failed.outcome !== "fulfilled", {
    expected: "a rejection, or another try: the board said 503",
    got: "success",
  });
});

check("shows and opens in real time", {
  heading: "How you are judged",
  why: "What is right only when time stands still is not right.",
  realTime: true,
}, async (scene) => {
  const { worker, random } = scene;
  await (await worker.push(JSON.stringify(draw(random)))).expectFulfilled();
  await (await worker.push()).expectFulfilled();
  const shown = own(expectShown(scene, 2), 0);
  await (await worker.click(shown)).expectFulfilled();
  expectWindows(scene, { opened: 1, focused: [] });
});
