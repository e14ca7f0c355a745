import { exam, own } from "exam";
import { playWriting, writeExamples, writeStep } from "./_09_story.ts";
import {
  call,
  expectKept,
  expectRefused,
  expectWritten,
  type Given,
  judge,
  type Options,
  someBytes,
} from "./_written.ts";

const check = exam("05_websockets/09_write_frames", "function");

/** One call of `crypto.getRandomValues` gives 65,536 bytes at most, which are 16,384 keys. */
const KEYS = 17_000;

check("writes a message as one frame", {
  heading: "Write a message as one frame",
  why:
    "The first byte says that the message is whole, and what it is. A frame in two chunks can be torn apart by what somebody else writes between them.",
  norm: "RFC 6455 §5.2",
}, async (scene) => {
  const { random } = scene;
  const text = random.text();
  await expectWritten(scene, { opcode: 1, payload: text });
  await expectWritten(scene, { opcode: 2, payload: someBytes(random, 7) });
  await expectWritten(scene, { opcode: 9, payload: text });
  await expectWritten(scene, { opcode: 10, payload: someBytes(random, 3) });
  for (const opcode of [1, 2, 9, 10]) {
    await expectWritten(scene, { opcode, payload: "" });
    await expectWritten(scene, { opcode, payload: "" }, { masked: true });
  }
  await expectWritten(scene, { opcode: 2, payload: new Uint8Array() });
});

check("writes each length in as few bytes as possible", {
  heading: "Write each length in as few bytes as possible",
  why:
    "Readers hang up when a length takes more bytes than it needs, and read another length when its bytes stand the wrong way round.",
  norm: "RFC 6455 §5.2",
}, async (scene) => {
  const { random } = scene;
  const drawn = [random.integer(128, 65_000), random.integer(65_537, 200_000)];
  const lengths = [124, 125, 126, 127, 255, 256, 65_535, 65_536, ...drawn];
  for (const masked of [false, true]) {
    for (const length of lengths) {
      const payload = someBytes(random, length);
      await expectWritten(scene, { opcode: 2, payload }, { masked });
    }
    // More than a call can have arguments.
    const payload = someBytes(random, random.integer(1_000_000, 1_100_000));
    const options = { masked, maxPayloadBytes: { $number: "Infinity" } };
    await expectWritten(scene, { opcode: 2, payload }, options);
  }
  const payload = `${random.text()} `.repeat(40_000);
  await expectWritten(scene, { opcode: 1, payload });
});

check("encodes text as UTF-8 and counts its bytes", {
  heading: "Encode text as UTF-8",
  why:
    "A character has one to four bytes. Whoever writes the number of characters as the length cuts the text, and the rest is read as the next frame.",
  norm: "RFC 6455 §5.6",
}, async (scene) => {
  const { random } = scene;
  const word = random.text();
  for (
    const text of [`größer ${word}`, `今日は ${word}`, `🙂 ${word}`, "\0é"]
  ) {
    for (const opcode of [1, 2, 9]) {
      await expectWritten(scene, { opcode, payload: text });
    }
  }
  // Marks, and letters that look the same, are characters like any others.
  for (const text of [`\ufeff${word}`, `${word}\ufeff`, "e\u0301 é \u2028"]) {
    await expectWritten(scene, { opcode: 1, payload: text });
    await expectWritten(scene, { opcode: 8, code: 1000, reason: text });
  }
  // 125 characters, and the first length that stands behind a 126.
  await expectWritten(scene, { opcode: 1, payload: "é".repeat(63) });
  await expectWritten(scene, { opcode: 1, payload: `${"a".repeat(124)}é` });
  await expectWritten(scene, { opcode: 1, payload: "é".repeat(32_768) });
});

check("masks every frame with a key of its own", {
  heading: "Mask with a fresh key",
  why:
    "A page must not be able to choose the bytes that go over the wire. Whoever can foresee the key can, and a key that is used twice can be seen in the first frame.",
  norm: "RFC 6455 §5.3",
}, async (scene) => {
  const { random, expect } = scene;
  const keys: string[] = [];
  const write = async (message: Given, more: Options = {}) => {
    const options = { masked: true, ...more };
    const written = await call(scene, message, options);
    const frames = await judge(scene, written, message, options);
    keys.push(...frames.map(({ key }) => key));
    expect(written.used("Math.random") === 0, {
      expected: "keys that nobody can foresee: crypto.getRandomValues",
      got:
        "calls of Math.random, whose next value follows from the ones before",
    });
  };
  for (const length of [1, 2, 3, 4, 5, 6, 1_023]) {
    await write({ opcode: 2, payload: someBytes(random, length) });
  }
  const payload = `${random.text()} `.repeat(60);
  await write({ opcode: 1, payload }, { maxPayloadBytes: 4 });
  // More than a pool of keys holds that is never drawn anew.
  const many = { opcode: 2, payload: someBytes(random, KEYS) };
  await write(many, { maxPayloadBytes: 1 });
  const seen = new Set<string>();
  const again = keys.filter((key) => seen.size === seen.add(key).size);
  const twice = again[0];
  // Two of so many may be the same by chance, in one of thirty runs.
  expect(again.length < 4, {
    expected: `${keys.length} frames with ${keys.length} keys`,
    got: `the key ${twice} in more than one of them`,
  });
  const bytes = keys.map((key) => Uint8Array.fromHex(key));
  const expected = `${keys.length} keys of four random bytes`;
  const shown = `${keys.slice(0, 6).join(", ")}, …`;
  const foreseen = [0, 1, 2, 3].find((place) =>
    new Set(bytes.map((key) => key[place])).size < 50
  );
  expect(foreseen === undefined, {
    expected,
    got: `hardly any change in byte ${foreseen} of ${shown}`,
  });
  const pairs = [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]] as const;
  const bound = pairs.find(([one, two]) =>
    new Set(bytes.map((key) => own(key, two) - own(key, one) & 255)).size < 25
  );
  expect(bound === undefined, {
    expected,
    got: `byte ${bound?.[1]} follows from byte ${bound?.[0]} in ${shown}`,
  });
});

check("leaves the caller's bytes as they were", {
  heading: "Leave the caller's bytes alone",
  why:
    "The same bytes go out to a thousand readers. Whoever masks them where they are sends the second one nonsense.",
}, async (scene) => {
  const { random, expect } = scene;
  const calls = [];
  for (const length of [5, 125, 300, 70_000]) {
    const message = { opcode: 2, payload: someBytes(random, length) };
    const maxPayloadBytes = random.integer(1_000, 30_000);
    for (
      const options of [{ masked: true }, { masked: true, maxPayloadBytes }]
    ) {
      const written = await call(scene, message, options);
      expect(!written.changed, {
        expected: `the ${length} bytes of the caller as they were`,
        got: "other bytes in their place",
      });
      await judge(scene, written, message, options);
      calls.push(written);
    }
  }
  expectKept(scene, calls);
});

check("cuts a long message into fragments", {
  heading: "Cut what is long",
  why:
    "Only the first fragment says what the message is, and only the last one that it is whole. A fragment that carries nothing is a frame too many.",
  norm: "RFC 6455 §5.4",
}, async (scene) => {
  const { random } = scene;
  const size = random.integer(10, 90);
  for (const masked of [false, true]) {
    for (const maxPayloadBytes of [size, 125, 126, 70_000]) {
      const most = maxPayloadBytes;
      for (
        const length of [0, most - 1, most, most + 1, 2 * most, 3 * most + 1]
      ) {
        const message = { opcode: 2, payload: someBytes(random, length) };
        await expectWritten(scene, message, { masked, maxPayloadBytes });
      }
    }
  }
  const payload = random.text();
  await expectWritten(scene, { opcode: 1, payload }, { maxPayloadBytes: 1 });
});

check("cuts text between bytes, not between characters", {
  heading: "Cut what is long",
  why:
    "The limit counts bytes, and a frame carries bytes: whoever cuts the text first sends fragments that are longer than they may be.",
  norm: "RFC 6455 §5.6",
}, async (scene) => {
  const { random } = scene;
  for (const sign of ["é", "日", "🙂"]) {
    const payload = `${random.text()}${sign.repeat(random.integer(20, 60))}`;
    for (const maxPayloadBytes of [1, 2, 5, 7]) {
      await expectWritten(scene, { opcode: 1, payload }, { maxPayloadBytes });
    }
  }
});

check("never cuts a control frame", {
  heading: "Never cut a control frame",
  why:
    "A ping may come between the fragments of a message, so it has to be whole itself.",
  norm: "RFC 6455 §5.5",
}, async (scene) => {
  const { random } = scene;
  const options = { maxPayloadBytes: random.integer(1, 9) };
  for (const opcode of [9, 10]) {
    for (const length of [20, 125]) {
      const payload = someBytes(random, length);
      await expectWritten(scene, { opcode, payload }, options);
    }
  }
  const close = { opcode: 8, code: 1001, reason: "restarting in a minute" };
  await expectWritten(scene, close, options);
});

check("refuses control frames over 125 bytes, and opcodes that are none", {
  heading: "Refuse what cannot be sent",
  why:
    "A reader ends the connection at such a frame. The error belongs to the one who wrote it, here and now.",
  norm: "RFC 6455 §5.5",
}, async (scene) => {
  const { random } = scene;
  for (const opcode of [9, 10]) {
    const long = someBytes(random, random.integer(126, 70_000));
    await expectRefused(scene, { opcode, payload: someBytes(random, 126) });
    await expectRefused(scene, { opcode, payload: long }, {
      maxPayloadBytes: 50,
    });
    // 63 characters, and 126 bytes.
    await expectRefused(scene, { opcode, payload: "é".repeat(63) });
  }
  for (const reason of ["a".repeat(124), "日".repeat(42)]) {
    await expectRefused(scene, { opcode: 8, code: 1000, reason });
  }
  const nan = { $number: "NaN" };
  const beyond = [16, 17, 256 + 2, 256 + 9, 1.5, -1, -2, 2 ** 32 + 1, nan];
  for (const opcode of [0, 3, 4, 5, 6, 7, 11, 12, 13, 14, 15, ...beyond]) {
    await expectRefused(scene, { opcode, payload: random.text() });
  }
});

check("writes a close with code and reason", {
  heading: "Write the close",
  why:
    "The code stands in two bytes, the greater first, before the reason. A close that says nothing is empty: it has no code, not even 0 or 1005.",
  norm: "RFC 6455 §5.5.1",
}, async (scene) => {
  const { random } = scene;
  const text = random.text();
  await expectWritten(scene, { opcode: 8 });
  await expectWritten(scene, { opcode: 8 }, { masked: true });
  const codes = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011];
  const own = [3000, random.integer(3001, 3998), 3999, 4000, 4999];
  for (const code of [...codes, ...own]) {
    await expectWritten(scene, { opcode: 8, code });
  }
  for (const reason of [text, `größer ${text}`, "a".repeat(123), ""]) {
    for (const masked of [false, true]) {
      const code = random.pick([...codes, ...own]);
      await expectWritten(scene, { opcode: 8, code, reason }, { masked });
    }
  }
  await expectWritten(scene, {
    opcode: 8,
    code: 1000,
    reason: "日".repeat(41),
  });
});

check("refuses close codes that may not be sent", {
  heading: "Refuse what cannot be sent",
  why:
    "1005, 1006 and 1015 are what a reader says when no code has come; others mean nothing yet. Two bytes hold 66,536 as 1000.",
  norm: "RFC 6455 §7.4",
}, async (scene) => {
  const { random } = scene;
  const never = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999];
  const beyond = [5000, random.integer(5001, 65_535), 65_536 + 1000, -1];
  const halves = [1000.5, 1003.5, 1007.5, 1010.5, 3000.5, 4998.5];
  // JSON carries none of these: the process makes them of their names.
  const none = ["NaN", "Infinity", "-Infinity"].map(($number) => ({ $number }));
  for (const code of [...never, ...beyond, ...halves, ...none]) {
    await expectRefused(scene, { opcode: 8, code });
  }
  await expectRefused(scene, { opcode: 8, code: 1005, reason: random.text() });
  await expectRefused(scene, { opcode: 8, reason: random.text() });
});

check.stories("writes each message by itself, whatever happens", {
  heading: "Leave the caller's bytes alone",
  why:
    "The same bytes go out as this message and as that one, masked and not, whole and in fragments. What was written of them before says nothing of what has to be written now.",
  step: writeStep,
  examples: writeExamples,
  stepsMax: 12,
}, playWriting);

check("writes frames in real time", {
  heading: "Write a message as one frame",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async (scene) => {
  const message = { opcode: 1, payload: "Good morning, everybody" };
  await expectWritten(scene, message, { masked: true, maxPayloadBytes: 10 });
});
