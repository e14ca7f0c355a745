import type { Exercise, Lesson } from "catalogue";

/** Asks the author what the new row of a lesson is to say. */
export const lessonRowWords = "say how";

/** Asks the author what the new row of an exercise is to say. */
export const exerciseRowWords = "say what they can do afterwards";

/** How the row of a lesson begins in README.md. */
export function lessonRow(
  { number, title, path }: Pick<Lesson, "number" | "title" | "path">,
): string {
  return `| ${number} | [${title}](lessons/${path}/README.md) |`;
}

/** How the row of an exercise begins in tests/README.md. */
export function exerciseRow(
  { number, title, track, minutes }: Pick<
    Exercise,
    "number" | "title" | "track" | "minutes"
  >,
): string {
  return `| ${number} ${title} | ${track} | ${minutes} |`;
}

/** What a text says, whatever the widths of its columns. */
export function narrow(text: string): string {
  return text.replaceAll(/ +/g, " ");
}
