import { type Call, type FunctionScene, jsonOf, membersOf, own } from "exam";
import fc from "fast-check";
import { AWKWARD } from "../_awkward.ts";
import { keepMarks } from "../_marks.ts";
import { modelReading } from "./_model_reader.ts";

/** Far below the default. */
const sizeMax = 400;

/** What can come next on a stream, or another stream that is read at the same time. */
export type Step =
  | {
    readonly text: string;
    /** Into how many pieces the network cuts it. */
    readonly pieces: number;
    /** Whether its first piece comes together with what came before it. */
    readonly glued: boolean;
  }
  /** A line with this name, as long as may be and so many characters more. */
  | { readonly longer: number; readonly name: string }
  | { readonly empty: true }
  /** The stream stays open in the middle of a character. */
  | { readonly half: true }
  | { readonly another: string };

const end = fc.constantFrom("\n", "\n", "\r", "\r\n");

const line: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(
      fc.constantFrom("data:", "data: ", "data:  ", "event: ", "id: ", "id:"),
      fc.constantFrom(...AWKWARD, "", "a\0b", "今日は🙂", ":", "\ufeff"),
    ).map((parts) => parts.join("")),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...["retry: 250", "retry:03000", "retry: 1e2", "retry:", "retry: ７"],
      ...[": data: x", ":", "data", "id", "event", "Data: x", " data: x"],
      ...["data : x", "\ufeffdata: x", "reset: x", "constructor: x"],
    ),
  },
  { weight: 4, arbitrary: fc.constant("") },
);

/** Draws one step. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.record({
      text: fc.tuple(line, end).map((parts) => parts.join("")),
      pieces: fc.constantFrom(1, 1, 2, 3, 40),
      glued: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      longer: fc.constantFrom(0, 0, 1),
      name: fc.constantFrom("data:", ":", "id:", "x"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ empty: fc.constant(true as const) }) },
  { weight: 1, arbitrary: fc.record({ half: fc.constant(true as const) }) },
  { weight: 2, arbitrary: fc.record({ another: fc.constantFrom("", "7") }) },
);

const whole = (text: string): Step => ({ text, pieces: 1, glued: false });
const apart = (text: string): Step => ({ text, pieces: 40, glued: true });

/** Streams that leave everything half said, and go on where others have stopped. */
const halves: readonly Step[] = [
  apart("\ufeffid: 今日は\r\n"),
  whole("event: reset\r"),
  { empty: true },
  whole("\n"),
  apart("data:  two\u2028lines\r"),
  whole("\r"),
  whole("id: a\0b\ndata\ndata:\n"),
  { longer: 0, name: "id:" },
  whole("\nretry:03000\nretry: 1e2\nevent: half"),
  { half: true },
  { another: "7" },
  whole("data: of another\n\nid\ndata: 🙂"),
  whole("\n\n"),
  whole("data: x\n\n"),
  { longer: 1, name: ":" },
];

/** Stories that hurt. */
export const examples: readonly (readonly Step[])[] = [halves];

/** A stream, in the pieces in which it comes. */
interface Stream {
  readonly lastEventId: string;
  readonly pieces: Uint8Array[];
}

/** Plays one story: streams that are read at the same time, and stay open. */
export async function playStreams(
  scene: FunctionScene,
  story: readonly Step[],
): Promise<void> {
  const streams = streamsOf(story);
  const calls = await Promise.all(
    streams.map(({ lastEventId, pieces }) =>
      scene.callee.call(
        { $chunks: pieces.map((piece) => piece.toBase64()), $open: true },
        { lastEventId, sizeMax, onRetry: { $callback: "onRetry" } },
      )
    ),
  );
  for (const [place, stream] of streams.entries()) {
    judge(scene, stream, own(calls, place));
  }
}

function streamsOf(story: readonly Step[]): Stream[] {
  const starts = [...story.keys()].filter((at) => "another" in own(story, at));
  return [-1, ...starts].map((at, place): Stream => {
    const [first] = at < 0 ? [] : [own(story, at)];
    const lastEventId = first && "another" in first ? first.another : "";
    const pieces: Uint8Array[] = [];
    const steps = story.slice(at + 1, starts[place]);
    for (const step of steps) addStep(pieces, step);
    // The first byte of a character, whose others have not come.
    if (steps.some((step) => "half" in step)) pieces.push(Uint8Array.of(0xe4));
    return { lastEventId, pieces: keepMarks(pieces) };
  });
}

function addStep(pieces: Uint8Array[], step: Step): void {
  if ("empty" in step) pieces.push(new Uint8Array());
  else if ("text" in step) add(pieces, step);
  else if ("longer" in step) {
    const length = sizeMax + step.longer - step.name.length;
    add(pieces, { text: `${step.name}${"7".repeat(length)}\n` });
  }
}

/** Adds a text in pieces of one size. */
function add(
  to: Uint8Array[],
  { text, pieces = 1, glued = false }: {
    readonly text: string;
    readonly pieces?: number;
    readonly glued?: boolean;
  },
): void {
  const bytes = new TextEncoder().encode(text);
  const size = Math.ceil(bytes.length / pieces);
  for (let place = 0; place < bytes.length; place += size) {
    const piece = bytes.subarray(place, place + size);
    const before = glued && place === 0 ? to.pop() : undefined;
    to.push(Uint8Array.of(...before ?? [], ...piece));
  }
}

/** Demands the events of a stream, its times, and an error where it is too large. */
function judge(scene: FunctionScene, stream: Stream, call: Call): void {
  const { expect } = scene;
  const { lastEventId, pieces } = stream;
  const all = textOf(pieces);
  const has = (when: "line" | "blank line") => (_: unknown, place: number) =>
    isTooLarge(textOf(pieces.slice(0, place + 1)), charactersOf, when);
  const large = pieces.findIndex(has("blank line"));
  const perhaps = pieces.findIndex(has("line"));
  // Where it may be too large, and where characters and bytes differ, either is right.
  const isClear = (perhaps < 0) === (large < 0) &&
    isTooLarge(all, bytesOf, "line") === (large >= 0);
  if (!isClear) return;
  const before = large < 0 ? pieces : pieces.slice(0, perhaps);
  const until = large < 0 ? pieces : pieces.slice(0, large + 1);
  const named = `a stream of the pieces ${
    pieces.map((piece) => JSON.stringify(textOf([piece]))).join(" + ")
  }`;
  const got = call.yielded.map(({ value }) => told(membersOf(value)));
  const most = modelReading(textOf(until), { lastEventId }).events.map(told);
  const least = modelReading(textOf(before), { lastEventId }).events.length;
  const right = got.length >= least && got.length <= most.length &&
    got.every((event, place) => event === most[place]);
  expect(right, {
    expected: `${
      most.join(", ") || "no event"
    }, as soon as they have come, from ${named}`,
    got: got.join(", ") || "no event",
  });
  if (large < 0) judgeEnd(scene, stream, call, named);
  else {
    const { outcome } = call;
    const isError = outcome !== undefined && "name" in outcome &&
      outcome.name === "EventTooLargeError";
    expect(isError && call.cancelled, {
      expected:
        `EventTooLargeError, and the stream cancelled, with sizeMax ${sizeMax} from ${named}`,
      got: isError
        ? "the error, and a stream that stays open"
        : call.pending
        ? "no end yet"
        : jsonOf(outcome),
    });
  }
}

/** A stream that stays open is read on, and has told its times. */
function judgeEnd(
  { expect }: FunctionScene,
  { lastEventId, pieces }: Stream,
  call: Call,
  named: string,
): void {
  call.expectPending();
  const { retries, begunRetries } = modelReading(textOf(pieces), {
    lastEventId,
  });
  const times = call.calls("onRetry").map((one) => one.arguments[0]);
  // At the line, or at the blank line behind it.
  const most = [...retries, ...begunRetries];
  const right = times.length >= retries.length &&
    times.every((ms, place) => ms === most[place]);
  expect(right, {
    expected: `onRetry with ${retries.join(", ") || "nothing"} from ${named}`,
    got: jsonOf(times),
  });
}

/** Whether a line is longer than it may be, or the data of an event, at its line or at the blank line behind it. */
function isTooLarge(
  text: string,
  sizeOf: (text: string) => number,
  when: "line" | "blank line",
): boolean {
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
  const rest = lines.pop() ?? "";
  let data = -1;
  for (const line of lines) {
    if (sizeOf(line) > sizeMax) return true;
    if (data > sizeMax && (when === "line" || line === "")) return true;
    if (line === "") data = -1;
    const [isData, value = ""] = /^data(?:: ?(.*))?$/s.exec(line) ?? [];
    if (isData !== undefined) data += sizeOf(value) + 1;
    if (data > sizeMax && when === "line") return true;
  }
  return sizeOf(rest) > sizeMax;
}

function charactersOf(text: string): number {
  return text.length;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

function textOf(pieces: readonly Uint8Array[]): string {
  const bytes = pieces.flatMap((piece) => [...piece]);
  // A mark is kept here: the model takes it away.
  return new TextDecoder("utf-8", { ignoreBOM: true })
    .decode(Uint8Array.from(bytes), { stream: true });
}

function told(
  { type, data, lastEventId }: {
    readonly type?: unknown;
    readonly data?: unknown;
    readonly lastEventId?: unknown;
  },
): string {
  return jsonOf({ type, data, lastEventId });
}
