import type { Lesson } from "catalogue";
import { findFirefox, type FindFirefoxOptions } from "./find_firefox.ts";
import { UsageError } from "../kit/usage_error.ts";

/**
 * Finds the Firefox that takes part in a lesson.
 *
 * @throws {UsageError} If the lesson has no part for it, or there is none
 */
export function demandFirefox(
  { number, scenario }: Lesson,
  options: FindFirefoxOptions = {},
): string {
  if (!scenario?.push) {
    throw new UsageError(
      `Lesson ${number} needs no browser of its own: its page works in any`,
      `lesson ${number}`,
    );
  }
  const program = findFirefox(options);
  if (program) return program;
  throw new UsageError(
    "Cannot find Firefox, neither on the search path nor where it usually " +
      "is: install it from https://www.firefox.com/, or watch the user agent " +
      "of the kit",
    `lesson ${number}`,
  );
}
