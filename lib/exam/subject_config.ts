import type { ExerciseFacts } from "./suite.ts";

const here = (path: string): string => new URL(path, import.meta.url).href;

/** What every subject's process imports, whatever its exercise may import. */
const ownImports: Record<string, string> = {
  "@sinonjs/fake-timers": "npm:@sinonjs/fake-timers@15.5.0",
  "kernel": here("../kernel/mod.ts"),
  "node:timers": here("./subject/doors/timers.ts"),
  "timers": here("./subject/doors/timers.ts"),
  "node:timers/promises": here("./subject/doors/timers_promises.ts"),
  "timers/promises": here("./subject/doors/timers_promises.ts"),
};

/**
 * Returns the configuration under which an exercise runs: it resolves what
 * the exercise may import, and nothing else.
 */
export function subjectConfig(
  exercise: ExerciseFacts,
): Record<string, unknown> {
  const imports = { ...ownImports };
  for (const name of exercise.imports) {
    if (name.startsWith("@std/")) Object.assign(imports, standardImports(name));
  }
  return { imports, unstable: ["no-legacy-abort"] };
}

/** A door of `lib/std/`, with all the paths that it exports. */
function standardImports(name: string): Record<string, string> {
  const folder = name.replace("@std/", "../std/");
  const { exports } = JSON.parse(
    Deno.readTextFileSync(new URL(`${folder}/deno.json`, import.meta.url)),
  ) as { exports: string | Record<string, string> };
  const paths = typeof exports === "string" ? { ".": exports } : exports;
  return Object.fromEntries(
    Object.entries(paths).map(([path, file]) => [
      name + path.slice(1),
      here(`${folder}/${file}`),
    ]),
  );
}
