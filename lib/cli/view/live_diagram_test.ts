import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Cast, Recording, type WireEvent } from "wire";
import { liveCounters } from "./live_counters.ts";
import { liveDiagram } from "./live_diagram.ts";

const encoder = new TextEncoder();
const ANSWER =
  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]";

/** The events of `count` polls over four connections. */
function* polls(count: number): Generator<WireEvent> {
  for (let poll = 0; poll < count; poll++) {
    const connection = 1 + poll % 4;
    const at = 300 * poll;
    if (poll < 4) yield { kind: "open", at, connection };
    const ask = `GET /messages?since=${poll} HTTP/1.1\r\nHost: a\r\n\r\n`;
    yield bytes(at, "client", ask, connection);
    yield bytes(at + 150, "server", ANSWER, connection);
  }
}

/** The events of a stream with `count` messages. */
function* stream(count: number): Generator<WireEvent> {
  yield { kind: "open", at: 0, connection: 1 };
  yield bytes(0, "client", "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
  const head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
  yield bytes(1, "server", head);
  for (let id = 1; id <= count; id++) {
    yield bytes(2 * id, "server", `id: ${id}\ndata: news\n\n`);
  }
}

function bytes(
  at: number,
  from: "client" | "server",
  text: string,
  connection = 1,
): WireEvent {
  return { kind: "bytes", at, connection, from, bytes: encoder.encode(text) };
}

interface Work {
  /** How often the bytes of an event were looked at. */
  looks: number;
  /** How often a step of the diagram was made. */
  steps: number;
  /** Lines printed. */
  readonly lines: string[];
}

/** Shows events as they come, and counts what is done for it. */
function work(
  events: Iterable<WireEvent>,
  view: (recording: Recording, work: Work, cast: Cast) => () => void,
): Work {
  const work: Work = { looks: 0, steps: 0, lines: [] };
  const sides = () => {
    work.steps++;
    return { client: 0, server: 1 };
  };
  const recording = new Recording();
  const finish = view(recording, work, { names: ["Client", "Server"], sides });
  for (const event of events) {
    const counted = new Proxy(event, {
      get(target, name) {
        if (name === "bytes") work.looks++;
        return Reflect.get(target, name);
      },
    });
    recording.record(counted);
  }
  finish();
  return work;
}

function diagram(recording: Recording, { lines }: Work, cast: Cast) {
  const print = (line = "") => void lines.push(line);
  return liveDiagram(recording, { print, width: 80 }, cast);
}

function counters(recording: Recording, { lines }: Work) {
  return liveCounters(recording, { status: (line) => void lines.push(line) });
}

for (const [what, events] of Object.entries({ polls, stream })) {
  Deno.test(`liveDiagram() does for each of many ${what} what it does for each of few`, () => {
    const few = work(events(400), diagram);
    const many = work(events(800), diagram);
    assert(few.looks > 400, `${few.looks} looks`);
    assert(few.steps > 400, `${few.steps} steps`);
    assert(many.looks <= 2 * few.looks, `${few.looks}, ${many.looks} looks`);
    assert(many.steps <= 2 * few.steps, `${few.steps}, ${many.steps} steps`);
  });

  Deno.test(`liveCounters() does for each of many ${what} what it does for each of few`, () => {
    const few = work(events(400), counters);
    const many = work(events(800), counters);
    assert(few.looks > 400, `${few.looks} looks`);
    assert(many.looks <= 2 * few.looks, `${few.looks}, ${many.looks} looks`);
  });
}

Deno.test("liveDiagram() shows beginning and end of a long run, and what it leaves out", () => {
  const { lines } = work(polls(800), diagram);
  assert(lines.length < 200, `${lines.length} lines`);
  assertStringIncludes(lines[1]!, "GET /messages?since=0 ");
  assertStringIncludes(lines.at(-3)!, "GET /messages?since=799 ");
  const gap = lines.findIndex((line) => line.includes("are left out"));
  const left = Number(/[\d,]+/.exec(lines[gap]!)![0].replace(",", ""));
  // A header, what is said where the lines stop to come, and the gap.
  const shown = lines.length - 3;
  // Request, how long it was held, answer.
  assertEquals(shown + left, 3 * 800);
});

Deno.test("liveDiagram() leaves nothing out of a short run, and says so at once", () => {
  const events = [...polls(20)];
  const recording = new Recording();
  const lines: string[] = [];
  const print = (line = "") => void lines.push(line);
  recording.record(events[0]!);
  recording.record(events[1]!);
  const finish = liveDiagram(recording, { print, width: 80 });
  assertEquals(lines.length, 2); // what was recorded before
  for (const [index, event] of events.slice(2).entries()) {
    recording.record(event);
    if (index === 0) assertEquals(lines.length, 4);
  }
  const { length } = lines;
  finish();
  assertEquals(lines.length, length);
  assertEquals(lines.some((line) => line.includes("…")), false);
});
