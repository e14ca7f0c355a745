// deno-lint-ignore-file no-explicit-any

/** Thrown when a function cannot be mocked or restored. */
export class MockError extends Error {
  /** Makes an error with this message. */
  constructor(message: string) {
    super(message);
    this.name = "MockError";
  }
}

/** One call that a spy remembers. */
export interface SpyCall<
  Self = any,
  Args extends unknown[] = any[],
  Return = any,
> {
  /** What it was called with. */
  args: Args;
  /** What it returned. */
  returned?: Return;
  /** What it threw. */
  error?: Error;
  /** What it was called on. */
  self?: Self;
}

/** A function that remembers its calls. */
export interface Spy<
  Self = any,
  Args extends unknown[] = any[],
  Return = any,
> {
  (this: Self, ...args: Args): Return;
  /** The function behind it. */
  original: (this: Self, ...args: Args) => Return;
  /** Its calls so far. */
  calls: SpyCall<Self, Args, Return>[];
  /** Whether the method was restored. */
  restored: boolean;
  /** Restores the method. */
  restore(): void;
}

/** A method that remembers its calls; restored at the end of the scope with `using`. */
export interface MethodSpy<
  Self = any,
  Args extends unknown[] = any[],
  Return = any,
> extends Spy<Self, Args, Return>, Disposable {}

/** A class that remembers its constructions. */
export interface ConstructorSpy<Self = any, Args extends unknown[] = any[]> {
  /** Makes an instance. */
  new (...args: Args): Self;
  /** The class behind it. */
  original: new (...args: Args) => Self;
  /** Its constructions so far. */
  calls: SpyCall<Self, Args, Self>[];
  /** Always false. */
  restored: boolean;
  /** Throws: a class cannot be restored. */
  restore(): void;
}

/** A method that was replaced and remembers its calls. */
export interface Stub<
  Self = any,
  Args extends unknown[] = any[],
  Return = any,
> extends MethodSpy<Self, Args, Return> {
  /** What is called instead of the method. */
  fake: (this: Self, ...args: Args) => Return;
}

/** Every kind of spy. */
export type SpyLike<
  Self = any,
  Args extends unknown[] = any[],
  Return = any,
> = Spy<Self, Args, Return> | ConstructorSpy<Self, Args>;

/** The parameters of a method. */
export type GetParametersFromProp<Self, Prop extends keyof Self> =
  Self[Prop] extends (...args: infer Args) => unknown ? Args : unknown[];

/** What a method returns. */
export type GetReturnFromProp<Self, Prop extends keyof Self> =
  Self[Prop] extends (...args: any[]) => infer Return ? Return : unknown;
