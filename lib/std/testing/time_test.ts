import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { deadline, delay, retry } from "@std/async";
import { FakeTime, TimeError } from "@std/testing/time";

Deno.test("FakeTime stands still until it is moved", () => {
  using time = new FakeTime(1_000);
  assertEquals([time.start, time.now, Date.now()], [1_000, 1_000, 1_000]);
  time.tick(25_000);
  assertEquals([time.start, time.now, Date.now()], [1_000, 26_000, 26_000]);
  assertEquals(new Date().getTime(), 26_000);
});

Deno.test("FakeTime begins at a date, a text or the real time", () => {
  const iso = "2026-01-02T03:04:05.000Z";
  for (const start of [iso, new Date(iso), Date.parse(iso)]) {
    using _time = new FakeTime(start);
    assertEquals(new Date().toISOString(), iso);
  }
  const before = Date.now();
  using time = new FakeTime();
  assert(time.now >= before);
});

Deno.test("FakeTime refuses a start that is no time", () => {
  assertThrows(() => new FakeTime("never"), TypeError, "invalid start");
  using _time = new FakeTime();
});

Deno.test("FakeTime runs timers in the order in which they are due", () => {
  using time = new FakeTime();
  const rang: string[] = [];
  setTimeout(() => rang.push("second"), 200);
  setTimeout((name) => rang.push(name), 100, "first");
  const id = setTimeout(() => rang.push("never"), 150);
  clearTimeout(id);
  time.tick(199);
  assertEquals(rang, ["first"]);
  time.tick(1);
  assertEquals(rang, ["first", "second"]);
});

Deno.test("FakeTime repeats intervals until they are cleared", () => {
  using time = new FakeTime(0);
  const rang: number[] = [];
  const id = setInterval(() => rang.push(Date.now()), 10);
  time.tick(35);
  clearInterval(id);
  time.tick(100);
  assertEquals(rang, [10, 20, 30]);
});

Deno.test("FakeTime runs a timer of 0 ms that a timer set", () => {
  using time = new FakeTime(0);
  const rang: number[] = [];
  setTimeout(() => setTimeout(() => rang.push(Date.now()), 0), 10);
  time.tick(10);
  assertEquals(rang, [10]);
});

Deno.test("FakeTime moves what @std/async waits for", async () => {
  using time = new FakeTime();
  let resolved = false;
  const waiting = delay(25_000).then(() => resolved = true);
  await time.tickAsync(24_999);
  assertFalse(resolved);
  await time.tickAsync(1);
  await waiting;
});

Deno.test("FakeTime moves AbortSignal.timeout", async () => {
  using time = new FakeTime();
  const late = deadline(new Promise(() => {}), 500).catch(({ name }) => name);
  time.tick(500);
  assertEquals(await late, "TimeoutError");
});

Deno.test("now moves forward only", () => {
  using time = new FakeTime(100);
  time.now = 200;
  assertThrows(() => time.now = 199, RangeError, "past");
});

Deno.test("next() goes to the next timer", () => {
  using time = new FakeTime(0);
  const rang: string[] = [];
  setTimeout(() => rang.push("a"), 10);
  setTimeout(() => rang.push("b"), 10);
  setTimeout(() => rang.push("c"), 20);
  assert(time.next());
  assertEquals([rang, time.now], [["a", "b"], 10]);
  assert(time.next());
  assertFalse(time.next());
});

Deno.test("runAll() goes on until no timer is left", () => {
  using time = new FakeTime(0);
  let rang = 0;
  const again = () => ++rang < 5 && setTimeout(again, 100);
  setTimeout(again, 100);
  time.runAll();
  assertEquals([rang, time.now], [5, 500]);
});

Deno.test("runAllAsync() lets promises go on in between", async () => {
  using time = new FakeTime(0);
  let attempts = 0;
  const result = retry(() => {
    if (++attempts < 3) throw new Error("not yet");
    return "done";
  }, { jitter: 0 });
  await time.runAllAsync();
  assertEquals([await result, attempts, time.now], ["done", 3, 3_000]);
});

Deno.test("delay() waits in real time", async () => {
  using time = new FakeTime(0);
  await time.delay(1);
  assertEquals(time.now, 0);
  const signal = AbortSignal.abort();
  await assertRejects(() => time.delay(1, { signal }), DOMException, "aborted");
});

Deno.test("restoreFor() has the real time for a while", async () => {
  using _time = new FakeTime(0);
  assert(await FakeTime.restoreFor(() => Date.now()) > 0);
  assert(await FakeTime.restoreFor((ms) => delay(ms).then(Date.now), 1) > 0);
  assertEquals(Date.now(), 0);
});

Deno.test("FakeTime advances by itself when it is told so", async () => {
  using time = new FakeTime(0, { advanceRate: 1_000, advanceFrequency: 1 });
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  assert(time.now >= 5_000);
});

Deno.test("restore() brings everything back", () => {
  const before = [
    Date,
    setTimeout,
    clearTimeout,
    setInterval,
    clearInterval,
    AbortSignal.timeout,
  ];
  new FakeTime().restore();
  new FakeTime();
  FakeTime.restore();
  assertEquals([
    Date,
    setTimeout,
    clearTimeout,
    setInterval,
    clearInterval,
    AbortSignal.timeout,
  ], before);
});

Deno.test("FakeTime cannot be faked twice nor restored twice", async () => {
  const time = new FakeTime();
  assertThrows(() => new FakeTime(), TimeError, "already faked");
  time.restore();
  assertThrows(() => time.restore(), TimeError, "already restored");
  assertThrows(() => FakeTime.restore(), TimeError, "already restored");
  await assertRejects(
    () => FakeTime.restoreFor(() => {}),
    TimeError,
    "not faked",
  );
});
