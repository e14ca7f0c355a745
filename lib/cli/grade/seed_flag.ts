import { seedPattern } from "../../exam/random/drawn_seed.ts";
import { UsageError } from "../kit/usage_error.ts";

/**
 * Reads `--seed`.
 *
 * @throws {UsageError} When no run ever prints such a seed
 */
export function seedFlag(
  value: string | boolean | undefined,
): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "string" && seedPattern.test(value)) return value;
  throw new UsageError(
    `"--seed" needs 1 to 20 digits and small letters, as a run prints it: "${value}" is not`,
    "grade --help",
  );
}
