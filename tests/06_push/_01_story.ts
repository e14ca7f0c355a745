import {
  jsonOf,
  membersOf,
  own,
  type PortCall,
  type Probe,
  type ServerScene,
  textOf,
  type Thrown,
  wholeText,
} from "exam";
import fc from "fast-check";
import { AWKWARD } from "../_awkward.ts";
import { draw, type Drawn, post, remove } from "./_browsers.ts";

/** What can happen to a board that keeps subscriptions. */
export type StorageStep =
  | { readonly subscribe: number; readonly user: string; readonly keys: number }
  | { readonly forget: number }
  | { readonly forgetNobody: true }
  | { readonly refused: number }
  | { readonly resolve: number }
  | { readonly reject: number }
  | { readonly waitMs: number };

const browsers = 3;
const keyPairs = 2;

const browser = fc.nat(browsers - 1);

/** Draws what happens next. */
export const storageStep: fc.Arbitrary<StorageStep> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      subscribe: browser,
      user: fc.constantFrom(...AWKWARD),
      keys: fc.nat(keyPairs - 1),
    }),
  },
  { weight: 2, arbitrary: fc.record({ forget: browser }) },
  fc.constant({ forgetNobody: true } as const),
  fc.record({ refused: browser }),
  { weight: 5, arbitrary: fc.record({ resolve: fc.nat(5) }) },
  fc.record({ reject: fc.nat(5) }),
  fc.record({ waitMs: fc.constantFrom(1, 1_000, 60_000) }),
);

/** What a disk may reject with. */
const REASONS: readonly (string | Thrown)[] = [
  "the disk is full",
  { value: null },
  { value: "" },
  {},
  { value: 0 },
];

/** Browsers that come and go while the disk is slow, and fails. */
export const subscriptionExamples: readonly (readonly StorageStep[])[] = [
  [
    { subscribe: 0, user: "ada", keys: 0 },
    { subscribe: 1, user: "bob", keys: 0 },
    { subscribe: 0, user: "cem", keys: 1 },
    { refused: 2 },
    { resolve: 1 },
    { resolve: 0 },
    { waitMs: 1_000 },
    { reject: 0 },
    { resolve: 0 },
    { resolve: 0 },
    { forgetNobody: true },
    { resolve: 0 },
    { forget: 1 },
    { subscribe: 1, user: "dan", keys: 1 },
    { reject: 0 },
    { resolve: 0 },
    { resolve: 0 },
    { forget: 0 },
    { resolve: 0 },
    { reject: 0 },
  ],
  [
    { subscribe: 0, user: "ada", keys: 0 },
    { resolve: 0 },
    { resolve: 0 },
    // What was not saved was never made: nobody finds it later.
    { subscribe: 0, user: "bob", keys: 1 },
    { resolve: 0 },
    { reject: 0 },
    { reject: 0 },
    { subscribe: 1, user: "cem", keys: 0 },
    { resolve: 0 },
    { resolve: 0 },
    { forget: 0 },
    { resolve: 0 },
    { reject: 0 },
    { reject: 0 },
    { subscribe: 2, user: "dan", keys: 0 },
    { resolve: 0 },
    { resolve: 0 },
  ],
];

/** What is saved for one browser. */
interface Entry {
  readonly id: unknown;
  /** User, end and keys, as one text. */
  readonly value: string;
}

/** A request of one browser. */
interface Asked {
  readonly probe: Probe;
  /** What has to be saved; undefined where it is to be forgotten. */
  readonly value?: string;
  /** Which id is to be forgotten. */
  readonly id?: string;
  readonly from: number;
  to: number;
}

/** Plays one story on a disk that is slow, and judges every answer and what is saved in the end. */
export async function playSubscriptions(
  scene: ServerScene,
  story: readonly StorageStep[],
): Promise<void> {
  const model = new Model(scene);
  await scene.server.start({ ports: ["storage.load", "storage.save"] });
  for (const step of story) {
    if ("subscribe" in step) await model.subscribe(step);
    else if ("forget" in step) await model.forget(step.forget);
    else if ("forgetNobody" in step) await model.forgetNobody();
    else if ("refused" in step) await model.sendNonsense(step.refused);
    else if ("resolve" in step) await model.resolve(step.resolve);
    else if ("reject" in step) await model.reject(step.reject);
    else await scene.clock.advance(step.waitMs);
    model.look();
  }
  await model.end();
}

/** The disk, and who has asked for what. */
class Model {
  readonly #scene: ServerScene;
  readonly #people: readonly (readonly Drawn[])[];
  readonly #asked: readonly Asked[][];
  readonly #unknown: Probe[] = [];
  readonly #wrong: Probe[] = [];
  readonly #decided = new Set<PortCall>();
  /** All that was ever on the disk, and since when. */
  readonly #disks: { readonly list: unknown; readonly at: number }[] = [
    { list: [], at: 0 },
  ];
  readonly #failedAt: number[] = [];
  #now = 1;

  constructor(scene: ServerScene) {
    this.#scene = scene;
    const { random } = scene;
    const { endpoint } = draw(random);
    this.#people = Array.from(
      { length: browsers },
      (_, at) =>
        Array.from({ length: keyPairs }, () => ({
          ...draw(random),
          // They differ in one letter.
          endpoint: `${endpoint}${"aAb"[at]}`,
        })),
    );
    this.#asked = this.#people.map(() => []);
  }

  async subscribe(
    { subscribe, user, keys }: Extract<StorageStep, { user: string }>,
  ): Promise<void> {
    const one = { ...own(own(this.#people, subscribe), keys), user };
    const probe = await post(this.#scene, one);
    const asked = { probe, value: valueOf(one), from: this.#now, to: Infinity };
    own(this.#asked, subscribe).push(asked);
  }

  /** Forgets what was saved for a browser by the id that it was told last; without one, nothing happens. */
  async forget(place: number): Promise<void> {
    const asked = own(this.#asked, place);
    const id = asked.map(({ probe }) => idOf(probe)).findLast((id) => id);
    if (id === undefined) return;
    const probe = await remove(this.#scene, id);
    asked.push({ probe, id, from: this.#now, to: Infinity });
  }

  async forgetNobody(): Promise<void> {
    this.#unknown.push(await remove(this.#scene, "0123456789abcdef-none"));
  }

  async sendNonsense(place: number): Promise<void> {
    const { keys: _, ...rest } = own(own(this.#people, place), 0);
    this.#wrong.push(await post(this.#scene, rest));
  }

  /** The disk does one of the things that it was asked for. */
  async resolve(place: number): Promise<void> {
    const call = this.#take(place);
    if (call === undefined) return;
    if (call.name === "storage.load") {
      return await call.resolve(own(this.#disks, -1).list);
    }
    this.#disks.push({ list: call.arguments[0], at: this.#now });
    await call.resolve(undefined);
  }

  async reject(place: number): Promise<void> {
    const call = this.#take(place);
    if (call === undefined) return;
    const { length } = this.#failedAt;
    this.#failedAt.push(this.#now);
    // What it rejects with may be anything, also nothing.
    await call.reject(own(REASONS, length % REASONS.length));
  }

  /** Whoever has an answer now has it with good reason. */
  look(): void {
    for (const [place, asked] of this.#asked.entries()) {
      for (const one of asked) {
        if (one.to < Infinity || one.probe.pending) continue;
        one.to = this.#now;
        this.#judge(one, place);
      }
    }
    this.#now++;
  }

  /** The disk does all that is left: every request has an answer, and all answers fit together. */
  async end(): Promise<void> {
    for (let count = 0; count < 200 && this.#waiting.length > 0; count++) {
      await this.resolve(0);
      this.look();
    }
    this.look();
    for (const probe of this.#wrong) await this.#expectStatus(probe, 400, 422);
    for (const probe of this.#unknown) await this.#expectStatus(probe, 404);
    for (const [place, asked] of this.#asked.entries()) {
      for (const { probe } of asked) {
        await probe.expectStatus(200, 201, 204, 404, 503);
      }
      this.#judgeTogether(place, asked);
    }
  }

  /** Where the disk has failed, 503 is right in the place of anything. */
  async #expectStatus(probe: Probe, ...statuses: number[]): Promise<void> {
    const failed = this.#failedAt.length > 0;
    await probe.expectStatus(...statuses, ...failed ? [503] : []);
  }

  get #waiting(): readonly PortCall[] {
    const { server } = this.#scene;
    return [...server.port("storage.load"), ...server.port("storage.save")]
      .filter((call) => !this.#decided.has(call));
  }

  #take(place: number): PortCall | undefined {
    const waiting = this.#waiting;
    const call = waiting[place % waiting.length];
    if (call) this.#decided.add(call);
    return call;
  }

  /** What is on the disk for a browser. */
  #entry(list: unknown, place: number): Entry | undefined {
    const { endpoint } = own(own(this.#people, place), 0);
    const found = (Array.isArray(list) ? list : []).map(membersOf)
      .filter((one) => one.endpoint === endpoint);
    this.#scene.expect(found.length < 2, {
      expected: "each endpoint saved once",
      got: `…${endpoint.slice(-5)} saved ${found.length} times`,
    });
    const [one] = found;
    return one && { id: one.id, value: valueOf(one) };
  }

  /** 503 needs a failure, and any other answer that it has been on the disk. */
  #judge({ probe, value, from }: Asked, place: number): void {
    const { expect } = this.#scene;
    const { status } = probe;
    const failed = this.#failedAt.some((at) => at >= from);
    expect(status !== 503 || failed, {
      expected: "503 only when load or save has rejected",
      got: `503 for ${value ?? "a DELETE"}`,
    });
    if (status !== 200 && status !== 201 && status !== 204) return;
    const entries = this.#disks
      .filter(({ at }, index, all) =>
        at >= from || (all[index + 1]?.at ?? Infinity) >= from
      ).map(({ list }) => this.#entry(list, place)?.value);
    expect(entries.includes(value), {
      expected: value === undefined
        ? `a list without it saved before the ${status}`
        : `${value} saved before the ${status}`,
      got: entries.map((entry) => entry ?? "nothing of this browser"),
    });
  }

  /** There is an order in which the answers, and what is on the disk now, are right. */
  #judgeTogether(place: number, asked: readonly Asked[]): void {
    const final = this.#entry(own(this.#disks, -1).list, place);
    const made = asked.filter(({ probe }) => probe.status !== 503);
    this.#scene.expect(fits(made, undefined, final), {
      expected:
        "answers, and a disk, as if the requests of a browser had come one after the other, and those with 503 never",
      got: [
        ...asked.map(({ probe, value, id }) =>
          `${value ?? `DELETE ${id}`}: ${probe.status} ${idOf(probe) ?? ""}`
        ),
        `saved: ${final ? `${final.value} as ${textOf(final.id)}` : "nothing"}`,
      ],
    });
  }
}

/** Whether these requests, in some order that their times allow, lead from one state to the other. */
function fits(
  left: readonly Asked[],
  state: Entry | undefined,
  final: Entry | undefined,
): boolean {
  if (left.length === 0) {
    return state?.value === final?.value && state?.id === final?.id;
  }
  const firstEnd = Math.min(...left.map(({ to }) => to));
  return left.some((one, at) => {
    if (one.from > firstEnd) return false;
    const [isRight, next] = after(one, state);
    return isRight && fits(left.toSpliced(at, 1), next, final);
  });
}

/** Whether a request has the right answer in this state, and the state after it. */
function after(
  { probe, value, id }: Asked,
  state: Entry | undefined,
): readonly [boolean, Entry | undefined] {
  const { status } = probe;
  if (value === undefined) {
    const isThere = state !== undefined && state.id === id;
    return isThere ? [status === 204, undefined] : [status === 404, state];
  }
  const entry = { id: idOf(probe), value };
  return state === undefined
    ? [status === 201, entry]
    : [status === 200 && entry.id === state.id, entry];
}

/** The end of its `Location`. */
function idOf({ headers, pending }: Probe): string | undefined {
  if (pending) return undefined;
  return /\/?([^/]+)$/.exec(headers.get("location") ?? "")?.[1];
}

function valueOf(
  { user, endpoint, keys }: {
    readonly user?: unknown;
    readonly endpoint?: unknown;
    readonly keys?: unknown;
  },
): string {
  const { p256dh, auth } = membersOf(keys);
  const ends = [endpoint, p256dh, auth].map((one) => wholeText(one).slice(-4));
  return `${jsonOf(user)} …${ends.join(" …")}`;
}
