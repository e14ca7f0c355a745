import type { Exercise, Lesson } from "catalogue";

/** A file that an entry of the catalogue promises. */
export interface AuthorFile {
  /** From the kit's folder. */
  readonly path: string;
  /** What its author writes into it, to stand behind "write". */
  readonly holds: string;
}

/** The files of a lesson, beside its entry. */
export function lessonFiles({ path }: Pick<Lesson, "path">): AuthorFile[] {
  const lesson = `lessons/${path}`;
  return [
    { path: `${lesson}/README.md`, holds: "the lesson" },
    { path: `${lesson}/server.ts`, holds: "the naive server" },
    { path: `${lesson}/client.ts`, holds: "the naive client" },
    { path: `${lesson}/page.html`, holds: "the client as a web page" },
    exerciseText({ path }),
  ];
}

/** The text of all exercises of a lesson. */
export function exerciseText({ path }: Pick<Lesson, "path">): AuthorFile {
  const [lesson = path] = path.split("/");
  return {
    path: `exercises/${lesson}/README.md`,
    holds: "the text of the exercises",
  };
}

/** The files of an exercise, by the name of what they hold. */
export function exerciseFiles(
  { path, kind }: Pick<Exercise, "path" | "kind">,
): Record<
  "exercise" | "hints" | "stub" | "suite" | "solution" | "mistakes",
  AuthorFile
> {
  const what = kind === "suite" ? "tests" : kind;
  return {
    exercise: { path: `exercises/${path}.ts`, holds: "the stub" },
    hints: {
      path: `exercises/${path.replace("/", "/hints/")}.md`,
      holds: "three hints",
    },
    stub: { path: `tests/stubs/${path}.ts`, holds: "a copy of the stub" },
    suite: { path: `tests/${path}_test.ts`, holds: "the checks" },
    solution: { path: `solutions/${path}.ts`, holds: `a right ${what}` },
    mistakes: {
      path: `tests/mistakes/${path}.ts`,
      holds: "four mistakes that learners make",
    },
  };
}

/** The folder of the other right solutions. */
export function alternativesFolder({ path }: Pick<Exercise, "path">): string {
  return `tests/alternatives/${path}`;
}

/** Whether a file is there. */
export function isThere(root: URL, path: string): boolean {
  try {
    return Deno.statSync(new URL(path, root)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    if (error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}

/** Paths of the modules in a folder, sorted; none when it is not there. */
export function modulesIn(root: URL, folder: string): string[] {
  try {
    return [...Deno.readDirSync(new URL(folder, root))]
      .filter(({ name }) => name.endsWith(".ts"))
      .map(({ name }) => `${folder}/${name}`).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
