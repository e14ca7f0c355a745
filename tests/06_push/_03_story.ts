import {
  describeJson,
  own,
  type PeerExchange,
  type PortCall,
  type WorkerEvent,
  type WorkerNotification,
  type WorkerScene,
} from "exam";
import fc from "fast-check";
import { AWKWARD } from "../_awkward.ts";
import {
  expectSubscribed,
  expectTold,
  functions,
  refusals,
  subscription,
} from "./_worker.ts";

/** A message, as it is pushed. */
interface Message {
  readonly id: number;
  readonly from: string;
  readonly text: string;
}

/** What can happen around a service worker. */
export type WorkerStep =
  | { readonly push: Message }
  | { readonly pushNonsense: string | null }
  | { readonly click: number }
  | { readonly change: "subscribes" | "has subscribed" }
  | { readonly allow: number; readonly pages: number }
  | { readonly refuse: number; readonly error: string }
  | { readonly board: number; readonly status: number }
  | { readonly waitMs: number };

/** Statuses by which the board says nothing clear. */
const unclear = [202, 204];

const place = fc.nat(5);
const pages = fc.integer({ min: 0, max: 2 });

/** Draws what happens next. */
export const workerStep: fc.Arbitrary<WorkerStep> = fc.oneof(
  fc.record({
    push: fc.record({
      id: fc.constantFrom(-1, 0, 1, 2, 11, Number.MAX_SAFE_INTEGER),
      from: fc.constantFrom(...AWKWARD),
      text: fc.constantFrom(...AWKWARD),
    }),
  }),
  fc.record({
    pushNonsense: fc.constantFrom(
      null,
      "",
      "no JSON {",
      "[]",
      '{"id":"1","from":"ada","text":"hi"}',
      '{"id":1,"from":"","text":"hi"}',
    ),
  }),
  fc.record({ click: place }),
  fc.record({ change: fc.constantFrom("subscribes", "has subscribed") }),
  { weight: 3, arbitrary: fc.record({ allow: place, pages }) },
  fc.record({ refuse: place, error: fc.constantFrom(...refusals) }),
  fc.record({
    board: place,
    status: fc.constantFrom(200, 201, ...unclear, 400, 410, 503, 0),
  }),
  fc.record({ waitMs: fc.constantFrom(1, 1_000, 9_999, 10_000, 60_000) }),
);

const [ada, bob] = [
  { id: 1, from: "ada", text: "first" },
  { id: 2, from: "bob", text: "second" },
] as const;

/** Events that are all waited for at once, and that end in another order than they came. */
export const workerExamples: readonly (readonly WorkerStep[])[] = [
  [
    { push: ada },
    { push: bob },
    { pushNonsense: null },
    { push: ada },
    { allow: 3, pages: 0 },
    { allow: 2, pages: 0 },
    { allow: 1, pages: 0 },
    { waitMs: 1_000 },
    { allow: 0, pages: 0 },
    { click: 0 },
    { click: 0 },
    { allow: 1, pages: 0 },
    { allow: 0, pages: 2 },
    { allow: 1, pages: 0 },
    { waitMs: 60_000 },
    { allow: 0, pages: 0 },
    { push: ada },
    { allow: 0, pages: 0 },
    { click: 0 },
    { allow: 0, pages: 1 },
    { refuse: 0, error: "InvalidAccessError" },
    { push: bob },
    { allow: 0, pages: 0 },
    { click: 0 },
  ],
  [
    { change: "subscribes" },
    { change: "has subscribed" },
    { change: "subscribes" },
    { change: "has subscribed" },
    { allow: 1, pages: 0 },
    { board: 1, status: 201 },
    { board: 1, status: 201 },
    { waitMs: 10_000 },
    { board: 0, status: 503 },
    { push: ada },
    { refuse: 1, error: "AbortError" },
    { change: "subscribes" },
    { refuse: 0, error: "TypeError" },
    { change: "subscribes" },
    { allow: 0, pages: 0 },
    { board: 0, status: 200 },
    { change: "has subscribed" },
    { board: 0, status: 0 },
  ],
];

/** Plays one story: events overlap, and each has to come to its own end. */
export async function playWorker(
  scene: WorkerScene,
  story: readonly WorkerStep[],
): Promise<void> {
  const { worker, random } = scene;
  const below = random.pick(["", `${random.text()}/board/`]);
  const user = random.pick(AWKWARD);
  const fresh = subscription(random).json;
  const script = `worker.js?user=${encodeURIComponent(user)}`;
  await worker.start({ script, below, subscription: fresh, held: functions });
  const model = new Model(scene, { below, user, fresh });
  for (const step of story) await play(model, scene, step);
  await model.allowAll();
}

async function play(
  model: Model,
  { clock, random }: WorkerScene,
  step: WorkerStep,
): Promise<void> {
  if ("push" in step) {
    const at = random.integer(1e12, 2e12);
    const payload = JSON.stringify({ ...step.push, at });
    await model.push(payload, step.push);
  } else if ("pushNonsense" in step) {
    await model.push(step.pushNonsense ?? undefined);
  } else if ("click" in step) {
    await model.click(step.click);
  } else if ("change" in step) {
    await model.change(step.change === "has subscribed");
  } else if ("allow" in step) {
    await model.allow(step.allow, step.pages);
  } else if ("refuse" in step) {
    await model.refuse(step.refuse, step.error);
  } else if ("board" in step) {
    await model.answer(step.board, step.status);
  } else {
    await clock.advance(step.waitMs);
    model.look();
  }
}

/** An event that the worker got, and what has to come of it. */
interface Happening {
  readonly event: WorkerEvent;
  readonly kind: "push" | "click" | "change";
  /** What was pushed, where it is a message. */
  readonly message?: Message | undefined;
  /** The notification that was clicked. */
  readonly clicked?: WorkerNotification;
  /** What the board has to be told. */
  readonly subscription?: Readonly<Record<string, unknown>>;
  /** What the browser has to be asked with. */
  readonly options?: ReturnType<typeof subscription>["options"];
  /** Whether the browser was asked. */
  subscribed: boolean;
  /** The pages that it was told of. */
  pages?: readonly string[];
  /** How often it did what it has to do: shown, brought to the front, told. */
  done: number;
  /** Something was refused: whether it tries again is its own affair. */
  loose: boolean;
}

/** Whose events call a function. */
const kinds: Readonly<Record<string, Happening["kind"]>> = {
  showNotification: "push",
  matchAll: "click",
  focus: "click",
  openWindow: "click",
  subscribe: "change",
};

/** What an event has to have reached when it ends well. */
const ends = {
  push: "the push event to last until its notification is shown",
  click: "the click event to last until a page is in front",
  change: "the change event to last until the board has answered 200 or 201",
};

/** What is under way, and what may have come of it by now. */
class Model {
  readonly #scene: WorkerScene;
  readonly #board: {
    readonly below: string;
    readonly user: string;
    readonly fresh: Readonly<Record<string, unknown>>;
  };
  readonly #happenings: Happening[] = [];
  readonly #owners = new Map<PortCall, Happening | undefined>();
  readonly #undecided = new Set<PortCall>();
  readonly #tags = new Map<string, Message | undefined>();
  #telling: { readonly request: PeerExchange; readonly of?: Happening }[] = [];
  #asked = 0;

  constructor(
    scene: WorkerScene,
    board: { below: string; user: string; fresh: Record<string, unknown> },
  ) {
    this.#scene = scene;
    this.#board = board;
  }

  async push(payload: string | undefined, message?: Message): Promise<void> {
    const event = await this.#scene.worker.push(payload);
    await this.#begin({ event, kind: "push", message });
  }

  /** Clicks on one of the notifications that are on the screen; without one, nothing happens. */
  async click(place: number): Promise<void> {
    const { worker } = this.#scene;
    const there = worker.notifications.filter((one, at, all) =>
      !one.closed && (!one.init.tag ||
        !all.slice(at + 1).some(({ init }) => init.tag === one.init.tag))
    );
    const clicked = there[place % there.length];
    if (clicked === undefined) return;
    const event = await worker.click(clicked);
    await this.#begin({ event, kind: "click", clicked });
  }

  async change(hasNew: boolean): Promise<void> {
    const { worker, random } = this.#scene;
    const [before, now] = [subscription(random), subscription(random)];
    const event = await worker.change({
      oldSubscription: before.old,
      newSubscription: hasNew ? now.old : null,
    });
    await this.#begin({
      event,
      kind: "change",
      subscription: hasNew ? now.json : this.#board.fresh,
      ...(hasNew ? {} : { options: before.options }),
    });
  }

  /** Lets one of the calls that wait go on. */
  async allow(place: number, pages: number): Promise<void> {
    const [call, of] = this.#take(place);
    if (call === undefined) return;
    const { worker, random, peer } = this.#scene;
    const [shown, focused, opened] = [
      worker.notifications.length,
      worker.focused.length,
      worker.opened.length,
    ];
    const urls = Array.from(
      { length: pages },
      () => new URL(`${this.#board.below}?${random.text()}`, peer.url).href,
    );
    if (of && call.name === "matchAll") of.pages = urls;
    const windows = urls.map((url, at) => ({ url, controlled: at > 0 }));
    await call.resolve(call.name === "matchAll" ? windows : null);
    if (of) {
      for (const one of worker.notifications.slice(shown)) {
        this.#judgeShown(of, one);
      }
      for (const { url } of worker.focused.slice(focused)) {
        this.#judgeFocused(of, url);
      }
      for (const { url } of worker.opened.slice(opened)) {
        this.#judgeOpened(of, url);
      }
    }
    await this.#settled(of);
  }

  /** Refuses one of the calls that wait. */
  async refuse(place: number, error: string): Promise<void> {
    const [call, of] = this.#take(place);
    if (call === undefined) return;
    if (of) of.loose = true;
    await call.reject(error);
    const what = `${call.name}() rejected with ${error}`;
    await this.#settled(of);
    if (of) this.#expectNoSuccess(of, what);
  }

  /** The board answers one of those that tell it something. */
  async answer(place: number, status: number): Promise<void> {
    const [told] = this.#telling.splice(place % (this.#telling.length || 1), 1);
    if (told === undefined) return;
    const { request, of } = told;
    const isTaken = status === 200 || status === 201;
    if (of && isTaken) of.done++;
    if (of && !isTaken) of.loose = true;
    await (status === 0 ? request.cut() : request.answer(status));
    await this.#settled(of);
    if (of && !isTaken && !unclear.includes(status)) {
      const what = status === 0
        ? "the connection broke off before an answer"
        : `the board answered ${status}`;
      this.#expectNoSuccess(of, what);
    }
  }

  /** Looks at what has begun by itself, and at every event. */
  look(): void {
    this.#notice(undefined);
    for (const one of this.#happenings) this.#judge(one);
  }

  /** Lets go on whatever waits: all that nothing was refused to has to end well. */
  async allowAll(): Promise<void> {
    for (let count = 0; count < 200; count++) {
      if (this.#undecided.size > 0) await this.allow(0, 1);
      else if (this.#telling.length > 0) await this.answer(0, 201);
      else break;
    }
    for (const { event, loose } of this.#happenings) {
      if (!loose) await event.expectFulfilled();
    }
  }

  async #begin(
    happening: Omit<Happening, "subscribed" | "done" | "loose">,
  ): Promise<void> {
    const begun = { ...happening, subscribed: false, done: 0, loose: false };
    this.#happenings.push(begun);
    await this.#settled(begun);
  }

  /** All is quiet after a step that was about this event. */
  async #settled(of: Happening | undefined): Promise<void> {
    this.#notice(of);
    const { peer } = this.#scene;
    while (this.#asked < peer.requests.length) {
      this.#asked++;
      await this.#noticeRequest(of);
    }
    this.look();
  }

  /** Whose the calls are that nobody has seen. */
  #notice(current: Happening | undefined): void {
    const { worker } = this.#scene;
    for (const call of functions.flatMap((name) => worker.held(name))) {
      if (this.#owners.has(call)) continue;
      const of = this.#ownerOf(kinds[call.name], current);
      this.#owners.set(call, of);
      this.#undecided.add(call);
      if (call.name !== "subscribe" || of === undefined || of.loose) continue;
      this.#scene.expect(of.options !== undefined, {
        expected: "no subscribe(): there is a new subscription",
        got: "a call of subscribe()",
      });
      of.subscribed = true;
      if (of.options) expectSubscribed(this.#scene, of.options);
    }
  }

  async #noticeRequest(current: Happening | undefined): Promise<void> {
    const { below, user } = this.#board;
    const of = this.#ownerOf("change", current);
    if (of === undefined || of.loose) {
      const request = await this.#scene.peer.next();
      request.hold();
      this.#telling.push({ request, ...(of ? { of } : {}) });
      return;
    }
    this.#scene.expect(of.options === undefined || of.subscribed, {
      expected: "subscribe() for each change that brings no new subscription",
      got: "the board told without it",
    });
    const body = { ...of.subscription, user };
    const request = await expectTold(this.#scene, below, body);
    request.hold();
    this.#telling.push({ request, of });
  }

  #ownerOf(
    kind: Happening["kind"] | undefined,
    current: Happening | undefined,
  ): Happening | undefined {
    const isOpen = current?.event.outcome === undefined;
    if (current?.kind === kind && isOpen) return current;
    const open = this.#happenings.filter((one) =>
      one.kind === kind && one.event.outcome === undefined
    );
    return open.find(({ loose }) => loose) ?? open[0];
  }

  #take(place: number): [PortCall | undefined, Happening | undefined] {
    const calls = [...this.#undecided];
    const call = calls[place % calls.length];
    if (call === undefined) return [undefined, undefined];
    this.#undecided.delete(call);
    return [call, this.#owners.get(call)];
  }

  #judgeShown(of: Happening, { title, init }: WorkerNotification): void {
    const { expect } = this.#scene;
    of.done++;
    const { message, loose } = of;
    if (loose) return;
    expect(of.done === 1, {
      expected: "one notification for each push",
      got: `${of.done} for one push`,
    });
    const isRight = message === undefined
      ? title.trim() !== ""
      : title === message.from && init.body === message.text;
    expect(isRight, {
      expected: message === undefined
        ? "a title"
        : `for ${describeJson(message)} its own title and body`,
      got: `${describeJson(title)} and ${describeJson(init.body)}`,
    });
    this.#judgeTag(`${init.tag ?? ""}`, message);
  }

  #judgeTag(tag: string, message: Message | undefined): void {
    const { expect } = this.#scene;
    const mine = [...this.#tags].find(([, owner]) =>
      owner !== undefined && owner.id === message?.id
    );
    const owner = this.#tags.get(tag);
    const isRight = message === undefined ? owner === undefined : tag !== "" &&
      (mine === undefined ? !this.#tags.has(tag) : mine[0] === tag);
    expect(isRight, {
      expected: message === undefined
        ? "for what is no message a tag that no message has"
        : `for message ${message.id} a tag of its own, the same each time`,
      got: `${describeJson(tag)}${owner ? `, as for message ${owner.id}` : ""}`,
    });
    if (tag !== "") this.#tags.set(tag, message);
  }

  #judgeFocused(of: Happening, url: string): void {
    of.done++;
    if (of.loose) return;
    const pages = of.pages ?? [];
    this.#scene.expect(of.done === 1 && pages.includes(url), {
      expected: `one of these focused, once: ${pages.join(" ") || "none"}`,
      got: `${url}, ${of.done} in all`,
    });
  }

  #judgeOpened(of: Happening, url: string): void {
    of.done++;
    if (of.loose) return;
    const { peer, expect } = this.#scene;
    const board = new URL(this.#board.below, peer.url);
    const got = URL.parse(url, board)?.href ?? url;
    expect(of.done === 1 && of.pages?.length === 0 && got === board.href, {
      expected: of.pages?.length
        ? `no window opened: ${own(of.pages, 0)} is there`
        : `${board.href} opened, once`,
      got: `${got} opened`,
    });
  }

  /** What an event has come to by now is allowed. */
  #judge({ event, kind, done, loose, clicked }: Happening): void {
    const { expect, worker } = this.#scene;
    const { outcome } = event;
    if (outcome === undefined) return;
    expect(loose || outcome === "fulfilled", {
      expected: `the ${kind} event to succeed: nothing was refused to it`,
      got: "it was rejected",
    });
    expect(loose || done > 0, { expected: ends[kind], got: "its end before" });
    if (!clicked) return;
    expect(clicked.closed, {
      expected: "the notification that was clicked closed",
      got: "it is still there",
    });
    const closed = worker.notifications.find((one) =>
      one.closed &&
      !this.#happenings.some((other) => other.clicked === one)
    );
    expect(closed === undefined, {
      expected: "no notification closed but those that were clicked",
      got: `notification ${closed?.number} closed`,
    });
  }

  #expectNoSuccess({ event: { outcome } }: Happening, what: string): void {
    this.#scene.expect(outcome !== "fulfilled", {
      expected: `a rejection, or another try: ${what}`,
      got: "success",
    });
  }
}
