import {
  type Call,
  describeJson,
  exam,
  type FunctionScene,
  jsonOf,
  membersOf,
  own,
} from "exam";
import { examples, playStreams, step } from "./_07_story.ts";

const check = exam("04_server_sent_events/07_read_events", "function");

const MIB = 1_048_576;
const encoder = new TextEncoder();
const nothing = new Uint8Array();

/** An event; what is missing is as it is without a field. */
interface Wanted {
  readonly type?: string;
  readonly data: string;
  readonly lastEventId?: string;
}

function base64(pieces: readonly Uint8Array[]): string[] {
  return pieces.map((piece) => piece.toBase64());
}

function told(events: unknown): string {
  if (!Array.isArray(events)) return jsonOf(events);
  const parts = events.map((event) => {
    const { type = "message", data, lastEventId = "" } = membersOf(event);
    return jsonOf({ type, data, lastEventId });
  });
  return `[${parts.join(", ")}]`;
}

/** Demands that a call has yielded these events and come to its end. */
async function expectEvents(
  { expect }: FunctionScene,
  call: Call,
  wanted: readonly Wanted[],
  how: string,
): Promise<void> {
  // Fails with what the call came to: an error, or no end yet.
  if (call.result === undefined) await call.expectResult(wanted);
  expect(told(call.result) === told(wanted), {
    expected: `${told(wanted)}, delivered ${how}`,
    got: told(call.result),
  });
}

/** Delivers a stream whole, byte by byte, and cut in two at every position. */
async function expectRead(
  scene: FunctionScene,
  stream: string,
  wanted: readonly Wanted[],
  options: Record<string, unknown> = {},
): Promise<void> {
  const { callee } = scene;
  const bytes = encoder.encode(stream);
  const name = JSON.stringify(stream);
  const whole = await callee.call({ $chunks: base64([bytes]) }, options);
  await expectEvents(scene, whole, wanted, `whole: ${name}`);
  // Pieces may be empty too, and whoever asks what the last one was has to know.
  const single = [...bytes].flatMap((byte) => [Uint8Array.of(byte), nothing]);
  const slow = await callee.call({ $chunks: base64(single) }, options);
  const slowly = `byte by byte, with empty pieces between: ${name}`;
  await expectEvents(scene, slow, wanted, slowly);
  const cuts = Array.from({ length: bytes.length + 1 }, (_, at) => ({
    $chunks: base64([bytes.subarray(0, at), bytes.subarray(at)]),
  }));
  const calls = await Promise.all(
    cuts.map((pieces) => callee.call(pieces, options)),
  );
  const at = calls.findIndex(({ result }) => told(result) !== told(wanted));
  if (at === -1) return;
  // Once more, so that the report ends with it.
  const again = await callee.call(own(cuts, at), options);
  const how = `cut after byte ${at}: ${name}`;
  await expectEvents(scene, again, wanted, how);
  await expectEvents(scene, own(calls, at), wanted, how);
}

check("yields each event at its blank line", {
  heading: "Yield each event at its blank line",
  why:
    "The network cuts where it likes: a piece is no event, and an event is no piece. What no blank line has ended is not complete, and is never an event.",
  norm: "WHATWG HTML §9.2.6",
}, async (scene) => {
  const { random } = scene;
  const id = `${random.integer(1, 900)}`;
  const [one, two, three] = [random.text(), random.text(), random.text()];
  await expectRead(
    scene,
    `id: ${id}\ndata: ${one}\n\nevent: reset\ndata: ${two}\n\n\ndata: ${three}\n`,
    [
      { data: one, lastEventId: id },
      { type: "reset", data: two, lastEventId: id },
    ],
  );
  await expectRead(scene, `data: ${one}\n\ndata: ${two}`, [{ data: one }]);
  await expectRead(scene, "", []);
  // Thousands in one piece are as good as one.
  const many = Array.from({ length: 5_000 }, (_, at) => ({ data: `${at}` }));
  const stream = many.map(({ data }) => `data: ${data}\n\n`).join("");
  const $chunks = base64([encoder.encode(stream)]);
  const call = await scene.callee.call({ $chunks });
  await expectEvents(scene, call, many, "in one piece");
});

check("takes LF, CR and CRLF for the end of a line", {
  heading: "Find the lines, whatever ends them",
  why:
    "All three end lines, also mixed in one stream. CR and LF are one end, even when the network cuts between them.",
  norm: "WHATWG HTML §9.2.6",
}, async (scene) => {
  const { random } = scene;
  const [one, two] = [random.text(), random.text()];
  for (const end of ["\n", "\r", "\r\n"]) {
    const lines = [`data: ${one}`, `data: ${two}`, "", `data: ${one}`, "", ""];
    await expectRead(scene, lines.join(end), [
      { data: `${one}\n${two}` },
      { data: one },
    ]);
  }
  await expectRead(
    scene,
    `data: ${one}\r\ndata: ${two}\rdata: ${one}\n\r\ndata: ${two}\n\rdata: ${one}\r\n\n`,
    [{ data: `${one}\n${two}\n${one}` }, { data: two }, { data: one }],
  );
});

check("takes a CR for an end without waiting for the next byte", {
  heading: "Find the lines, whatever ends them",
  why:
    "The LF that may follow can take an hour. An event that is complete is yielded, and the LF is passed over when it comes.",
  norm: "WHATWG HTML §9.2.5",
}, async (scene) => {
  const { callee, random, expect } = scene;
  const text = random.text();
  for (const end of ["\r\r", "\r\n\r", "\n\n", "\n\r"]) {
    const stream = `data: ${text}${end}`;
    const call = await callee.call({
      $chunks: base64([encoder.encode(stream)]),
      $open: true,
    });
    const yielded = call.yielded.map(({ value }) => value);
    expect(told(yielded) === told([{ data: text }]), {
      expected: `${told([{ data: text }])} as soon as ${
        JSON.stringify(stream)
      } has come, while the stream stays open`,
      got: told(yielded),
    });
  }
});

check("takes nothing else for the end of a line", {
  heading: "Find the lines, whatever ends them",
  why:
    "JavaScript knows more line ends than the format: a dot does not match U+2028 and U+2029, and with the flag m, ^ and $ do. A value that is cut there, or a field that begins there, is not what was sent.",
  norm: "WHATWG HTML §9.2.6",
}, async (scene) => {
  const { random } = scene;
  const text = random.text();
  for (const sign of ["\u2028", "\u2029", "\x85", "\v", "\f", "\x1c", "\x1e"]) {
    const value = `${sign}a${sign}data: ${text}${sign}`;
    await expectRead(
      scene,
      `id: ${value}\nevent: ${value}\ndata: ${value}\n` +
        `data${sign}: x\n${sign}data: x\ndata: ${text}\n\n`,
      [{ type: value, data: `${value}\n${text}`, lastEventId: value }],
    );
  }
});

check("decodes characters whose bytes come apart", {
  heading: "Decode UTF-8, whatever the pieces",
  why:
    "A character has up to four bytes, and the network cuts between them too. Whoever decodes each piece by itself turns such a character into question marks.",
  norm: "WHATWG HTML §9.2.6",
}, async (scene) => {
  await expectRead(
    scene,
    "id: №7\nevent: größer\ndata: 今日は 🙂 naïve\0\n\n",
    [{ type: "größer", data: "今日は 🙂 naïve\0", lastEventId: "№7" }],
  );
});

check("strips one byte order mark at the beginning", {
  heading: "Decode UTF-8, whatever the pieces",
  why:
    "Some editors put a mark before the first character. It belongs to no field; but only there, and only once: everywhere else it is a character like any other.",
  norm: "WHATWG HTML §9.2.6",
}, async (scene) => {
  await expectRead(
    scene,
    "\uFEFFdata: one\n\n\uFEFFdata: no field\n\ndata: \uFEFFtwo\n\n",
    [{ data: "one" }, { data: "\uFEFFtwo" }],
  );
  await expectRead(
    scene,
    "\uFEFF\uFEFFdata: no field\n\ndata: one\n\n",
    [{ data: "one" }],
  );
});

check("takes a line apart at its first colon", {
  heading: "Take the fields apart",
  why:
    "The first colon ends the name; one space behind it belongs to nobody, a second one to the value. A name is right to the letter, or it is no field; and a line without a name is a comment.",
  norm: "WHATWG HTML §9.2.6",
}, async (scene) => {
  const { random } = scene;
  const text = random.text();
  const lines = [
    `data:${text}`,
    `data: ${text}: ${text}`,
    `data:  ${text} `,
    `data:\t${text}`,
    "data::",
    "data",
    `Data: ${text}`,
    ` data: ${text}`,
    `data : ${text}`,
    `da-ta: ${text}`,
    `data\0: ${text}`,
    `message: ${text}`,
    `retry: ${random.integer(1, 900)}`,
    `${text}`,
    ":",
    `: data: ${text}`,
    `:data: ${text}`,
    ":: \0",
  ];
  const values = [text, `${text}: ${text}`, ` ${text} `, `\t${text}`, ":", ""];
  await expectRead(scene, `${lines.join("\n")}\n\n`, [{
    data: values.join("\n"),
  }]);
  // What every object has: looked up in a table, some of them throw when they are called.
  const members = ["__proto__", ...Object.getOwnPropertyNames(Object.prototype)]
    .flatMap((name) => [name, `${name}: ${text}`]);
  const stream = [...members, `data: ${text}`, "", ""].join("\n");
  const $chunks = base64([encoder.encode(stream)]);
  const call = await scene.callee.call({ $chunks });
  await expectEvents(scene, call, [{ data: text }], `whole: ${stream}`);
});

check("joins data lines, the empty ones too", {
  heading: "Join the data",
  why:
    "data: with nothing behind it is an empty line of the text. Whoever drops it joins two verses of a poem; and an empty text is a text.",
  norm: "WHATWG HTML §9.2.6",
}, async (scene) => {
  const { random } = scene;
  const [one, two] = [random.text(), random.text()];
  await expectRead(
    scene,
    `data: ${one}\ndata:\ndata\ndata: ${two}\n\n` +
      `data:\ndata: ${one}\n\ndata: ${two}\ndata: \n\n` +
      "data:\n\ndata\ndata\n\n",
    [
      { data: `${one}\n\n\n${two}` },
      { data: `\n${one}` },
      { data: `${two}\n` },
      { data: "" },
      { data: "\n" },
    ],
  );
});

check("yields nothing without data, and forgets the type", {
  heading: "Forget the type, keep the id",
  why:
    "A block without data is no event: heartbeats end with blank lines too. Its type must not stick to the next one.",
  norm: "WHATWG HTML §9.2.6",
}, async (scene) => {
  const { random } = scene;
  const [one, two] = [random.text(), random.text()];
  await expectRead(
    scene,
    `event: ${one}\n\ndata: ${two}\n\nevent: ${one}\ndata: ${one}\n\ndata: ${two}\n\n` +
      `event: ${one}\nevent\ndata: ${one}\n\nevent: ${one}\nevent: ${two}\ndata\n\n\n\n`,
    [
      { data: two },
      { type: one, data: one },
      { data: two },
      { data: one },
      { type: two, data: "" },
    ],
  );
});

check("keeps the last id until another comes", {
  heading: "Forget the type, keep the id",
  why:
    "The id says how far you are, and an event without one changes nothing about it. An empty one takes it back. Whoever loses it resumes at the wrong place.",
  norm: "WHATWG HTML §9.2.6",
}, async (scene) => {
  const { random } = scene;
  const [start, id, other] = [random.text(), random.text(), random.text()];
  await expectRead(
    scene,
    `data: 1\n\nid: ${id}\ndata: 2\n\ndata: 3\n\nid: ${other}\n\ndata: 4\n\n` +
      `id: \0${id}\ndata: 5\n\nid: ${id}\0\nid: x\0x\ndata: 6\n\nid\ndata: 7\n\n` +
      `data: 8\nid: ${id}\n\nid:\ndata: 9\n\n`,
    [
      { data: "1", lastEventId: start },
      { data: "2", lastEventId: id },
      { data: "3", lastEventId: id },
      { data: "4", lastEventId: other },
      { data: "5", lastEventId: other },
      { data: "6", lastEventId: other },
      { data: "7" },
      { data: "8", lastEventId: id },
      { data: "9" },
    ],
    { lastEventId: start },
  );
});

check("reads a reconnection time of digits only", {
  heading: "Read times in digits",
  why:
    "parseInt and Number read far more than the format allows: Deno's own EventSource takes an empty time for 0 and reconnects 300 times a second.",
  norm: "WHATWG HTML §9.2.6",
}, async (scene) => {
  const { callee, random, expect } = scene;
  const ms = random.integer(1_000, 90_000);
  // No timer takes them, and they are numbers all the same. The first comes twice.
  const far = [ms, ms, 3_000_000_000, Number.MAX_SAFE_INTEGER];
  const wrong = [
    ...["", "-5", "+5", "1000x", "0x64", "0b1", "1e2", "1.5", "1_000"],
    ...[" 7", "7 ", "7\t", "７", "٧", "\u20287", "7\u2028"],
  ];
  const stream = far.map((value) => `retry: ${value}\n\n`).join("") +
    `retry:03000\nretry: ${"0".repeat(30)}7\n` +
    wrong.map((value) => `retry: ${value}\n`).join("") +
    "retry\nRetry: 8\nretry:0\ndata: x\n\n";
  for (const size of [1, 7, stream.length * 3]) {
    const bytes = encoder.encode(stream);
    const count = Math.ceil(bytes.length / size);
    const pieces = Array.from(
      { length: count },
      (_, index) => bytes.subarray(index * size, (index + 1) * size),
    );
    const call = await callee.call({ $chunks: base64(pieces) }, {
      onRetry: { $callback: "onRetry" },
    });
    await expectEvents(scene, call, [{ data: "x" }], JSON.stringify(stream));
    const got = call.calls("onRetry").map(({ arguments: [value] }) => value);
    const right = [...far, 3_000, 7, 0];
    expect(JSON.stringify(got) === JSON.stringify(right), {
      expected: `onRetry with ${right.join(", ")}, from ${
        JSON.stringify(stream)
      }`,
      got: describeJson(got),
    });
  }
});

function outcome({ outcome }: Call): string {
  if (outcome === undefined) return "no end yet";
  return "name" in outcome ? outcome.name : "no event";
}

/** A stream in pieces of 64 KiB. */
function inPieces(text: string): string[] {
  const bytes = encoder.encode(text);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += 65_536) {
    pieces.push(bytes.subarray(at, at + 65_536));
  }
  return base64(pieces);
}

/** A block whose data is `size` characters, in lines that are much shorter. */
function longBlock(size: number): string {
  const line = Math.ceil(size / 8);
  const text = Array.from(
    { length: size },
    (_, index) => index % line === line - 1 ? "\n" : "a",
  ).join("");
  return `${text.split("\n").map((part) => `data:${part}`).join("\n")}\n\n`;
}

check("refuses a line or an event that is too large", {
  heading: "Set a limit",
  why:
    "A server that never ends its line fills your memory, byte by byte. The limit is checked while the line grows: its end may never come.",
  norm: "CWE-770",
}, async (scene) => {
  const { callee, random, expect } = scene;
  const drawn = random.integer(500, 5_000);
  for (const sizeMax of [drawn, 40, MIB, 2.5 * MIB]) {
    const options = sizeMax === MIB ? {} : { sizeMax };
    const line = (size: number) => `data:${"a".repeat(size - 5)}`;
    const fits: (readonly [string, ...number[]])[] = [
      [`${line(sizeMax)}\n\n`, sizeMax - 5],
      [longBlock(sizeMax), sizeMax],
    ];
    // What need not be played with a megabyte: other line ends, and events that are too large only together.
    if (sizeMax < MIB) {
      const others = `${line(sizeMax)}\r\n\r\n:${"a".repeat(sizeMax - 1)}\n` +
        `event:${"a".repeat(sizeMax - 6)}\n${line(sizeMax)}\r\r`;
      fits.push(
        [others, sizeMax - 5, sizeMax - 5],
        [`${longBlock(sizeMax)}${others}`, sizeMax, sizeMax - 5, sizeMax - 5],
      );
    }
    for (const [stream, ...wanted] of fits) {
      const call = await callee.call({ $chunks: inPieces(stream) }, options);
      const lengths = Array.isArray(call.result)
        ? call.result.map((event) => `${membersOf(event).data}`.length)
        : [];
      expect(lengths.join() === wanted.join(), {
        expected: `data of ${
          wanted.join(" and ")
        } characters, with sizeMax ${sizeMax}`,
        got: lengths.length === 0
          ? outcome(call)
          : `${lengths.join(" and ")} characters`,
      });
    }
    const tooLarge = [
      `${line(sizeMax + 1)}\n\n`,
      longBlock(sizeMax + 1),
      line(sizeMax + 1),
    ];
    // Lines of every other kind, with and without an end.
    for (
      const name of sizeMax >= MIB ? [] : [":", "id:", "event:", "retry:", ""]
    ) {
      const long = name + "7".repeat(sizeMax + 1 - name.length);
      tooLarge.push(long, `${long}\n`);
    }
    for (const rest of tooLarge) {
      const pieces = [...inPieces("data: x\n\n"), ...inPieces(rest)];
      const stream = { $chunks: pieces, $open: true };
      const call = await callee.call(stream, options);
      await call.expectError("EventTooLargeError");
      const yielded = call.yielded.map(({ value }) => value);
      expect(told(yielded) === told([{ data: "x" }]), {
        expected: `the event before the large one, with sizeMax ${sizeMax}`,
        got: told(yielded).slice(0, 200),
      });
      expect(call.cancelled, {
        expected: "the stream cancelled: nobody reads it any more",
        got: "a stream that stays open",
      });
    }
  }
});

check.stories("reads every stream right, whatever comes", {
  heading: "Yield each event at its blank line",
  why:
    "Lines, fields and characters go on over any pieces, each stream by itself: what one has left half said is no part of another.",
  norm: "WHATWG HTML §9.2.6",
  step,
  examples,
  drawn: 4,
  stepsMax: 60,
}, playStreams);

check("reads events in real time", {
  heading: "Yield each event at its blank line",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async (scene) => {
  const stream = "id: 1\ndata: one\n\ndata: two\r\n\r\n";
  const call = await scene.callee.call({
    $chunks: base64(
      [...encoder.encode(stream)].map((byte) => Uint8Array.of(byte)),
    ),
  });
  await expectEvents(scene, call, [
    { data: "one", lastEventId: "1" },
    { data: "two", lastEventId: "1" },
  ], "byte by byte");
});
