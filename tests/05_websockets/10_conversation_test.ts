import { concat } from "@std/bytes";
import {
  demand,
  exam,
  frameBytes,
  own,
  type ServerScene,
  type ServerSocket,
} from "exam";
import {
  conversationExamples,
  conversationStep,
  playConversations,
} from "./_10_story.ts";

const check = exam("05_websockets/10_conversation", "program");

const MEBIBYTE = 1_048_576;
const [TEXT, BINARY, PING, PONG] = [1, 2, 9, 10];
const encoder = new TextEncoder();

/** Opens a WebSocket. */
async function open(
  { server }: ServerScene,
  init: { readonly passive?: boolean } = {},
): Promise<ServerSocket> {
  const socket = await server.socket("/messages/socket", init);
  await socket.expectOpen();
  return socket;
}

/** Bytes that are no text. */
function bytesOf(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, place) => place * 7 + 200);
}

/** Several frames in one packet. */
function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return concat(parts);
}

/** The frames of one message, as bytes; `places` are those between its fragments. */
function fragments(
  opcode: number,
  payload: Uint8Array,
  places: readonly number[],
): Uint8Array[] {
  const borders = [0, ...places, payload.length];
  return borders.slice(1).map((end, index) =>
    frameBytes({
      opcode: index === 0 ? opcode : 0,
      payload: payload.subarray(borders[index], end),
      fin: index === places.length,
    })
  );
}

/** Places inside of so many bytes, in order. */
function places(
  { random }: ServerScene,
  size: number,
  count: number,
): number[] {
  return Array.from({ length: count }, () => random.integer(0, size))
    .sort((a, b) => a - b);
}

/** Demands a close frame with one of these codes, and then the end of TCP. */
async function expectClosed(
  { expect }: ServerScene,
  socket: ServerSocket,
  codes: readonly number[],
  what: string,
): Promise<void> {
  const code = socket.closed?.code ?? 1005;
  expect(socket.closed !== undefined && codes.includes(code), {
    expected: `close ${codes.join(" or ")} after ${what}`,
    got: socket.closed === undefined ? "no close frame" : `close ${code}`,
  });
  await socket.expectEnded();
  expect(socket.ended === "end", {
    expected: `the ordinary end of the connection after ${what}`,
    got: "a reset",
  });
}

check("sends every message back, whole and in order", {
  heading: "Send every message back",
  why:
    "A message is what was sent as one: not a packet, not a read, not a frame of a size that happens to fit. What goes in as text comes out as text, byte for byte.",
  norm: "RFC 6455 §6.2",
}, async (scene) => {
  const { random } = scene;
  const socket = await open(scene);
  const sizes = [0, 1, 125, 126, 127, 65_535, 65_536];
  const letter = random.pick(["a", "b", "c"]);
  const values = sizes.flatMap((size) => [letter.repeat(size), bytesOf(size)]);
  values.push(random.text(), "null", "\uFEFFmark", bytesOf(MEBIBYTE));
  const stream = joined(
    ...values.map((value) =>
      frameBytes({
        opcode: typeof value === "string" ? TEXT : BINARY,
        payload: value,
      })
    ),
  );
  const cuts = [...places(scene, 700, 6), ...places(scene, stream.length, 9)];
  const borders = [0, ...cuts.sort((a, b) => a - b), stream.length];
  for (const [index, end] of borders.slice(1).entries()) {
    await socket.sendBytes(stream.subarray(borders[index], end));
  }
  for (const value of values) {
    await socket.expectNext(value === "null" ? null : value);
  }
  const together = Array.from({ length: 1_500 }, () => random.text());
  await socket.sendTogether(...together);
  for (const text of together) await socket.expectNext(text);
  socket.expectNothingMore();
  await socket.expectOpenStill();
});

check("joins fragments, and answers pings in between", {
  heading: "Answer pings in between",
  why:
    "A long message must not keep anybody from asking whether you are there: control frames come between its fragments, are answered at once, and change nothing about it.",
  norm: "RFC 6455 §5.4",
}, async (scene) => {
  const { random, expect } = scene;
  const socket = await open(scene);
  const size = random.integer(300, 3_000);
  const payloads = [encoder.encode("é".repeat(size)), bytesOf(size)];
  for (const [index, payload] of payloads.entries()) {
    const parts = fragments(index + 1, payload, [
      0,
      ...places(scene, payload.length, 3),
      payload.length,
    ]);
    for (const [turn, part] of parts.entries()) {
      await socket.sendBytes(part);
      const asked = turn === 0 ? bytesOf(125) : encoder.encode(random.text());
      const before = socket.frames.length;
      await socket.sendFrame({ opcode: PONG, payload: "nobody asked" });
      await socket.sendFrame({ opcode: PING, payload: asked });
      const come = socket.frames.slice(before);
      const right = come.some(({ opcode, payload }) =>
        opcode === PONG && payload.join() === asked.join()
      );
      expect(right, {
        expected:
          `a pong with the same ${asked.length} bytes at once, after fragment ${
            turn + 1
          } of ${parts.length}`,
        got: come.length === 0
          ? "nothing"
          : come.map(({ opcode, payload }) =>
            `opcode ${opcode} with ${payload.length} bytes`
          ).join(", "),
      });
    }
    await socket.expectNext(index === 0 ? "é".repeat(size) : payload);
  }
  const last = random.text();
  const pings = ["", random.text(), last].map((payload) =>
    frameBytes({ opcode: PING, payload })
  );
  await socket.sendBytes(joined(...pings));
  const { opcode, text } = demand(socket.frames.at(-1), "a pong", "no frame");
  expect(opcode === PONG && text === last, {
    expected: `a pong ${JSON.stringify(last)}, for the latest of three pings`,
    got: `opcode ${opcode} ${JSON.stringify(text)}`,
  });
  socket.expectNothingMore();
  await socket.expectOpenStill();
});

check("refuses fragments in the wrong place", {
  heading: "Join the fragments",
  why:
    "A continuation continues something, and nothing begins before the last message has ended. Who guesses here gives somebody a message that nobody has sent.",
  norm: "RFC 6455 §5.4",
}, async (scene) => {
  const { random } = scene;
  const part = (opcode: number, fin: boolean) =>
    frameBytes({ opcode, fin, payload: random.text() });
  const whole = [part(TEXT, false), part(0, true)];
  const cases: [string, Uint8Array[]][] = [
    ["a continuation of nothing", [part(0, true)]],
    ["a first continuation of nothing", [part(0, false), part(0, true)]],
    ["a text inside a text", [part(TEXT, false), part(TEXT, true)]],
    ["binary inside a text", [part(TEXT, false), part(BINARY, true)]],
    ["a text inside binary, behind a continuation", [
      part(BINARY, false),
      part(0, false),
      part(TEXT, false),
    ]],
    ["a continuation of a message that has ended", [...whole, part(0, true)]],
    ["a continuation of a text in one frame", [
      part(TEXT, true),
      part(0, true),
    ]],
  ];
  for (const [what, frames] of cases) {
    const socket = await open(scene);
    for (const frame of frames) await socket.sendBytes(frame);
    await expectClosed(scene, socket, [1002], what);
  }
});

check("demands UTF-8 over the borders of fragments", {
  heading: "Demand UTF-8",
  why:
    "A border between fragments is no border between characters, and what is no UTF-8 is no text. Who lets it through makes it the problem of everybody who reads it.",
  norm: "RFC 6455 §8.1",
}, async (scene) => {
  const { random } = scene;
  const socket = await open(scene);
  const texts = [
    "κόσμε",
    "\uFEFF🙂\u{10FFFF}\uFFFF\0",
    `${random.text()} größer 今日`,
    "é and e\u0301 \u2028".repeat(70),
  ];
  for (const text of texts) {
    const bytes = encoder.encode(text);
    const everywhere = Array.from({ length: bytes.length }, (_, at) => at);
    await socket.sendBytes(joined(...fragments(TEXT, bytes, everywhere)));
    await socket.expectNext(text);
  }
  await socket.send(Uint8Array.of(0xc3, 0x28, 0xff));
  await socket.expectNext(Uint8Array.of(0xc3, 0x28, 0xff));
  await socket.sendFrame({ opcode: PING, payload: Uint8Array.of(0xff) });
  await socket.expectOpenStill();
  const wrong = {
    "a continuation byte alone": [0x61, 0x80, 0x62],
    "a character that is cut off": [0xf0, 0x9f, 0x99],
    "a character that is cut off by another": [0xe2, 0x82, 0x41],
    "a slash in two bytes": [0xc0, 0xaf],
    "half a surrogate pair": [0xed, 0xa0, 0x80],
    "more than U+10FFFF": [0xf4, 0x90, 0x80, 0x80],
    "a byte that never occurs": [0x61, 0xff],
  };
  for (const [what, list] of Object.entries(wrong)) {
    const bytes = Uint8Array.from(list);
    const { length } = bytes;
    const borders = Array.from({ length: length - 1 }, (_, at) => [at + 1]);
    for (const cuts of [[], ...borders, [0], [length], [1, length, length]]) {
      const other = await open(scene);
      const parts = fragments(TEXT, bytes, cuts);
      await other.sendBytes(joined(...parts));
      const sizes = [0, ...cuts, length].slice(1).map((end, index) =>
        end - (cuts[index - 1] ?? 0)
      );
      const how = cuts.length > 0
        ? `, in fragments of ${sizes.join(", ")} bytes`
        : "";
      await expectClosed(scene, other, [1007], `${what}${how}`);
    }
  }
  // Two texts are under way at one time, each cut inside a character.
  const both = [await open(scene), await open(scene)];
  const halves = ["grün 🙂", "今日 größer"].map((text) => {
    const bytes = encoder.encode(text);
    const inside = bytes.findLastIndex((byte) => byte > 0x7f);
    return { text, parts: fragments(TEXT, bytes, [inside]) };
  });
  for (const turn of [0, 1]) {
    for (const [index, { parts }] of halves.entries()) {
      await own(both, index).sendBytes(own(parts, turn));
    }
  }
  for (const [index, { text }] of halves.entries()) {
    await own(both, index).expectNext(text);
  }
  await socket.send(texts[0]);
  await socket.expectNext(texts[0]);
});

check("limits messages over all their fragments", {
  heading: "Set a limit for messages",
  why:
    "A limit for frames is none for messages: a thousand small fragments fill your memory as one large frame does. And a limit for one message is none for the conversation.",
  norm: "RFC 6455 §10.4",
}, async (scene) => {
  const { server, random } = scene;
  const maxMessageBytes = random.integer(1_000, 5_000);
  await server.start({ options: { maxMessageBytes } });
  const socket = await open(scene);
  for (const cuts of [[], [0, 1, 500], [maxMessageBytes]]) {
    const payload = bytesOf(maxMessageBytes);
    await socket.sendBytes(joined(...fragments(BINARY, payload, cuts)));
    await socket.expectNext(payload);
  }
  const parts = fragments(BINARY, bytesOf(maxMessageBytes), [1, 2, 500]);
  const between = [PING, PONG].map((opcode) =>
    frameBytes({ opcode, payload: bytesOf(125) })
  );
  await socket.sendBytes(
    joined(...parts.flatMap((part) => [...between, part])),
  );
  await socket.expectNext(bytesOf(maxMessageBytes));
  await socket.expectOpenStill();
  const larger = bytesOf(maxMessageBytes + 1);
  const cases: [string, Uint8Array[]][] = [
    ["one frame", [frameBytes({ opcode: BINARY, payload: larger })]],
    ["the head of a frame", [
      frameBytes({ opcode: BINARY, declared: maxMessageBytes + 1 }),
    ]],
    ["two fragments", fragments(BINARY, larger, [maxMessageBytes])],
    // As letters, they would be few enough.
    [
      "two fragments of text",
      fragments(TEXT, encoder.encode("東".repeat(maxMessageBytes / 3 + 1)), [
        900,
      ]),
    ],
    ["fragments without an end", [
      ...fragments(BINARY, larger, [300, maxMessageBytes]).slice(0, -1),
      frameBytes({ opcode: 0, payload: "a", fin: false }),
    ]],
  ];
  for (const [what, frames] of cases) {
    const other = await open(scene);
    await other.sendBytes(joined(...frames));
    const bytes = `more than ${maxMessageBytes} bytes in ${what}`;
    await expectClosed(scene, other, [1009], bytes);
  }
  await socket.send("still here");
  await socket.expectNext("still here");
});

check("answers a close with its code, and ends the connection", {
  heading: "Close when they close",
  why:
    "The close frames tell both sides that nothing was lost on the way. The server ends TCP first, so that it is not the clients' ports that have to wait.",
  norm: "RFC 6455 §5.5.1",
}, async (scene) => {
  const { random } = scene;
  const codes = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011];
  codes.push(3000, 3999, 4000, 4999, random.integer(3_001, 4_998));
  for (const code of codes) {
    const socket = await open(scene);
    const reason = random.pick(["", "bye", "größer 🙂", "a".repeat(123)]);
    await socket.close(code, reason);
    await expectClosed(scene, socket, [code], `close ${code}`);
  }
  for (const opcode of [TEXT, BINARY]) {
    const inside = await open(scene);
    const begun = Uint8Array.of(0x61, 0xf0, 0x9f);
    await inside.sendFrame({ opcode, payload: begun, fin: false });
    await inside.close(4_000, "later");
    const what = "close 4000 inside a message";
    await expectClosed(scene, inside, [4_000], what);
  }
  const empty = await open(scene);
  await empty.sendTogether("one", "two");
  await empty.close();
  await expectClosed(scene, empty, [1005, 1000], "an empty close frame");
  await empty.expectNext("one");
  await empty.expectNext("two");
});

check("refuses a close frame that is wrong", {
  heading: "Close when they close",
  why:
    "1005, 1006 and 1015 are what a program tells itself when no code has come; on the wire they are lies. Half a code, and a reason that is no text, are mistakes like any other.",
  norm: "RFC 6455 §7.4",
}, async (scene) => {
  const { random } = scene;
  const codes = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999];
  codes.push(5000, 65_535, random.integer(1_017, 2_998));
  for (const code of codes) {
    const socket = await open(scene);
    await socket.close(code);
    await expectClosed(scene, socket, [1002], `close ${code}`);
  }
  const half = await open(scene, { passive: true });
  await half.sendFrame({ opcode: 8, payload: Uint8Array.of(3) });
  await expectClosed(scene, half, [1002], "a close frame with half a code");
  const reason = await open(scene, { passive: true });
  const payload = Uint8Array.of(3, 0xe8, 0x62, 0xff);
  await reason.sendFrame({ opcode: 8, payload });
  const what = "a reason that is no UTF-8";
  await expectClosed(scene, reason, [1007, 1002], what);
});

check("closes with the code of what is wrong", {
  heading: "Close when something is wrong",
  why:
    "Who only hangs up leaves the other side guessing: was it the network, was it me? A close frame with a code is the answer, and what came before was right.",
  norm: "RFC 6455 §7.1.7",
}, async (scene) => {
  const { random } = scene;
  const faults = {
    "a reserved bit": { opcode: TEXT, rsv: random.pick([1, 2, 4]) },
    "an unknown opcode": { opcode: random.pick([3, 7, 11, 15]) },
    "a frame without a mask": { opcode: TEXT, payload: "x", masked: false },
    "a ping in fragments": { opcode: PING, fin: false },
    "a ping of 126 bytes": { opcode: PING, payload: bytesOf(126) },
    "a length in too many bytes": {
      opcode: TEXT,
      payload: "x",
      length: 16,
    },
  } as const;
  for (const [what, fault] of Object.entries(faults)) {
    const socket = await open(scene, { passive: true });
    const text = random.text();
    await socket.sendBytes(joined(
      frameBytes({ opcode: TEXT, payload: text }),
      frameBytes(fault),
      frameBytes({ opcode: TEXT, payload: "behind it" }),
    ));
    await expectClosed(scene, socket, [1002], what);
    await socket.expectNext(text);
    socket.expectNothingMore();
  }
  const large = await open(scene, { passive: true });
  await large.sendFrame({ opcode: BINARY, declared: MEBIBYTE + 1 });
  await expectClosed(scene, large, [1009], "a frame of 1 MiB and one byte");
  const long = await open(scene, { passive: true });
  const parts = fragments(BINARY, bytesOf(MEBIBYTE + 1), [MEBIBYTE]);
  await long.sendBytes(joined(...parts));
  const what = "1 MiB and one byte in two fragments";
  await expectClosed(scene, long, [1009], what);
});

check("says nothing after goodbye", {
  heading: "Say nothing after goodbye",
  why:
    "A close frame is the last word: what comes behind it cannot be read, and an answer to it cannot be expected. Two goodbyes are one too many.",
  norm: "RFC 6455 §5.5.1",
}, async (scene) => {
  const { server, random, clock, expect } = scene;
  const bye = frameBytes({ opcode: 8, payload: Uint8Array.of(3, 0xe8) });
  const more = frameBytes({ opcode: TEXT, payload: random.text() });
  const expectLast = (socket: ServerSocket) => {
    const opcodes = socket.frames.map(({ opcode }) => opcode);
    const first = opcodes.indexOf(8);
    const behind = opcodes.slice(first + 1).filter((opcode) => opcode !== PONG);
    expect(first !== -1 && behind.length === 0, {
      expected: "one close frame, and nothing behind it",
      got: `frames with the opcodes ${opcodes.join(", ")}`,
    });
  };
  const together = await open(scene, { passive: true });
  const text = frameBytes({ opcode: TEXT, payload: "before" });
  await together.sendBytes(joined(text, bye, more, bye, more));
  await expectClosed(scene, together, [1000], "close 1000 and further frames");
  await together.expectNext("before");
  expectLast(together);
  const wrong = await open(scene, { passive: true });
  const fault = frameBytes({ opcode: 5 });
  await wrong.sendBytes(joined(fault, more, bye, fault));
  await expectClosed(scene, wrong, [1002], "the opcode 5");
  expectLast(wrong);
  const told = await open(scene, { passive: true });
  await told.sendFrame({ opcode: TEXT, payload: "begun", fin: false });
  const loose = await open(scene, { passive: true });
  // What they say is under way and cannot get away yet when it is time to stop.
  const [closing, busy, long] = [
    await open(scene, { passive: true }),
    await open(scene, { passive: true }),
    await open(scene, { passive: true }),
  ];
  await server.line(0);
  await closing.sendBytes(fault);
  await busy.sendBytes(more);
  // Long enough for whoever sends in fragments.
  await long.sendFrame({ opcode: BINARY, payload: bytesOf(900_000) });
  await server.stop();
  await server.line();
  await told.expectClosed(1001);
  await told.sendFrame({ opcode: 0, payload: "ended" });
  await told.sendBytes(more);
  await loose.expectClosed(1001);
  await loose.sendBytes(joined(fault, bye));
  expectLast(loose);
  await clock.advance(random.integer(0, 4_000));
  expectLast(told);
  expect(told.ended === undefined, {
    expected: "the connection to stay, until the close frame is answered",
    got: "its end",
  });
  await told.close(1001);
  await expectClosed(scene, told, [1001], "options.stop");
  expectLast(told);
  await expectClosed(scene, closing, [1002], "the opcode 5, and then stop");
  expectLast(closing);
  for (const socket of [busy, long]) {
    await socket.expectClosed(1001);
    expectLast(socket);
  }
});

check("takes a limit far above the default, and a long time to answer", {
  heading: "Set a limit for messages",
  why:
    "Who runs the server sets its limits: those of a part have to follow them, and no number in the code may stand in the way.",
}, async (scene) => {
  const { server, random } = scene;
  const maxMessageBytes = 3 * MEBIBYTE + random.integer(1, 999);
  const closeTimeoutMs = random.integer(2, 9) * 3_600_000 + 1;
  await server.start({ options: { maxMessageBytes, closeTimeoutMs } });
  const socket = await open(scene);
  const payload = bytesOf(maxMessageBytes);
  for (const cuts of [[], [2 * MEBIBYTE]]) {
    for (const part of fragments(BINARY, payload, cuts)) {
      await socket.sendBytes(part);
    }
    await socket.expectNext(payload);
  }
  const silent = await open(scene, { passive: true });
  await server.stop({ value: random.pick([null, 0, "", false]) });
  await expectGivenUp(scene, silent, closeTimeoutMs);
});

/** Demands 1001 for who never answers it, and the end of the connection when the time is up. */
async function expectGivenUp(
  { clock, expect }: ServerScene,
  silent: ServerSocket,
  closeTimeoutMs: number,
): Promise<void> {
  await silent.expectClosed(1001);
  await clock.advance(closeTimeoutMs - 1);
  expect(silent.ended === undefined, {
    expected: `the connection to stay for ${closeTimeoutMs} ms`,
    got: "its end before",
  });
  await clock.advance(1);
  await silent.expectEnded();
}

check("gives up at once with a closeTimeoutMs of 0", {
  heading: "Give up on who does not answer",
  why:
    "0 ms is no time at all, and not the default: who stops the server so does not want to wait for anybody.",
}, async (scene) => {
  const { server, clock } = scene;
  await server.start({ options: { closeTimeoutMs: 0, maxMessageBytes: 125 } });
  const silent = await open(scene, { passive: true });
  await silent.send("a".repeat(125));
  await silent.expectNext("a".repeat(125));
  await server.stop();
  await clock.advance(100);
  await silent.expectClosed(1001);
  await silent.expectEnded();
});

check("says 1001 to everybody, and gives up on who does not answer", {
  heading: "Give up on who does not answer",
  why:
    "One signal tells all conversations that it is over. Most answer at once; one has lost its network and never will, and a server that waits for it never stops.",
  norm: "RFC 6455 §7.4.1",
}, async (scene) => {
  const { server, random, clock } = scene;
  const closeTimeoutMs = random.integer(1_000, 9_000);
  await server.start({ options: { closeTimeoutMs } });
  const gone = await open(scene);
  await gone.cut();
  const answering = [await open(scene), await open(scene)];
  const silent = await open(scene, { passive: true });
  const stalled = await open(scene, { passive: true });
  await own(answering, 1).sendFrame({ opcode: TEXT, payload: "a", fin: false });
  stalled.pause();
  const large = frameBytes({ opcode: BINARY, payload: bytesOf(MEBIBYTE) });
  for (let count = 0; count < 12; count++) await stalled.sendBytes(large);
  await server.stop();
  for (const socket of answering) {
    await expectClosed(scene, socket, [1001], "options.stop");
  }
  await expectGivenUp(scene, silent, closeTimeoutMs);
  await clock.advance(1_000);
  await server.expectFinished();
});

check("gives up on a line that takes nothing more", {
  heading: "Give up on who does not answer",
  why:
    "A close frame that cannot be written is no reason to wait for ever: neither that of 1001, nor one that was under way for another reason when it was time to stop.",
}, async (scene) => {
  const { server, clock, expect } = scene;
  const silent = await open(scene, { passive: true });
  const faults = {
    "an unknown opcode": frameBytes({ opcode: 5 }),
    "text that is no UTF-8": frameBytes({
      opcode: TEXT,
      payload: Uint8Array.of(0xff),
    }),
    "a frame that is too large": frameBytes({
      opcode: BINARY,
      declared: MEBIBYTE + 1,
    }),
    "a close frame": frameBytes({ opcode: 8, payload: Uint8Array.of(3, 232) }),
    "a message to be sent back": frameBytes({ opcode: TEXT, payload: "hi" }),
  };
  const others = [];
  for (const [what, frame] of Object.entries(faults)) {
    others.push({ what, frame, socket: await open(scene, { passive: true }) });
  }
  await server.line(0);
  for (const { socket, frame } of others) await socket.sendBytes(frame);
  await server.stop();
  await clock.advance(4_999);
  expect(silent.ended === undefined, {
    expected: "the connection to stay for closeTimeoutMs, 5,000 by default",
    got: "its end before",
  });
  // A connection may still linger after that.
  await clock.advance(1 + 1_000);
  for (
    const { what, socket } of [{ what: "nothing", socket: silent }, ...others]
  ) {
    expect(socket.ended !== undefined, {
      expected:
        `the end of the connection 5,000 ms after stop, where ${what} came and nothing can be written`,
      got: "an open connection",
    });
  }
  await server.expectFinished();
});

check("waits for who does not read", {
  heading: "Send every message back",
  why:
    "An echo that reads faster than it is read keeps what it has read, and that is your memory. Who waits for its own writes makes the other side wait, and that is where the bytes stay.",
}, async (scene) => {
  const { server, expect } = scene;
  const socket = await open(scene, { passive: true });
  const large = bytesOf(MEBIBYTE);
  const frame = frameBytes({ opcode: BINARY, payload: large });
  await socket.sendBytes(frame);
  await socket.expectNext(large);
  socket.pause();
  for (let count = 0; count < 10; count++) await socket.sendBytes(frame);
  const before = await server.memory();
  for (let count = 0; count < 24; count++) await socket.sendBytes(frame);
  const grown = Math.round((await server.memory() - before) / MEBIBYTE);
  expect(grown < 15, {
    expected: "less than 15 MiB more after another 24 MiB that nobody read",
    got: `${grown} MiB more`,
  });
  await socket.resume();
  await socket.expectMessages(35);
});

check("waits for who does not read its pongs", {
  heading: "Send every message back",
  why:
    "A pong is a write like any other: whoever does not wait for it keeps one for each ping of somebody who never reads, and pings cost the other side nothing.",
}, async (scene) => {
  const { server, expect } = scene;
  const socket = await open(scene, { passive: true });
  const ping = frameBytes({ opcode: PING, payload: bytesOf(125) });
  const pings = joined(...Array<Uint8Array>(8_000).fill(ping));
  socket.pause();
  for (let count = 0; count < 4; count++) await socket.sendBytes(pings);
  const before = await server.memory();
  for (let count = 0; count < 5; count++) await socket.sendBytes(pings);
  const grown = Math.round((await server.memory() - before) / MEBIBYTE);
  expect(grown < 15, {
    expected: "less than 15 MiB more after another 5 MiB of pings",
    got: `${grown} MiB more`,
  });
  await socket.cut();
});

check.stories("behaves to each of them, whatever happens", {
  heading: "Close when they close",
  why:
    "Three speak at once, and each is somewhere else: inside a character, behind a fault, before an answer. What belongs to one conversation is looked for in no other, and each has an end of its own.",
  step: conversationStep,
  examples: conversationExamples,
  stepsMax: 20,
}, playConversations);

check("converses in real time", {
  heading: "Send every message back",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async (scene) => {
  const { server, random } = scene;
  await server.start({ options: { closeTimeoutMs: 300 } });
  const [socket, silent] = [
    await open(scene),
    await open(scene, { passive: true }),
  ];
  const texts = [random.text(), "größer 🙂"];
  for (const text of texts) await socket.send(text);
  for (const text of texts) await socket.expectNext(text);
  await socket.close(4_000);
  await expectClosed(scene, socket, [4_000], "close 4000");
  await server.stop();
  await silent.expectClosed(1001);
  await silent.expectEnded();
  await server.expectFinished();
});
