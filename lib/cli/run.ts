import { bypassProxy } from "./kit/bypass_proxy.ts";
import { CatalogueError, loadCatalogue } from "catalogue";
import { commandPrefix } from "./kit/command_prefix.ts";
import { commands } from "./commands.ts";
import { didYouMean } from "./kit/did_you_mean.ts";
import { commandHelp, help } from "./help.ts";
import { exerciseWord } from "./exercise_word.ts";
import { interrupts } from "./kit/interrupts.ts";
import { EXIT, type Kit } from "./kit/kit.ts";
import { parseInvocation } from "./parse_invocation.ts";
import { ProgressStore } from "./kit/progress_store.ts";
import { systemTerminal, type Terminal } from "./kit/terminal.ts";
import { UsageError } from "./kit/usage_error.ts";
import { wrap } from "../text/wrap.ts";

const ROOT = new URL("../../", import.meta.url);

/**
 * Runs one command.
 *
 * @param words The command's name and what stands behind it
 * @returns The exit code
 */
export async function run(words: readonly string[]): Promise<number> {
  bypassProxy(Deno.env);
  const terminal = systemTerminal();
  const prefix = commandPrefix(Deno.env.toObject());
  try {
    return await dispatch(words, terminal, prefix);
  } catch (error) {
    return explain(error, terminal, prefix);
  }
}

async function dispatch(
  [name = "help", ...rest]: readonly string[],
  terminal: Terminal,
  prefix: string,
): Promise<number> {
  if (name === "help" || name.startsWith("-")) {
    terminal.print(help(commands, prefix));
    return EXIT.ok;
  }
  const command = commands[name];
  if (!command) throw unknownCommand(name);
  if (rest.includes("--help") || rest.includes("-h")) {
    terminal.print(commandHelp(name, command, prefix));
    return EXIT.ok;
  }
  const { words, flags } = parseInvocation(name, command, rest);
  const kit = await buildKit(terminal, prefix);
  const named = words.map((word) => exerciseWord(kit, word));
  return await command.run(kit, { words: named, flags });
}

async function buildKit(terminal: Terminal, prefix: string): Promise<Kit> {
  let signal: AbortSignal | undefined;
  return {
    root: ROOT,
    calledIn: Deno.env.get("INIT_CWD") ?? Deno.cwd(),
    lessons: await loadCatalogue(ROOT),
    terminal,
    prefix,
    progress: new ProgressStore(new URL(".progress.json", ROOT), {
      warn: (line) => terminal.warn(wrap(line, terminal.width)),
    }),
    // Not before it is asked for: a question would not hear Ctrl-C.
    get signal() {
      return signal ??= interrupts(EXIT.interrupted);
    },
  };
}

function unknownCommand(name: string): UsageError {
  const meant = didYouMean(name, Object.keys(commands));
  return new UsageError(
    `There is no command "${name}"${meant ? `; did you mean "${meant}"?` : ""}`,
    meant ?? "lesson",
  );
}

function explain(error: unknown, terminal: Terminal, prefix: string): number {
  if (error instanceof UsageError) {
    terminal.warn(wrap(sentence(error.message), terminal.width));
    terminal.warn(`Next: ${prefix} ${error.next}`);
    return EXIT.usage;
  }
  if (error instanceof CatalogueError) {
    terminal.warn(wrap(sentence(error.message), terminal.width));
    return EXIT.usage;
  }
  terminal.warn("The kit failed, not you. Please report these lines:");
  terminal.warn(
    error instanceof Error ? error.stack ?? error.message : `${error}`,
  );
  terminal.warn(`Next: ${prefix} doctor`);
  return EXIT.harness;
}

function sentence(text: string): string {
  return text.endsWith("?") ? text : `${text}.`;
}
