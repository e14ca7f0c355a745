/**
 * `npm init` and `npm install` in the kit's folder, or above it, as the README
 * and habit suggest: every task works all the same.
 */
import { assert, assertStringIncludes } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";

const KIT = fromFileUrl(new URL("../../", import.meta.url));

const packageJson = JSON.stringify({
  name: "mine",
  version: "1.0.0",
  type: "commonjs",
  scripts: { grade: "echo not ours" },
  dependencies: { deno: "2.9.6" },
});

/** What is copied: all but what a clone would not have. */
async function copyOfKit(folder: string): Promise<void> {
  const { stdout } = await new Deno.Command("git", {
    args: ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    cwd: KIT,
  }).output();
  const files = new TextDecoder().decode(stdout).split("\0").filter((file) =>
    file !== "" && !/^tests\/(mistakes|alternatives)\//.test(file)
  );
  for (const file of files) {
    const target = join(folder, file);
    await Deno.mkdir(dirname(target), { recursive: true });
    await Deno.copyFile(join(KIT, file), target);
  }
}

/** A package.json, and a program named deno that is no JavaScript, as `npm install deno` leaves them. */
async function asNpmLeavesIt(folder: string): Promise<void> {
  await Deno.writeTextFile(join(folder, "package.json"), packageJson);
  const bin = join(folder, "node_modules", ".bin");
  await Deno.mkdir(bin, { recursive: true });
  await Deno.symlink(Deno.execPath(), join(bin, "deno"));
}

async function task(kit: string, ...words: readonly string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", ...words],
    cwd: kit,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return {
    code,
    printed: (decoder.decode(stderr) + decoder.decode(stdout))
      .replaceAll(/\s+/g, " "),
  };
}

for (const place of ["in the kit's folder", "above it"]) {
  Deno.test(`a package.json ${place} harms no task, and doctor names it`, async () => {
    const parent = await Deno.makeTempDir();
    const kit = join(parent, "kit");
    try {
      await copyOfKit(kit);
      await asNpmLeavesIt(place === "above it" ? parent : kit);
      for (
        const words of [["status"], ["lesson", "3", "--once"], [
          "grade",
          "1.1",
          "2.6",
          "--subject",
          "solutions",
        ]]
      ) {
        const { code, printed } = await task(kit, ...words);
        assert(code === 0, `${words.join(" ")}: ${printed}`);
      }
      const { printed } = await task(kit, "doctor");
      assertStringIncludes(printed, "NOTE package.json: there is one in");
    } finally {
      await Deno.remove(parent, { recursive: true });
    }
  });
}
