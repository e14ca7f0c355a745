// In this order: the fake timers are loaded while Node's layer is hidden.
import "./hide_node.ts";
import FakeTimers from "@sinonjs/fake-timers";
import { virtualizeProcess } from "./show_node.ts";
import { epochMs } from "../limits.ts";
import { activity } from "./activity.ts";
import { natives } from "./natives.ts";

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
  const counted = countTimers();
  patchAbortSignalTimeout();
  patchTimerReferences();
  virtualizeProcess(() => BigInt(clock.now - epochMs) * 1_000_000n);
  return control(clock, counted);
}

function control(clock: FakeTimers.Clock, counted: Counted): VirtualTime {
  // The table exists from the first timer on, and the types do not show it.
  clearTimeout(setTimeout(() => {}));
  const { timers } = clock as unknown as {
    timers: ReadonlyMap<unknown, { callAt: number }>;
  };
  return {
    get now() {
      return clock.now;
    },
    get timers() {
      return counted.timers;
    },
    get nextAt() {
      let next: number | null = null;
      natives.eachOf(timers, ({ callAt }) => {
        if (next === null || callAt < next) next = callAt;
      });
      return next;
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

/** Timers that were set and have neither fired nor been cleared. */
interface Counted {
  timers: number;
}

type Callback = (...values: unknown[]) => unknown;

/**
 * Counts timers where they are set, fire and are cleared. The fake clock keeps
 * a count too, but by methods that an exercise may replace.
 */
function countTimers(): Counted {
  const counted: Counted = { timers: 0 };
  const set: Record<string, true> = Object.create(null);
  const ended = (id: unknown) => {
    if (!set[id as string]) return;
    delete set[id as string];
    counted.timers--;
  };
  const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis;
  const setting =
    (fake: Callback, isOnce: boolean): Callback => (run, ...rest) => {
      activity.timersSet++;
      const firing: Callback = (...values) => {
        if (isOnce) ended(id);
        return natives.apply(run as Callback, globalThis, values);
      };
      const id = fake(typeof run === "function" ? firing : run, ...rest);
      set[id as string] = true;
      counted.timers++;
      return id;
    };
  const clearing = (fake: Callback): Callback => (id) => {
    ended(id);
    return fake(id);
  };
  replace("setTimeout", setting(setTimeout as Callback, true));
  replace("setInterval", setting(setInterval as Callback, false));
  replace("clearTimeout", clearing(clearTimeout as Callback));
  replace("clearInterval", clearing(clearInterval as Callback));
  return counted;
}

function replace(name: string, value: Callback): void {
  Object.defineProperty(value, "name", { value: name });
  Object.assign(globalThis, { [name]: value });
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
