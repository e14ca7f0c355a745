import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { basename, dirname, join, relative } from "@std/path";
import { exerciseBytesMax } from "../limits.ts";
import { Ruling } from "../verdict/ruling.ts";

// A link at the end of the path is not followed, and a pipe not waited for.
// Windows knows neither flag.
const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

/**
 * Reads a file of a submission: opened once, looked at by its descriptor, read
 * from it. Its real path has to lie in `root`, so that no link leads to the
 * work of somebody else.
 *
 * @throws {Ruling} If it is no regular file of at most 256 KiB inside `root`.
 */
export function readExercise(file: string, root: string): Uint8Array {
  demandInside(file, root);
  const descriptor = open(file);
  try {
    const info = fstatSync(descriptor);
    if (!info.isFile()) throw unreadable(file, "something that is no file");
    if (info.size > exerciseBytesMax) {
      throw unreadable(file, `${info.size} bytes`);
    }
    return readAll(descriptor, file);
  } finally {
    closeSync(descriptor);
  }
}

/** The path without links, but for those above `root`, is the path itself. */
function demandInside(file: string, root: string): void {
  try {
    const parent = Deno.realPathSync(dirname(root));
    const expected = join(parent, basename(root), relative(root, file));
    const real = Deno.realPathSync(file);
    if (real === expected) return;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw unreadable(file, `no file at ${file}`);
    }
    throw unreadable(file, problem(error));
  }
  throw unreadable(
    file,
    "a symbolic link: the file, or a folder on the way to it",
  );
}

function open(file: string): number {
  try {
    return openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    throw unreadable(file, problem(error));
  }
}

/** Reads to the end, which may have moved since the size was looked at. */
function readAll(descriptor: number, file: string): Uint8Array {
  const bytes = new Uint8Array(exerciseBytesMax + 1);
  let size = 0;
  while (size < bytes.length) {
    const read = readSync(descriptor, bytes, size, bytes.length - size, null);
    if (read === 0) return bytes.slice(0, size);
    size += read;
  }
  throw unreadable(file, `more than ${exerciseBytesMax} bytes`);
}

function problem(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function unreadable(file: string, got: string): Ruling {
  return new Ruling({
    verdict: "crash",
    expected: `a regular file of at most ${exerciseBytesMax / 1024} KiB at ${
      basename(file)
    }`,
    got,
    why:
      "Only your own file is graded: put your code into it, as plain TypeScript.",
  });
}
