import type { CheckDefinition } from "./suite.ts";
import type { VerdictEvent } from "./verdict/verdict.ts";

/** What {@linkcode Ahead} needs of an examination. */
export interface Examines {
  /** Runs one check and judges it. */
  run(check: CheckDefinition): Promise<VerdictEvent>;
  /** What a file that cannot be loaded gave instead, if the verdict says that. */
  unloadable(event: VerdictEvent): string | undefined;
  /** The verdict on a check that needs a file that loads. */
  notRun(check: CheckDefinition, got: string): VerdictEvent;
}

/** Options of {@linkcode Ahead}. */
export interface AheadOptions {
  /** How many checks are examined at a time. @default {2} */
  readonly sideBySide?: number;
}

/** How far ahead of the check that is asked for others may begin. */
const aheadMax = 4;

/**
 * Examines checks a little ahead of being asked for them: while one waits,
 * another one computes. Those in real time begin with the first. The verdicts
 * are as if one had come after the other.
 */
export class Ahead {
  readonly #examination: Examines;
  readonly #checks: readonly CheckDefinition[];
  readonly #sideBySide: number;
  readonly #begun: Promise<VerdictEvent>[] = [];
  #running = 0;
  #end = 0;
  #unloadable: string | undefined;

  /** Begins nothing yet. */
  constructor(
    examination: Examines,
    checks: readonly CheckDefinition[],
    { sideBySide = 2 }: AheadOptions = {},
  ) {
    this.#examination = examination;
    this.#checks = checks;
    this.#sideBySide = sideBySide;
  }

  /** The verdict on a check; begins those that come next. */
  async verdict(check: CheckDefinition): Promise<VerdictEvent> {
    const place = this.#checks.indexOf(check);
    const asked = this.#begin(place)!;
    if (this.#sideBySide > 1) {
      this.#end = place + 1 + aheadMax;
      this.#beginNext();
      this.#beginRealTime();
    }
    const event = await asked;
    if (this.#unloadable !== undefined) {
      return this.#examination.notRun(check, this.#unloadable);
    }
    this.#unloadable = this.#examination.unloadable(event);
    return event;
  }

  /** A check that lasts long does not keep the others waiting. */
  #beginNext(): void {
    for (let next = 0; next < this.#end; next++) {
      if (this.#running >= this.#sideBySide) return;
      this.#begin(next);
    }
  }

  /** These wait for most of their time, so that they take nobody's place. */
  #beginRealTime(): void {
    for (const [place, { realTime }] of this.#checks.entries()) {
      if (realTime) this.#begin(place);
    }
  }

  #begin(place: number): Promise<VerdictEvent> | undefined {
    const check = this.#checks[place];
    return check && (this.#begun[place] ??= this.#examine(check));
  }

  #examine(check: CheckDefinition): Promise<VerdictEvent> {
    const begun = this.#examination.run(check);
    if (!check.realTime) this.#running++;
    const ended = () => {
      if (!check.realTime) this.#running--;
      this.#beginNext();
    };
    // Whoever asks for it hears of it.
    begun.then(ended, ended);
    return begun;
  }
}
