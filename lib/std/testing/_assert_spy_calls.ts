import { assertEquals, AssertionError } from "../assert/mod.js";
import type { SpyLike } from "./_mock_types.ts";

/** Asserts how often a spy was called. */
export function assertSpyCalls<Self, Args extends unknown[], Return>(
  spy: SpyLike<Self, Args, Return>,
  expectedCalls: number,
): void {
  const { length } = spy.calls;
  try {
    assertEquals(length, expectedCalls);
  } catch (error) {
    const diff = (error as Error).message.split("\n").slice(1).join("\n");
    const problem = length < expectedCalls
      ? "Spy not called as much as expected"
      : "Spy called more than expected";
    throw new AssertionError(`${problem}:\n${diff}`);
  }
}
