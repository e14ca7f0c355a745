import {
  assertEquals,
  AssertionError,
  assertIsError,
  assertRejects,
} from "../assert/mod.js";
import type { ExpectedSpyCall, SpyCall, SpyLike } from "./_mock_types.ts";

/** Asserts how often a spy was called. */
export function assertSpyCalls<Self, Args extends unknown[], Return>(
  spy: SpyLike<Self, Args, Return>,
  expectedCalls: number,
): void {
  const { length } = spy.calls;
  const message = length < expectedCalls
    ? "Spy not called as much as expected"
    : "Spy called more than expected";
  equals(length, expectedCalls, message);
}

/** Asserts that a spy was called, and how. */
export function assertSpyCall<Self, Args extends unknown[], Return>(
  spy: SpyLike<Self, Args, Return>,
  callIndex: number,
  expected?: ExpectedSpyCall<Self, Args, Return>,
): void {
  const call = callAt(spy, callIndex);
  if (!expected) return;
  if (expected.args) {
    equals(call.args, expected.args, "Spy not called with expected args");
  }
  if ("self" in expected) {
    const message = expected.self
      ? "Spy not called as method on expected self"
      : "Spy not expected to be called as method on object";
    equals(call.self, expected.self, message);
  }
  requireOneOutcome(expected);
  if ("returned" in expected) {
    if (call.error) {
      throw new AssertionError(
        "Spy call did not return expected value, an error was thrown.",
      );
    }
    const message = "Spy call did not return expected value";
    equals(call.returned, expected.returned, message);
  }
  if ("error" in expected) {
    if ("returned" in call) {
      throw new AssertionError(
        "Spy call did not throw an error, a value was returned.",
      );
    }
    const { Class, msgIncludes } = expected.error ?? {};
    assertIsError(call.error, Class, msgIncludes);
  }
}

/** Asserts that a spy was called, and what its promise became. */
export async function assertSpyCallAsync<Self, Args extends unknown[], Return>(
  spy: SpyLike<Self, Args, Promise<Return>>,
  callIndex: number,
  expected?: ExpectedSpyCall<Self, Args, Promise<Return> | Return>,
): Promise<void> {
  const { returned: _returned, error: _error, ...how } = expected ?? {};
  assertSpyCall(spy, callIndex, how);
  const call = callAt(spy, callIndex);
  if (call.error) {
    throw new AssertionError(
      "Spy call did not return a promise, an error was thrown.",
    );
  }
  if (!(call.returned instanceof Promise)) {
    throw new AssertionError(
      "Spy call did not return a promise, a value was returned.",
    );
  }
  if (!expected) return;
  requireOneOutcome(expected);
  if ("returned" in expected) {
    const resolved = await call.returned.catch(() => {
      throw new AssertionError("Spy call returned promise was rejected");
    });
    const message = "Spy call did not resolve to expected value";
    equals(resolved, await expected.returned, message);
  }
  if ("error" in expected) {
    const { Class = Error, msgIncludes = "" } = expected.error ?? {};
    await assertRejects(() => call.returned, Class, msgIncludes);
  }
}

/** Asserts one argument of a call, and returns it. */
export function assertSpyCallArg<
  Self,
  Args extends unknown[],
  Return,
  ExpectedArg,
>(
  spy: SpyLike<Self, Args, Return>,
  callIndex: number,
  argIndex: number,
  expected: ExpectedArg,
): ExpectedArg {
  const arg = callAt(spy, callIndex).args[argIndex];
  assertEquals(arg, expected);
  return arg as ExpectedArg;
}

/** Asserts the arguments of a call, and returns them. */
export function assertSpyCallArgs<
  Self,
  Args extends unknown[],
  Return,
  ExpectedArgs extends unknown[],
>(
  spy: SpyLike<Self, Args, Return>,
  callIndex: number,
  expected: ExpectedArgs,
): ExpectedArgs;
/** Asserts the arguments of a call from `argsStart` on, and returns them. */
export function assertSpyCallArgs<
  Self,
  Args extends unknown[],
  Return,
  ExpectedArgs extends unknown[],
>(
  spy: SpyLike<Self, Args, Return>,
  callIndex: number,
  argsStart: number,
  expected: ExpectedArgs,
): ExpectedArgs;
/** Asserts the arguments of a call from `argsStart` to before `argsEnd`, and returns them. */
export function assertSpyCallArgs<
  Self,
  Args extends unknown[],
  Return,
  ExpectedArgs extends unknown[],
>(
  spy: SpyLike<Self, Args, Return>,
  callIndex: number,
  argsStart: number,
  argsEnd: number,
  expected: ExpectedArgs,
): ExpectedArgs;
export function assertSpyCallArgs(
  spy: SpyLike,
  callIndex: number,
  argsStart?: unknown,
  argsEnd?: unknown,
  expected?: unknown,
): unknown[] {
  const range = [argsStart, argsEnd, expected].filter((each) =>
    each !== undefined
  );
  const wanted = range.pop();
  const [start, end] = range as number[];
  const args = callAt(spy, callIndex).args.slice(start, end);
  assertEquals(args, wanted);
  return args;
}

function callAt<Self, Args extends unknown[], Return>(
  spy: SpyLike<Self, Args, Return>,
  index: number,
): SpyCall {
  const call = spy.calls[index];
  if (!call) throw new AssertionError("Spy not called as much as expected");
  return call;
}

function requireOneOutcome(expected: ExpectedSpyCall): void {
  if ("returned" in expected && "error" in expected) {
    throw new TypeError(
      "Do not expect error and return, only one should be expected",
    );
  }
}

function equals(actual: unknown, expected: unknown, message: string): void {
  try {
    assertEquals(actual, expected);
  } catch (error) {
    assertIsError(error);
    const diff = error.message.split("\n").slice(1).join("\n");
    throw new AssertionError(`${message}:\n${diff}`);
  }
}
