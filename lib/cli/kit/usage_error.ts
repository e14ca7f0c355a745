/** The user asked for something that does not exist; ends with exit code 2. */
export class UsageError extends Error {
  /** Tells it from other errors. */
  override name = "UsageError";
  /** The command that gets the user on, without the prefix: "grade 3.2". */
  readonly next: string;

  /**
   * Names what is wrong and the way on.
   *
   * @param message What is wrong with what was typed
   * @param next The command to try instead, without the prefix
   */
  constructor(message: string, next: string) {
    super(message);
    this.next = next;
  }
}
