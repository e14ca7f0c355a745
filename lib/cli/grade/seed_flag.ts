import { seedPattern } from "../../exam/random/drawn_seed.ts";
import { UsageError } from "../kit/usage_error.ts";

/**
 * Reads `--seed`.
 *
 * @param value What was typed, undefined when it was not given
 * @param command Whose help screen gets the user on
 * @throws {UsageError} When no run ever prints such a seed
 */
export function seedFlag(
  value: string | boolean | undefined,
  command = "grade",
): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "string" && seedPattern.test(value)) return value;
  throw new UsageError(
    `"--seed" needs 1 to 20 digits and small letters, as a run prints it: "${value}" is not`,
    `${command} --help`,
  );
}
