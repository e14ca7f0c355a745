import { concat } from "@std/bytes";
import type { ServerScene, ServerSocket } from "exam";
import fc from "fast-check";

/** What can happen to a server, and to those who connect. */
export type HandshakeStep =
  | {
    readonly connect: keyof typeof kinds;
    /** How many bytes of the head come at first; 0: all of them, and bytes behind it. */
    readonly first: number;
  }
  | {
    /** Who goes on: with the rest of the head, or with bytes for `converse`. */
    readonly go: number;
    readonly bytes: number;
  }
  | { readonly leave: number; readonly how: "end" | "cut" }
  | { readonly stop: true }
  | { readonly waitMs: number };

/** Connections of one story, at most. */
const connectionsMax = 12;

/** What a connection lingers for, at most. */
const lingerMs = 1_000;

/** What comes in a head, and the answers that are right. */
const kinds = {
  right: { lines: {}, statuses: [101] },
  "another method": {
    lines: { first: "POST /messages/socket HTTP/1.1" },
    statuses: [405],
  },
  "another version": {
    lines: { "Sec-WebSocket-Version": "8" },
    statuses: [426],
  },
  "no upgrade": { lines: { Upgrade: "h2c" }, statuses: [426] },
  "a short key": { lines: { "Sec-WebSocket-Key": "abc=" }, statuses: [400] },
  "a strange page": {
    lines: { Origin: "https://evil.example" },
    statuses: [403],
  },
  "a page that may": {
    lines: { Origin: "https://ok.example" },
    statuses: [101],
  },
  "too much": { lines: { "X-Long": "a".repeat(8_192) }, statuses: [431] },
} as const satisfies Record<
  string,
  {
    readonly lines: Record<string, string>;
    readonly statuses: readonly number[];
  }
>;

const who = fc.nat(connectionsMax - 1);

/** Draws what happens next. */
export const handshakeStep: fc.Arbitrary<HandshakeStep> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      connect: fc.oneof(
        fc.constantFrom("right", "a page that may"),
        fc.constantFrom(...Object.keys(kinds) as (keyof typeof kinds)[]),
      ) as fc.Arbitrary<keyof typeof kinds>,
      first: fc.constantFrom(0, 0, 1, 20, 60),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      go: who,
      bytes: fc.constantFrom(0, 1, 125, 70_000),
    }),
  },
  fc.record({ leave: who, how: fc.constantFrom("end", "cut") }),
  fc.constant({ stop: true } as const),
  fc.record({ waitMs: fc.constantFrom(1, lingerMs - 1, lingerMs, 60_000) }),
);

const right = { connect: "right", first: 0 } as const;

/** Many who are open at once, who stop in the middle, are refused, and leave. */
export const handshakeExamples: readonly (readonly HandshakeStep[])[] = [[
  { connect: "right", first: 60 },
  { connect: "a strange page", first: 20 },
  ...Array.from({ length: 8 }, () => right),
  { connect: "a page that may", first: 1 },
  { go: 10, bytes: 125 },
  { go: 1, bytes: 0 },
  { leave: 2, how: "cut" },
  { go: 3, bytes: 70_000 },
  { connect: "too much", first: 0 },
  { leave: 4, how: "end" },
  { waitMs: 60_000 },
  { go: 0, bytes: 1 },
  { go: 0, bytes: 125 },
  { stop: true },
  { waitMs: lingerMs - 1 },
]];

/** One connection, as the model sees it. */
interface Connection {
  readonly socket: ServerSocket;
  readonly kind: keyof typeof kinds;
  /** What has not been sent of its head. */
  rest: string;
  /** What has been sent behind its head. */
  readonly sent: Uint8Array[];
  left: "end" | "cut" | undefined;
}

/** Plays one story: what one connection does is nobody else's business. */
export async function playHandshakes(
  scene: ServerScene,
  story: readonly HandshakeStep[],
): Promise<void> {
  const { server, clock } = scene;
  const options = { origins: ["https://ok.example"] };
  await server.start({ options, echoes: ["converse"] });
  const all: Connection[] = [];
  for (const step of story) {
    // Nobody listens any more after that: what is left is looked at below.
    if ("stop" in step) break;
    if ("connect" in step) {
      if (all.length < connectionsMax) all.push(await connect(scene, step));
    } else if ("go" in step) await goOn(all[step.go % all.length], step.bytes);
    else if ("leave" in step) {
      await leave(all[step.leave % all.length], step.how);
    } else await clock.advance(step.waitMs);
    for (const [at, one] of all.entries()) await expectAllowed(scene, one, at);
  }
  await server.stop();
  for (const [at, one] of all.entries()) {
    await expectOver(scene, one, at, "options.stop");
  }
  await clock.advance(lingerMs);
  await server.expectFinished();
}

async function connect(
  { server, random }: ServerScene,
  { connect: kind, first }: Extract<HandshakeStep, { first: number }>,
): Promise<Connection> {
  const bytes = Uint8Array.from({ length: 16 }, () => random.integer(0, 255));
  const key = bytes.toBase64();
  const head = headOf(kind, key);
  const behind = first === 0 && isRight(kind)
    ? Uint8Array.from({ length: 9 }, () => random.integer(0, 255))
    : new Uint8Array();
  const cut = first === 0 ? head.length : first;
  const socket = await server.socket("/messages/socket", {
    head: head.slice(0, cut),
    ...{ behind, key, passive: true },
  });
  const sent = behind.length > 0 ? [behind] : [];
  return { socket, kind, rest: head.slice(cut), sent, left: undefined };
}

function headOf(kind: keyof typeof kinds, key: string): string {
  const { first, ...others }: Record<string, string> = {
    first: "GET /messages/socket HTTP/1.1",
    Host: "board.example",
    Upgrade: "websocket",
    Connection: "Upgrade",
    "Sec-WebSocket-Key": key,
    "Sec-WebSocket-Version": "13",
    ...kinds[kind].lines,
  };
  const lines = Object.entries(others).map(([name, value]) =>
    `${name}: ${value}`
  );
  return [first, ...lines, "", ""].join("\r\n");
}

function isRight(kind: keyof typeof kinds): boolean {
  return kinds[kind].statuses[0] === 101;
}

/** Sends the rest of the head, or bytes that have to come back; who has left or was refused sends nothing. */
async function goOn(
  one: Connection | undefined,
  count: number,
): Promise<void> {
  if (one === undefined || one.left) return;
  if (one.rest !== "") {
    const { rest } = one;
    one.rest = "";
    return await one.socket.sendBytes(rest);
  }
  if (!isRight(one.kind) || count === 0) return;
  const salt = one.sent.length;
  const bytes = Uint8Array.from(
    { length: count },
    (_, at) => at * 7 + (at >> 8) * 13 + salt,
  );
  one.sent.push(bytes);
  await one.socket.sendBytes(bytes);
}

async function leave(
  one: Connection | undefined,
  how: "end" | "cut",
): Promise<void> {
  if (one === undefined || one.left || one.socket.ended) return;
  one.left = how;
  await (how === "end" ? one.socket.end() : one.socket.cut());
}

/** What has come of a connection by now is what belongs to its own bytes. */
async function expectAllowed(
  scene: ServerScene,
  one: Connection,
  at: number,
): Promise<void> {
  const { socket, kind, rest, sent, left } = one;
  const { expect } = scene;
  if (left === "cut") return;
  const which = `connection ${at + 1}`;
  if (rest !== "") {
    if (left) return await expectOver(scene, one, at, "its end");
    const { status } = socket.response;
    return expect(status === 0 && socket.ended === undefined, {
      expected: `${which} to be waited for: its head has not ended`,
      got: status === 0 ? "the end of the connection" : `${status}`,
    });
  }
  const { status } = socket.response;
  const statuses: readonly number[] = kinds[kind].statuses;
  expect(statuses.includes(status), {
    expected: `${statuses.join(" or ")} to ${which}, with ${kind}`,
    got: status === 0 ? "no answer" : `${status}`,
  });
  if (!isRight(kind)) return await expectOver(scene, one, at, "its refusal");
  await socket.expectOpen();
  await socket.expectBytes(concat(sent));
  if (left) return await expectOver(scene, one, at, "its end");
  expect(socket.ended === undefined, {
    expected: `${which} to stay open`,
    got: "its end",
  });
}

/** Demands the ordinary end of a connection. */
async function expectOver(
  { expect }: ServerScene,
  { socket, left }: Connection,
  at: number,
  what: string,
): Promise<void> {
  if (left === "cut") return;
  await socket.expectEnded();
  // What was sent and never read may make a reset of an end that was not asked for.
  expect(socket.ended === "end" || what === "options.stop" || left === "end", {
    expected: `the ordinary end of connection ${at + 1} after ${what}`,
    got: "a reset, which may take back what was written",
  });
}
