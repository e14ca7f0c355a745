/**
 * Shows what was hidden while the fake timers loaded.
 *
 * @module
 */
import { processProperty } from "./hide_node.ts";

Object.defineProperty(globalThis, "process", processProperty);

/** Gives `process` a virtual `hrtime`, in the moment in which somebody asks for it. */
export function virtualizeProcess(nanoseconds: () => bigint): void {
  Object.defineProperty(globalThis, "process", {
    ...processProperty,
    get() {
      Object.defineProperty(globalThis, "process", processProperty);
      // deno-lint-ignore no-process-global
      const { process } = globalThis;
      return Object.assign(process, { hrtime: virtualHrtime(nanoseconds) });
    },
  });
}

const second = 1_000_000_000n;

/** As Node's own: seconds and nanoseconds, since `previous` where it is given. */
function virtualHrtime(nanoseconds: () => bigint) {
  const hrtime = (previous?: readonly [number, number]): [number, number] => {
    const [seconds = 0, rest = 0] = previous ?? [];
    const since = nanoseconds() - BigInt(seconds) * second - BigInt(rest);
    return [Number(since / second), Number(since % second)];
  };
  return Object.assign(hrtime, { bigint: nanoseconds });
}
