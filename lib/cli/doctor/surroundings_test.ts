import { assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { denoFolder } from "../../exam/submission/deno_folder.ts";
import { remedyFor } from "./cannot_load.ts";

const main = fromFileUrl(new URL("../main.ts", import.meta.url));

/** Runs a command with other surroundings. */
async function run(
  command: readonly string[],
  env: Record<string, string>,
): Promise<{ code: number; first: string; all: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", main, ...command],
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const warned = decoder.decode(stderr);
  const all = `${warned}\n${decoder.decode(stdout)}`.replaceAll(/\s+/g, " ");
  return { code, first: warned.split("\n")[0] ?? "", all };
}

/**
 * A cache with all packages into which nothing can be written, by root either:
 * a file stands where the kit's folder would be.
 */
async function fullCache(): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir();
  await Deno.symlink(join(denoFolder(), "npm"), join(path, "npm"));
  await Deno.writeTextFile(join(path, "hold_the_line"), "");
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** A place below a file, where nobody can write. */
const below = ({ path }: { readonly path: string }) =>
  join(path, "hold_the_line", "below");

Deno.test("grade says first that there is no place for temporary files, and doctor too", async () => {
  await using cache = await fullCache();
  const env = { TMPDIR: below(cache), DENO_DIR: cache.path };
  const graded = await run(["grade", "1.1", "--subject", "solutions"], env);
  assertEquals(graded.code, 2, graded.all);
  assertStringIncludes(
    graded.first,
    "Temporary files: Cannot make a temporary",
  );
  assertStringIncludes(graded.all, "Set TMPDIR to a folder");
  const examined = await run(["doctor"], env);
  assertEquals(examined.code, 1, examined.all);
  assertStringIncludes(examined.all, "BAD Temporary files:");
});

Deno.test("grade says first that Deno's cache cannot be written, and doctor too", async () => {
  await using cache = await fullCache();
  const env = { DENO_DIR: cache.path };
  const graded = await run(["grade", "1.1", "--subject", "solutions"], env);
  assertEquals(graded.code, 2, graded.all);
  assertStringIncludes(graded.first, "Deno's cache: cannot write");
  assertStringIncludes(graded.all, "Set DENO_DIR to a folder");
  const examined = await run(["doctor"], env);
  assertStringIncludes(examined.all, "BAD Deno's cache:");
  assertStringIncludes(examined.all, "BAD Packages: cannot be put together");
});

Deno.test("a kit whose packages cannot be fetched says what to do", async () => {
  await using cache = await fullCache();
  const { code, all } = await run(["status"], { DENO_DIR: below(cache) });
  assertEquals(code, 2, all);
  assertStringIncludes(all, "Cannot load the kit's packages:");
  assertStringIncludes(
    all,
    "Next: set DENO_DIR to a folder that you may write",
  );
});

Deno.test("remedyFor() knows certificates of a company's own", () => {
  const text = "invalid peer certificate: UnknownIssuer";
  assertStringIncludes(remedyFor(text), "DENO_TLS_CA_STORE=system");
  for (const cause of ["dns error", "Connection refused (os error 111)"]) {
    assertStringIncludes(remedyFor(cause), "check the network");
  }
});

Deno.test("grade says first that a certificate cannot be read, and doctor too", async () => {
  await using cache = await fullCache();
  const env = { DENO_CERT: below(cache) };
  const graded = await run(["grade", "1.1", "--subject", "solutions"], env);
  assertEquals(graded.code, 2, graded.all);
  assertStringIncludes(graded.first, "Certificates: cannot read DENO_CERT=");
  const examined = await run(["doctor"], env);
  assertStringIncludes(examined.all, "BAD Certificates:");
});

Deno.test("a TMPDIR that has a comma or does not exist is gone around, and said so", async () => {
  const parent = await Deno.makeTempDir();
  const comma = join(parent, "a,b");
  await Deno.mkdir(comma);
  for (const folder of [comma, join(parent, "missing")]) {
    const env = { TMPDIR: folder };
    const graded = await run(["grade", "1.1", "--subject", "solutions"], env);
    assertEquals(graded.code, 0, graded.all);
    assertStringIncludes(
      graded.first,
      "Temporary files: TMPDIR cannot be used",
    );
    assertStringIncludes(graded.all, "Set TMPDIR to a folder");
    const examined = await run(["doctor"], env);
    assertEquals(examined.code, 0, examined.all);
    assertStringIncludes(examined.all, "NOTE Temporary files: TMPDIR");
    // All around is looked at once, and told once.
    const told = examined.all.split("TMPDIR cannot be used").length - 1;
    assertEquals(told, 1, examined.all);
  }
  await Deno.remove(parent, { recursive: true });
});

Deno.test("a store of certificates that Deno does not know, and a file without any, are named", async () => {
  const file = await Deno.makeTempFile();
  const wrong: Record<string, [name: string, value: string]> = {
    'DENO_TLS_CA_STORE names "company"': ["DENO_TLS_CA_STORE", "company"],
    "there is no certificate in it": ["DENO_CERT", file],
  };
  for (const [words, [name, value]] of Object.entries(wrong)) {
    const examined = await run(["doctor"], { [name]: value });
    assertEquals(examined.code, 1, examined.all);
    assertStringIncludes(examined.all, "BAD Certificates:");
    assertStringIncludes(examined.all, words);
  }
  await Deno.remove(file);
});
