import {
  type Call,
  exam,
  type FunctionScene,
  jsonOf,
  own,
  type Random,
} from "exam";
import { openExamples, openStep, playBodies } from "./_06_story.ts";
import {
  carriedBytes,
  carriedKeyPair,
  content,
  drawBytes,
  drawKeyPair,
  drawSides,
  example,
  type Fault,
  headerBytes,
  joined,
  sealed,
  type Sides,
} from "./_encryption.ts";

const check = exam("06_push/06_decrypt", "function");
/** Bytes of a text in one message, at most. */
const textBytesMax = 3_993;
/** Bytes of the body of an empty text. */
const bodyBytesMin = headerBytes + 17;

/** What the function is called with. */
interface Given {
  readonly what: string;
  readonly body: Uint8Array;
  readonly sides: Sides;
}

function call(
  { callee }: FunctionScene,
  { body, sides }: Given,
): Promise<Call> {
  const keyPair = carriedKeyPair(sides.receiver);
  // Views of larger buffers, as `subarray` gives them.
  const receiver = { keyPair, auth: carriedBytes(sides.auth, 3) };
  return callee.call(carriedBytes(body, body.length % 7), receiver);
}

/** Words of one to four bytes each letter; nothing in them may be mended. */
function drawText(random: Random): string {
  const words = ["Grüße", "今日は", "🙂", "e\u0301", "\uFEFF", "\u2028", "\r"];
  return ` ${random.text()} ${random.shuffled(words).join(" ")} `;
}

/** Decrypts a body and demands this text. */
async function expectText(
  scene: FunctionScene,
  given: Given,
  text: string,
): Promise<void> {
  scene.forget();
  const decrypted = await call(scene, given);
  scene.expect(decrypted.result === text, {
    expected: `the text ${shown(text)}, from ${given.what}`,
    got: became(decrypted),
  });
  scene.expect(!decrypted.changed, {
    expected: "the caller's bytes as they were",
    got: "other bytes in their place",
  });
}

/** A text with what does not show in it. */
function shown(value: unknown): string {
  const json = jsonOf(value);
  return json.length > 200 ? `${json.slice(0, 200)}… (${json.length})` : json;
}

function refused({ outcome }: Call, reason: string): boolean {
  return outcome !== undefined && "name" in outcome &&
    outcome.name === "DecryptionError" && outcome.members.reason === reason;
}

/** What has become of a call. */
function became({ outcome }: Call): string {
  if (outcome === undefined) return "no end yet";
  if ("value" in outcome) return `the text ${shown(outcome.value)}`;
  const { name, message, members: { reason } } = outcome;
  return reason === undefined
    ? `${name}: ${message}`
    : `${name} with the reason ${shown(reason)}`;
}

/** Decrypts each of these, and demands an error with this reason. */
async function expectRefused(
  scene: FunctionScene,
  reason: string,
  all: readonly Given[],
): Promise<void> {
  const calls = await Promise.all(all.map((given) => call(scene, given)));
  const wrong = calls.findIndex((call) => !refused(call, reason));
  if (wrong === -1) return;
  // Once more, so that the report tells of nothing else.
  scene.forget();
  const again = await call(scene, own(all, wrong));
  scene.expect(refused(again, reason), {
    expected: `DecryptionError with the reason "${reason}", for ${
      own(all, wrong).what
    }`,
    got: became(again),
  });
}

/** A body that would be right without its fault. */
function faulty(
  { random }: FunctionScene,
  what: string,
  fault: Fault,
  sides: Sides = drawSides(random),
): Given {
  // Long enough to have no other fault, whatever length the key claims.
  const text = drawText(random).padEnd(300);
  const body = sealed(sides, [content(text)], fault);
  return { what, body, sides };
}

/** The same bytes, but for one bit. */
function flipped(bytes: Uint8Array, at: number, bit = 1): Uint8Array {
  const other = bytes.slice();
  other[at] = own(other, at) ^ bit;
  return other;
}

check("decrypts the RFC's example", {
  heading: "Open the record",
  why:
    "The secret is the same on both sides, but each has it from its own private key; in what it is mixed with, the receiver's public key is now yours.",
  norm: "RFC 8291 §3.4",
}, async (scene) => {
  const body = sealed(example, [content(example.text)]);
  const what = "the example of RFC 8291";
  await expectText(scene, { what, body, sides: example }, example.text);
});

check("decrypts any text, of any length", {
  heading: "Open the record",
  why:
    "A message has 0 to 3,993 bytes, and they are UTF-8: a character has one to four.",
  norm: "RFC 8291 §4",
}, async (scene) => {
  const { random } = scene;
  const long = random.integer(200, 3_900);
  for (
    const text of [
      "",
      "a",
      drawText(random),
      drawText(random),
      "今".repeat(long / 3),
      "b".repeat(textBytesMax),
    ]
  ) {
    const sides = drawSides(random);
    const body = sealed(sides, [content(text)]);
    await expectText(scene, { what: "a right body", body, sides }, text);
  }
});

check("keeps messages apart that are decrypted at once", {
  heading: "Open the record",
  why:
    "Messages that waited come together, and every step of opening one is waited for. What two of them share, a key or room for their bytes, one of them finds changed when it goes on.",
}, async (scene) => {
  const { random, expect } = scene;
  const messages = Array.from({ length: 12 }, (_, place) => {
    const sides = drawSides(random);
    const text = drawText(random).repeat(place % 3 === 0 ? 30 : 1);
    const padding = random.integer(0, 300);
    const body = sealed(sides, [content(text, { padding })]);
    return { sides, text, body, what: "a right body" };
  });
  const calls = await Promise.all(messages.map((given) => call(scene, given)));
  for (const [place, { text }] of messages.entries()) {
    expect(own(calls, place).result === text, {
      expected: `the text ${shown(text)}, one of ${calls.length} at once`,
      got: became(own(calls, place)),
    });
  }
});

check("takes the padding off, and nothing of the text", {
  heading: "Take off the padding",
  why:
    "Padding hides how long a text is, and it is zeros behind the delimiter. Zeros and twos before it are the text's own.",
  norm: "RFC 8188 §2",
}, async (scene) => {
  const { random } = scene;
  const word = drawText(random);
  const texts = ["", word, `${word}\0`, `\x02${word}\x02`, `${word}\x02\0\0`];
  for (const text of [...texts, "\0", `\x01\x02\0`]) {
    for (const padding of [0, 1, random.integer(2_000, 3_000)]) {
      const sides = drawSides(random);
      const body = sealed(sides, [content(text, { padding })]);
      const what = `a record of ${shown(text)}, 02 and ${padding} zeros`;
      await expectText(scene, { what, body, sides }, text);
    }
  }
});

check("refuses another delimiter than 02", {
  heading: "Refuse what is no push message",
  why:
    "01 says that the message goes on in another record: whoever takes it shows half of a message as a whole one.",
  norm: "RFC 8188 §2",
}, async (scene) => {
  const { random } = scene;
  const word = drawText(random);
  const endings: (readonly [string, Uint8Array])[] = [
    ...[1, 3, random.integer(4, 255)].flatMap((byte) =>
      [0, 1, random.integer(2, 900)].map((padding) =>
        [
          `the delimiter ${byte} and ${padding} zeros`,
          content(word, { delimiter: [byte], padding }),
        ] as const
      )
    ),
    ["a text without a delimiter", content(word, { delimiter: [] })],
    [
      "a text with an 02 in its middle, and no delimiter",
      content(`${word}\x02${word}`, { delimiter: [] }),
    ],
    [
      "the delimiter 01 behind a text that ends with 02",
      content(`${word}\x02`, { delimiter: [1] }),
    ],
    ["zeros alone", new Uint8Array(random.integer(1, 90))],
  ];
  const all = endings.map(([what, record]) => {
    const sides = drawSides(random);
    return { what, body: sealed(sides, [record]), sides };
  });
  await expectRefused(scene, "delimiter", all);
});

check("refuses a body that is too short", {
  heading: "Refuse what is no push message",
  why:
    "Anybody can send three bytes. Whoever reads on behind their end gets an error of its own from somewhere inside, or takes what is not there for zeros.",
  norm: "RFC 8188 §2",
}, async (scene) => {
  const sides = drawSides(scene.random);
  const body = sealed(sides, [content("")]);
  const all = Array.from({ length: bodyBytesMin }, (_, length) => ({
    what: `the first ${length} bytes of ${bodyBytesMin}`,
    body: body.slice(0, length),
    sides,
  }));
  await expectRefused(scene, "too-short", all);
});

check("refuses a key that has not 65 bytes", {
  heading: "Refuse what is no push message",
  why:
    "The header says how long its key is, and everything behind it moves along. RFC 8188 allows any key; a push message brings a point of P-256, uncompressed.",
  norm: "RFC 8291 §4",
}, async (scene) => {
  const { random } = scene;
  const sides = drawSides(random);
  const { publicKey } = sides.sender;
  const compressed = Uint8Array.of(
    2 | own(publicKey, 64) & 1,
    ...publicKey.slice(1, 33),
  );
  const lengths = [0, 1, 33, 64, 66, random.integer(67, 254), 255];
  await expectRefused(scene, "key-length", [
    ...lengths.map((keyBytes) =>
      faulty(scene, `a key of 65 bytes, and ${keyBytes} as its length`, {
        keyBytes,
      })
    ),
    faulty(scene, "a compressed key", { key: compressed }, sides),
    faulty(scene, "a key of 70 bytes", {
      key: joined(publicKey, drawBytes(random, 5)),
    }, sides),
    {
      what: "no key at all",
      body: sealed(sides, [content("x".repeat(300))], {
        key: new Uint8Array(),
      }),
      sides,
    },
  ]);
});

check("refuses a key that is no point of the curve", {
  heading: "Refuse what is no push message",
  why:
    "Points off the curve have been used to take a private key out of its owner, a few bits with each message. No text may ever depend on one.",
  norm: "RFC 8291 §7",
}, async (scene) => {
  const { random } = scene;
  const points = [0, 1, 2].flatMap((): (readonly [string, Uint8Array])[] => {
    const { publicKey } = drawKeyPair(random);
    const [inX, inY] = [random.integer(1, 32), random.integer(33, 64)];
    const bit = 1 << random.integer(0, 7);
    return [
      ["a key with another y", flipped(publicKey, inY, bit)],
      ["a key with another x", flipped(publicKey, inX, bit)],
      [
        "random bytes behind 04",
        joined(publicKey.subarray(0, 1), drawBytes(random, 64)),
      ],
    ];
  });
  const { publicKey } = drawKeyPair(random);
  const first = (byte: number) =>
    [
      `a key that begins with 0${byte}`,
      Uint8Array.of(byte, ...publicKey.subarray(1)),
    ] as const;
  const all = [
    ...points,
    ...[0, 1, 2, 3, 5, 6, 7].map(first),
    ["a key of zeros", new Uint8Array(65)] as const,
    ["04 and zeros", Uint8Array.of(4, ...new Uint8Array(64))] as const,
    ["04 and ff", Uint8Array.of(4, ...new Uint8Array(64).fill(255))] as const,
  ].map(([what, key]) => faulty(scene, what, { key }));
  await expectRefused(scene, "bad-key", all);
});

check("refuses more than one record", {
  heading: "Refuse what is no push message",
  why:
    "The record size says where the second record begins. A push message has one: whoever passes over the size opens nonsense, or the first part alone.",
  norm: "RFC 8291 §4",
}, async (scene) => {
  const { random } = scene;
  const [one, two] = [random.text(), random.text()];
  const first = content(one, { delimiter: [1] });
  const short = content("x".repeat(300));
  const all = [
    {
      what: "two records",
      contents: [first, content(two)],
      recordSize: first.length + 16,
    },
    {
      what: "three records",
      contents: [first, first, content(one)],
      recordSize: first.length + 16,
    },
    { what: "a size of 0", contents: [short], recordSize: 0 },
    { what: "a size of 17", contents: [short], recordSize: 17 },
    {
      what: "a size of 256, and a record of 317",
      contents: [short],
      recordSize: 256,
    },
    {
      what: "a size that is one too small",
      contents: [short],
      recordSize: 316,
    },
    // Below 18 a record holds nothing: no size may be (RFC 8188, section 2.1).
    {
      what: "a size of 17, and no text",
      contents: [content("")],
      recordSize: 17,
    },
  ].map(({ what, contents, recordSize }) => {
    const sides = drawSides(random);
    return { what, body: sealed(sides, contents, { recordSize }), sides };
  });
  await expectRefused(scene, "many-records", all);
  for (const recordSize of [318, 4_095, 65_536, 2 ** 31, 2 ** 32 - 1]) {
    const sides = drawSides(random);
    const body = sealed(sides, [short], { recordSize });
    const what = `one record of 317 bytes, and a size of ${recordSize}`;
    await expectText(scene, { what, body, sides }, "x".repeat(300));
  }
});

check("refuses what was changed on the way, or is for somebody else", {
  heading: "Refuse what is no push message",
  why:
    "The tag covers every byte of the record, and the key depends on every byte of salt, keys and secret. No text that fails it may be shown, not even in part.",
}, async (scene) => {
  const { random } = scene;
  const sides = drawSides(random);
  const body = sealed(sides, [content(drawText(random))]);
  const places = [0, 15, headerBytes, body.length - 17, body.length - 16];
  const drawn = [
    random.integer(1, 14),
    random.integer(headerBytes + 1, body.length - 18),
    body.length - 1,
  ];
  const other = drawSides(random);
  const { auth } = sides;
  await expectRefused(scene, "tampered", [
    ...[...places, ...drawn].map((at) => ({
      what: `another bit in byte ${at} of ${body.length}`,
      body: flipped(body, at, 1 << random.integer(0, 7)),
      sides,
    })),
    { what: "a byte less", body: body.slice(0, -1), sides },
    { what: "a byte more", body: joined(body, Uint8Array.of(0)), sides },
    {
      what: "another key of a sender",
      body: sealed(sides, [content("x")], { key: other.sender.publicKey }),
      sides,
    },
    {
      what: "another receiver's key pair",
      body,
      sides: { ...sides, receiver: other.receiver },
    },
    {
      what: "another secret",
      body,
      sides: { ...sides, auth: flipped(auth, random.integer(0, 15)) },
    },
  ]);
});

check.stories("opens each body by itself, whatever happens", {
  heading: "Open the record",
  why:
    "Bodies come again, come at once, and come from whoever knows the endpoint. Neither a body that was opened nor one that was refused says anything of the next.",
  step: openStep,
  examples: openExamples,
  stepsMax: 12,
}, playBodies);

check("decrypts in real time", {
  heading: "Open the record",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async (scene) => {
  const body = sealed(example, [content(example.text)]);
  const what = "the example of RFC 8291";
  await expectText(scene, { what, body, sides: example }, example.text);
});
