import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("06_push/03_service_worker", { base: "solution" }, {
  waits_for_five_minutes: {
    caughtBy: "is not done before the browser has shown it",
    misconception: "What takes more than five minutes never comes.",
    says: "the event to last until",
    edits: [[
      "event.waitUntil(show(scope, event));",
      `const enough = new Promise<void>((resolve) => {
      setTimeout(resolve, 300_000);
    });
    event.waitUntil(Promise.race([show(scope, event), enough]));`,
    ]],
  },
  a_new_tag_each_time: {
    caughtBy: "gives each message a tag of its own",
    misconception: "A tag has to be unique.",
    says: "A push service may deliver twice",
    edits: [["{ id, from, text } = message", "{ from, text } = message"], [
      "`message-${id}`",
      "crypto.randomUUID()",
    ]],
  },
  a_tag_for_each_person: {
    caughtBy: "gives each message a tag of its own",
    misconception: "A tag names who speaks.",
    says: "news replaces news",
    edits: [["{ id, from, text } = message", "{ from, text } = message"], [
      "`message-${id}`",
      "from",
    ]],
  },
  a_title_of_nothing: {
    caughtBy: "shows something, whatever was pushed",
    misconception: "A text is a text.",
    says: "a title, and words for people",
    edits: [[
      'typeof said === "string" && said !== ""',
      'typeof said === "string"',
    ]],
  },
  always_opens: {
    caughtBy: "focuses a page that is open, even one that it does not control",
    misconception: "A click opens the page.",
    says: "Each click then opens one more",
    edits: [[
      "page?.focus() ?? clients.openWindow(registration.scope)",
      "clients.openWindow(page?.url ?? registration.scope)",
    ]],
  },
  always_subscribes: {
    caughtBy: "tells the board a subscription that the browser has made itself",
    misconception: "The event means: subscribe.",
    says: "there is a new subscription",
    edits: [["{ oldSubscription, newSubscription }", "{ oldSubscription }"], [
      `const subscription = newSubscription ??
    await pushManager.subscribe(oldSubscription.options);`,
      "const subscription = await pushManager.subscribe(oldSubscription.options);",
    ]],
  },
  an_async_listener: {
    caughtBy: "has the browser wait until it is shown",
    misconception: "The browser awaits an async listener.",
    says: "A worker is ended when its listener has returned",
    edits: [[
      `scope.addEventListener("push", (event) => {
    event.waitUntil(show(scope, event));`,
      `scope.addEventListener("push", async (event) => {
    await show(scope, event);`,
    ]],
  },
  brings_the_key_only: {
    caughtBy: "subscribes again with the old key, and tells the board",
    misconception: "The key is all that a subscription is made with.",
    says: "userVisibleOnly: true",
    edits: [[
      "oldSubscription.options",
      `{
      applicationServerKey: oldSubscription.options.applicationServerKey,
    }`,
    ]],
  },
  clears_them_all: {
    caughtBy: "closes what was clicked, and nothing else",
    misconception: "Who comes to the board has seen everything.",
    says: "notification",
    edits: [[
      "event.notification.close();",
      `event.notification.close();
    const { getNotifications } = scope.registration as unknown as {
      getNotifications(): Promise<{ close(): void }[]>;
    };
    event.waitUntil(
      getNotifications().then((list) => {
        for (const one of list) one.close();
      }),
    );`,
    ]],
  },
  closes_only: {
    caughtBy: "opens the board when no page is open, and has the browser wait",
    misconception: "A click takes the notification away.",
    says: "opened once",
    edits: [["event.waitUntil(goToBoard(scope));", ""], [
      `async function goToBoard(
  { clients, registration }: WorkerScope,
): Promise<unknown> {
  // A page that was open before this worker is not controlled by it.
  const options = { type: "window", includeUncontrolled: true } as const;
  const [page] = await clients.matchAll(options);
  return await (page?.focus() ?? clients.openWindow(registration.scope));
}`,
      "",
    ]],
  },
  does_not_say_json: {
    caughtBy: "subscribes again with the old key, and tells the board",
    misconception: "A body that is JSON can be seen to be JSON.",
    says: "Content-Type: application/json",
    edits: [['headers: { "content-type": "application/json" },', ""]],
  },
  focuses_all: {
    caughtBy: "focuses a page that is open, even one that it does not control",
    misconception: "All open pages belong to the board.",
    says: "one of these focused",
    edits: [[
      `const [page] = await clients.matchAll(options);
  return await (page?.focus() ?? clients.openWindow(registration.scope));`,
      `const pages = await clients.matchAll(options);
  if (pages.length === 0) return await clients.openWindow(registration.scope);
  await Promise.all(pages.map((page) => page.focus()));`,
    ]],
  },
  focuses_and_opens: {
    caughtBy: "focuses a page that is open, even one that it does not control",
    misconception: "Better twice than never.",
    says: "no window opened",
    edits: [[
      "return await (page?.focus() ?? clients.openWindow(registration.scope));",
      `await page?.focus();
  return await clients.openWindow(registration.scope);`,
    ]],
  },
  forgets_the_empty_push: {
    caughtBy: "shows something, whatever was pushed",
    misconception: "A push has a payload.",
    says: "An exception in the listener shows nothing",
    edits: [[
      "): { id: number; from: string; text: string } | undefined {",
      `): { id: number; from: string; text: string } | undefined {
  const value = data!.text();`,
    ], ["data!.json()", "JSON.parse(value)"]],
  },
  forgets_whose_it_is: {
    caughtBy: "subscribes again with the old key, and tells the board",
    misconception: "The board remembers whose browser it is.",
    says: "user",
    edits: [["{ location, registration }", "{ registration }"], [
      'const user = new URLSearchParams(location.search).get("user");',
      "",
    ], ["{ ...subscription.toJSON(), user }", "subscription.toJSON()"]],
  },
  hides_what_it_cannot_read: {
    caughtBy: "shows something, whatever was pushed",
    misconception: "Nothing to say, nothing to show.",
    says: "An exception in the listener shows nothing",
    edits: [[
      `const body = "There is something new on the board";
    return registration.showNotification("Message board", { body });`,
      "return Promise.resolve();",
    ]],
  },
  keeps_it_to_itself: {
    caughtBy: "subscribes again with the old key, and tells the board",
    misconception: "Subscribing again is all that has to be done.",
    says: "nothing arrives",
    edits: [[
      'const user = new URLSearchParams(location.search).get("user");',
      `const user = new URLSearchParams(location.search).get("user");
  if (!newSubscription) return;`,
    ]],
  },
  leaves_it: {
    caughtBy: "closes what was clicked, and nothing else",
    misconception: "The system closes what was clicked.",
    says: "Android closes a notification that is clicked",
    edits: [["event.notification.close();", ""]],
  },
  leaves_the_text_out: {
    caughtBy: "shows who says what, once for each push",
    misconception: "Who it is from is enough.",
    says: "What is not on the notification is not read",
    edits: [["{ id, from, text } = message", "{ id, from } = message"], [
      "body: text",
      'body: "sent a message"',
    ]],
  },
  looks_at_its_own_pages_only: {
    caughtBy: "focuses a page that is open, even one that it does not control",
    misconception: "matchAll() gives all pages.",
    says: "is missing from matchAll() as it stands",
    edits: [[
      '{ type: "window", includeUncontrolled: true }',
      '{ type: "window" }',
    ]],
  },
  looks_for_the_exact_address: {
    caughtBy: "focuses a page that is open, even one that it does not control",
    misconception: "A page is its address.",
    says: "Each click then opens one more",
    edits: [[
      "[page] = await clients.matchAll(options)",
      `pages = await clients.matchAll(options);
  const page = pages.find(({ url }) => url === registration.scope)`,
    ]],
  },
  never_waits: {
    caughtBy: "has the browser wait until it is shown",
    misconception: "The browser lets a promise come to its end.",
    says: "A worker is ended when its listener has returned",
    edits: [["event.waitUntil(show(scope, event))", "show(scope, event)"]],
  },
  no_tag: {
    caughtBy: "gives each message a tag of its own",
    misconception: "Two pushes are two notifications.",
    says: "A push service may deliver twice",
    edits: [["{ id, from, text } = message", "{ from, text } = message"], [
      "tag: `message-${id}`,",
      "",
    ]],
  },
  one_tag_for_all: {
    caughtBy: "gives each message a tag of its own",
    misconception: "A tag names the app.",
    says: "news replaces news",
    edits: [["{ id, from, text } = message", "{ from, text } = message"], [
      "`message-${id}`",
      '"board"',
    ]],
  },
  opens_its_own_script: {
    caughtBy: "opens the board when no page is open, and has the browser wait",
    misconception: "The address of the worker is the address of the board.",
    says: "opened once",
    edits: [["{ clients, registration }", "{ clients }"], [
      "registration.scope",
      '"worker.js"',
    ]],
  },
  opens_without_waiting: {
    caughtBy: "opens the board when no page is open, and has the browser wait",
    misconception: "The window is asked for, so it will come.",
    says: "opened once",
    edits: [[
      "event.waitUntil(goToBoard(scope))",
      "goToBoard(scope).catch(() => {})",
    ]],
  },
  says_it_once: {
    caughtBy: "gives each message a tag of its own",
    misconception: "A message that was shown need not be shown again.",
    says: "one notification for each push",
    edits: [[
      `openWindow(url: string): Promise<unknown>;
  };
}`,
      `openWindow(url: string): Promise<unknown>;
  };
}
export const seen = new Set<number>();`,
    ], [
      "const { id, from, text } = message;",
      `const { id, from, text } = message;
  if (seen.has(id)) return Promise.resolve();
  seen.add(id);`,
    ]],
  },
  says_that_there_is_something: {
    caughtBy: "shows who says what, once for each push",
    misconception: "People will open the page anyway.",
    says: "What is not on the notification is not read",
    edits: [["{ id, from, text } = message", "{ id, text } = message"], [
      "return registration.showNotification(from, {",
      'return registration.showNotification("New message", {',
    ]],
  },
  sends_the_endpoint_only: {
    caughtBy: "subscribes again with the old key, and tells the board",
    misconception: "The endpoint is the subscription.",
    says: "in the body",
    edits: [[
      "...subscription.toJSON()",
      "endpoint: subscription.toJSON().endpoint",
    ]],
  },
  shows_it_later: {
    caughtBy: "has the browser wait until it is shown",
    misconception: "A moment later is soon enough.",
    says: "when the browser might have ended it",
    edits: [[
      "show(scope, event)",
      `Promise.resolve());
    setTimeout(() => show(scope, event), 50`,
    ]],
  },
  shows_it_twice: {
    caughtBy: "shows who says what, once for each push",
    misconception: "Listener and handler are two things.",
    says: "two of them for one message are one too many",
    edits: [[
      "event.waitUntil(show(scope, event));",
      `event.waitUntil(show(scope, event));
    event.waitUntil(show(scope, event));`,
    ]],
  },
  shows_undefined: {
    caughtBy: "shows something, whatever was pushed",
    misconception: "JSON is a message.",
    says: "a title, and words for people",
    edits: [[
      `const isRight = Number.isInteger(id) &&
      [from, text].every((said) => typeof said === "string" && said !== "");
    if (isRight) return { id, from, text };`,
      "return { id, from, text };",
    ]],
  },
  splits_at_the_equals_sign: {
    caughtBy: "subscribes again with the old key, and tells the board",
    misconception: "A query is name=value.",
    says: "user",
    edits: [[
      'new URLSearchParams(location.search).get("user")',
      'location.search.split("=")[1]',
    ]],
  },
  subscribes_without_the_key: {
    caughtBy: "subscribes again with the old key, and tells the board",
    misconception: "The browser knows the key.",
    says: "The board signs with one key",
    edits: [["{ oldSubscription, newSubscription }", "{ newSubscription }"], [
      "oldSubscription.options",
      "{ userVisibleOnly: true }",
    ]],
  },
  swallows_what_went_wrong: {
    caughtBy: "is not done before the board has the new subscription",
    misconception: "A worker must never fail.",
    says: "what looks like success is never tried again",
    edits: [["renew(scope, event)", "renew(scope, event).catch(() => {})"]],
  },
  tells_the_board_in_passing: {
    caughtBy: "is not done before the board has the new subscription",
    misconception: "The request is on its way.",
    says: "waiting",
    edits: [[
      'const { ok, status } = await fetch(new URL("subscriptions", scope), {',
      'fetch(new URL("subscriptions", scope), {',
    ], [
      "if (!ok) throw new Error(`Cannot tell the board: it answered ${status}`);",
      "",
    ]],
  },
  tells_the_old_one: {
    caughtBy: "tells the board a subscription that the browser has made itself",
    misconception: "The old subscription is what the board knows.",
    says: "in the body",
    edits: [[
      "const subscription = newSubscription ??",
      "const subscription = (newSubscription ? oldSubscription : null) ??",
    ]],
  },
  trusts_any_answer: {
    caughtBy: "is not done before the board has the new subscription",
    misconception: "fetch rejects when something is wrong.",
    says: "what looks like success is never tried again",
    edits: [[
      'const { ok, status } = await fetch(new URL("subscriptions", scope), {',
      'await fetch(new URL("subscriptions", scope), {',
    ], [
      "if (!ok) throw new Error(`Cannot tell the board: it answered ${status}`);",
      "",
    ]],
  },
  trusts_the_payload: {
    caughtBy: "shows something, whatever was pushed",
    misconception: "The board sends messages, so messages come.",
    says: "An exception in the listener shows nothing",
    edits: [["parse(event)", "event.data!.json()"], [
      `function parse(
  { data }: PushEvent,
): { id: number; from: string; text: string } | undefined {
  try {
    const { id, from, text } = data!.json();
    const isRight = Number.isInteger(id) &&
      [from, text].every((said) => typeof said === "string" && said !== "");
    if (isRight) return { id, from, text };
  } catch {
    // Nothing, no JSON, or null.
  }
}`,
      "",
    ]],
  },
  waits_for_something_else: {
    caughtBy: "has the browser wait until it is shown",
    misconception:
      "One call of waitUntil keeps the worker alive until all is done.",
    says: "when the browser might have ended it",
    edits: [[
      "show(scope, event)",
      `scope.clients.matchAll());
    new Promise((resolve) => setTimeout(resolve, 10)).then(() =>
      show(scope, event)
    `,
    ]],
  },
  believes_any_answer_below_500: {
    caughtBy: "rejects when browser or board refuse the new subscription",
    misconception: "The board has answered, so it has understood.",
    says: "the board answered 400",
    edits: [["{ ok, status } = await", "{ status } = await"], [
      "if (!ok)",
      "if (status >= 500)",
    ]],
  },
  catches_what_is_not_shown: {
    caughtBy: "rejects when the browser does not show it",
    misconception: "An error that is written to the console is handled.",
    says: "showNotification() rejected with NotAllowedError",
    edits: [[
      'return registration.showNotification("Message board", { body });',
      `return registration.showNotification("Message board", { body })
      .catch(console.error);`,
    ]],
  },
  focuses_in_passing: {
    caughtBy: "is not done before a page is in front",
    misconception: "focus() works at once.",
    says: "the event to last until focus() has resolved",
    edits: [[
      "return await (page?.focus() ?? clients.openWindow(registration.scope));",
      `if (page) page.focus();
  else await clients.openWindow(registration.scope);`,
    ]],
  },
  opens_in_passing: {
    caughtBy: "is not done before a page is in front",
    misconception: "openWindow() works at once.",
    says: "the event to last until openWindow() has resolved",
    edits: [[
      "return await (page?.focus() ?? clients.openWindow(registration.scope));",
      `if (page) await page.focus();
  else clients.openWindow(registration.scope).catch(() => {});`,
    ]],
  },
  catches_what_does_not_open: {
    caughtBy: "rejects when no page can be brought to the front",
    misconception: "A worker must never fail.",
    says: "openWindow() rejected with NotAllowedError",
    edits: [[
      "clients.openWindow(registration.scope)",
      "clients.openWindow(registration.scope).catch(() => {})",
    ]],
  },
  closes_when_it_has_gone_well: {
    caughtBy: "rejects when no page can be brought to the front",
    misconception: "What failed should stay on the screen.",
    says: "closed all the same",
    edits: [["event.notification.close();", ""], [
      "goToBoard(scope)",
      "goToBoard(scope).then(() => event.notification.close())",
    ]],
  },
  shows_in_passing: {
    caughtBy: "is not done before the browser has shown it",
    misconception: "showNotification() works at once.",
    says: "the event to last until showNotification() has resolved",
    edits: [[
      "event.waitUntil(show(scope, event));",
      `show(scope, event).catch(() => {});
    event.waitUntil(Promise.resolve());`,
    ]],
  },
  knows_ids_from_0_only: {
    caughtBy: "shows who says what, once for each push",
    misconception: "An id counts, so it is never negative.",
    says: "the title",
    edits: [["Number.isInteger(id)", "Number.isInteger(id) && id >= 0"]],
  },
  looks_at_the_time: {
    caughtBy: "shows who says what, once for each push",
    misconception: "A message is what has all its members.",
    says: "the title",
    edits: [[
      "{ id, from, text } = data!.json()",
      "{ id, at, from, text } = data!.json()",
    ], [
      "Number.isInteger(id)",
      "[id, at].every(Number.isInteger)",
    ]],
  },
  trims: {
    caughtBy: "shows who says what, once for each push",
    misconception: "A text of spaces is empty.",
    says: "the title",
    edits: [['said !== ""', 'said.trim() !== ""']],
  },
  tells_a_new_one_in_passing: {
    caughtBy: "is not done before the board has the new subscription",
    misconception: "What the browser has made needs no waiting.",
    says: "the change event to be waiting",
    edits: [[
      'const { ok, status } = await fetch(new URL("subscriptions", scope), {',
      'const telling = fetch(new URL("subscriptions", scope), {',
    ], [
      "if (!ok) throw",
      `if (newSubscription) return;
  const { ok, status } = await telling;
  if (!ok) throw`,
    ]],
  },
  takes_no_subscription_for_an_end: {
    caughtBy: "rejects when browser or board refuse the new subscription",
    misconception: "Without a subscription there is nothing to tell.",
    says: "subscribe() rejected with NotAllowedError",
    edits: [[
      "await pushManager.subscribe(oldSubscription.options);",
      `await pushManager.subscribe(oldSubscription.options)
      .catch(() => undefined);
  if (!subscription) return;`,
    ]],
  },
  a_tag_of_two_digits: {
    caughtBy: "gives each message a tag of its own",
    misconception: "Old notifications are gone by then.",
    says: "as for message",
    edits: [["`message-${id}`", "`message-${id % 100}`"]],
  },
  a_tag_without_a_border: {
    caughtBy: "gives each message a tag of its own",
    misconception: "A tag that holds everything is a tag of its own.",
    says: "as for message",
    edits: [["`message-${id}`", "`${id}${from}`"]],
  },
  tells_the_origin: {
    caughtBy: "subscribes again with the old key, and tells the board",
    misconception: "A board has an origin of its own.",
    says: "board/subscriptions",
    edits: [[
      'new URL("subscriptions", scope)',
      'new URL("/subscriptions", scope)',
    ]],
  },
  opens_the_origin: {
    caughtBy: "opens the board when no page is open, and has the browser wait",
    misconception: "A board has an origin of its own.",
    says: "board/ opened once",
    edits: [[
      "clients.openWindow(registration.scope)",
      'clients.openWindow(new URL("/", registration.scope).href)',
    ]],
  },
  one_click_after_the_other: {
    caughtBy: "keeps every event by itself, whatever happens",
    misconception: "Only one page can be in front, so clicks take turns.",
    says: "nothing was refused to it",
    edits: [
      [
        'scope.addEventListener("notificationclick", (event) => {',
        `let going: Promise<unknown> = Promise.resolve();
  scope.addEventListener("notificationclick", (event) => {`,
      ],
      [
        "event.waitUntil(goToBoard(scope));",
        `going = going.then(() => goToBoard(scope));
    event.waitUntil(going);`,
      ],
    ],
  },
  subscribes_once: {
    caughtBy: "keeps every event by itself, whatever happens",
    misconception: "A browser has one subscription.",
    says: "subscribe() for each change",
    edits: [
      [
        "async function renew(",
        `let kept: Subscription | undefined;

async function renew(`,
      ],
      [
        "await pushManager.subscribe(oldSubscription.options);",
        "(kept ??= await pushManager.subscribe(oldSubscription.options));",
      ],
    ],
  },
  tells_an_endpoint_once: {
    caughtBy: "keeps every event by itself, whatever happens",
    misconception: "What the board knows it need not be told again.",
    says: "to last until the board has answered",
    edits: [
      [
        "async function renew(",
        `let known: unknown;

async function renew(`,
      ],
      [
        "const user = new URLSearchParams",
        `const { endpoint } = subscription.toJSON();
  if (endpoint === known) return;
  const user = new URLSearchParams`,
      ],
      ["if (!ok) throw", "if (ok) known = endpoint;\n  else throw"],
    ],
  },
  looks_for_pages_below_the_board: {
    caughtBy: "focuses a page that is open, even one that it does not control",
    misconception: "A page of the board begins with its address.",
    says: "Each click then opens one more",
    edits: [[
      "[page] = await clients.matchAll(options)",
      `pages = await clients.matchAll(options);
  const page = pages.find(({ url }) => url.startsWith(registration.scope))`,
    ]],
  },
  opens_when_focusing_takes_long: {
    caughtBy: "is not done before a page is in front",
    misconception: "What takes more than ten seconds does not come.",
    says: "the event to last until openWindow() has resolved",
    edits: [[
      "return await (page?.focus() ?? clients.openWindow(registration.scope));",
      `const open = () => clients.openWindow(registration.scope);
  if (!page) return await open();
  const late = new Promise((resolve) => setTimeout(resolve, 10_000));
  return await Promise.race([page.focus(), late.then(open)]);`,
    ]],
  },
  takes_a_name_for_a_number: {
    caughtBy: "tells the board a subscription that the browser has made itself",
    misconception: "What looks like a number is one.",
    says: "user",
    edits: [[
      "...subscription.toJSON(), user }",
      String
        .raw`...subscription.toJSON(), user: /^\d+$/.test(user ?? "") ? Number(user) : user }`,
    ]],
  },
  makes_the_options_anew: {
    caughtBy: "subscribes again with the old key, and tells the board",
    misconception: "userVisibleOnly is always true.",
    says: "userVisibleOnly: false",
    edits: [[
      "oldSubscription.options",
      "{ ...oldSubscription.options, userVisibleOnly: true }",
    ]],
  },
  counts_up_to_what_is_safe: {
    caughtBy: "shows who says what, once for each push",
    misconception: "An integer has less than 54 bits.",
    says: "the title",
    edits: [["Number.isInteger(id)", "Number.isSafeInteger(id)"]],
  },
  shows_numbers_too: {
    caughtBy: "gives each message a tag of its own",
    misconception: "What can be shown is a text.",
    says: "for message",
    edits: [[
      'typeof said === "string" && said !== ""',
      '["string", "number"].includes(typeof said) && said !== ""',
    ]],
  },
  shows_the_sender_whoever_it_is: {
    caughtBy: "shows something, whatever was pushed",
    misconception: "What is there can be shown, whatever else is missing.",
    says: "a title, and words for people",
    edits: [[
      'showNotification("Message board", { body })',
      "showNotification(senderOf(event), { body })",
    ], [
      "function parse(",
      `function senderOf({ data }: PushEvent): string {
  try {
    const { from } = data!.json();
    if (typeof from === "string" && from.trim()) return from;
  } catch {
    // Nothing, no JSON, or null.
  }
  return "Message board";
}

function parse(`,
    ]],
  },
  shows_every_text_but_those_words: {
    caughtBy: "shows something, whatever was pushed",
    misconception: "Only a text that is one of these words looks broken.",
    says: "a title, and words for people",
    edits: [[
      'const body = "There is something new on the board";',
      String.raw`const said = event.data?.text().trim() ?? "";
    const isText = /^[^[{"]/.test(said) &&
      !/^(undefined|null|NaN|\[object Object\])$/.test(said);
    const body = isText ? said : "There is something new on the board";`,
    ]],
  },
});
