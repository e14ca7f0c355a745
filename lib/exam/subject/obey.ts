import type { Performers } from "./kind.ts";
import { natives } from "./natives.ts";
import type { Command, CommandName } from "./protocol.ts";

/** Characters of an unknown name that the error repeats. */
const shownMax = 100;

/**
 * Performs a command of a kind of subject.
 *
 * @returns What the examiner is answered.
 * @throws {TypeError} If there is no command of that name.
 */
export function obey(
  commands: Partial<Performers<CommandName>>,
  command: Command,
): unknown {
  // Every object has members that nobody put there, such as `toString`.
  if (!natives.hasOwn(commands, command.do)) {
    const name = natives.cut(`${command.do}`, shownMax);
    throw new TypeError(`Cannot obey: there is no command "${name}"`);
  }
  const perform = commands[command.do] as (command: Command) => unknown;
  return perform(command);
}
