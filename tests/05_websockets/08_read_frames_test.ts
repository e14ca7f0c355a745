import {
  bytesIn,
  type Call,
  describeJson,
  exam,
  frameBytes,
  type FrameInit,
  type FunctionScene,
  hexOf,
  jsonOf,
  membersOf,
  own,
  type Random,
} from "exam";
import { frameExamples, frameStep, playFrames } from "./_08_story.ts";

const check = exam("05_websockets/08_read_frames", "function");

const defaultMax = 1_048_576;
/** JSON carries no `Infinity`: the process makes it of this. */
const noLimit = { $number: "Infinity" };
const nothing = new Uint8Array();

/** Options of the function. */
interface Options {
  readonly maxPayloadBytes?: number | typeof noLimit;
  readonly masked?: boolean;
}

/** A stream, with a name for the report. */
interface Delivery {
  readonly how: string;
  readonly pieces: readonly Uint8Array[];
}

/** Bytes in which every mistake shows: none is 0, and no short pattern repeats. */
function someBytes(random: Random, length: number): Uint8Array {
  const block = Array.from({ length: 251 }, () => random.integer(1, 255));
  return Uint8Array.from(
    { length },
    (_, at) => own(block, at % 251) ^ (at >> 8 & 127),
  );
}

/** Four bytes, no two of them the same. */
function someMask(random: Random): Uint8Array {
  const order = random.pick([[0, 1, 2, 3], [3, 0, 2, 1], [2, 3, 1, 0]]);
  return Uint8Array.from(order, (part) => 64 * part + random.integer(1, 63));
}

/** A frame as clients send it, or servers; the key is drawn. */
function encoded(
  { random }: FunctionScene,
  init: FrameInit,
  { masked = true }: Options = {},
): Uint8Array {
  return frameBytes({ masked, mask: someMask(random), ...init });
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** Cuts bytes at these places. */
function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const borders = [0, ...places.toSorted((a, b) => a - b), bytes.length];
  return borders.slice(1).map((to, index) =>
    bytes.subarray(borders[index], to)
  );
}

/** Pieces of one size. */
function inPieces(bytes: Uint8Array, size = 65_536): Uint8Array[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from(
    { length: count },
    (_, at) => bytes.subarray(at * size, (at + 1) * size),
  );
}

function byteByByte(bytes: Uint8Array): Uint8Array[] {
  // Pieces may be empty too, and whoever asks what the last one was has to know.
  return inPieces(bytes, 1).flatMap((piece) => [piece, nothing]);
}

function stream(pieces: readonly Uint8Array[], $open = true): unknown {
  return { $chunks: pieces.map((piece) => piece.toBase64()), $open };
}

/** What has to come out of a frame that went in. */
function wanted({ opcode, payload = "", fin = true, rsv = 0 }: FrameInit) {
  const bytes = typeof payload === "string"
    ? new TextEncoder().encode(payload)
    : payload;
  return { fin, rsv, opcode, payload: { $bytes: bytes.toBase64() } };
}

/** Writes frames, or what was yielded in their place, so that equal ones are equal texts. */
function canonical(frames: readonly unknown[]): string {
  return jsonOf(frames.map((frame) => {
    const { fin, rsv, opcode, payload } = membersOf(frame);
    return [fin, rsv, opcode, membersOf(payload).$bytes];
  }));
}

function told(frames: readonly unknown[]): string {
  if (frames.length === 0) return "no frame";
  return frames.map((frame) => {
    const { fin, rsv, opcode, payload } = membersOf(frame);
    const bytes = bytesIn(payload);
    return bytes === undefined
      ? describeJson(frame)
      : `{ fin: ${fin}, rsv: ${rsv}, opcode: ${opcode}, payload: ${
        hexOf(bytes)
      } }`;
  }).join(", ");
}

function yieldedBy({ yielded }: Call): unknown[] {
  return yielded.map(({ value }) => value);
}

/** What has become of a call, in one sentence. */
function became(call: Call): string {
  const { outcome } = call;
  const frames = told(yieldedBy(call));
  if (outcome === undefined) return `${frames}, and then nothing`;
  if ("value" in outcome) return `${frames}, and then the end`;
  const { name, message, members: { code } } = outcome;
  const error = code === undefined ? name : `${name} with the code ${code}`;
  return `${frames}, and then ${error} (${message})`;
}

/** Delivers a stream that stays open; all frames have to be there. */
async function expectYielded(
  { callee, expect, forget }: FunctionScene,
  { how, pieces }: Delivery,
  frames: readonly FrameInit[],
  options: Options,
): Promise<void> {
  forget();
  const call = await callee.call(stream(pieces), options);
  const [want, got] = [frames.map(wanted), yieldedBy(call)];
  expect(canonical(want) === canonical(got) && call.pending, {
    expected: `${told(want)}, with the stream still open, delivered ${how}`,
    got: became(call),
  });
  expect(!call.overwritten, {
    expected: `each payload to stay as it was yielded, delivered ${how}`,
    got: "other bytes in one of them, when the next frame had come",
  });
}

/** Delivers frames whole, byte by byte, cut at every place, and at drawn ones. */
async function expectRead(
  scene: FunctionScene,
  frames: readonly FrameInit[],
  options: Options = {},
): Promise<void> {
  const { callee, random } = scene;
  const bytes = joined(frames.map((frame) => encoded(scene, frame, options)));
  const whole = { how: "in one piece", pieces: [bytes] };
  await expectYielded(scene, whole, frames, options);
  const single = { how: "byte by byte", pieces: byteByByte(bytes) };
  await expectYielded(scene, single, frames, options);
  const drawn = Array.from(
    { length: 20 },
    () => Array.from({ length: 4 }, () => random.integer(0, bytes.length)),
  );
  const everywhere = Array.from(bytes, (_, at) => [at]);
  const cuts = [...everywhere, ...drawn].map((places) => ({
    how: `cut after byte ${places.join(", ")}`,
    pieces: cutAt(bytes, places),
  }));
  const calls = await Promise.all(
    cuts.map(({ pieces }) => callee.call(stream(pieces), options)),
  );
  const want = canonical(frames.map(wanted));
  const wrong = calls.findIndex((call) =>
    canonical(yieldedBy(call)) !== want || !call.pending || call.overwritten
  );
  // Once more, so that the report tells of nothing else.
  if (wrong >= 0) await expectYielded(scene, own(cuts, wrong), frames, options);
}

/** Bytes that have to be refused. */
interface Fault {
  readonly what: string;
  readonly bytes: Uint8Array;
  readonly options?: Options;
  readonly code?: number;
}

/** Delivers each of these on a stream of its own, behind `before`. */
async function expectRefused(
  scene: FunctionScene,
  faults: readonly Fault[],
  before: readonly FrameInit[] = [],
): Promise<void> {
  const { callee, expect, forget } = scene;
  const want = before.map(wanted);
  const deliver = ({ bytes, options = {} }: Fault) => {
    const first = before.map((frame) => encoded(scene, frame, options));
    return callee.call(stream([joined([...first, bytes])]), options);
  };
  const right = (call: Call, { code = 1002 }: Fault) => {
    const { outcome } = call;
    return outcome !== undefined && "name" in outcome &&
      outcome.name === "WebSocketError" && outcome.members.code === code &&
      canonical(yieldedBy(call)) === canonical(want);
  };
  const calls = await Promise.all(faults.map(deliver));
  const wrong = calls.findIndex((call, index) =>
    !right(call, own(faults, index))
  );
  if (wrong === -1) return;
  const fault = own(faults, wrong);
  // Once more, so that the report tells of nothing else.
  forget();
  const again = await deliver(fault);
  const { what, code = 1002 } = fault;
  expect(right(again, fault), {
    expected: `${
      told(want)
    }, and then WebSocketError with the code ${code}, for ${what}`,
    got: became(again),
  });
}

check("yields each frame when its last byte has come", {
  heading: "Yield each frame when its last byte has come",
  why:
    "A connection is a stream of bytes: a piece is no frame, and a frame is no piece. Whoever waits for the next one keeps a message back that has come.",
  norm: "RFC 6455 §5.2",
}, async (scene) => {
  const { random } = scene;
  const text = random.text();
  // Without masks, which have a check of their own.
  await expectRead(scene, [
    { opcode: 1, payload: `Grüße ${text}` },
    { opcode: 9 },
    { opcode: 2, payload: someBytes(random, random.integer(3, 9)) },
    { opcode: 8, payload: someBytes(random, 2) },
  ], { masked: false });
  await expectRead(scene, [
    { opcode: 1, payload: text, fin: false },
    { opcode: 10, payload: text },
    { opcode: 0, fin: false },
    { opcode: 0, payload: "end" },
    { opcode: 9 },
  ], { masked: false });
});

/** Delivers a frame and one behind it, so that no length is longer than it says. */
async function expectLength(
  scene: FunctionScene,
  frame: FrameInit & { readonly payload: Uint8Array },
  options: Options,
): Promise<void> {
  const frames = [frame, { opcode: 1, payload: "behind" }];
  const bytes = frames.map((one) => encoded(scene, one, options));
  const pieces = inPieces(joined(bytes));
  const how = `with a payload of ${frame.payload.length} bytes`;
  await expectYielded(scene, { how, pieces }, frames, options);
}

check("reads lengths of 7, 16 and 64 bits", {
  heading: "Read all three lengths",
  why:
    "125 is the greatest length that the second byte holds. 126 and 127 are no lengths but say where the length is: in the 2 or 8 bytes that follow, the greatest first.",
  norm: "RFC 6455 §5.2",
}, async (scene) => {
  const { random, callee } = scene;
  const [short, long] = [
    random.integer(128, 65_000),
    random.integer(65_537, 200_000),
  ];
  const lengths = [0, 1, 125, 126, 127, 255, 256, short, 65_535, 65_536, long];
  for (const length of [...lengths, defaultMax]) {
    const frame = { opcode: 2, payload: someBytes(random, length) };
    await expectLength(scene, frame, { masked: false });
  }
  const [more, most] = [random.integer(1_100_000, 2_000_000), 2_100_000];
  for (const maxPayloadBytes of [most, noLimit]) {
    const frame = { opcode: 2, payload: someBytes(random, more) };
    await expectLength(scene, frame, { masked: false, maxPayloadBytes });
  }
  const call = await callee.call(stream([], false), { masked: false });
  await call.expectResult([]);
});

check("takes off the mask, wherever the pieces begin", {
  heading: "Take off the mask",
  why:
    "The key's first byte belongs to the first byte of the payload, not to the first byte of a piece, and each frame brings a key of its own.",
  norm: "RFC 6455 §5.3",
}, async (scene) => {
  const { random } = scene;
  await expectRead(
    scene,
    // Nothing comes behind the last key.
    [1, 2, 3, 4, 5, 7, 11, 0].map((length) => ({
      opcode: 2,
      payload: someBytes(random, length),
    })),
  );
  const long = { opcode: 2, payload: someBytes(random, 5_003) };
  const bytes = encoded(scene, long);
  for (
    const size of [random.integer(2, 40) * 2 + 1, random.integer(500, 900)]
  ) {
    const how = `in pieces of ${size} bytes`;
    const pieces = inPieces(bytes, size);
    await expectYielded(scene, { how, pieces }, [long], {});
  }
  for (const length of [0, 125, 126, 65_535, 65_536, defaultMax]) {
    const frame = { opcode: 2, payload: someBytes(random, length) };
    await expectLength(scene, frame, {});
  }
});

check("demands a mask from clients and none from servers", {
  heading: "Refuse what breaks the protocol",
  why:
    "The mask keeps a page from writing bytes of its choice into the cache of a proxy. Whoever accepts frames without it, or with it where it must not be, hides that the other side is broken.",
  norm: "RFC 6455 §5.1",
}, async (scene) => {
  const payload = scene.random.text();
  const faults = [true, false].flatMap((masked) =>
    [{ opcode: 1, payload }, { opcode: 2 }, { opcode: 9 }].map((frame) => ({
      what: `${masked ? "no mask" : "a mask"} with masked: ${masked}`,
      bytes: encoded(scene, { ...frame, masked: !masked }),
      options: { masked },
    }))
  );
  await expectRefused(scene, faults);
  await expectRefused(scene, [{
    ...own(faults, 0),
    what: "no mask with the default",
    options: {},
  }]);
});

check("refuses reserved bits and opcodes", {
  heading: "Refuse what breaks the protocol",
  why:
    "What is reserved will mean something one day. Whoever passes it over reads compressed bytes as text, or takes an unknown frame for a message.",
  norm: "RFC 6455 §5.2",
}, async (scene) => {
  const { random } = scene;
  const payload = random.text();
  const reserved = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15];
  const faults = [
    ...[1, 2, 3, 4, 5, 6, 7].map((rsv) => ({
      opcode: random.pick([1, 2, 9]),
      rsv,
    })),
    { opcode: 0, rsv: 4 },
    ...reserved.map((opcode) => ({ opcode })),
  ].map((frame) => ({
    what: `the opcode ${frame.opcode} with rsv ${
      "rsv" in frame ? frame.rsv : 0
    }`,
    bytes: encoded(scene, { payload, ...frame }),
  }));
  await expectRefused(scene, faults);
  const all = [0, 1, 2, 8, 9, 10].map((opcode) => ({ opcode, payload: "ok" }));
  await expectRead(scene, all);
});

check("refuses control frames that are long or in parts", {
  heading: "Refuse what breaks the protocol",
  why:
    "Control frames come between the fragments of a message, so they have to be short and whole: nobody wants to wait for the second half of a ping.",
  norm: "RFC 6455 §5.5",
}, async (scene) => {
  const { random } = scene;
  const long = [126, random.integer(127, 60_000), 70_000];
  const faults = [8, 9, 10].flatMap((opcode) => [
    ...long.map((length) => ({
      what: `the opcode ${opcode} with ${length} bytes`,
      bytes: encoded(scene, { opcode, payload: someBytes(random, length) }),
    })),
    {
      what: `the opcode ${opcode} without fin`,
      bytes: encoded(scene, { opcode, payload: "half", fin: false }),
    },
  ]);
  await expectRefused(scene, faults);
  const longest = someBytes(random, 125);
  const frames = [8, 9, 10].map((opcode) => ({ opcode, payload: longest }));
  const pieces = frames.map((frame) => encoded(scene, frame));
  const how = "one in each piece";
  await expectYielded(scene, { how, pieces }, frames, {});
});

check("refuses lengths that are not written as they should be", {
  heading: "Refuse what breaks the protocol",
  why:
    "One length has one form. With two, two programs on the way can read two things, and one of them was the guard.",
  norm: "RFC 6455 §5.2",
}, async (scene) => {
  const { random } = scene;
  const forms = [
    ...[0, 1, random.integer(2, 124), 125].map((size) => [size, 16] as const),
    ...[0, 125, 126, random.integer(127, 65_000), 65_535].map((size) =>
      [size, 64] as const
    ),
  ];
  const faults = forms.map(([size, length]) => ({
    what: `the length ${size} in ${length} bits`,
    bytes: encoded(scene, {
      opcode: 2,
      payload: someBytes(random, size),
      length,
    }),
  }));
  const negative = [2n ** 63n, 2n ** 63n + 5n, 2n ** 64n - 5n].map((
    declared,
  ) => ({
    what: `the length ${declared} without a limit`,
    bytes: encoded(scene, { opcode: 2, payload: "12345", declared }),
    options: { maxPayloadBytes: noLimit },
  }));
  await expectRefused(scene, [...faults, ...negative]);
});

check("refuses what is too large when its head has come", {
  heading: "Refuse what is too large by its head",
  why:
    "The head says how much will come. Whoever takes it all first and judges then has given a stranger the memory that the limit was to keep.",
  norm: "RFC 6455 §10.4",
}, async (scene) => {
  const { random } = scene;
  const [small, large] = [
    random.integer(200, 60_000),
    random.integer(70_000, 200_000),
  ];
  const faults = [
    ...[125, small, large, defaultMax].flatMap((most) =>
      [
        most + 1,
        2 ** 31 + 5,
        2 ** 32 + 5,
        2 ** 40,
        2 ** 53 - 1,
        2n ** 53n + 5n,
        2n ** 60n,
        2n ** 63n - 2n ** 12n,
      ].map((declared) => ({
        what:
          `the head of a payload of ${declared} bytes, with ${most} allowed`,
        bytes: encoded(scene, { opcode: 2, declared }),
        options: most === defaultMax ? {} : { maxPayloadBytes: most },
        code: 1009,
      }))
    ),
    {
      what: "the same from a server",
      bytes: encoded(scene, { opcode: 1, declared: small + 1 }, {
        masked: false,
      }),
      options: { maxPayloadBytes: small, masked: false },
      code: 1009,
    },
  ];
  await expectRefused(scene, faults);
  for (const most of [125, small, large]) {
    const frame = { opcode: 2, payload: someBytes(random, most) };
    const pieces = inPieces(encoded(scene, frame));
    const how = `with exactly maxPayloadBytes, ${most}`;
    await expectYielded(scene, { how, pieces }, [frame], {
      maxPayloadBytes: most,
    });
  }
});

check(
  "reads streams that come side by side, and a thousand frames in a piece",
  {
    heading: "Yield each frame when its last byte has come",
    why:
      "A server has many connections, and each of them has its own half of a frame. What a module keeps is there once for all of them.",
  },
  async (scene) => {
    const { callee, clock, random } = scene;
    const faulty = random.integer(0, 2);
    const deliveries = Array.from({ length: 3 }, (_, place) => {
      const masked = place !== 1;
      const frames = [random.integer(1, 20), 130, 0].map((length) => ({
        opcode: 2,
        payload: someBytes(random, length),
      }));
      const last = { opcode: 1, payload: random.text(), masked: !masked };
      const parts = frames.map((frame) => encoded(scene, frame, { masked }));
      if (place === faulty) parts.push(encoded(scene, last));
      return { frames, bytes: joined(parts), masked };
    });
    const calls: Call[] = [];
    for (const { bytes, masked } of deliveries) {
      const pieces = inPieces(bytes, 3).map((piece) => piece.toBase64());
      const slow = { $chunks: pieces, $open: true, $everyMs: 9 };
      calls.push(await callee.call(slow, { masked }));
      await clock.advance(1);
    }
    await clock.advance(3_000);
    for (const [place, { frames }] of deliveries.entries()) {
      const call = own(calls, place);
      const right =
        canonical(frames.map(wanted)) === canonical(yieldedBy(call));
      scene.expect(right && call.pending === (place !== faulty), {
        expected: `${told(frames.map(wanted))} of stream ${
          place + 1
        }, and then ${
          place === faulty ? "WebSocketError" : "nothing"
        }, while others come side by side`,
        got: became(call),
      });
    }
    const many = Array.from(
      { length: 1_000 },
      (_, place) => ({ opcode: 2, payload: Uint8Array.of(place, place >> 8) }),
    );
    const bytes = joined(many.map((frame) => encoded(scene, frame)));
    const how = "a thousand in one piece";
    await expectYielded(scene, { how, pieces: [bytes] }, many, {});
  },
);

check("takes no memory for bytes that have only been announced", {
  heading: "Believe no length",
  why:
    "Ten bytes announce a terabyte. Whoever makes room for it at once is brought down by a thousand strangers who never send anything more.",
  norm: "CWE-789",
}, async (scene) => {
  const { callee, random, expect, forget } = scene;
  for (const masked of [true, false]) {
    const options = { maxPayloadBytes: noLimit, masked };
    for (
      const declared of [2 ** 36, 2 ** 40 + random.integer(0, 999), 2 ** 52]
    ) {
      const announced = { opcode: 2, payload: "12345", declared };
      const bytes = encoded(scene, announced, options);
      for (const pieces of [[bytes], byteByByte(bytes)]) {
        forget();
        const call = await callee.call(stream(pieces), options);
        expect(call.pending && call.yielded.length === 0, {
          expected:
            `no frame yet, and no end: 5 of ${declared} bytes have come, and there is no limit`,
          got: became(call),
        });
      }
    }
  }
  const before = await callee.heldBytes();
  const heads = [
    ...Array.from({ length: 10 }, () => [2 ** 30, noLimit] as const),
    ...Array.from({ length: 40 }, () => [defaultMax, undefined] as const),
  ];
  await Promise.all(heads.map(([declared, maxPayloadBytes]) => {
    const bytes = encoded(scene, { opcode: 2, payload: "12345", declared });
    const options = maxPayloadBytes === undefined ? {} : { maxPayloadBytes };
    return callee.call(stream([bytes]), options);
  }));
  const grown = Math.round((await callee.heldBytes() - before) / 2 ** 20);
  expect(grown < 20, {
    expected:
      "less than 20 MiB in buffers for 5 bytes each of 10 frames that announce 1 GiB and 40 that announce 1 MiB",
    got: `${grown} MiB`,
  });
});

check("yields what was complete before it refuses", {
  heading: "Yield what was complete before",
  why:
    "The frames before the fault are right and belong to the caller, in whatever piece they came. The fault itself is no frame, and what follows cannot be trusted.",
  norm: "RFC 6455 §7.1.7",
}, async (scene) => {
  const { random } = scene;
  const [one, two] = [random.text(), random.text()];
  const before = [{ opcode: 1, payload: one }, { opcode: 9, payload: two }];
  const after = encoded(scene, { opcode: 1, payload: "after" });
  const fault = (init: FrameInit) => joined([encoded(scene, init), after]);
  await expectRefused(scene, [
    { what: "the opcode 3", bytes: fault({ opcode: 3, payload: one }) },
    { what: "rsv 1", bytes: fault({ opcode: 1, rsv: 1, payload: one }) },
    { what: "no mask", bytes: fault({ opcode: 1, masked: false }) },
    {
      what: "a long ping",
      bytes: fault({ opcode: 9, payload: one.repeat(40) }),
    },
    {
      what: "too large a payload",
      bytes: fault({ opcode: 2, declared: defaultMax + 1 }),
      code: 1009,
    },
  ], before);
});

check("refuses a stream that ends inside a frame", {
  heading: "Refuse an end inside a frame",
  why:
    "A connection that breaks off looks like one that ends. Whoever does not notice that a frame has begun takes half a conversation for a whole one.",
}, async (scene) => {
  const { callee, random, expect, forget } = scene;
  for (const masked of [true, false]) {
    const options = { masked };
    const first = { opcode: 1, payload: random.text() };
    const last = { opcode: 2, payload: someBytes(random, 130) };
    const parts = [first, last].map((frame) => encoded(scene, frame, options));
    const bytes = joined(parts);
    const ends = Array.from(
      own(parts, 1),
      (_, at) => own(parts, 0).length + at,
    );
    const deliver = (end: number) => {
      const some = bytes.subarray(0, end);
      const pieces = end % 2 === 0 ? [some] : byteByByte(some);
      return callee.call(stream(pieces, false), options);
    };
    const right = (call: Call, end: number) => {
      const { outcome } = call;
      if (canonical(yieldedBy(call)) !== canonical([wanted(first)])) {
        return false;
      }
      // The first frame has just been read, and the stream may end.
      if (end === own(parts, 0).length) return call.result !== undefined;
      return outcome !== undefined && "name" in outcome &&
        outcome.name === "WebSocketError" && outcome.members.code === 1002;
    };
    const calls = await Promise.all(ends.map(deliver));
    const wrong = calls.findIndex((call, at) => !right(call, own(ends, at)));
    if (wrong === -1) continue;
    const end = own(ends, wrong);
    forget();
    const again = await deliver(end);
    const then = wrong === 0 ? "the end" : "WebSocketError with the code 1002";
    expect(right(again, end), {
      expected: `${
        told([wanted(first)])
      }, and then ${then}: the stream has ended ${
        wrong === 0 ? "behind it" : `after byte ${wrong} of the next frame`
      }`,
      got: became(again),
    });
  }
});

check("cancels the stream when it is left", {
  heading: "Let go of the stream",
  why:
    "A stream that nobody reads and nobody cancels keeps its connection open, with all that was still on its way.",
  norm: "WHATWG Streams §4.2.4",
}, async (scene) => {
  const { callee, random, expect } = scene;
  const frames = Array.from({ length: 4 }, () => ({
    opcode: 1,
    payload: random.text(),
  }));
  const bytes = joined(frames.map((frame) => encoded(scene, frame)));
  const wrong = encoded(scene, { opcode: 7, payload: random.text() });
  const left = await callee.callTaking(2, stream([bytes]));
  await left.expectResult(frames.slice(0, 2).map(wanted));
  const failed = await callee.call(stream([joined([bytes, wrong])]));
  await failed.expectError("WebSocketError");
  for (
    const [call, when] of [[left, "the caller left"], [
      failed,
      "its error",
    ]] as const
  ) {
    expect(call.cancelled, {
      expected: `the stream cancelled after ${when}`,
      got: "a stream that stays open",
    });
  }
});

check.stories("reads any frames from any streams, whatever happens", {
  heading: "Yield each frame when its last byte has come",
  why:
    "Single frames are judged, and nothing between them: neither an opcode, nor a length, nor a key says anything of the next frame, or of the next stream.",
  step: frameStep,
  examples: frameExamples,
}, playFrames);

check("reads frames in real time", {
  heading: "Yield each frame when its last byte has come",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async (scene) => {
  const frames = [{ opcode: 1, payload: "one" }, { opcode: 8 }];
  const bytes = joined(frames.map((frame) => encoded(scene, frame)));
  const pieces = byteByByte(bytes);
  const call = await scene.callee.call(stream(pieces, false));
  await call.expectResult(frames.map(wanted));
});
