import {
  type Call,
  exam,
  type FunctionScene,
  hexOf,
  own,
  type Random,
} from "exam";
import { playMessages, sealExamples, sealStep } from "./_05_story.ts";
import {
  carriedBytes,
  carriedKeyPair,
  content,
  drawSides,
  example,
  headerBytes,
  received,
  type Sides,
  toBase64url,
  valuesOf,
} from "./_encryption.ts";
import { bodyOf, judgeBody, judgeTold, toldAs } from "./_judge_body.ts";

const check = exam("06_push/05_encrypt", "function");

const textBytesMax = 3_993;
/**
 * Messages of which no two may have the same salt or key: a stock of 256 salts
 * would show, and so would room for 64 KiB of bodies that is used again.
 */
const messages = 264;

/** A subscription, as browsers hand it over. */
function subscriptionOf({ receiver, auth }: Sides): unknown {
  const p256dh = toBase64url(receiver.publicKey);
  const endpoint = "https://push.example/wpush/gAAAAABn5kS-3x";
  const keys = { p256dh, auth: toBase64url(auth) };
  return { endpoint, expirationTime: null, keys };
}

/** Options with which every value is known beforehand. */
function known({ salt, sender }: Sides): Record<string, unknown> {
  return {
    // A view of a larger buffer, as `subarray` gives it.
    salt: carriedBytes(salt, own(salt, 0) % 8),
    keyPair: carriedKeyPair(sender),
    observe: { $callback: "observe" },
  };
}

/** A text of a few words, in one to four bytes each letter; nothing in it may be mended. */
function drawText(random: Random): string {
  const words = [
    "Grüße",
    "今日は",
    "🙂",
    "e\u0301",
    "\uFEFF",
    "\u2028",
    "\0\r",
  ];
  return ` ${random.text()} ${random.shuffled(words).join(" ")} `;
}

function saltOf(body: Uint8Array): string {
  return body.subarray(0, 16).toHex();
}

function keyOf(body: Uint8Array): string {
  return body.subarray(21, headerBytes).toHex();
}

/** Encrypts with known salt and key, and judges what was told. */
async function expectTold(
  scene: FunctionScene,
  sides: Sides,
  text: string,
): Promise<Call> {
  const { callee, forget } = scene;
  forget();
  const call = await callee.call(text, subscriptionOf(sides), known(sides));
  judgeTold(scene, call, valuesOf(sides));
  return call;
}

/** Encrypts with known salt and key, and judges the body. */
async function expectBody(
  scene: FunctionScene,
  sides: Sides,
  text: string,
): Promise<void> {
  const { callee, forget } = scene;
  forget();
  const { salt, keyPair } = known(sides);
  const options = { salt, keyPair };
  const call = await callee.call(text, subscriptionOf(sides), options);
  const body = await bodyOf(scene, call);
  judgeBody(scene, body, valuesOf(sides), content(text));
}

/** Encrypts without known salt or key, and judges what the receiver finds. */
async function receivedFrom(
  scene: FunctionScene,
  sides: Sides,
  call: Call,
  text: string,
): Promise<Uint8Array> {
  const body = await bodyOf(scene, call);
  const inside = received(body, sides);
  scene.expect(inside?.toHex() === content(text).toHex(), {
    expected: `a body that the receiver opens to ${hexOf(content(text))}`,
    got: inside === undefined
      ? `one that does not open: ${hexOf(body)}`
      : `one that opens to ${hexOf(inside)}`,
  });
  return body;
}

check("derives every value of the RFC's example", {
  heading: "Derive the key",
  why:
    "Each value is made of the ones before it. One byte too many or two keys in the other order, and all that follows is another message, which nobody can read.",
  norm: "RFC 8291 §3.4",
}, async (scene) => {
  await expectTold(scene, example, example.text);
});

check("derives the key of any message", {
  heading: "Derive the key",
  why:
    "What is right for one message can be right by chance: keys, secrets and salts are bytes of any value, and a subscription writes them in base64url.",
  norm: "RFC 8291 §3.4",
}, async (scene) => {
  const { random } = scene;
  for (const end of ["fbefbe", "ffffff", "000000", "drawn"]) {
    const sides = drawSides(random);
    // Three bytes that are "----", "____" or "AAAA" in base64url.
    if (end !== "drawn") sides.auth.set(Uint8Array.fromHex(end), 9);
    await expectTold(scene, sides, random.text());
  }
});

check("says each value that it computes", {
  heading: "Say what you compute",
  why:
    "A key that is wrong gives bytes that look as random as the right ones. Only the values on the way show where it went wrong.",
}, async (scene) => {
  const { random, expect } = scene;
  const call = await expectTold(scene, drawSides(random), random.text());
  const body = await bodyOf(scene, call);
  const told = toldAs(call, "body").at(-1);
  expect(told?.toHex() === body.toHex(), {
    expected: `observe to be told the body that was resolved, ${hexOf(body)}`,
    got: `${hexOf(told)} told as body`,
  });
  expect(!call.changed, {
    expected: "the bytes that were given, told and returned as they were",
    got: "other bytes in their place, after the call",
  });
});

check("writes the header that a receiver needs", {
  heading: "Write the header",
  why:
    "The receiver has nothing but these bytes. Where one is missing or stands the wrong way round, every later one is read at the wrong place.",
  norm: "RFC 8188 §2.1",
}, async (scene) => {
  const { random } = scene;
  await expectBody(scene, example, example.text);
  for (const length of [0, 1, random.integer(50, 3_900)]) {
    await expectBody(scene, drawSides(random), "x".repeat(length));
  }
});

check("ends the text with the delimiter of a last record", {
  heading: "Close the only record",
  why:
    "02 says that no record follows. 01 says that one does, and without a delimiter the receiver takes the last byte of the text for it.",
  norm: "RFC 8188 §2",
}, async (scene) => {
  const { random } = scene;
  for (const end of ["", "\0", "\x01", "\x02", "\x02\0\0"]) {
    await expectBody(scene, drawSides(random), `${random.text()}${end}`);
  }
  await expectBody(scene, drawSides(random), drawText(random));
});

check("counts the bytes of the text, and refuses more than 3,993", {
  heading: "Refuse what is too long",
  why:
    "A push service takes 4,096 bytes, and a character has one to four. What is too long has to be known before anybody has computed or sent anything.",
  norm: "RFC 8291 §4",
}, async (scene) => {
  const { random, callee, expect, forget } = scene;
  const sides = drawSides(random);
  const names = Object.keys(valuesOf(sides));
  for (const sign of ["a", "é", "今", "🙂"]) {
    const size = new TextEncoder().encode(sign).length;
    const filling = "a".repeat(textBytesMax % size);
    const text = sign.repeat(textBytesMax / size) + filling;
    await expectBody(scene, sides, text);
    for (const more of ["a", sign, sign.repeat(200)]) {
      forget();
      const call = await callee.call(
        `${text}${more}`,
        subscriptionOf(sides),
        known(sides),
      );
      await call.expectError("RangeError");
      expectNothingDone(scene, call);
      const told = [...names, "body"].filter((name) =>
        toldAs(call, name).length > 0
      );
      expect(told.length === 0, {
        expected: "the RangeError before anything is computed",
        got: `${told.join(", ")} told to observe before it`,
      });
    }
    // Without them they would have to be drawn.
    const call = await callee.call(`${text}a`, subscriptionOf(sides));
    await call.expectError("RangeError");
    expectNothingDone(scene, call);
  }
});

/** Demands that no value of the table was drawn or computed. */
function expectNothingDone({ expect }: FunctionScene, call: Call): void {
  const done = [
    "crypto.getRandomValues",
    "Math.random",
    "generateKey",
    "deriveBits",
    "deriveKey",
    "sign",
    "encrypt",
  ].filter((name) => call.used(name) > 0);
  expect(done.length === 0, {
    expected: "the RangeError before anything is drawn or computed",
    got: `calls of ${done.join(", ")} before it`,
  });
}

check("draws a salt and a key pair for each message", {
  heading: "Draw a fresh salt and a fresh key pair",
  why:
    "With the same key and the same nonce AES-GCM gives two messages away: whoever has both ciphertexts has the difference of the texts, and can forge a third.",
  norm: "RFC 8188 §4.3",
}, async (scene) => {
  const { random, callee, expect } = scene;
  const sides = drawSides(random);
  const text = drawText(random).padEnd(200);
  // One and the same object each time, as in a loop over what was loaded once.
  const subscription = { $kept: "ada", value: subscriptionOf(sides) };
  const one = await callee.call(text, subscription);
  const together = await Promise.all(
    Array.from(
      { length: messages - 1 },
      () => callee.call(text, subscription, {}),
    ),
  );
  const bodies: Uint8Array[] = [];
  for (const call of [one, ...together]) {
    bodies.push(await receivedFrom(scene, sides, call, text));
  }
  // First by few: a salt that counts in one byte is no random one, long before it comes again.
  const few = bodies.slice(0, 96);
  expectDistinct(scene, few);
  expectRandom(scene, few.map((body) => body.subarray(0, 16)));
  expectDistinct(scene, bodies);
  expectUnchanged(scene, [one, ...together]);
  const foreseeable = [one, ...together].some((call) =>
    call.used("Math.random") > 0
  );
  expect(!foreseeable, {
    expected: "random bytes that nobody can foresee: crypto.getRandomValues",
    got: "calls of Math.random, whose next value follows from the ones before",
  });
});

/** Demands that no two bodies have the same salt, or the same key. */
function expectDistinct(
  { expect }: FunctionScene,
  bodies: readonly Uint8Array[],
): void {
  const [salts, keys] = [bodies.map(saltOf), bodies.map(keyOf)];
  for (const [what, list] of [["salt", salts], ["key", keys]] as const) {
    const twice = list.find((value, at) => list.indexOf(value) !== at);
    expect(twice === undefined, {
      expected: `${bodies.length} messages, each with a ${what} of its own`,
      got: `the ${what} ${twice} in more than one of them`,
    });
  }
}

/** Demands that each byte changes, and that none follows from another one. */
function expectRandom(
  { expect }: FunctionScene,
  salts: readonly Uint8Array[],
): void {
  const shown = salts.slice(0, 3).map((salt) => salt.toHex()).join(", ");
  const places = Array.from({ length: 16 }, (_, at) => at);
  const still = places.find((at) =>
    new Set(salts.map((salt) => salt[at])).size < 40
  );
  expect(still === undefined, {
    expected: `${salts.length} salts of 16 random bytes`,
    got: `hardly any change in byte ${still} of ${shown}`,
  });
  const pairs = places.flatMap((one) =>
    places.map((two) => [one, two] as const)
  );
  const bound = pairs.find(([one, two]) =>
    one < two &&
    new Set(salts.map((salt) => own(salt, two) - own(salt, one) & 255)).size <
      20
  );
  expect(bound === undefined, {
    expected: `${salts.length} salts of 16 random bytes`,
    got: `byte ${bound?.[1]} follows from byte ${bound?.[0]} in ${shown}`,
  });
}

check("keeps messages apart that are encrypted at once", {
  heading: "Derive the key",
  why:
    "A board writes to many at once, and every step of an encryption is waited for. What two messages share, a salt, a key or room for their bytes, one of them finds changed when it goes on.",
}, async (scene) => {
  const { random, callee } = scene;
  const messages = Array.from({ length: 12 }, (_, place) => ({
    sides: drawSides(random),
    text: place % 3 === 0
      ? "x".repeat(random.integer(0, textBytesMax))
      : drawText(random),
  }));
  const calls = await Promise.all(
    messages.map(({ sides, text }) => callee.call(text, subscriptionOf(sides))),
  );
  for (const [place, { sides, text }] of messages.entries()) {
    await receivedFrom(scene, sides, own(calls, place), text);
  }
  const last = await callee.call("", subscriptionOf(drawSides(random)));
  await bodyOf(scene, last);
  expectUnchanged(scene, calls);
});

/** Demands that no later call has written over what an earlier one has given. */
function expectUnchanged(
  { expect }: FunctionScene,
  calls: readonly Call[],
): void {
  const over = calls.findIndex(({ changed }) => changed);
  expect(over === -1, {
    expected: "each body as it was when its promise resolved",
    got: `other bytes in body ${over + 1}, after later calls`,
  });
}

check("takes a known salt with a fresh key pair, and the reverse", {
  heading: "Draw a fresh salt and a fresh key pair",
  why:
    "Each of the two options stands alone: what is given is used, and what is absent is drawn.",
}, async (scene) => {
  const { random, callee, expect } = scene;
  const sides = drawSides(random);
  const { salt, keyPair } = known(sides);
  for (const options of [{ salt }, { keyPair }]) {
    const text = drawText(random);
    const call = await callee.call(text, subscriptionOf(sides), options);
    const body = await receivedFrom(scene, sides, call, text);
    const [saltUsed, keyUsed] = [saltOf(body), keyOf(body)];
    const right = "salt" in options
      ? saltUsed === sides.salt.toHex()
      : keyUsed === sides.sender.publicKey.toHex();
    const fresh = "salt" in options
      ? keyUsed !== sides.sender.publicKey.toHex()
      : saltUsed !== sides.salt.toHex();
    const [given, drawn] = "salt" in options
      ? ["salt", "key"]
      : ["key", "salt"];
    expect(right && fresh, {
      expected: `the ${given} that was given, and a fresh ${drawn}`,
      got: `${hexOf(body.subarray(0, headerBytes))} as header`,
    });
    expect(!call.changed, {
      expected: "the caller's salt as it was",
      got: "other bytes in its place",
    });
  }
});

check.stories("makes each message by itself, whatever happens", {
  heading: "Draw a fresh salt and a fresh key pair",
  why:
    "What was given for one message was given for that one. Kept for the next, it is the same key for two messages, and whoever has both can read them.",
  norm: "RFC 8188 §4.3",
  step: sealStep,
  examples: sealExamples,
  stepsMax: 12,
}, playMessages);

check("encrypts in real time", {
  heading: "Derive the key",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async (scene) => {
  await expectTold(scene, example, example.text);
  await expectBody(scene, example, example.text);
});
