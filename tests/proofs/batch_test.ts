/**
 * Twenty folders of which ten are hostile: the ten honest ones are graded as
 * if they were alone.
 */
import { assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";

const kit = fromFileUrl(new URL("../..", import.meta.url));
const exercise = "03_long_polling/02_time_out.ts";
const solution = join(kit, "solutions", exercise);

/** What a hostile submission does as soon as it is loaded or asked. */
const hostile: Record<string, string> = {
  "ends the process": "Deno.exit(0);",
  "never loads": "await new Promise(() => {});",
  "spins": "while (true);",
  "floods its output": 'while (true) console.log("x".repeat(65_536));',
  "fills the memory":
    "const kept = []; while (true) kept.push(new Uint8Array(2 ** 24).fill(1));",
  "answers without an end":
    "export const handler = () => () => new Response(new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(65_536)) }));",
  "streams comments without an end":
    'export const handler = () => () => new Response(new ReadableStream({ pull: (c) => c.enqueue(new TextEncoder().encode(":\\n".repeat(10_000))) }), { headers: { "content-type": "text/event-stream" } });',
  "throws long words": 'throw new Error("package cache".repeat(19_000));',
};

/** Grades a folder, as a teacher's script does; returns the verdicts of all checks. */
async function grade(folder: string): Promise<string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--no-check", join(kit, "lib/cli/main.ts"), "grade"],
      ...["3.2", "--subject", folder, "--seed", "4711", "--json"],
    ],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stderr: "null",
  }).output();
  const { exercises } = JSON.parse(new TextDecoder().decode(stdout));
  return exercises[0].checks.map(({ verdict }: { verdict: string }) => verdict);
}

Deno.test("ten honest folders are graded as if ten hostile ones were not there", async () => {
  const batch = await Deno.makeTempDir();
  const place = async (name: string) => {
    await Deno.mkdir(join(batch, name, "03_long_polling"), { recursive: true });
    return join(batch, name, exercise);
  };
  const honest = Array.from({ length: 10 }, (_, index) => `honest ${index}`);
  for (const name of honest) await Deno.copyFile(solution, await place(name));
  for (const [name, source] of Object.entries(hostile)) {
    await Deno.writeTextFile(await place(name), source);
  }
  await Deno.symlink(join(batch, "honest 0"), join(batch, "is a neighbour"));
  await Deno.symlink("/dev/zero", await place("is a device"));
  const names = [
    ...honest,
    ...Object.keys(hostile),
    "is a neighbour",
    "is a device",
  ];
  const verdicts: Record<string, string[]> = {};
  // Side by side, as a script with two jobs does.
  const queue = names.toSorted().values();
  await Promise.all([1, 2].map(async () => {
    for (const name of queue) verdicts[name] = await grade(join(batch, name));
  }));
  await Deno.remove(batch, { recursive: true });
  for (const name of names) {
    const passed = verdicts[name]!.filter((verdict) => verdict === "pass");
    const faults = verdicts[name]!.filter((one) => one === "harness-error");
    const all = verdicts[name]!.length;
    assertEquals(passed.length, honest.includes(name) ? all : 0, name);
    assertEquals(faults, [], name);
  }
});
