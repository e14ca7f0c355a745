import { UsageError } from "../kit/usage_error.ts";

/** A name for files and ids, and one for people. */
export interface Names {
  /** Such as `time_out`. */
  readonly name: string;
  /** Such as `Time out`. */
  readonly title: string;
}

/** Options of {@linkcode namesFrom}. */
export interface NamesOptions {
  /** Stands for both where neither was given. */
  readonly otherwise: string;
  /** The command that explains how to give them. */
  readonly next: string;
}

/**
 * Reads `--name` and `--title`; each is made from the other where it is missing.
 *
 * @throws {UsageError} If the name is none for files, or the title none for texts
 */
export function namesFrom(
  { name, title }: Readonly<Record<string, string | boolean>>,
  { otherwise, next }: NamesOptions,
): Names {
  const given = typeof title === "string" ? title : undefined;
  const called = typeof name === "string"
    ? name
    : snakeCase(given ?? otherwise);
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(called)) {
    throw new UsageError(
      `Cannot name a file "${called}": give --name in small letters, such as "time_out"`,
      next,
    );
  }
  if (
    given !== undefined &&
    !/^[\p{L}\p{N}][\p{L}\p{N} .,:!?'()+-]*$/u.test(given)
  ) {
    throw new UsageError(
      `Cannot take the title "${given}": give --title in letters, digits and spaces, such as "Time out"`,
      next,
    );
  }
  return { name: called, title: given ?? sentenceCase(called) };
}

/** Such as `timeOut`, for what is exported. */
export function camelCase(name: string): string {
  return name.replaceAll(/_(.)/g, (_, letter) => letter.toUpperCase());
}

function snakeCase(title: string): string {
  return title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "");
}

function sentenceCase(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
