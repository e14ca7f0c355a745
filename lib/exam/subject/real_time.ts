import type { Send } from "./kind.ts";

/** What keeps its own time, which nobody outside can command. */
const names = ["Worker", "EventSource"] as const;

/** Tells the examiner when the exercise uses something that runs in real time. */
export function tellRealTime(send: Send): void {
  for (const name of names) {
    const native = globalThis[name] as new (...values: unknown[]) => object;
    const telling = class extends native {
      constructor(...values: unknown[]) {
        send({ event: "realTime", name });
        super(...values);
      }
    };
    Object.defineProperty(telling, "name", { value: name });
    Object.assign(globalThis, { [name]: telling });
  }
}
