import { parseArgs } from "@std/cli/parse-args";
import { didYouMean } from "./kit/did_you_mean.ts";
import type { Command, Invocation } from "./kit/kit.ts";
import { UsageError } from "./kit/usage_error.ts";

/**
 * Reads what stands behind a command's name.
 *
 * @param name The command's name, for the messages
 * @param command What it understands
 * @param given What was typed behind the name
 * @throws {UsageError} For unknown flags, missing values and surplus words
 */
export function parseInvocation(
  name: string,
  command: Pick<Command, "flags" | "maxWords">,
  given: readonly string[],
): Invocation {
  const flags = Object.entries(command.flags);
  const parsed = parseArgs([...given], {
    boolean: flags.filter(([, { value }]) => !value).map(([key]) => key),
    // "_" keeps exercise 3.10 from becoming the number 3.1.
    string: [
      "_",
      ...flags.filter(([, { value }]) => value).map(([key]) => key),
    ],
    unknown: (typed, key) => {
      if (key !== undefined) {
        refuseFlag(name, typed, Object.keys(command.flags));
      }
    },
  });
  const words = parsed._.map(String);
  refuseSurplus(name, words, command.maxWords);
  return { words, flags: readFlags(name, command.flags, parsed) };
}

function refuseFlag(name: string, typed: string, known: string[]): never {
  const flag = typed.replace(/=.*$/, "");
  const meant = didYouMean(flag.replace(/^-+/, ""), known);
  throw new UsageError(
    `"${name}" has no flag "${flag}"${
      meant ? `; did you mean "--${meant}"?` : ""
    }`,
    `${name} --help`,
  );
}

function refuseSurplus(name: string, words: string[], max: number): void {
  if (words.length <= max) return;
  throw new UsageError(
    `"${name}" takes ${max === 0 ? "no words" : "one word"} at most: ` +
      `"${words.slice(max).join(" ")}" is too much`,
    [name, ...words.slice(0, max)].join(" "),
  );
}

function readFlags(
  name: string,
  known: Command["flags"],
  parsed: Record<string, unknown>,
): Record<string, string | boolean> {
  const flags: Record<string, string | boolean> = {};
  for (const [key, flag] of Object.entries(known)) {
    const value = parsed[key];
    if (!flag.value && value === true) flags[key] = true;
    if (!flag.value || value === undefined) continue;
    if (typeof value !== "string" || value === "") {
      throw new UsageError(
        `"--${key}" needs one value behind it`,
        `${name} --help`,
      );
    }
    flags[key] = value;
  }
  return flags;
}
