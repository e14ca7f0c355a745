import {
  assert,
  assertEquals,
  AssertionError,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { assertSpyCalls, MockError, spy, stub } from "@std/testing/mock";

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
  assertEquals(double.calls, [{ args: [21], returned: 42 }]);
  assertEquals(double.restored, false);
  assertThrows(() => double.restore(), MockError, "cannot be restored");
});

Deno.test("spy() makes a function that does nothing", () => {
  const nothing = spy();
  assertEquals(nothing("a", "b"), undefined);
  assertEquals(nothing.calls[0]?.args, ["a", "b"]);
});

Deno.test("spy() remembers what was thrown", () => {
  const broken = spy(() => {
    throw new TypeError("broken pipe");
  });
  const thrown = assertThrows(() => broken(), TypeError);
  assertStrictEquals(broken.calls[0]?.error, thrown);
});

Deno.test("spy() wraps a method until it is restored", () => {
  const counter = new Counter();
  {
    using add = spy(counter, "add");
    assertEquals(counter.add(3), 3);
    assertEquals(add.calls, [{ self: counter, args: [3], returned: 3 }]);
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
  assertEquals(add.calls, [{ self: counter, args: [3], returned: 9 }]);
  assertEquals(add.fake.call(counter, 1), 9);
  add.restore();
  assert(add.restored);
  assertEquals(counter.add(3), 3);
  assertThrows(() => add.restore(), MockError, "already restored");
});

Deno.test("stub() does nothing without a function", () => {
  using error = stub(console, "error");
  console.error("quiet");
  assertEquals(error.calls[0]?.args, ["quiet"]);
});

Deno.test("assertSpyCalls() says whether it were too few or too many", () => {
  const nothing = spy();
  nothing();
  assertThrows(() => assertSpyCalls(nothing, 2), AssertionError, "as much as");
  assertThrows(() => assertSpyCalls(nothing, 0), AssertionError, "more than");
});
