/** Prints what the exercise threw where nobody could catch it; the exercise may have replaced the console. */
export function printed(error: unknown): void {
  console.error(error);
}
