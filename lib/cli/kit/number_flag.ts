import { UsageError } from "./usage_error.ts";

/** What a number must be. */
export interface NumberRules {
  /** The smallest that is allowed. */
  readonly min: number;
  /** The largest that is allowed. @default {Number.MAX_SAFE_INTEGER} */
  readonly max?: number;
  /** Whether it must be an integer. @default {false} */
  readonly whole?: boolean;
  /** The command whose help screen gets the user on. @default {"grade"} */
  readonly command?: string;
}

/**
 * Reads a flag that takes a number.
 *
 * @param name The flag without its dashes, for the message
 * @param value What was typed, undefined when it was not given
 * @throws {UsageError} When it is no number or out of bounds
 */
export function numberFlag(
  name: string,
  value: string | boolean | undefined,
  {
    min,
    max = Number.MAX_SAFE_INTEGER,
    whole = false,
    command = "grade",
  }: NumberRules,
): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  const fits = /^\d+(\.\d+)?$/.test(String(value)) && number >= min &&
    number <= max && (!whole || Number.isSafeInteger(number));
  if (fits) return number;
  const kind = whole ? "a whole number" : "a number";
  const bounds = max === Number.MAX_SAFE_INTEGER
    ? `from ${min} on`
    : `from ${min} to ${max}`;
  throw new UsageError(
    `"--${name}" needs ${kind} ${bounds}: "${value}" is not`,
    `${command} --help`,
  );
}
