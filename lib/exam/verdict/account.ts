import { FirstAndLast } from "wire";
import { grouped } from "../../text/grouped.ts";
import { shorten } from "../../text/shorten.ts";
import {
  commandsMax,
  stepCharactersMax,
  stepsFirstMax,
  stepsLastMax,
  toldCharactersMax,
} from "../limits.ts";
import { stepsLeftOut } from "../text/left_out.ts";

/** The steps of a check so far, as a report tells them. */
export class Account {
  readonly #now: () => number;
  readonly #steps = new FirstAndLast<string>(stepsFirstMax, stepsLastMax);
  readonly #byHand: string[] = [];
  #commandsLeft = 0;

  /** Tells steps at the time that `now` gives, in ms since the check began. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** What the test did, one line each; of a flood the first and the last. */
  get steps(): readonly string[] {
    return this.#steps.items(stepsLeftOut);
  }

  /** Commands that do the same by hand; of many the first. */
  get byHand(): readonly string[] {
    return this.#commandsLeft === 0
      ? this.#byHand
      : [...this.#byHand, `# … ${this.#commandsLeft} more commands`];
  }

  /** Forgets all steps. */
  forget(): void {
    this.#steps.clear();
  }

  /** Adds a step at the current time. */
  tell(step: string): void {
    const text = shorten(step, stepCharactersMax);
    this.#steps.push(`${formatMs(this.#now())}  ${text}`);
  }

  /** Adds a command that does the last step by hand, once. */
  showByHand(command: string): void {
    // Cut short it would be another command.
    const shown = command.length <= toldCharactersMax
      ? command
      : `# a command of ${command.length} characters`;
    if (this.#byHand.includes(shown)) return;
    if (this.#byHand.length < commandsMax) this.#byHand.push(shown);
    else this.#commandsLeft++;
  }
}

/** Formats a time for people: `24,999 ms`. */
export function formatMs(ms: number): string {
  return `${grouped(Math.round(ms))} ms`;
}
