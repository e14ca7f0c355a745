import { readTurn, type TurnReport } from "./read_turn.ts";
import { setImmediate } from "node:timers";
import {
  epochMs,
  expectationMsMax,
  hotLoopMs,
  momentsMax,
  quietTurns,
  settleMsMax,
  timersMax,
} from "../limits.ts";
import { hotLoop } from "./hot_loop.ts";
import type { Command } from "../subject/protocol.ts";
import { fail, Ruling } from "../verdict/ruling.ts";
import { type Account, formatMs } from "../verdict/account.ts";

/** What the clock has to know of everything else in a check. */
export interface ClockStage {
  /** The process of the learner's code. */
  readonly process: {
    /** Rises with every command that may set something going. */
    readonly commanded: number;
    /** Sends a command and returns the reply. */
    command(command: Command): Promise<unknown>;
  };
  /** The steps so far. */
  readonly account: Account;
  /** A fingerprint of what came over sockets and the control channel. */
  readonly traffic: string;
  /** Whether the script is about to answer a request. */
  readonly answering: boolean;
  /** Requests that the peer has seen and not begun to answer. */
  readonly openHeads: number;
  /** Requests that the peer has seen and not finished to answer. */
  readonly openBodies: number;
  /** Whether the other end of a connection does not know yet that it was cut. */
  readonly cutting: boolean;
  /** Rules about traffic that no solution sends. */
  judgeTraffic(): void;
}

/** Time as a check commands it. */
export interface Clock {
  /** Milliseconds since the check began. */
  readonly now: number;
  /** Lets `ms` pass: timers fire one by one, and all settles after each. */
  advance(ms: number): Promise<void>;
  /**
   * Lets time pass from timer to timer until something happened.
   *
   * @returns The time at which it had happened.
   */
  runUntil(
    happened: () => boolean,
    options: { readonly withinMs: number; readonly what: string },
  ): Promise<number>;
  /** The machine sleeps for `ms` and wakes: no timer runs meanwhile, overdue ones fire once. */
  sleepAndWake(ms: number): Promise<void>;
}

/** The examiner's clock: it owns time, and moves only when all is settled. */
export class ExaminerClock implements Clock {
  readonly #stage: ClockStage;
  readonly #slow: number;
  #now = 0;
  #realStart: number | undefined;
  #report: TurnReport | undefined;
  #restingAt: string | undefined;

  /** A clock for the process and the sockets of `stage`. */
  constructor(
    stage: ClockStage,
    options: { readonly realTime: boolean; readonly slow: number },
  ) {
    this.#stage = stage;
    this.#slow = options.slow;
    if (options.realTime) this.#realStart = performance.now();
  }

  get now(): number {
    return this.#realStart === undefined
      ? this.#now
      : performance.now() - this.#realStart;
  }

  /** The time that the check has let pass; in real time, at least as much has. */
  get commanded(): number {
    return this.#now;
  }

  /** The requests that the subject's handler has begun to answer. */
  get entered(): number {
    return this.#report?.entered ?? 0;
  }

  /** The timers that the subject holds. */
  get timers(): number {
    return this.#report?.timers ?? 0;
  }

  async advance(ms: number): Promise<void> {
    await this.settle();
    this.#stage.account.tell(`let ${formatMs(ms)} pass`);
    if (this.#realStart !== undefined) return await this.#advanceReally(ms);
    const until = this.#now + ms;
    await this.#fireUntil(until, () => false);
    await this.#moveTo(until);
  }

  async runUntil(
    happened: () => boolean,
    { withinMs, what }: { withinMs: number; what: string },
  ): Promise<number> {
    await this.settle();
    const startedAt = this.now;
    if (this.#realStart !== undefined) {
      await this.#waitReally(happened, withinMs);
    } else await this.#fireUntil(this.#now + withinMs, happened);
    if (!happened()) {
      if (this.#realStart === undefined) {
        await this.#moveTo(startedAt + withinMs);
      }
      fail(what, `nothing of that within ${formatMs(withinMs)}`);
    }
    this.#stage.account.tell(
      `${what}: after ${formatMs(this.now - startedAt)}`,
    );
    return this.now;
  }

  async sleepAndWake(ms: number): Promise<void> {
    await this.settle();
    this.#stage.account.tell(`the machine slept for ${formatMs(ms)} and woke`);
    this.#now += ms;
    await this.#stage.process.command({ do: "jump", ms });
    await this.settle();
  }

  /**
   * Waits until all has come to rest: several turns of both event loops in a
   * row in which nothing happened. With `until`, also for that, for as long
   * as such a thing may take.
   */
  async settle(until: () => boolean = () => true): Promise<void> {
    if (this.#rests && until()) return;
    const deadline = performance.now() + settleMsMax * this.#slow;
    let quiet = 0;
    while (quiet < quietTurns || !until()) {
      quiet = await this.#quietTurn() ? quiet + 1 : 0;
      if (quiet >= this.#patienceTurns) return;
      if (performance.now() > deadline) {
        // All is quiet, and what was waited for has not come: that is for the check to say.
        if (quiet >= quietTurns) return;
        throw this.#restless();
      }
    }
    this.#restingAt = this.#fingerprint();
  }

  /** Quiet turns in a row after which what was waited for will not come. */
  get #patienceTurns(): number {
    if (this.#realStart === undefined) return quietTurns * 25;
    // In real time a timer may still be running: each turn lasts about 1 ms.
    return expectationMsMax * this.#slow;
  }

  /** Fires timers one by one up to `until`, as long as nothing has happened. */
  async #fireUntil(until: number, happened: () => boolean): Promise<void> {
    const moments: number[] = [];
    while (!happened()) {
      const nextAt = (this.#report?.nextAt ?? Infinity) - epochMs;
      if (nextAt > until) return;
      if (moments.at(-1) !== nextAt) moments.push(nextAt);
      judgeMoments(moments);
      this.#now = Math.max(this.#now, nextAt);
      await this.#fireNext(until);
    }
  }

  /** One quiet turn is enough after a timer that did nothing but set timers. */
  async #fireNext(until: number): Promise<void> {
    const before = this.#traffic();
    await this.#turn({ do: "fireNext", until: epochMs + until });
    if (before !== this.#traffic() || this.#busy()) await this.settle();
  }

  async #moveTo(until: number): Promise<void> {
    if (until <= this.#now) return;
    this.#now = until;
    // No timer is due on the way: only what fired before may have to settle.
    await this.#stage.process.command({ do: "moveTo", until: epochMs + until });
    await this.settle();
  }

  async #advanceReally(ms: number): Promise<void> {
    this.#now += ms;
    await new Promise((resolve) => setTimeout(resolve, ms));
    await this.settle();
  }

  async #waitReally(happened: () => boolean, withinMs: number): Promise<void> {
    const deadline = performance.now() + withinMs * 10 * this.#slow;
    while (!happened() && performance.now() < deadline) await this.#turn();
  }

  async #quietTurn(): Promise<boolean> {
    const before = this.#traffic();
    const timersBefore = this.#report?.timersSet;
    await this.#turn();
    return before === this.#traffic() &&
      timersBefore === this.#report?.timersSet && !this.#busy();
  }

  /** One turn of the subject's event loop and one of our own. */
  async #turn(command: Command = { do: "turn" }): Promise<void> {
    const { process } = this.#stage;
    this.#report = readTurn(await process.command(command));
    await new Promise((resolve) => setImmediate(resolve));
    this.#stage.judgeTraffic();
    this.#judge(this.#report);
  }

  #judge({ now, timers }: TurnReport): void {
    if (now !== null && now !== epochMs + this.#now) {
      throw new Ruling({
        verdict: "crash",
        expected: "time to be left alone",
        got: "the clock was moved",
        why:
          "Waiting is part of the exercise: time passes only when the examiner lets it pass.",
      });
    }
    if (timers > timersMax) {
      fail(
        `at most ${timersMax} timers at one time`,
        `${timers}`,
        "Each timer that is not cleared stays until it fires: clear it when its reason is gone.",
      );
    }
  }

  /** Whether all is as it came to rest; in real time nobody can know. */
  get #rests(): boolean {
    return this.#realStart === undefined &&
      this.#restingAt === this.#fingerprint();
  }

  /** A fingerprint of all that may have set something going. */
  #fingerprint(): string {
    return `${this.#traffic()} ${this.#stage.process.commanded}`;
  }

  /** A fingerprint of all that has happened on both sides. */
  #traffic(): string {
    const { happened = 0, entered = 0 } = this.#report ?? {};
    return `${happened} ${entered} ${this.#stage.traffic}`;
  }

  /** Whether something is under way that a quiet turn does not show. */
  #busy(): boolean {
    const report = this.#report;
    if (report === undefined || report.pending > 0) return true;
    const { openHeads, openBodies, answering, cutting } = this.#stage;
    if (answering || cutting) return true;
    return report.fetching > openHeads ||
      (report.reading > 0 && openBodies === 0);
  }

  #restless(): Ruling {
    const got = this.#busy()
      ? "work that does not come back (a digest, a file, or a request)"
      : "traffic without an end";
    return new Ruling({
      verdict: "timeout",
      expected: "your code to come to rest while no time passes",
      got: `${got} within ${formatMs(settleMsMax * this.#slow)} of real time`,
      why:
        "Between two moments a program does a finite amount of work. This one goes on and on " +
        "without waiting for time or for the other side.",
    });
  }
}

/** Timers at ever new moments, close together, are a loop that does not wait. */
function judgeMoments(moments: number[]): void {
  if (moments.length <= momentsMax) return;
  const ms = moments.at(-1)! - moments.shift()!;
  if (ms <= hotLoopMs) {
    throw hotLoop(
      `timers fired at ${momentsMax} moments within ${formatMs(ms)}`,
    );
  }
}
