import { demand, type Probe, type ServerScene, type Stories } from "exam";
import fc from "fast-check";

/** What an asker brings in `If-None-Match`, said of the tag that is right at that moment. */
export type Brought =
  | "nothing"
  | "the tag"
  | "the tag, weak or strong the other way"
  | "the tag in a list"
  | "the tag within another"
  | "the tag and one letter more"
  | "the tag without quotes"
  | "the tag without an end"
  | "an older tag"
  | "*"
  | '"*"';

/** What can happen to a board with tags. */
export type StateStep =
  /** So many messages in one tick. */
  | { readonly publish: number }
  | {
    readonly ask: "GET" | "HEAD";
    readonly target: number;
    readonly brings: Brought;
  }
  | { readonly post: string; readonly brings: Brought }
  | { readonly waitMs: number };

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;
const HOUR_MS = 3_600_000;
const capacity = 5;

/** An entity tag as RFC 9110 section 8.8.3 writes it; the group is what is compared. */
const TAG = /^(?:W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/;
const KEPT = /^(?!.*no-store).*\b(no-cache|max-age=0)\b/i;

const brings = fc.constantFrom<Brought[]>(
  "nothing",
  "the tag",
  "the tag",
  "the tag, weak or strong the other way",
  "the tag in a list",
  "the tag within another",
  "the tag and one letter more",
  "the tag without quotes",
  "the tag without an end",
  "an older tag",
  "an older tag",
  "*",
  '"*"',
);

const step: fc.Arbitrary<StateStep> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ publish: fc.constantFrom(1, 1, 2, 6) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      ask: fc.constantFrom<("GET" | "HEAD")[]>("GET", "GET", "HEAD"),
      target: fc.nat(2),
      brings,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      post: fc.constantFrom("same", "same", "other"),
      brings,
    }),
  },
  fc.record({ waitMs: fc.constantFrom(1, HOUR_MS) }),
);

/** A log that fills and drops, asked at every state with what was right at the one before. */
const fullLog: readonly StateStep[] = [
  { ask: "GET", target: 0, brings: "*" },
  { post: "same", brings: "the tag" },
  { post: "same", brings: '"*"' },
  { ask: "GET", target: 0, brings: "an older tag" },
  { ask: "HEAD", target: 0, brings: "the tag" },
  { post: "same", brings: "an older tag" },
  { post: "same", brings: "the tag in a list" },
  { ask: "GET", target: 2, brings: "the tag, weak or strong the other way" },
  { waitMs: HOUR_MS },
  { ask: "GET", target: 1, brings: "the tag" },
  { publish: 6 },
  { ask: "GET", target: 0, brings: "an older tag" },
  { ask: "GET", target: 1, brings: "an older tag" },
  { post: "other", brings: "the tag without quotes" },
  { ask: "HEAD", target: 1, brings: "the tag and one letter more" },
  { ask: "GET", target: 0, brings: "the tag within another" },
  { post: "other", brings: "*" },
  { publish: 1 },
  { ask: "GET", target: 0, brings: "an older tag" },
  { ask: "GET", target: 2, brings: "the tag without an end" },
];

/** Questions with tags of every kind, at a board that changes. */
export const stateStories: Stories<StateStep> = {
  step,
  examples: [fullLog],
};

/** Plays one story, and says at each step what the tag that was brought has to do. */
export async function playStates(
  scene: ServerScene,
  story: readonly StateStep[],
): Promise<void> {
  await scene.server.start({ capacity });
  const board = new TaggedBoard(scene);
  for (const step of story) {
    if ("publish" in step) await board.publish(step.publish);
    else if ("ask" in step) await board.ask(step);
    else if ("post" in step) await board.post(step.post, step.brings);
    else await scene.clock.advance(step.waitMs);
  }
  await board.learn("/messages");
}

/** What a URL has been answered: which list came with which tag. */
interface Known {
  readonly lists: Map<string, string>;
  /** The last tag, and the one before it that was another. */
  last?: string;
  older?: string;
  /** How many messages there were when the last tag came. */
  newest?: number;
}

/** Which tag stands for what: the small model beside a board with tags. */
class TaggedBoard {
  readonly #scene: ServerScene;
  readonly #texts: string[] = [];
  readonly #known = new Map<string, Known>();

  constructor(scene: ServerScene) {
    this.#scene = scene;
  }

  async publish(count: number): Promise<void> {
    const texts = Array.from({ length: count }, () => "same");
    this.#texts.push(...texts);
    await this.#scene.server.publish(...texts);
  }

  /** Asks without a tag: the answer, its tag, and what has to be true of it. */
  async learn(target: string): Promise<Probe> {
    const probe = await this.#send("GET", target);
    const messages = await probe.expectMessages(...this.#expected(target));
    await probe.expectHeader("etag", TAG);
    await probe.expectHeader("cache-control", KEPT);
    this.#remember(target, tagOf(probe), messages.map(({ id }) => id).join());
    return probe;
  }

  async ask(
    { ask, target: place, brings }: Extract<StateStep, { ask: unknown }>,
  ): Promise<void> {
    const since = Math.max(0, this.#texts.length - 1);
    const target =
      ["/messages", "/messages?limit=2", `/messages?since=${since}`][place] ??
        "/messages";
    const whole = await this.learn(target);
    const [given, names] = this.#bring(target, brings);
    const probe = await this.#send(ask, target, given);
    await probe.expectStatus(names ? 304 : 200);
    if (names || ask === "HEAD") await probe.expectEmpty();
    else await probe.expectMessages(...this.#expected(target));
    await probe.expectHeader("etag", tagOf(whole));
    const kept = whole.headers.get("cache-control") ?? "";
    await probe.expectHeader("cache-control", kept);
  }

  /** Publishes over HTTP, unless the state is one that the asker has named. */
  async post(text: string, brings: Brought): Promise<void> {
    await this.learn("/messages");
    const [given, names] = this.#bring("/messages", brings);
    const body = JSON.stringify({ from: "examiner", text });
    const probe = await this.#send("POST", "/messages", given, body);
    await probe.expectStatus(names ? 412 : 201);
    if (!names) this.#texts.push(text);
  }

  async #send(
    method: string,
    target: string,
    given?: string,
    body?: string,
  ): Promise<Probe> {
    const { server, clock } = this.#scene;
    const probe = await server.request(method, target, {
      headers: {
        ...(given === undefined ? {} : { "If-None-Match": given }),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body }),
    });
    if (probe.pending) await clock.advance(AT_ONCE_MS);
    return probe;
  }

  #expected(target: string): string[] {
    const query = new URL(target, "http://board/").searchParams;
    const oldest = Math.max(0, this.#texts.length - capacity);
    const since = Math.max(oldest, Number(query.get("since") ?? 0));
    const limit = Number(query.get("limit") ?? 100);
    return this.#texts.slice(since, since + limit);
  }

  /** The same state, the same tag; another list, another tag. */
  #remember(target: string, tag: string, list: string): void {
    const known: Known = this.#known.get(target) ?? { lists: new Map() };
    this.#known.set(target, known);
    const { expect } = this.#scene;
    const newest = this.#texts.length;
    expect(known.newest !== newest || known.last === tag, {
      expected: `the tag ${known.last} again: nothing has changed`,
      got: tag,
    });
    const before = known.lists.get(opaque(tag)) ?? list;
    expect(before === list, {
      expected: `another tag than for the messages ${before || "(none)"}`,
      got: `${tag} for the messages ${list || "(none)"}`,
    });
    known.lists.set(opaque(tag), list);
    if (known.last !== undefined && known.last !== tag) {
      known.older = known.last;
    }
    known.last = tag;
    known.newest = newest;
  }

  /** The header that an asker brings, and whether it names the state. */
  #bring(
    target: string,
    brings: Brought,
  ): [given: string | undefined, names: boolean] {
    const { last = "", older = '"never"' } = this.#known.get(target) ?? {};
    const text = opaque(last);
    const weak = last.startsWith("W/") ? "W/" : "";
    switch (brings) {
      case "nothing":
        return [undefined, false];
      case "the tag":
        return [last, true];
      case "the tag, weak or strong the other way":
        return [weak ? `"${text}"` : `W/"${text}"`, true];
      case "the tag in a list":
        return [`"x", W/"y,z", ${last}`, true];
      case "the tag within another":
        return [`"x,${text},y", W/"${text} "`.replace(' "', '-"'), false];
      case "the tag and one letter more":
        return [`${weak}"${text}x"`, false];
      case "the tag without quotes":
        return [`${text}-`, false];
      case "the tag without an end":
        return [`"${text}`, false];
      case "an older tag":
        return [older, opaque(older) === text];
      case "*":
        return ["*", true];
      case '"*"':
        return ['"*"', text === "*"];
    }
  }
}

function tagOf(probe: Probe): string {
  return demand(probe.headers.get("etag"), "the header etag");
}

/** What is between the quotes of a tag. */
function opaque(tag: string): string {
  const [, text] = TAG.exec(tag) ?? [];
  return demand(text, "an entity tag in double quotes", tag);
}
