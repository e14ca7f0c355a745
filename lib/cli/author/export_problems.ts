import { fromFileUrl } from "@std/path";
import { exerciseFiles } from "../kit/author_files.ts";
import { type Proving, systemPath } from "./proving.ts";
import { rightFiles } from "./solution_problems.ts";

/** What `deno doc` knows of a module. */
interface Documented {
  readonly symbols?: readonly {
    readonly name: string;
    readonly declarations: readonly {
      readonly kind: string;
      readonly declarationKind: string;
    }[];
  }[];
}

/** Kinds of declarations that can be called or constructed. */
const callable: ReadonlySet<string> = new Set([
  "function",
  "class",
  "variable",
]);

/**
 * Whether stub, solution and alternatives export what the entry names. A wrong
 * name there has one cause, and would be told once for each file and mistake.
 */
export async function exportProblems(proving: Proving): Promise<string[]> {
  const { exercise, root } = proving;
  const { exports, kind } = exercise;
  // The learner's tests are run, and export nothing.
  if (kind === "suite") return [];
  const files = [exerciseFiles(exercise).stub.path, ...rightFiles(proving)];
  const found = await exportsOf(
    root,
    files.map((path) => [
      path,
      systemPath(proving, path),
    ]),
  );
  const lacking = files.filter((path) =>
    found.get(path)?.includes(exports) === false
  );
  if (lacking.length === 0) return [];
  if (lacking.length === files.length) {
    const names = [...new Set([...found.values()].flat())];
    const [lesson] = exercise.path.split("/");
    return [
      `The entry says that ${exercise.number} exports "${exports}", and none of its files does: name in \`exports\` of lessons/${lesson}/lesson.ts what they export${
        names.length === 0 ? "" : ` (${names.join(", ")})`
      }.`,
    ];
  }
  return lacking.map((path) =>
    `${path} does not export "${exports}", as the entry says: export it, or name another function in \`exports\`.`
  );
}

/** The names that modules export, as they stand there; none of them is run. */
async function exportsOf(
  root: URL,
  files: readonly (readonly [path: string, file: string])[],
): Promise<Map<string, string[]>> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", "--quiet", ...files.map(([, file]) => file)],
    cwd: fromFileUrl(root),
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).output();
  // What cannot be read as a module is told by the check of the types.
  if (!success) return new Map();
  const { nodes } = JSON.parse(new TextDecoder().decode(stdout)) as {
    readonly nodes: Readonly<Record<string, Documented>>;
  };
  return new Map(files.map(([path]) => {
    const documented = nodes[new URL(path, root).href];
    return [path, callableNames(documented)];
  }));
}

function callableNames({ symbols = [] }: Documented = {}): string[] {
  return symbols.filter(({ declarations }) =>
    declarations.some(({ kind, declarationKind }) =>
      declarationKind === "export" && callable.has(kind)
    )
  ).map(({ name }) => name);
}
