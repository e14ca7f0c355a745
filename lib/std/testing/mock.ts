/**
 * Functions that remember how they were called, as documented for
 * `@std/testing/mock` 1. Only this module loads sinon.
 *
 * @example Usage
 * ```ts
 * import { assertSpyCalls, spy } from "@std/testing/mock";
 *
 * const double = spy((n: number) => 2 * n);
 * double(21);
 * assertSpyCalls(double, 1);
 * ```
 *
 * @module
 */
// deno-lint-ignore-file no-explicit-any
import sinon from "npm:sinon@22.1.0";

import { MockError } from "./_mock_types.ts";
import type {
  ConstructorSpy,
  GetParametersFromProp,
  GetReturnFromProp,
  MethodSpy,
  Spy,
  SpyCall,
  Stub,
} from "./_mock_types.ts";

export { assertSpyCalls } from "./_assert_spy_calls.ts";
export * from "./_mock_types.ts";

/** What is used of a sinon spy. */
interface Recorder {
  (...args: any[]): any;
  getCalls(): {
    args: any[];
    thisValue: unknown;
    returnValue: unknown;
    exception: Error | undefined;
  }[];
  restore(): void;
}

const mocks = new WeakSet<object>();

/** Makes a function that does nothing and remembers its calls. */
export function spy<
  Self = any,
  Args extends unknown[] = any[],
  Return = undefined,
>(): Spy<Self, Args, Return>;
/** Wraps a function, which remembers its calls. */
export function spy<Self, Args extends unknown[], Return>(
  func: (this: Self, ...args: Args) => Return,
): Spy<Self, Args, Return>;
/** Wraps a class, which remembers its constructions. */
export function spy<Self, Args extends unknown[]>(
  constructor: new (...args: Args) => Self,
): ConstructorSpy<Self, Args>;
/** Wraps a method, which remembers its calls until it is restored. */
export function spy<Self, Prop extends keyof Self>(
  self: Self,
  property: Prop,
): MethodSpy<
  Self,
  GetParametersFromProp<Self, Prop>,
  GetReturnFromProp<Self, Prop>
>;
export function spy(target?: any, property?: PropertyKey): unknown {
  if (property === undefined) {
    const original = target ?? (() => {});
    return decorate(sinon.spy(original), original, () => {
      throw new MockError("Cannot restore: function cannot be restored");
    });
  }
  requireMethod("spy", target, property);
  return decorateMethod(target, property, () => sinon.spy(target, property));
}

/** Replaces a method by one that does nothing and remembers its calls. */
export function stub<Self, Prop extends keyof Self>(
  self: Self,
  property: Prop,
): Stub<Self, GetParametersFromProp<Self, Prop>, GetReturnFromProp<Self, Prop>>;
/** Replaces a method by `func`, which remembers its calls. */
export function stub<Self, Prop extends keyof Self>(
  self: Self,
  property: Prop,
  func: (
    this: Self,
    ...args: GetParametersFromProp<Self, Prop>
  ) => GetReturnFromProp<Self, Prop>,
): Stub<Self, GetParametersFromProp<Self, Prop>, GetReturnFromProp<Self, Prop>>;
export function stub(
  self: any,
  property: PropertyKey,
  func?: (...args: any[]) => any,
): unknown {
  requireMethod("stub", self, property);
  const fake = func ?? (() => {});
  const stubbed = decorateMethod(
    self,
    property,
    () => sinon.stub(self, property).callsFake(fake),
  );
  return Object.defineProperty(stubbed, "fake", { value: fake });
}

function requireMethod(action: string, self: any, property: PropertyKey): void {
  if (mocks.has(Object(self[property]))) {
    throw new MockError(
      `Cannot ${action}: already spying on instance method`,
    );
  }
  if (typeof self[property] !== "function") {
    throw new MockError(`Cannot ${action}: property is not an instance method`);
  }
  if (Object.getOwnPropertyDescriptor(self, property)?.configurable === false) {
    throw new MockError(`Cannot ${action}: non-configurable instance method`);
  }
}

function decorateMethod(
  self: any,
  property: PropertyKey,
  replace: () => Recorder,
): MethodSpy {
  const original = self[property];
  const recorder = replace();
  const putBack = recorder.restore;
  let restored = false;
  const decorated = decorate(recorder, original, () => {
    if (restored) {
      throw new MockError("Cannot restore: instance method already restored");
    }
    putBack.call(recorder);
    restored = true;
  });
  Object.defineProperties(decorated, {
    restored: { get: () => restored },
    [Symbol.dispose]: { value: () => decorated.restore() },
  });
  return decorated as MethodSpy;
}

function decorate(
  recorder: Recorder,
  original: unknown,
  restore: () => void,
): Spy {
  mocks.add(recorder);
  return Object.defineProperties(recorder, {
    original: { value: original },
    calls: { get: () => recorder.getCalls().map(toSpyCall) },
    restored: { value: false, configurable: true },
    restore: { value: restore },
  }) as unknown as Spy;
}

function toSpyCall(
  { args, thisValue, returnValue, exception }: ReturnType<
    Recorder["getCalls"]
  >[number],
): SpyCall {
  return {
    args,
    ...(thisValue ? { self: thisValue } : {}),
    ...(exception ? { error: exception } : { returned: returnValue }),
  };
}
