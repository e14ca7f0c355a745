import type { Command } from "./kit.ts";

const COLUMN = 11;

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
  { summary, usage }: Pick<Command, "summary" | "usage">,
  prefix: string,
): string {
  return `${summary}\n\nUsage: ${prefix} ${name} ${usage}`.trimEnd();
}
