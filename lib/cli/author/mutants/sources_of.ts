import { dirname, fromFileUrl, join } from "@std/path";

/** Relative imports, static or by a written name. */
const relative = /(?:\bfrom|\bimport)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g;

/** A source file and every file that it imports by a relative path, each once, by its path. */
export function sourcesOf(file: URL): Map<string, string> {
  const found = new Map<string, string>();
  const look = (path: string) => {
    if (found.has(path)) return;
    const text = Deno.readTextFileSync(path);
    found.set(path, text);
    for (const [, name] of text.matchAll(relative)) {
      look(join(dirname(path), name!));
    }
  };
  look(fromFileUrl(file));
  return found;
}
