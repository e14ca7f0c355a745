import type { ExamEvent } from "./verdict.ts";

/** Appends events to a file, one JSON line each, at once: a kill loses nothing. */
export function appendResult(file: string | undefined, event: ExamEvent): void {
  if (file === undefined) return;
  Deno.writeTextFileSync(file, `${JSON.stringify(event)}\n`, { append: true });
}
