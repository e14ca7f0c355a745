import { concat } from "@std/bytes";
import {
  frameBytes,
  type FrameInit,
  type ServerScene,
  type ServerSocket,
} from "exam";
import fc from "fast-check";

/** What can happen between the server and those who speak to it. */
export type ConversationStep =
  | {
    /** Who sends the next frame of a message. */
    readonly part: number;
    readonly text: boolean;
    readonly payload: readonly number[];
    readonly fin: boolean;
    /** After how many bytes of the frame something else comes first; 0: after none. */
    readonly cut: number;
  }
  | { readonly ping: number; readonly bytes: number }
  | { readonly pong: number }
  | { readonly fault: number; readonly kind: keyof typeof faults }
  | { readonly close: number; readonly kind: keyof typeof closes }
  | { readonly leave: number; readonly how: "end" | "cut" }
  | { readonly stop: true }
  | { readonly waitMs: number };

const people = 3;
const [TEXT, BINARY, PING, PONG] = [1, 2, 9, 10];

/** Far from the defaults. */
const options = { maxMessageBytes: 300, closeTimeoutMs: 700 };

function letters(count: number): readonly number[] {
  return Array.from({ length: count }, () => 0x61);
}

const payloads: readonly (readonly number[])[] = [
  [],
  [0x61],
  [0xc3, 0xa9],
  // Halves of characters, and a byte that never occurs.
  ...[[0xc3], [0xa9], [0xf0, 0x9f], [0x99, 0x82], [0xff]],
  ...[125, 126, 174, 175, 299, 300, 301].map(letters),
];

/** Frames that are never right; beside each whether a message has to be under way, or must not. */
const faults = {
  "a reserved bit": { opcode: TEXT, rsv: 4 },
  "an unknown opcode": { opcode: 5 },
  "no mask": { opcode: PING, masked: false },
  "a ping in fragments": { opcode: PING, fin: false },
  "a fragment in the wrong place": { opcode: 0 },
} as const satisfies Record<string, FrameInit>;

/** Close frames, and what they are answered with. */
const closes = {
  "nothing": { payload: [], codes: [1000, 1005], isRight: true },
  "1000": { payload: [0x03, 0xe8], codes: [1000], isRight: true },
  "4999 bye": { payload: [0x13, 0x87, 98], codes: [4999], isRight: true },
  "half a code": { payload: [0x03], codes: [1002], isRight: false },
  "1005": { payload: [0x03, 0xed], codes: [1002], isRight: false },
  "no UTF-8": {
    payload: [0x03, 0xe8, 0xff],
    codes: [1002, 1007],
    isRight: false,
  },
} as const;

const who = fc.nat(people - 1);

/** Draws what happens next. */
export const conversationStep: fc.Arbitrary<ConversationStep> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      part: who,
      text: fc.boolean(),
      payload: fc.constantFrom(...payloads),
      fin: fc.boolean(),
      cut: fc.constantFrom(0, 0, 1, 3, 7),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ ping: who, bytes: fc.constantFrom(0, 1, 125) }),
  },
  fc.record({ pong: who }),
  fc.record({
    fault: who,
    kind: fc.constantFrom(...Object.keys(faults) as (keyof typeof faults)[]),
  }),
  fc.record({
    close: who,
    kind: fc.constantFrom(...Object.keys(closes) as (keyof typeof closes)[]),
  }),
  fc.record({ leave: who, how: fc.constantFrom("end", "cut") }),
  fc.constant({ stop: true } as const),
  {
    weight: 2,
    arbitrary: fc.record({ waitMs: fc.constantFrom(1, 350, 699, 700, 701) }),
  },
);

const whole = { text: true, payload: [0x61], fin: true, cut: 0 };

/** Three who speak at once, and are at different places when it is time to stop. */
export const conversationExamples: readonly (readonly ConversationStep[])[] = [
  [
    { part: 0, text: true, payload: [0xc3], fin: false, cut: 3 },
    { part: 1, text: false, payload: letters(299), fin: false, cut: 0 },
    { ping: 0, bytes: 125 },
    { part: 0, text: true, payload: [], fin: false, cut: 0 },
    { part: 2, ...whole },
    { part: 1, text: true, payload: [], fin: false, cut: 1 },
    { part: 0, text: false, payload: [0xa9], fin: true, cut: 0 },
    { pong: 1 },
    { part: 1, text: true, payload: [0xff], fin: true, cut: 7 },
    { part: 2, text: true, payload: [0xf0, 0x9f], fin: false, cut: 0 },
    { part: 0, text: true, payload: letters(174), fin: false, cut: 0 },
    { stop: true },
    { waitMs: 350 },
    { part: 1, ...whole },
    { ping: 1, bytes: 1 },
    { fault: 0, kind: "no mask" },
    { waitMs: 349 },
    { close: 2, kind: "1000" },
    { part: 0, text: true, payload: letters(126), fin: true, cut: 0 },
    { waitMs: 1 },
  ],
  [
    { part: 0, text: true, payload: letters(175), fin: false, cut: 0 },
    { close: 1, kind: "half a code" },
    { part: 2, text: false, payload: [], fin: false, cut: 0 },
    { fault: 2, kind: "a fragment in the wrong place" },
    { part: 0, text: true, payload: letters(126), fin: true, cut: 3 },
    { waitMs: 701 },
  ],
  [
    { part: 0, text: true, payload: [0xf0, 0x9f], fin: true, cut: 0 },
    { leave: 1, how: "end" },
    { close: 2, kind: "4999 bye" },
    { stop: true },
  ],
];

/** One conversation, as the model sees it. */
interface Conversation {
  readonly socket: ServerSocket;
  readonly wanted: { readonly opcode: number; readonly bytes: Uint8Array }[];
  /** The message that is under way. */
  under: { opcode: number; readonly parts: Uint8Array[] } | undefined;
  pings: number;
  /** The codes that the server may close with now; empty as long as it must not. */
  codes: readonly number[];
  /** Whether it may wait with closing: the text that is under way is none. */
  mayWait: boolean;
  /** Whether the other side has left, and how. */
  left: "end" | "cut" | undefined;
  /** Told to stop, the server waits; what breaks the protocol then, it need not wait for. */
  state: "open" | "stopped" | "loose" | "over";
}

/** Plays one story: nobody's message, fault or end is anybody else's. */
export async function playConversations(
  scene: ServerScene,
  story: readonly ConversationStep[],
): Promise<void> {
  const { server, clock } = scene;
  await server.start({ options });
  const all: Conversation[] = [];
  for (let count = 0; count < people; count++) {
    const socket = await server.socket("/messages/socket", { passive: true });
    await socket.expectOpen();
    all.push({
      ...{ socket, wanted: [], under: undefined, pings: 0 },
      ...{ codes: [], mayWait: false, left: undefined, state: "open" },
    });
  }
  let stoppedAt: number | undefined;
  for (const step of story) {
    if ("stop" in step) {
      if (stoppedAt !== undefined) continue;
      stoppedAt = clock.now;
      await stop(scene, all);
    } else if ("waitMs" in step) await clock.advance(step.waitMs);
    else await speak(all, step);
    for (const one of all) expectAllowed(scene, one, stoppedAt);
  }
  if (stoppedAt === undefined) {
    stoppedAt = clock.now;
    await stop(scene, all);
  }
  const leftMs = stoppedAt + options.closeTimeoutMs - clock.now;
  if (leftMs > 0) await clock.advance(leftMs);
  for (const one of all) expectAllowed(scene, one, stoppedAt);
  // A connection may still linger after that.
  await clock.advance(1_000);
  await server.expectFinished();
}

async function stop(
  { server }: ServerScene,
  all: readonly Conversation[],
): Promise<void> {
  for (const one of all) {
    if (one.state !== "open") continue;
    one.state = "stopped";
    one.codes = [1001];
  }
  await server.stop();
}

/** One of them does something; who has left does nothing. */
async function speak(
  all: readonly Conversation[],
  step: Exclude<ConversationStep, { stop: true } | { waitMs: number }>,
): Promise<void> {
  const { part, ping, pong, fault, close, leave } = step as Record<
    string,
    unknown
  >;
  const one = all[Number(part ?? ping ?? pong ?? fault ?? close ?? leave)];
  if (one === undefined || one.left) return;
  if ("part" in step) return await sendPart(one, step);
  if ("ping" in step) return await sendPing(one, step.bytes);
  if ("pong" in step) return await one.socket.sendFrame({ opcode: PONG });
  if ("fault" in step) return await sendFault(one, step.kind);
  if ("close" in step) return await sendClose(one, step.kind);
  if (one.state !== "over") one.state = "loose";
  one.left = step.how;
  await (step.how === "end" ? one.socket.end() : one.socket.cut());
}

/** Sends the next frame of a message: what is under way goes on. */
async function sendPart(
  one: Conversation,
  { text, payload, fin, cut }: Extract<ConversationStep, { part: number }>,
): Promise<void> {
  const bytes = Uint8Array.from(payload);
  const opcode = one.under ? 0 : text ? TEXT : BINARY;
  one.under ??= { opcode, parts: [] };
  one.under.parts.push(bytes);
  const { under, state } = one;
  const codes = codesOf(under, fin);
  if (codes.length > 0 && state === "stopped") one.state = "loose";
  if (state === "open") {
    one.codes = codes;
    one.mayWait = codes.length === 1 && codes[0] === 1007 && !fin;
    if (fin && codes.length === 0) {
      one.wanted.push({ opcode: under.opcode, bytes: concat(under.parts) });
    }
  }
  if (fin) one.under = undefined;
  await sendCut(one.socket, { opcode, payload: bytes, fin }, cut);
}

/** Why a message that has come so far has to be refused, or may be. */
function codesOf(
  { opcode, parts }: { readonly opcode: number; readonly parts: Uint8Array[] },
  fin: boolean,
): readonly number[] {
  const bytes = concat(parts);
  const isText = opcode !== TEXT || reads(bytes, fin);
  return [
    ...isText ? [] : [1007],
    ...bytes.length > options.maxMessageBytes ? [1009] : [],
  ];
}

function reads(bytes: Uint8Array, fin: boolean): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: !fin });
    return true;
  } catch {
    return false;
  }
}

/** Sends a frame, or its first bytes, and the rest after them. */
async function sendCut(
  socket: ServerSocket,
  frame: FrameInit,
  cut: number,
): Promise<void> {
  if (cut === 0) return await socket.sendFrame(frame);
  const bytes = frameBytes(frame);
  await socket.sendBytes(bytes.subarray(0, cut));
  await socket.sendBytes(bytes.subarray(cut));
}

async function sendPing(
  one: Conversation,
  count: number,
): Promise<void> {
  one.pings++;
  const payload = Uint8Array.from({ length: count }, () => one.pings);
  await one.socket.sendFrame({ opcode: PING, payload });
}

async function sendFault(
  one: Conversation,
  kind: keyof typeof faults,
): Promise<void> {
  const isMisplaced = kind === "a fragment in the wrong place" && one.under;
  if (one.state === "stopped") one.state = "loose";
  // What may be closed with 1007 already need not be any more.
  if (one.state === "open") one.codes = [...one.codes, 1002];
  one.mayWait = false;
  await one.socket.sendFrame(isMisplaced ? { opcode: TEXT } : faults[kind]);
}

async function sendClose(
  one: Conversation,
  kind: keyof typeof closes,
): Promise<void> {
  const { payload, codes, isRight } = closes[kind];
  if (one.state === "stopped") one.state = isRight ? "over" : "loose";
  else if (one.state === "open") one.codes = [...one.codes, ...codes];
  one.mayWait = false;
  const frame = { opcode: 8, payload: Uint8Array.from(payload) };
  await one.socket.sendFrame(frame);
}

/** What the server has said to one of them is allowed by now, and what is left out too. */
function expectAllowed(
  scene: ServerScene,
  one: Conversation,
  stoppedAt: number | undefined,
): void {
  expectMessages(scene, one);
  expectPongs(scene, one);
  expectGoodbye(scene, one);
  expectEnd(scene, one, stoppedAt);
}

function expectMessages({ expect }: ServerScene, one: Conversation): void {
  const { socket: { messages }, wanted, state } = one;
  const place = messages.findIndex(({ opcode, bytes }, at) =>
    opcode !== wanted[at]?.opcode || bytes.join() !== wanted[at]?.bytes.join()
  );
  const found = messages[place];
  expect(found === undefined, {
    expected: wanted[place] === undefined
      ? "no further message"
      : `${described(wanted[place])} sent back`,
    got: found ? described(found) : "none",
  });
  // Who has left may have missed the last of them.
  const missing = wanted[messages.length];
  expect(missing === undefined || state === "loose", {
    expected: `${missing ? described(missing) : ""} sent back at once`,
    got: `${messages.length} messages so far`,
  });
}

function described(
  { opcode, bytes }: { readonly opcode: number; readonly bytes: Uint8Array },
): string {
  const shown = bytes.slice(0, 8).toHex();
  return `${
    opcode === TEXT ? "text" : "binary"
  } of ${bytes.length} bytes ${shown}`;
}

/** The latest ping has its answer; after a close frame it may, and need not. */
function expectPongs({ expect }: ServerScene, one: Conversation): void {
  const { socket: { frames }, pings, state, codes } = one;
  const pongs = frames.filter(({ opcode }) => opcode === PONG);
  expect(pongs.length <= pings, {
    expected: `${pings} pongs at most, for ${pings} pings`,
    got: `${pongs.length}`,
  });
  if (state !== "open" || codes.length > 0 || pings === 0) return;
  const last = pongs.at(-1);
  const isRight = last !== undefined &&
    last.payload.every((byte) => byte === pings);
  expect(isRight, {
    expected: `a pong with the payload of ping ${pings} at once`,
    got: last ? `the payload ${last.payload.slice(0, 8).toHex()}` : "no pong",
  });
}

/** One close frame, with a code that is right, and nothing behind it. */
function expectGoodbye({ expect }: ServerScene, one: Conversation): void {
  const { socket: { closed, frames }, codes, mayWait, state } = one;
  const code = closed?.code ?? 1005;
  expect(closed === undefined || state === "loose" || codes.includes(code), {
    expected: codes.length === 0
      ? "no close frame"
      : `close ${codes.join(" or ")}`,
    got: `close ${code}`,
  });
  const isDue = codes.length > 0 && !mayWait && state !== "loose";
  expect(closed !== undefined || !isDue, {
    expected: `close ${codes.join(" or ")}`,
    got: "no close frame",
  });
  const place = frames.findIndex(({ opcode }) => opcode === 8);
  const behind = frames.slice(place + 1).find(({ opcode }) => opcode !== PONG);
  expect(place === -1 || behind === undefined, {
    expected: "nothing behind the close frame",
    got: `a frame with opcode ${behind?.opcode}`,
  });
  // What it has closed is over: what comes now is not for anybody.
  if (closed !== undefined && state === "open") one.state = "over";
}

function expectEnd(
  { expect, clock }: ServerScene,
  { socket: { ended }, state, left }: Conversation,
  stoppedAt: number | undefined,
): void {
  const isLate = stoppedAt !== undefined &&
    clock.now >= stoppedAt + options.closeTimeoutMs;
  if (left === "cut") return;
  expect(ended !== undefined || state !== "over", {
    expected: "the end of the connection behind both close frames",
    got: "an open connection",
  });
  expect(
    ended === undefined || isLate || state === "over" || state === "loose",
    {
      expected: state === "open"
        ? "an open connection"
        : `${options.closeTimeoutMs} ms to answer the close frame`,
      got: "the end of the connection",
    },
  );
  expect(ended !== undefined || !isLate, {
    expected:
      `the end of the connection ${options.closeTimeoutMs} ms after stop`,
    got: "an open connection",
  });
}
