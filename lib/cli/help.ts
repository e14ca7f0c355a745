import type { Command } from "./kit/kit.ts";

const COLUMN = 11;
const FLAG_COLUMN = 15;

/** The help screen: every command in one line. */
export function help(
  commands: Readonly<Record<string, Command>>,
  prefix: string,
): string {
  const lines = Object.entries(commands)
    .map(([name, { summary }]) => `  ${name.padEnd(COLUMN)}${summary}`);
  return [
    `Usage: ${prefix} COMMAND`,
    "",
    ...lines,
    "",
    `More about one command: ${prefix} grade --help`,
    `Next: ${prefix} lesson`,
  ].join("\n");
}

/** What one command does and understands. */
export function commandHelp(
  name: string,
  { summary, words, flags }: Pick<Command, "summary" | "words" | "flags">,
  prefix: string,
): string {
  const lines = Object.entries(flags).map(([flag, { value = "", says }]) =>
    `  ${`--${flag} ${value}`.padEnd(FLAG_COLUMN)}${says}`
  );
  const usage = [prefix, name, words, lines.length > 0 ? "[--flags]" : ""]
    .filter(Boolean).join(" ");
  return [summary, "", `Usage: ${usage}`, ...spaced(lines)].join("\n");
}

function spaced(lines: readonly string[]): string[] {
  return lines.length > 0 ? ["", ...lines] : [];
}
