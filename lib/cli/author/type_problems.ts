import { fromFileUrl, toFileUrl } from "@std/path";

/** Where `deno check` says that an error is. */
const place = /^\s*at (file:\/\/\S+):(\d+):\d+$/m;

/** Lines of one error that are shown. */
const linesMax = 12;

/**
 * What `deno check` has to say about files of an exercise: a sentence for each
 * file with an error, and below it the first one.
 *
 * @param paths From the kit's folder
 */
export async function typeProblems(
  root: URL,
  paths: readonly string[],
): Promise<string[]> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", ...paths],
    cwd: fromFileUrl(root),
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return [];
  const said = new TextDecoder().decode(stderr).trim();
  const problems = errorsByFile(said, root);
  return problems.length > 0 ? problems : [
    `The types of ${
      paths.join(", ")
    } cannot be checked: mend what Deno says.\n${shortened(said)}`,
  ];
}

function errorsByFile(said: string, root: URL): string[] {
  const errors = Map.groupBy(
    said.split(/\n\n+/).filter((part) => place.test(part)),
    (part) => place.exec(part)?.[1] ?? "",
  );
  return [...errors].map(([url, [first = "", ...others]]) => {
    const path = url.replace(toFileUrl(fromFileUrl(root)).href, "");
    const [, , line] = place.exec(first) ?? [];
    const more = others.length === 0 ? "" : `, and ${others.length} more`;
    return `${path} has an error of types in line ${line}${more}: mend it, and \`deno check\` says no more.\n${
      shortened(first)
    }`;
  });
}

function shortened(text: string): string {
  const lines = text.split("\n");
  return lines.length <= linesMax
    ? text
    : [...lines.slice(0, linesMax), "…"].join("\n");
}
