import type { Send } from "../../../exam/subject/kind.ts";
import type { Report } from "./learner.ts";

/** What a client yields, as it is reported. */
export interface HeardIteration {
  readonly hear: Send;
  /** Resolves when the iteration has returned; rejects with what it threw. */
  readonly ended: Promise<void>;
}

/** Reports every message, and the end. */
export function hearIteration(report: Report): HeardIteration {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  return {
    ended: promise.then(() => report("ended", {})),
    hear(event, itself) {
      if (event.event === "yielded") return report("message", event.value);
      if (event.event === "returned") resolve();
      if (event.event === "threw") reject(itself);
    },
  };
}
