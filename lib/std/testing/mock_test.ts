import {
  assert,
  assertEquals,
  AssertionError,
  assertRejects,
  assertThrows,
} from "@std/assert";
import {
  assertSpyCall,
  assertSpyCallArg,
  assertSpyCallArgs,
  assertSpyCallAsync,
  assertSpyCalls,
  MockError,
  mockSession,
  mockSessionAsync,
  resolvesNext,
  restore,
  returnsArg,
  returnsArgs,
  returnsNext,
  returnsThis,
  spy,
  stub,
} from "@std/testing/mock";

class Counter {
  count = 0;
  add(by: number): number {
    return this.count += by;
  }
}

Deno.test("spy() remembers the calls of a function", () => {
  const double = spy((n: number) => 2 * n);
  assertEquals(double(21), 42);
  assertSpyCalls(double, 1);
  assertSpyCall(double, 0, { args: [21], returned: 42 });
  assertEquals(double.calls, [{ args: [21], returned: 42 }]);
  assertEquals(double.restored, false);
  assertThrows(() => double.restore(), MockError, "cannot be restored");
});

Deno.test("spy() makes a function that does nothing", () => {
  const nothing = spy();
  assertEquals(nothing("a", "b"), undefined);
  assertSpyCallArgs(nothing, 0, ["a", "b"]);
});

Deno.test("spy() remembers what was thrown", () => {
  const broken = spy(() => {
    throw new TypeError("broken pipe");
  });
  assertThrows(() => broken(), TypeError);
  assertSpyCall(broken, 0, {
    error: { Class: TypeError, msgIncludes: "pipe" },
  });
});

Deno.test("spy() wraps a method until it is restored", () => {
  const counter = new Counter();
  {
    using add = spy(counter, "add");
    assertEquals(counter.add(3), 3);
    assertSpyCall(add, 0, { self: counter, args: [3], returned: 3 });
    assertThrows(() => spy(counter, "add"), MockError, "already spying");
  }
  counter.add(4);
  assertEquals(counter.count, 7);
  assert(!Object.hasOwn(counter, "add"));
});

Deno.test("spy() wraps a class", () => {
  const Spied = spy(Counter);
  const counter = new Spied();
  assert(counter instanceof Counter);
  assertSpyCalls(Spied, 1);
});

Deno.test("spy() refuses what is no method", () => {
  assertThrows(() => spy(new Counter(), "count"), MockError, "not an instance");
  const frozen = Object.freeze({ method: () => {} });
  assertThrows(() => spy(frozen, "method"), MockError, "non-configurable");
});

Deno.test("stub() replaces a method until it is restored", () => {
  const counter = new Counter();
  const add = stub(counter, "add", () => 9);
  assertEquals([counter.add(3), counter.count], [9, 0]);
  assertSpyCall(add, 0, { self: counter, args: [3], returned: 9 });
  assertEquals(add.fake.call(counter, 1), 9);
  add.restore();
  assert(add.restored);
  assertEquals(counter.add(3), 3);
  assertThrows(() => add.restore(), MockError, "already restored");
});

Deno.test("stub() does nothing without a function", () => {
  using error = stub(console, "error");
  console.error("quiet");
  assertSpyCallArg(error, 0, 0, "quiet");
});

Deno.test("assertSpyCalls() says whether it were too few or too many", () => {
  const nothing = spy();
  nothing();
  assertThrows(() => assertSpyCalls(nothing, 2), AssertionError, "as much as");
  assertThrows(() => assertSpyCalls(nothing, 0), AssertionError, "more than");
});

Deno.test("assertSpyCall() says what was wrong with the call", () => {
  const add = spy((a: number, b: number) => a + b);
  const broken = spy((): number => {
    throw new Error("broken");
  });
  add(1, 2);
  assertThrows(() => broken());
  const wrong: [() => void, string][] = [
    [() => assertSpyCall(add, 1), "not called as much"],
    [() => assertSpyCall(add, 0, { args: [1, 3] }), "expected args"],
    [() => assertSpyCall(add, 0, { self: {} }), "expected self"],
    [() => assertSpyCall(add, 0, { returned: 4 }), "return expected value"],
    [() => assertSpyCall(add, 0, { error: {} }), "did not throw"],
    [() => assertSpyCall(broken, 0, { returned: 4 }), "error was thrown"],
  ];
  for (const [act, says] of wrong) assertThrows(act, AssertionError, says);
  const both = { returned: 3, error: {} };
  assertThrows(() => assertSpyCall(add, 0, both), TypeError, "only one");
});

Deno.test("assertSpyCallArgs() compares a range of arguments", () => {
  const nothing = spy();
  nothing(1, 2, 3);
  assertEquals(assertSpyCallArgs(nothing, 0, 1, [2, 3]), [2, 3]);
  assertEquals(assertSpyCallArgs(nothing, 0, 1, 2, [2]), [2]);
  assertThrows(() => assertSpyCallArgs(nothing, 0, [1, 2]), AssertionError);
});

Deno.test("assertSpyCallAsync() looks at what the promise became", async () => {
  const later = spy(async (n: number) => {
    await Promise.resolve();
    if (n < 0) throw new RangeError("negative");
    return n;
  });
  await later(1);
  await assertRejects(() => later(-1));
  await assertSpyCallAsync(later, 0, { args: [1], returned: 1 });
  await assertSpyCallAsync(later, 1, { error: { Class: RangeError } });
  await assertRejects(
    () => assertSpyCallAsync(later, 0, { returned: 2 }),
    AssertionError,
    "did not resolve to",
  );
  await assertRejects(
    () => assertSpyCallAsync(later, 1, { returned: 2 }),
    AssertionError,
    "rejected",
  );
});

Deno.test("returnsNext() and resolvesNext() go through the values", async () => {
  const next = returnsNext([1, new Error("two")]);
  assertEquals(next(), 1);
  assertThrows(next, Error, "two");
  assertThrows(next, MockError, "more than 2 time(s)");
  const later = resolvesNext([1, Promise.resolve(2), new Error("three")]);
  assertEquals([await later(), await later()], [1, 2]);
  await assertRejects(() => later(), Error, "three");
  await assertRejects(() => later(), MockError, "more than 3 time(s)");
});

Deno.test("returnsThis(), returnsArg() and returnsArgs() return what they say", () => {
  const self = { self: returnsThis() };
  assertEquals(self.self(), self);
  assertEquals(returnsArg<string>(1)("a", "b"), "b");
  assertEquals(returnsArgs<string[]>(1)("a", "b", "c"), ["b", "c"]);
});

Deno.test("restore() restores what was mocked in the session", async () => {
  const counter = new Counter();
  mockSession();
  stub(counter, "add", () => 9);
  restore();
  assertEquals(counter.add(1), 1);
  mockSession(() => void stub(counter, "add", () => 9))();
  assertEquals(counter.add(1), 2);
  await mockSessionAsync(async () => {
    stub(counter, "add", () => 9);
    await Promise.resolve();
    assertEquals(counter.add(1), 9);
  })();
  assertEquals(counter.add(1), 3);
});
