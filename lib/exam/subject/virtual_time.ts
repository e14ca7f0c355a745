import FakeTimers from "@sinonjs/fake-timers";
import { epochMs } from "../limits.ts";
import { activity } from "./activity.ts";

/** The clock of the subject, as the runner moves it. */
export interface VirtualTime {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The number of timers that are set. */
  readonly timers: number;
  /** When the next timer is due, in ms since 1970; `null` without timers. */
  readonly nextAt: number | null;
  /** Fires the next timer, and only that, if it is due by `until`. */
  fireNext(until: number): boolean;
  /** Moves time to `until`, at which no earlier timer may be due. */
  moveTo(until: number): void;
  /** Wakes after a sleep: time jumps, overdue timers fire once. */
  jump(ms: number): void;
}

const faked = [
  "setTimeout",
  "clearTimeout",
  "setInterval",
  "clearInterval",
  "Date",
  "performance",
  "hrtime",
  "Temporal",
] as const;

/**
 * Installs virtual time for everything that is imported later.
 *
 * `setImmediate`, `queueMicrotask` and `nextTick` stay real: they wait for no
 * time at all.
 */
export function installVirtualTime(): VirtualTime {
  const clock = FakeTimers.install({
    now: epochMs,
    toFake: [...faked],
    // Deno's own WebSocket clears native timers with the global function.
    shouldClearNativeTimers: true,
  });
  hideControls(clock);
  countTimers();
  patchAbortSignalTimeout();
  patchTimerReferences();
  return control(clock);
}

function control(clock: FakeTimers.Clock): VirtualTime {
  // The table exists from the first timer on, and the types do not show it.
  const table = clock as unknown as {
    timers?: Map<unknown, { callAt: number }>;
  };
  const dueTimes = () =>
    [...table.timers?.values() ?? []].map(({ callAt }) => callAt);
  return {
    get now() {
      return clock.now;
    },
    get timers() {
      return clock.countTimers();
    },
    get nextAt() {
      const next = Math.min(...dueTimes());
      return next === Infinity ? null : next;
    },
    fireNext(until) {
      const next = this.nextAt;
      if (next === null || next > until) return false;
      clock.next();
      return true;
    },
    moveTo(until) {
      if (until > clock.now) clock.tick(until - clock.now);
    },
    jump: (ms) => void clock.jump(ms),
  };
}

/** Takes the way from the fakes back to the clock out of the exercise's reach. */
function hideControls(clock: FakeTimers.Clock): void {
  for (
    const name of [
      "setTimeout",
      "clearTimeout",
      "setInterval",
      "clearInterval",
    ] as const
  ) {
    Reflect.deleteProperty(globalThis[name], "clock");
  }
  for (const target of [performance, Temporal]) {
    Reflect.deleteProperty(target, "clock");
  }
  // The fake Date reads `Date.clock.now`: it keeps a view that cannot move.
  const view = Object.freeze({
    get now() {
      return clock.now;
    },
  });
  Object.defineProperty(Date, "clock", { value: view, enumerable: false });
}

function countTimers(): void {
  for (const name of ["setTimeout", "setInterval"] as const) {
    const fake = globalThis[name] as (...values: unknown[]) => unknown;
    const counting = (...values: unknown[]) => {
      activity.timersSet++;
      return fake(...values);
    };
    Object.defineProperty(counting, "name", { value: name });
    Object.assign(globalThis, { [name]: counting });
  }
}

function patchAbortSignalTimeout(): void {
  const set = setTimeout;
  AbortSignal.timeout = (ms: number): AbortSignal => {
    const controller = new AbortController();
    const reason = new DOMException("Signal timed out.", "TimeoutError");
    set(() => controller.abort(reason), ms);
    return controller.signal;
  };
}

/** Virtual timers never keep the process alive, so both are without effect. */
function patchTimerReferences(): void {
  Deno.refTimer = () => {};
  Deno.unrefTimer = () => {};
}
