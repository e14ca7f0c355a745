/** The steps of a check so far, as a report tells them. */
export class Story {
  readonly #now: () => number;
  readonly #steps: string[] = [];
  readonly #byHand: string[] = [];

  /** Tells steps at the time that `now` gives, in ms since the check began. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** What the test did, one line each. */
  get steps(): readonly string[] {
    return this.#steps;
  }

  /** Commands that do the same by hand. */
  get byHand(): readonly string[] {
    return this.#byHand;
  }

  /** Forgets all steps. */
  forget(): void {
    this.#steps.length = 0;
  }

  /** Adds a step at the current time. */
  tell(step: string): void {
    this.#steps.push(`${formatMs(this.#now())}  ${step}`);
  }

  /** Adds a command that does the last step by hand, once. */
  showByHand(command: string): void {
    if (!this.#byHand.includes(command)) this.#byHand.push(command);
  }
}

/** Formats a time for people: `24,999 ms`. */
export function formatMs(ms: number): string {
  return `${Math.round(ms).toLocaleString("en-US")} ms`;
}
