import { type Call, describeJson, exam, type FunctionScene, own } from "exam";
import fc from "fast-check";
import { AWKWARD } from "../_awkward.ts";
import { modelReading } from "./_model_reader.ts";
import { readEvents } from "../../solutions/04_server_sent_events/07_read_events.ts";

const check = exam("04_server_sent_events/06_write_events", "function");

/** What is given to `writeEvents`. */
interface Given {
  id?: string;
  event?: string;
  retry?: number;
  data?: string;
  comment?: string;
}

/** What a reader gets of it: `[type, data, lastEventId]` or `[retry]`. */
type Got = (string | number)[];

/** The events and reconnection times that a reader finds, in order. */
async function readBack(
  { expect }: FunctionScene,
  text: string,
): Promise<Got[]> {
  const got: Got[] = [];
  const stream = ReadableStream.from([new TextEncoder().encode(text)]);
  const onRetry = (ms: number) => void got.push([ms]);
  try {
    for await (const event of readEvents(stream, { onRetry })) {
      got.push([event.type, event.data, event.lastEventId]);
    }
  } catch (error) {
    expect(false, {
      expected: "a text that a reader of event streams takes",
      got: `${text.length} characters, at which it fails: ${error}`,
    });
  }
  return got;
}

/** What a reader has to get: the format knows one line end, and remembers ids. */
function expected(events: readonly Given[]): Got[] {
  let lastEventId = "";
  return events.flatMap(({ id, event, retry, data }) => {
    lastEventId = id ?? lastEventId;
    const got: Got[] = retry === undefined ? [] : [[retry]];
    if (data === undefined) return got;
    const text = data.replaceAll(/\r\n|\r/g, "\n");
    return [...got, [event || "message", text, lastEventId]];
  });
}

/** The text that a call returned. */
async function textOf(scene: FunctionScene, call: Call): Promise<string> {
  // Fails with what the call came to: an error, or nothing yet.
  if (call.result === undefined) await call.expectResult("a text");
  scene.expect(typeof call.result === "string", {
    expected: "a text",
    got: describeJson(call.result),
  });
  return call.result as string;
}

/** Writes all events with one call; a reader gets back what went in. */
async function expectReadBack(
  scene: FunctionScene,
  ...events: Given[]
): Promise<string> {
  const call = await scene.callee.call(...events);
  const text = await textOf(scene, call);
  // What is written next shows whether the last block has ended.
  const next = { data: "(the next one on the stream)" };
  const wanted = expected([...events, next]);
  const got = await readBack(scene, `${text}data: ${next.data}\n\n`);
  const differs = wanted.findIndex((one, index) =>
    JSON.stringify(one) !== JSON.stringify(got[index])
  );
  const at = differs === -1 ? wanted.length : differs;
  scene.expect(differs === -1 && got.length === wanted.length, {
    expected: `a reader to get ${told(wanted[at])} as number ${at + 1}`,
    got: `${told(got[at])}, from ${around(text, got[at]?.[1])}`,
  });
  // A browser forgets the id of a block that has not ended.
  const id = events.reduce((last, { id }) => id ?? last, "");
  const { lastEventId } = modelReading(text);
  scene.expect(lastEventId === id, {
    expected: `a browser to come back with the last id ${JSON.stringify(id)}`,
    got: `the last id ${JSON.stringify(lastEventId)}, from ${around(text)}`,
  });
  return text;
}

function told(got: Got | undefined): string {
  if (got === undefined) return "nothing more";
  if (got.length === 1) return `the reconnection time ${got[0]}`;
  const [type, data, lastEventId] = got.map((part) => JSON.stringify(part));
  return `an event with type ${type}, data ${data} and lastEventId ${lastEventId}`;
}

/** The part of a long text where the reader was. */
function around(text: string, data?: string | number): string {
  const [first = ""] = `${data ?? ""}`.split("\n");
  const at = Math.max(0, text.indexOf(first) - 60);
  return JSON.stringify(text.length > 300 ? text.slice(at, at + 300) : text);
}

check("writes id, type and data so that a reader gets them back", {
  heading: "Write what a reader gets back",
  why:
    "An event is complete at its blank line. Without one, the next event is read as its continuation.",
  norm: "WHATWG HTML §9.2.6",
}, async (scene) => {
  const { random } = scene;
  const [first, second, third] = [random.text(), random.text(), random.text()];
  const id = `${random.integer(1, 900)}`;
  await expectReadBack(scene, { id, data: first });
  await expectReadBack(
    scene,
    { id, event: "reset", data: first },
    { data: second },
    { id: `${id}1`, data: third },
  );
});

check("writes data of several lines", {
  heading: "Write data of several lines",
  why:
    "A line that does not begin with data: is another field, and a blank one ends the event. What a user typed then becomes an event that the server has never written. CR ends a line too.",
  norm: "WHATWG HTML §9.2.6",
}, async (scene) => {
  const { random } = scene;
  const end = () => random.pick(["\n", "\r", "\r\n"]);
  const [one, two] = [random.text(), random.text()];
  await expectReadBack(scene, { id: "5", data: `${one}\n${two}\n\n${one}` });
  for (const end of ["\n", "\r", "\r\n"]) {
    await expectReadBack(
      scene,
      { id: "6", data: `${one}${end}id: 99${end}${end}event: forged` },
      { data: `${end}${two}${end}` },
    );
  }
  await expectReadBack(scene, { data: `${one}${end()}${two}${end()}:${one}` });
  // Any two or three ends behind each other: how many lines they end is said by their order.
  const ends = ["\n\r", "\r\r\n", "\r\n\r", "\n\r\n", "\r\n\n", "\n\n\r"];
  await expectReadBack(
    scene,
    ...ends.map((end) => ({ data: `${one}${end}${two}${end}` })),
  );
});

/** What templates, patterns and other formats read as something else. */
const CODES = [
  "$& costs $$5, $` and $'",
  "$1$<name>",
  "\\n\\r\\0",
  "%0A%20%%",
  "&amp;&#10;",
];

check("keeps every character", {
  heading: "Keep every character",
  why:
    "A reader removes one space after the colon. Whoever writes none loses the first space of a text that begins with one.",
  norm: "WHATWG HTML §9.2.6",
}, async (scene) => {
  const { random } = scene;
  const text = random.text();
  await expectReadBack(
    scene,
    { data: ` ${text}`, id: ` ${text}`, event: ` ${text}` },
    { data: `  ${text} `, id: `${text} `, event: `${text}:` },
    { data: `\t${text}\n  ${text}`, id: `:${text}`, event: `\t${text}` },
    { data: `\uFEFF${text}\0`, id: "№ 日", event: "größer:" },
    { data: `: ${text}`, event: "data: x", id: "id" },
    ...CODES.map((code) => ({
      data: `${code}\n${code}`,
      event: code,
      id: code,
    })),
  );
});

/** Characters that end a line elsewhere, but not in an event stream. */
const NO_LINE_ENDS = ["\u2028", "\u2029", "\x85", "\v", "\f", "\x1c", "\x1e"];

check("ends lines at LF, CR and CRLF only", {
  heading: "Keep every character",
  why:
    "JavaScript knows more line ends than the format: in a pattern with the flag m, ^ and $ also match at U+2028 and U+2029, and a dot does not match them. A text with one of them then comes out as another text.",
  norm: "WHATWG HTML §9.2.5",
}, async (scene) => {
  const text = scene.random.text();
  for (const sign of NO_LINE_ENDS) {
    const value = `${sign}${text}${sign}data: ${text}${sign}${sign}`;
    const comment = value;
    await expectReadBack(
      scene,
      { data: value, comment },
      { id: value, data: text },
      { event: value, data: `${value}\n${value}\r${sign}\n` },
    );
  }
});

check("writes texts of any length and any name", {
  heading: "Keep every character",
  why:
    "A text may have a hundred thousand lines, more than a call has room for arguments, and the names of a program are words like any other. Calls share nothing: an event of the last call is no event of this one.",
}, async (scene) => {
  const { random } = scene;
  const text = random.text();
  const names = ["__proto__", "constructor", "toString", "0", "null", "data"];
  for (const name of names) {
    await expectReadBack(
      scene,
      { id: name, event: name, data: name, comment: name },
      { data: text },
    );
  }
  await expectReadBack(scene);
  const long = "x\n".repeat(200_000);
  await expectReadBack(scene, { data: long, comment: long });
  await expectReadBack(scene, { data: text.repeat(20_000), id: text });
  const many = Array.from({ length: 5_000 }, (_, at) => ({ data: `${at}` }));
  await expectReadBack(scene, ...many);
});

check("writes what is empty or zero", {
  heading: "Write what is empty or zero",
  why:
    "An empty text is a text, an empty id takes the last one back, and 0 is a time. Only what is missing is not written.",
  norm: "WHATWG HTML §9.2.6",
}, async (scene) => {
  await expectReadBack(
    scene,
    { id: "7", data: "" },
    { id: "", data: "after an empty id" },
    { event: "", data: "\n" },
    { retry: 0 },
    { id: "8" },
    { data: "\n\n" },
    { event: "without data" },
    { data: "and nothing of it is left" },
  );
  // Nothing follows in the call: the block has to end all the same.
  for (const last of [{ id: "7" }, { event: "reset" }, { id: "" }]) {
    await expectReadBack(scene, last);
    await expectReadBack(scene, { id: "6", data: "one" }, last);
  }
});

check("writes comments that no reader gets", {
  heading: "Write comments",
  why:
    "A comment keeps the connection alive and does nothing else. Its second line is a line of its own, and needs a colon of its own.",
  norm: "WHATWG HTML §9.2.5",
}, async (scene) => {
  const { random, expect } = scene;
  const text = random.text();
  for (const comment of ["", text, ` ${text}`]) {
    const written = await expectReadBack(scene, { comment });
    const first = written.split(/[\r\n]/).find((line) => line.startsWith(":"));
    expect(first?.includes(comment) ?? false, {
      expected: `a line with a colon and then ${JSON.stringify(comment)}`,
      got: describeJson(written),
    });
  }
  for (const end of ["\n", "\r", "\r\n", "\n\n"]) {
    const written = await expectReadBack(
      scene,
      { comment: `${text}${end}data: forged${end}${end}id: 99` },
      { comment: `data: ${text}`, id: "4", data: text },
      { data: text },
    );
    const lines = written.split(/[\r\n]/).filter((line) =>
      line.startsWith(":")
    );
    for (const part of [text, "data: forged", "id: 99", `data: ${text}`]) {
      expect(lines.some((line) => line.endsWith(part)), {
        expected: `a line with a colon and then ${JSON.stringify(part)}`,
        got: describeJson(written),
      });
    }
  }
});

check("lets nothing into the stream through id and type", {
  heading: "Let no field break out of its line",
  why:
    "An id that comes from a user may hold a line end, and behind it a whole event. Readers ignore an id with NUL, so that they come back with an older one.",
  norm: "WHATWG HTML §9.2.6",
}, async (scene) => {
  const { callee, random, expect } = scene;
  const text = random.text();
  const forgeries = ["\n", "\r", "\r\n"].flatMap((end) => [
    `7${end}data: forged${end}${end}`,
    `7${end}forged`,
  ]);
  // Each behind one whose line end comes later: a pattern with the flag g or y would go on from there.
  const later = `${"7".repeat(60)}\r\n`;
  const attempts: Given[] = [
    { id: "7\n\n", data: text },
    { id: "7\r", data: text },
    ...forgeries.flatMap((forged) => [
      { id: later, data: text },
      { id: forged, data: text },
      { event: later, id: "5", data: text },
      { event: forged, id: "5", data: text },
    ]),
    { event: "\nx", id: "5", data: text },
    { id: "7\0", data: text },
  ];
  // An id that is written as several fields may take back the one before it.
  const before = attempts.map((_, place) => place < 2 ? [{ id: "3" }] : []);
  const harmless = await callee.call({ id: "7", data: text });
  const [read] = await readBack(scene, await textOf(scene, harmless));
  expect(read?.[1] === text, {
    expected: `an event with the data ${JSON.stringify(text)}`,
    got: describeJson(read),
  });
  const calls = await Promise.all(
    attempts.map((attempt, place) =>
      callee.call(...own(before, place), attempt)
    ),
  );
  for (const [place, attempt] of attempts.entries()) {
    const call = own(calls, place);
    if (call.result === undefined) await call.expectError("TypeError");
    else {
      const written = await textOf(scene, call);
      const [got, ...more] = await readBack(scene, written);
      const clean = more.length === 0 && got?.[1] === text &&
        isHarmless(attempt, got, own(before, place)[0]?.id) &&
        !(attempt.id?.includes("\0") && written.includes("\0"));
      expect(clean, {
        expected: `a TypeError, or one event with the data ${
          JSON.stringify(text)
        } and nothing that ${JSON.stringify(attempt)} would add to it`,
        got: describeJson(written),
      });
    }
  }
});

/** Whether a reader gets of a value no more than what it begins with: without what cannot be written, or nothing of it. */
function isHarmless(
  { id = "", event }: Given,
  got: Got,
  lastId = "",
): boolean {
  const [type, , lastEventId] = got.map(String);
  const [value, read, without] = event === undefined
    ? [id, lastEventId, lastId]
    : [event, type, "message"];
  const [beginning = ""] = value.split(/[\r\n\0]/);
  return read !== undefined && !/[\r\n\0]/.test(read) &&
    (read === without || read.startsWith(beginning)) &&
    (event === undefined ? type === "message" : lastEventId === id);
}

check("writes a reconnection time in digits or not at all", {
  heading: "Write times in digits",
  why:
    "A reader ignores everything but digits, and some readers do worse: Deno's own EventSource reconnects without a pause after retry: -5.",
  norm: "WHATWG HTML §9.2.6",
}, async (scene) => {
  const { callee, random, expect } = scene;
  const retry = random.integer(1, 90_000);
  await expectReadBack(
    scene,
    { retry },
    { retry: 10_000_000, data: "x" },
    { retry: 1 },
    { retry: Number.MAX_SAFE_INTEGER },
  );
  const infinite = [NaN, Infinity, -Infinity];
  for (
    const wrong of [-retry, -1, retry + 0.5, 0.5, 2 ** 53, 1e21, ...infinite]
  ) {
    const call = await callee.call({ retry: wrong, data: "x" });
    // Any error is right: nothing was written.
    if (call.result === undefined && !call.pending) continue;
    const written = await textOf(scene, call);
    const fields = written.split(/[\r\n]/).filter((line) =>
      line.startsWith("retry")
    );
    expect(fields.length === 0, {
      expected: `an error, or no retry field for ${wrong}`,
      got: describeJson(written),
    });
  }
});

const text = fc.string({ unit: "binary", maxLength: 12 });
const nasty = fc.array(
  fc.constantFrom(
    ..."\r\n\t :ad0$&",
    ...["\0", "data:", "id: ", "\uFEFF", "é", "日"],
  ),
  { maxLength: 10 },
).map((parts) => parts.join(""));
const anyText = fc.oneof(text, nasty);
const oneLine = anyText.map((value) => value.replaceAll(/[\r\n\0]/g, ""));
const anyEvent: fc.Arbitrary<Given> = fc.record({
  id: oneLine,
  event: oneLine,
  retry: fc.nat(),
  data: anyText,
  comment: anyText,
}, { requiredKeys: [] });

/** What is written with one call, as long as no new call begins. */
type Step = Given | "a new call";

/** Values that differ from one event to the next, and from one call to the next. */
const awkward: readonly Step[] = AWKWARD.flatMap((text, place): Step[] => [
  { id: text, event: text, data: `\n${text}\r\r\n`, comment: text },
  { data: `${text}\r` },
  place % 3 === 0 ? "a new call" : { id: "", retry: place },
  { data: "" },
  { event: text },
  { data: ` ${text}\n ${text}` },
]);

/** What the last call has said is unknown to who reads this one. */
const twice: readonly Step[] = [
  { id: "7", event: "reset", retry: 250, data: "one" },
  "a new call",
  { id: "7", event: "reset", retry: 250, data: "one" },
];

check.stories("writes any event so that it comes out as it went in", {
  heading: "Write what a reader gets back",
  why:
    "A format is right when it is right for every text, not for those that came to mind. Hundreds of drawn events are written, and read back.",
  norm: "WHATWG HTML §9.2.6",
  step: fc.oneof(
    { weight: 20, arbitrary: anyEvent },
    { weight: 1, arbitrary: fc.constant("a new call" as const) },
  ) as fc.Arbitrary<Step>,
  examples: [[...awkward, ...twice]],
  stepsMax: 300,
}, async (scene, story) => {
  let events: Given[] = [];
  for (const step of [...story, "a new call" as const]) {
    if (step !== "a new call") events.push(step);
    else if (events.length > 0) {
      await expectReadBack(scene, ...events);
      events = [];
    }
  }
});

check("writes in real time", {
  heading: "Write what a reader gets back",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async (scene) => {
  await expectReadBack(scene, { id: "1", data: "one\ntwo" }, { data: "three" });
});
