import type { BeginFacts } from "./begin.ts";
import type { SubjectError } from "./protocol.ts";

/** What an exercise exports. */
export interface Imported {
  /** The function under the name that it has to have. */
  readonly exported: unknown;
  /** Everything that it exports. */
  readonly module: Readonly<Record<string, unknown>>;
}

/** Imports the exercise, and demands its export. Errors carry their `phase`. */
export async function importExercise(
  { module: url, exportName }: BeginFacts,
): Promise<Imported> {
  const module = await importModule(url);
  const exported = module[exportName];
  if (typeof exported === "function") return { exported, module };
  const problem = exportProblem(exportName, exported, Object.keys(module));
  throw Object.assign(new TypeError(problem), { phase: "export" });
}

async function importModule(url: string): Promise<Record<string, unknown>> {
  try {
    return await import(url);
  } catch (error) {
    const thrown = error instanceof Error ? error : new Error(String(error));
    throw Object.assign(thrown, { phase: "import" });
  }
}

function exportProblem(
  name: string,
  exported: unknown,
  names: string[],
): string {
  if (exported !== undefined) {
    return `Your file exports "${name}" as ${typeof exported}; it has to be a function.`;
  }
  const has = names.length === 0
    ? "It exports nothing"
    : `It exports ${names.join(", ")}`;
  return `Your file does not export "${name}". ${has}. Keep the line "export … ${name}" of the stub.`;
}

/** An error as the examiner is told it; whatever it throws when it is looked at is not ours. */
export function described(error: unknown): SubjectError {
  try {
    if (!(error instanceof Error)) {
      return { name: typeof error, message: String(error) };
    }
    const { name, message, stack, phase } = error as Error & {
      readonly phase?: "import" | "export";
    };
    return {
      name: text(name),
      message: text(message),
      stack: text(stack),
      ...(phase === undefined ? {} : { phase }),
    };
  } catch {
    return { name: "Error", message: "an error that cannot be read" };
  }
}

function text(value: unknown): string {
  return typeof value === "string" ? value : String(value ?? "");
}
