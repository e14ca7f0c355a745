import {
  chunkOf,
  membersOf,
  own,
  type Probe,
  type ProbeConnection,
  type ServerScene,
  type Stories,
} from "exam";
import fc from "fast-check";
import { AWKWARD } from "../_awkward.ts";
import { expectLocation } from "../_locations.ts";
import { keepMarks } from "../_marks.ts";

/** Bodies of every kind; those of a message are made of a text. */
type Body =
  | { readonly text: string }
  | { readonly json: string }
  /** A message of so many bytes more than the most. */
  | { readonly fromMax: 0 | 1 };

/** What can happen to a board that refuses. */
export type RefuseStep =
  | { readonly method: string; readonly path: string }
  | { readonly post: Body; readonly type: string | undefined }
  /** Begins a body in chunks, which goes on later. */
  | { readonly begin: Body; readonly chunk: number }
  /** Sends the next chunk of one of those that have begun. */
  | { readonly feed: number }
  /** Goes away in the middle of a body. */
  | { readonly leave: number };

/** Bytes of a body, at most. */
const BYTES_MAX = 65_536;
const MOST_OPEN = 4;

/** Types that are JSON, and others. */
const RIGHT_TYPES = [
  "application/json",
  "Application/JSON; charset=utf-8",
  "application/json;charset=UTF-8",
];
const WRONG_TYPES = [
  undefined,
  "text/plain",
  "application/jsonp",
  "application/json-seq",
  "text/plain; application/json",
];

const body: fc.Arbitrary<Body> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ text: fc.constantFrom("東京", ...AWKWARD) }),
  },
  fc.record({
    json: fc.constantFrom(
      "",
      "{",
      "null",
      "7",
      "[]",
      '"text"',
      '{"from":"ada"}',
      '{"text":"t"}',
      '{"from":7,"text":"t"}',
      '{"from":"ada","text":null}',
      '{"from":"ada","text":["t"]}',
    ),
  }),
  fc.record({ fromMax: fc.constantFrom<(0 | 1)[]>(0, 1) }),
);

const step: fc.Arbitrary<RefuseStep> = fc.oneof(
  fc.record({
    method: fc.constantFrom("GET", "HEAD"),
    path: fc.constantFrom("/messages", "/messages?since=0"),
  }),
  fc.record({
    method: fc.constantFrom("GET", "DELETE", "POST"),
    path: fc.constantFrom("/", "/massages", "/messages/7", "/Messages"),
  }),
  fc.record({
    method: fc.constantFrom("DELETE", "PUT", "PATCH", "constructor"),
    path: fc.constant("/messages"),
  }),
  {
    weight: 2,
    arbitrary: fc.record({ post: body, type: fc.constantFrom(...RIGHT_TYPES) }),
  },
  fc.record({
    post: fc.record({ text: fc.constant("never published") }),
    type: fc.constantFrom(...WRONG_TYPES),
  }),
  {
    weight: 3,
    arbitrary: fc.record({
      begin: body,
      chunk: fc.constantFrom(1, 3, 7),
    }),
  },
  { weight: 5, arbitrary: fc.record({ feed: fc.nat(3) }) },
  fc.record({ leave: fc.nat(3) }),
);

/** Bodies that come at the same time, in pieces that end in the middle of a letter, beside everything else. */
const sideBySide: readonly RefuseStep[] = [
  { begin: { text: "東京" }, chunk: 7 },
  { begin: { text: "\u{1f4ef}\u{20bb7}" }, chunk: 3 },
  { feed: 0 },
  { feed: 1 },
  { method: "GET", path: "/messages" },
  { post: { text: "in between" }, type: "Application/JSON; charset=utf-8" },
  { begin: { fromMax: 1 }, chunk: 3 },
  { feed: 2 },
  { feed: 0 },
  { feed: 1 },
  { post: { fromMax: 0 }, type: "application/json" },
  { post: { fromMax: 1 }, type: "application/json" },
  { post: { text: "never" }, type: "application/json-seq" },
  { post: { json: "null" }, type: "application/json" },
  { method: "DELETE", path: "/messages" },
  { method: "POST", path: "/massages" },
  { begin: { text: "lost" }, chunk: 1 },
  { feed: 0 },
  { leave: 2 },
  { feed: 0 },
  { feed: 1 },
  { feed: 0 },
  { begin: { fromMax: 0 }, chunk: 3 },
  { begin: { json: '{"from":"ada"}' }, chunk: 1 },
  { method: "HEAD", path: "/messages?since=0" },
];

/** Requests of every kind, with bodies that come at the same time. */
export const refuseStories: Stories<RefuseStep> = {
  step,
  examples: [sideBySide],
};

/** Plays one story, and says at each step what the asker has to get. */
export async function playRefusals(
  scene: ServerScene,
  story: readonly RefuseStep[],
): Promise<void> {
  await scene.server.start();
  const board = new StrictBoard(scene);
  for (const step of story) {
    if ("method" in step) await board.ask(step.method, step.path);
    else if ("post" in step) await board.post(step.post, step.type);
    else if ("begin" in step) await board.begin(step.begin, step.chunk);
    else if ("feed" in step) await board.feed(step.feed);
    else await board.leave(step.leave);
  }
  await board.finish();
}

/** A body of which chunks are still to come. */
interface Open {
  readonly connection: ProbeConnection;
  readonly body: Body;
  /** The chunks to come. */
  readonly chunks: Uint8Array[];
}

/** What is published and what is refused: the small model beside the server. */
class StrictBoard {
  readonly #scene: ServerScene;
  readonly #texts: string[] = [];
  readonly #open: Open[] = [];

  constructor(scene: ServerScene) {
    this.#scene = scene;
  }

  async ask(method: string, path: string): Promise<void> {
    const probe = await this.#scene.server.request(method, path);
    if (!/^\/messages(\?|$)/.test(path)) return await probe.expectStatus(404);
    if (method === "GET") {
      return void await probe.expectMessages(...this.#texts);
    }
    if (method === "HEAD") {
      await probe.expectStatus(200);
      return await probe.expectEmpty();
    }
    await probe.expectStatus(405);
    for (const allowed of ["GET", "HEAD", "POST"]) {
      await probe.expectHeader("allow", new RegExp(`\\b${allowed}\\b`));
    }
  }

  async post(body: Body, type: string | undefined): Promise<void> {
    const probe = await this.#scene.server.request("POST", "/messages", {
      headers: type === undefined ? {} : { "content-type": type },
      body: jsonOf(body),
    });
    if (!RIGHT_TYPES.some((right) => right === type)) {
      return await probe.expectStatus(415);
    }
    await this.#expectAnswer(probe, body);
  }

  /** Begins a body; its first chunk and all others come when it is fed. */
  async begin(body: Body, chunk: number): Promise<void> {
    if (this.#open.length >= MOST_OPEN) return;
    const connection = await this.#scene.server.connection();
    await connection.send(
      "POST /messages HTTP/1.1\r\nHost: board\r\n" +
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
    );
    this.#open.push({
      connection,
      body,
      chunks: chunksOf(jsonOf(body), chunk),
    });
  }

  async feed(which: number): Promise<void> {
    if (this.#open.length === 0) return;
    const open = own(this.#open, which % this.#open.length);
    const { connection, body, chunks } = open;
    const bytes = chunks.shift() ?? new Uint8Array();
    await connection.send(chunkOf(bytes));
    // More bytes than the most have come with the last of them.
    const over = "fromMax" in body && body.fromMax === 1;
    if (over ? chunks.length > 0 : bytes.length > 0) return;
    this.#open.splice(this.#open.indexOf(open), 1);
    const [probe] = await connection.expectAnswers(1);
    await this.#expectAnswer(probe, body);
  }

  async leave(which: number): Promise<void> {
    const [open] = this.#open.splice(which % (this.#open.length || 1), 1);
    await open?.connection.cut();
  }

  /** Sends what is left of every body, and looks at the board. */
  async finish(): Promise<void> {
    while (this.#open.length > 0) await this.feed(0);
    await this.ask("GET", "/messages");
  }

  async #expectAnswer(probe: Probe, body: Body): Promise<void> {
    if ("json" in body) return await probe.expectStatus(400, 422);
    if ("fromMax" in body && body.fromMax === 1) {
      return await probe.expectStatus(413);
    }
    const text = `${membersOf(JSON.parse(jsonOf(body))).text}`;
    this.#texts.push(text);
    await probe.expectStatus(201);
    const { id } = membersOf(probe.json);
    this.#scene.expect(id === this.#texts.length, {
      expected: `message ${this.#texts.length} as the body`,
      got: probe.text || "no body",
    });
    await expectLocation(this.#scene, probe, this.#texts.length);
  }
}

/** A body as it is sent. */
function jsonOf(body: Body): string {
  if ("json" in body) return body.json;
  if ("text" in body) return JSON.stringify({ from: "ada", text: body.text });
  const frame = JSON.stringify({ from: "ada", text: "" }).length;
  const length = BYTES_MAX + body.fromMax - frame;
  return JSON.stringify({ from: "ada", text: "a".repeat(length) });
}

/** Cuts a body into two chunks or three, somewhere among its last bytes or letters. */
function chunksOf(json: string, chunk: number): Uint8Array[] {
  const bytes = new TextEncoder().encode(json);
  // Behind `"text":"`, so that letters of more than one byte are cut.
  const first = Math.min(bytes.length, bytes.length - 2 - chunk);
  const cuts = [0, Math.max(0, first), Math.max(0, first + 1), bytes.length];
  const chunks = cuts.slice(1)
    .map((end, place) => bytes.subarray(cuts[place], end));
  return keepMarks(chunks.filter(({ length }) => length > 0));
}
