import { assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path";

const MAIN = fromFileUrl(new URL("main.ts", import.meta.url));

/** Runs the command line as a task does; nobody sits at its terminal. */
async function call(
  words: string[],
  env: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", MAIN, ...words],
    env: { npm_command: "", npm_lifecycle_event: "", ...env },
    stdin: "null",
  }).output();
  const read = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: read(stdout), stderr: read(stderr) };
}

Deno.test("run() shows every command without one", async () => {
  const { code, stdout } = await call([]);
  assertEquals(code, 0);
  for (const name of ["lesson", "try", "grade", "hint", "status", "doctor"]) {
    assertMatch(stdout, new RegExp(`^  ${name} `, "m"));
  }
});

Deno.test("run() writes no colours where no terminal is", async () => {
  const { stdout } = await call(["status"]);
  assertEquals(stdout.includes("\x1b"), false);
});

Deno.test("run() ends with 2 and a way on for what does not exist", async () => {
  const { code, stdout, stderr } = await call(["gradee"]);
  assertEquals(code, 2);
  assertEquals(stdout, "");
  assertEquals(
    stderr,
    'There is no command "gradee"; did you mean "grade"?\nNext: deno task grade\n',
  );
});

Deno.test("run() prints commands as the user types them", async () => {
  const env = { npm_command: "exec", npm_lifecycle_event: "npx" };
  const { stderr } = await call(["hint", "3.99"], env);
  assertMatch(stderr, /Next: npx -y deno@2\.\d+\.\d+ task hint 3\.\d/);
});

Deno.test("run() does not go on watching for nobody", async () => {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", MAIN, "lesson", "3"],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  await reader.cancel();
  await child.status;
});

Deno.test("run() explains a command", async () => {
  const { code, stdout } = await call(["grade", "--help"]);
  assertEquals(code, 0);
  assertMatch(stdout, /Usage: deno task grade \[n \| n\.m …\] \[--flags\]/);
  assertMatch(stdout, /^ {2}--subject DIR {2}whose code/m);
});

Deno.test("run() keeps every line within 80 columns", async () => {
  const helps = ["lesson", "try", "grade"].map((name) => [name, "--help"]);
  for (
    const words of [[], ["status"], ["lesson"], ["hint", "9.9"], ...helps]
  ) {
    const { stdout, stderr } = await call(words);
    const long = (stdout + stderr).split("\n").filter((line) =>
      line.length > 80
    );
    assertEquals(long, [], words.join(" "));
  }
});
