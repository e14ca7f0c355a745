/** What the subject tells on its own. */
export type SubjectEvent =
  | { readonly event: "ready" }
  | { readonly event: "listening"; readonly port: number }
  | { readonly event: "realTime"; readonly name: string }
  | {
    readonly event: "yielded";
    readonly call?: number;
    readonly value: unknown;
  }
  | { readonly event: "cancelled"; readonly call: number }
  | { readonly event: "changed"; readonly call: number }
  | { readonly event: "used"; readonly call: number; readonly uses: unknown }
  | { readonly event: "returned"; readonly call?: number }
  | {
    readonly event: "threw";
    readonly call?: number;
    readonly name: string;
    readonly message: string;
  }
  | {
    readonly event: "called";
    readonly call?: number;
    readonly name: string;
    readonly arguments: unknown[];
  }
  | {
    readonly event: "asked";
    readonly name: string;
    readonly call: number;
    readonly arguments: unknown[];
  }
  | { readonly event: "aborted"; readonly call: number }
  | {
    readonly event: "fired";
    readonly type: string;
    readonly data?: string;
    readonly lastEventId?: string;
    readonly origin?: string;
    readonly readyState: number;
  }
  | {
    readonly event: "resolved";
    readonly call: number;
    readonly value: unknown;
  }
  | {
    readonly event: "rejected";
    readonly call: number;
    readonly name: string;
    readonly message: string;
    readonly members: Record<string, unknown>;
  }
  | {
    readonly event: "shown";
    readonly number: number;
    readonly title: string;
    readonly init: Record<string, unknown>;
    readonly alive: boolean;
  }
  | { readonly event: "closed"; readonly number: number }
  | { readonly event: "opened" | "focused"; readonly url: string }
  | { readonly event: "subscribed"; readonly options: unknown }
  | {
    readonly event: "ended";
    readonly number: number;
    readonly waits: number;
    readonly outcome: "fulfilled" | "rejected";
    readonly name?: string;
    readonly message?: string;
  }
  | { readonly event: "uncaught"; readonly error: SubjectError };

/** An error as the subject's process describes it. */
export interface SubjectError {
  /** Name of its class. */
  readonly name: string;
  /** Its message. */
  readonly message: string;
  /** Where it was thrown. */
  readonly stack?: string;
  /** `import` or `export` when the exercise could not be loaded. */
  readonly phase?: "import" | "export";
}

/** A command was answered with an error. */
export class SubjectCommandError extends Error {
  override readonly name = "SubjectCommandError";
  /** The error as the subject describes it. */
  readonly error: SubjectError;

  /** Carries what the subject said. */
  constructor(error: SubjectError) {
    super(typeof error.message === "string" ? error.message : "");
    this.error = error;
  }
}
