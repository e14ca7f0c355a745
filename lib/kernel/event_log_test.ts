import { assert, assertEquals, assertThrows } from "@std/assert";
import { assertSpyCalls, stub } from "@std/testing/mock";
import fc from "fast-check";
import {
  CursorError,
  CursorFromFutureError,
  CursorGoneError,
} from "./cursor_error.ts";
import { EventLog } from "./event_log.ts";
import type { Message } from "./message.ts";

// A failing run prints its seed: `SEED=… deno test lib/kernel` plays it again.
const SEED = Deno.env.get("SEED");
const RUNS = { numRuns: 500, ...(SEED ? { seed: Number(SEED) } : {}) };

function logOf(count: number, capacity = 10_000): EventLog {
  const log = new EventLog({ capacity });
  for (let id = 1; id <= count; id++) {
    log.append({ from: "ada", text: `${id}` });
  }
  return log;
}

function ids(messages: readonly Message[]): number[] {
  return messages.map(({ id }) => id);
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

Deno.test("append() gives ids from 1, the time, and what was drafted", () => {
  const log = new EventLog({ now: () => 1_700_000_000_000 });
  const message = log.append({ from: "ada", text: "hello" });
  const at = 1_700_000_000_000;
  assertEquals(message, { id: 1, at, from: "ada", text: "hello" });
  assertEquals(log.append({ from: "ada", text: "again" }).id, 2);
  assertEquals(log.since(0)[0], message);
});

Deno.test("append() leaves the log as it was when the clock throws", () => {
  const log = new EventLog({
    now: () => {
      throw new Error("no clock");
    },
  });
  assertThrows(() => log.append({ from: "ada", text: "hello" }), Error, "no");
  assertEquals([log.newest, log.since(0).length], [0, 0]);
});

Deno.test("append() hands out messages that nobody can change", () => {
  const message = logOf(1).since(0)[0]!;
  assertThrows(() => Object.assign(message, { text: "other" }), TypeError);
});

Deno.test("EventLog is empty at first", () => {
  const log = new EventLog();
  assertEquals([log.oldest, log.newest, log.listeners], [1, 0, 0]);
  assertEquals(log.since(0), []);
  assertThrows(() => log.since(1), CursorFromFutureError);
});

Deno.test("EventLog keeps the newest messages up to its capacity", () => {
  const log = logOf(5, 3);
  assertEquals([log.oldest, log.newest], [3, 5]);
  assertEquals(ids(log.since(0)), [3, 4, 5]);
});

Deno.test("EventLog keeps one message with a capacity of 1", () => {
  const log = logOf(5, 1);
  assertEquals([log.oldest, log.newest], [5, 5]);
  assertEquals(ids(log.since(0)), [5]);
  assertEquals(ids(log.since(4)), [5]);
  assertEquals(ids(log.since(5)), []);
  assertThrows(() => log.since(3), CursorGoneError);
  assertThrows(() => log.since(6), CursorFromFutureError);
});

Deno.test("EventLog refuses a capacity that is no integer from 1", () => {
  for (const capacity of [0, -1, 1.5, NaN, Infinity]) {
    assertThrows(() => new EventLog({ capacity }), RangeError, `${capacity}`);
  }
});

Deno.test("since() stops at the limit", () => {
  assertEquals(ids(logOf(5).since(1, 2)), [2, 3]);
});

Deno.test("since() refuses what is no cursor and no limit", () => {
  const log = logOf(2);
  for (const cursor of [-1, 0.5, NaN, Infinity]) {
    assertThrows(() => log.since(cursor), RangeError, "'cursor'");
  }
  for (const limit of [0, -1, 1.5, NaN, Infinity]) {
    assertThrows(() => log.since(0, limit), RangeError, "'limit'");
  }
});

Deno.test("since() says which messages are kept when a cursor is gone", () => {
  const error = assertThrows(() => logOf(9, 3).since(2), CursorGoneError);
  assert(error instanceof CursorError);
  assertEquals(error.name, "CursorGoneError");
  assertEquals([error.oldest, error.newest], [7, 9]);
});

Deno.test("since() says which messages are kept when a cursor is from the future", () => {
  const error = assertThrows(
    () => logOf(9, 3).since(10),
    CursorFromFutureError,
  );
  assertEquals(error.name, "CursorFromFutureError");
  assertEquals([error.oldest, error.newest], [7, 9]);
});

Deno.test("since() follows the cursor rules at every edge", () => {
  const capacity = fc.integer({ min: 1, max: 8 });
  const count = fc.integer({ min: 0, max: 20 });
  fc.assert(
    fc.property(capacity, count, (capacity, count) => {
      const log = logOf(count, capacity);
      const oldest = Math.max(1, count - capacity + 1);
      assertEquals([log.oldest, log.newest], [oldest, count]);
      assertEquals(ids(log.since(0)), range(oldest, count));
      for (let cursor = 1; cursor <= count + 2; cursor++) {
        if (cursor > count) {
          assertThrows(() => log.since(cursor), CursorFromFutureError);
        } else if (cursor < oldest - 1) {
          assertThrows(() => log.since(cursor), CursorGoneError);
        } else {
          assertEquals(ids(log.since(cursor)), range(cursor + 1, count));
        }
      }
    }),
    RUNS,
  );
});

Deno.test("EventLog loses, doubles and reorders nothing in any interleaving", () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.constant({ act: "append" as const }) },
    fc.record({
      act: fc.constant("listen" as const),
      // What it does when it first hears something.
      reaction: fc.constantFrom("none", "append", "leave", "throw", "listen"),
    }),
    fc.record({ act: fc.constant("leave" as const), which: fc.nat(9) }),
    fc.record({
      act: fc.constant("read" as const),
      limit: fc.integer({ min: 1, max: 4 }),
    }),
  );
  const capacity = fc.integer({ min: 1, max: 6 });
  fc.assert(
    fc.property(
      capacity,
      fc.array(step, { maxLength: 40 }),
      (capacity, steps) => {
        using _quiet = stub(console, "error");
        const log = new EventLog({ capacity });
        const listeners: Listener[] = [];
        let cursor = 0; // of one reader that continues where it stopped
        for (const step of steps) {
          if (step.act === "append") log.append({ from: "ada", text: "x" });
          if (step.act === "listen") {
            listeners.push(new Listener(log, step.reaction, listeners));
          }
          if (step.act === "leave") listeners[step.which]?.leave();
          if (step.act === "read") cursor = readOn(log, cursor, step.limit);
          assertEquals(
            log.listeners,
            listeners.filter(({ listening }) => listening).length,
          );
        }
        for (const listener of listeners) listener.leave();
        for (const { heard, from, to } of listeners) {
          assertEquals(heard, range(from + 1, to));
        }
        assertEquals(log.listeners, 0);
      },
    ),
    RUNS,
  );
});

/** A listener that knows between which ids it listened. */
class Listener {
  readonly heard: number[] = [];
  readonly from: number;
  to = 0;
  listening = true;
  readonly #remove: () => void;

  constructor(
    readonly log: EventLog,
    reaction: string,
    readonly all: Listener[],
  ) {
    this.from = log.newest;
    this.#remove = log.onAppend(({ id }) => {
      this.heard.push(id);
      if (this.heard.length === 1) this.#react(reaction, id);
    });
  }

  leave(last = this.log.newest): void {
    if (this.listening) this.to = last;
    this.listening = false;
    this.#remove();
  }

  #react(reaction: string, id: number): void {
    if (reaction === "append") this.log.append({ from: "bob", text: "re" });
    if (reaction === "leave") this.leave(id);
    if (reaction === "listen") {
      this.all.push(new Listener(this.log, "none", this.all));
    }
    if (reaction === "throw") throw new Error("a listener that throws");
  }
}

/** Reads one page after the cursor, and returns the next cursor. */
function readOn(log: EventLog, cursor: number, limit: number): number {
  if (cursor > 0 && cursor + 1 < log.oldest) {
    assertThrows(() => log.since(cursor), CursorGoneError);
    return 0;
  }
  const first = Math.max(cursor + 1, log.oldest);
  const last = Math.min(first + limit - 1, log.newest);
  assertEquals(ids(log.since(cursor, limit)), range(first, last));
  return Math.max(cursor, last);
}

Deno.test("onAppend() calls nobody who was removed during the walk", () => {
  const log = new EventLog();
  const heard: string[] = [];
  log.onAppend(() => removeSecond());
  const removeSecond = log.onAppend(() => heard.push("second"));
  log.append({ from: "ada", text: "hello" });
  assertEquals(heard, []);
});

Deno.test("onAppend() counts the same function twice when it listens twice", () => {
  const log = new EventLog();
  const heard: number[] = [];
  const listener = ({ id }: Message) => void heard.push(id);
  const remove = log.onAppend(listener);
  log.onAppend(listener);
  log.append({ from: "ada", text: "hello" });
  remove();
  remove();
  log.append({ from: "ada", text: "hello" });
  assertEquals([heard, log.listeners], [[1, 1, 2], 1]);
});

Deno.test("onAppend() logs the error of a listener and calls the others", () => {
  using error = stub(console, "error");
  const log = new EventLog();
  const heard: number[] = [];
  log.onAppend(() => {
    throw new Error("broken");
  });
  log.onAppend(({ id }) => void heard.push(id));
  log.append({ from: "ada", text: "hello" });
  assertEquals(heard, [1]);
  assertSpyCalls(error, 1);
});

Deno.test("onAppend() tells everybody the same order when a listener appends", () => {
  const log = new EventLog();
  const first: number[] = [];
  const second: number[] = [];
  log.onAppend(({ id }) => {
    if (id < 3) log.append({ from: "echo", text: "again" });
    first.push(id);
  });
  log.onAppend(({ id }) => void second.push(id));
  log.append({ from: "ada", text: "hello" });
  assertEquals([first, second], [[1, 2, 3], [1, 2, 3]]);
});
