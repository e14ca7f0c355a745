/** Why a mutant may survive. */
export interface Explanation {
  /** Number of the exercise, such as "3.2". */
  readonly exercise: string;
  /**
   * The line of the right solution, without the blanks around it. Where the
   * same line stands twice, with up to three lines before it.
   */
  readonly in: string;
  /** The change as a run prints it: `old → new`. */
  readonly change: string;
  /** The sentence of the text that allows it, or why nobody can tell the difference. */
  readonly because: string;
}
