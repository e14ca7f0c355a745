import { fromFileUrl, join } from "@std/path";

const kit = fromFileUrl(new URL("../..", import.meta.url));

/** What a copy of the kit needs; its history is not among it. */
const parts = [
  ...["deno.json", "deno.lock", "README.md"],
  ...["lib", "lessons", "exercises", "solutions", "tests"],
];

/** What a command came to. */
interface Ran {
  readonly code: number;
  /** Standard output, then standard error. */
  readonly text: string;
}

/** A copy of the kit in a folder of its own, removed at the end of the scope. */
export interface KitCopy extends AsyncDisposable {
  /** Runs a command of the command line. */
  run(...words: string[]): Promise<Ran>;
  /** Runs Deno. */
  deno(...args: string[]): Promise<Ran>;
  /** Paths of the modules that the original does not have. */
  written(): string[];
  /** Replaces texts in a file, each of which is there. */
  edit(
    path: string,
    edits: readonly [old: string, text: string][],
  ): Promise<void>;
  /** Rewrites a file. */
  rewrite(path: string, change: (text: string) => string): Promise<void>;
  /** Removes a file. */
  remove(path: string): Promise<void>;
}

/** Copies the kit. */
export async function copyKit(): Promise<KitCopy> {
  const folder = await Deno.makeTempDir({ prefix: "hold the line " });
  for (const part of parts) copy(join(kit, part), join(folder, part));
  const deno = (...args: string[]) => runDeno(folder, args);
  return {
    deno,
    run: (...words) => deno("run", "-A", "lib/cli/main.ts", ...words),
    written: () => modulesIn(folder).filter((path) => !exists(join(kit, path))),
    async edit(path, edits) {
      const file = join(folder, path);
      let text = await Deno.readTextFile(file);
      for (const [old, replacement] of edits) {
        if (!text.includes(old)) throw new Error(`${path} has no ${old}`);
        text = text.replace(old, () => replacement);
      }
      await Deno.writeTextFile(file, text);
    },
    async rewrite(path, change) {
      const file = join(folder, path);
      await Deno.writeTextFile(file, change(await Deno.readTextFile(file)));
    },
    remove: (path) => Deno.remove(join(folder, path)),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

function copy(from: string, to: string): void {
  if (!Deno.statSync(from).isDirectory) return Deno.copyFileSync(from, to);
  Deno.mkdirSync(to);
  for (const { name } of Deno.readDirSync(from)) {
    if (name !== "node_modules") copy(join(from, name), join(to, name));
  }
}

function modulesIn(folder: string, below = ""): string[] {
  return [...Deno.readDirSync(join(folder, below))].flatMap((entry) => {
    const path = join(below, entry.name);
    if (entry.isDirectory) return modulesIn(folder, path);
    return path.endsWith(".ts") ? [path] : [];
  });
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

async function runDeno(folder: string, args: string[]): Promise<Ran> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: folder,
    env: { NO_COLOR: "1", npm_command: "", npm_lifecycle_event: "" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}
