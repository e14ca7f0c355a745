import type { Exercise } from "catalogue";
import { UsageError } from "../kit/usage_error.ts";

const BEGIN = /^ {2}exercises: \[(\],?)?$/;
const END = /^ {2}\],?$/;

/**
 * Adds an entry behind the others of a `lesson.ts`, which stays as it is
 * otherwise.
 *
 * @param text The formatted module
 * @param file Its path, for the message
 * @throws {UsageError} If the list of exercises is not to be found
 */
export function addEntry(text: string, file: string, entry: Exercise): string {
  const lines = text.split("\n");
  const begin = lines.findIndex((line) => BEGIN.test(line));
  const written = `${literal(entry)},`;
  if (lines[begin]?.includes("]")) {
    const list = ["  exercises: [", written, "  ],"];
    return lines.toSpliced(begin, 1, ...list).join("\n");
  }
  const end = lines.findIndex((line, at) => at > begin && END.test(line));
  if (begin < 0 || end < 0) {
    throw new UsageError(
      `Cannot add the entry to ${file}: it has no list that begins with a line "  exercises: ["`,
      "fmt",
    );
  }
  return lines.toSpliced(end, 0, written).join("\n");
}

/** The entry as one would write it, in one line: formatting breaks it. */
function literal(entry: Exercise): string {
  return JSON.stringify(entry).replaceAll(/"(\w+)":/g, " $1: ");
}
