/**
 * The gate: everything that has to hold before a change lands, one step after
 * the other, with one line at the end: `N passed, N failed`.
 *
 * @module
 */

/** One step: a name, and the arguments of `deno`. */
type Step = readonly [name: string, ...args: string[]];

const documented = ["catalogue", "kernel", "wire", "exam", "push_service"].map((
  room,
) => `lib/${room}/mod.ts`);

const steps: readonly Step[] = [
  ["format", "fmt", "--check"],
  ["lint", "lint"],
  ["types", "check"],
  ["documentation", "doc", "--lint", ...documented],
  ["the README's test command", "task", "test"],
  [
    "right solutions, wrong ones, and what earns nothing",
    "test",
    "--allow-all",
    "--frozen",
    "--parallel",
    "tests/proofs",
    "tests/mistakes/*/*.ts",
  ],
  ["browsers and real parsers", "task", "--cwd", "tests/with_tools", "ok"],
  ["a busy machine", "test", "--allow-all", "--frozen", "tests/stress"],
];

/** What a step came to. */
interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

async function run([name, ...args]: Step): Promise<Outcome> {
  console.log(`\n== ${name}: deno ${args.join(" ")}`);
  const child = new Deno.Command(Deno.execPath(), {
    args,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of child.stdout) {
    Deno.stdout.writeSync(chunk);
    text += decoder.decode(chunk, { stream: true });
  }
  const { success } = await child.status;
  return outcome(text, success);
}

/** Adds up what `deno test` reported; a step without tests counts as one. */
function outcome(text: string, success: boolean): Outcome {
  const reports = [
    ...text.matchAll(/^(?:ok|FAILED) \| (\d+) passed.*? \| (\d+) failed/gm),
  ];
  const sum = (group: number) =>
    reports.reduce((total, match) => total + Number(match[group]), 0);
  if (reports.length === 0) {
    return { passed: Number(success), failed: Number(!success) };
  }
  return { passed: sum(1), failed: success ? sum(2) : Math.max(1, sum(2)) };
}

let passed = 0;
let failed = 0;
for (const step of steps) {
  const startedAt = performance.now();
  const result = await run(step);
  passed += result.passed;
  failed += result.failed;
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(
    `== ${step[0]}: ${
      result.failed === 0 ? "PASS" : "FAIL"
    } after ${seconds} s`,
  );
}
console.log(`\n${passed} passed, ${failed} failed`);
Deno.exit(failed === 0 ? 0 : 1);
