import { join } from "@std/path";

/** Where programs are that a user's `PATH` often leaves out. */
const ALSO: readonly string[] = ["/usr/sbin", "/usr/local/sbin", "/usr/bin"];

/** A program that the kit does not bring along. */
export interface Program {
  /** Its name, such as `curl`; in capitals, the variable that says where it is. */
  readonly name: string;
  /** How to get it, after "Get it with". */
  readonly from: string;
  /** Whether one that was found will do; by default any does. */
  readonly isUsable?: (path: string) => boolean;
}

const isDemanded = Deno.env.get("CI") === "true";

/**
 * Returns a function that registers tests which need a program and get its
 * path. Without the program they are ignored, with one line that says so, or
 * they fail if the environment says `CI=true`.
 */
export function testsWith(
  { name, from, isUsable = () => true }: Program,
): (test: string, act: (path: string) => Promise<void>) => void {
  const found = find(name, isUsable);
  const advice =
    `Cannot find ${name}: looked at PATH and ${ALSO.join(", ")}. ` +
    `Get it with ${from}, or set ${name.toUpperCase()} to its path`;
  if (!found && !isDemanded) {
    console.warn(`The tests with ${name} are skipped. ${advice}`);
  }
  return (test, act) =>
    Deno.test({
      name: test,
      ignore: !found && !isDemanded,
      fn: () => {
        if (found) return act(found);
        throw new Deno.errors.NotFound(advice);
      },
    });
}

function find(
  name: string,
  isUsable: (path: string) => boolean,
): string | undefined {
  const chosen = Deno.env.get(name.toUpperCase());
  if (chosen) return chosen;
  const separator = Deno.build.os === "windows" ? ";" : ":";
  const end = Deno.build.os === "windows" ? ".exe" : "";
  const folders = (Deno.env.get("PATH") ?? "").split(separator);
  return [...folders, ...ALSO].map((folder) => join(folder, name + end))
    .find((path) => isFile(path) && isUsable(path));
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
