/**
 * The suites as `deno test` runs them: results line by line, untouched stubs,
 * missing permissions, and Ctrl-C.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { TextLineStream } from "@std/streams";
import type { ExamEvent } from "./verdict/verdict.ts";

const kit = join(import.meta.dirname!, "../..");
const suite = "tests/03_long_polling/02_time_out_test.ts";

interface RunOptions {
  readonly env?: Record<string, string>;
  readonly permissions?: string[];
}

function denoTest(
  { env = {}, permissions = ["--allow-all"] }: RunOptions,
): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["test", "--no-check", ...permissions, suite],
    cwd: kit,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

async function run(
  options: RunOptions,
): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await denoTest(options).output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

async function readResults(file: string): Promise<ExamEvent[]> {
  const text = await Deno.readTextFile(file);
  return text.trim().split("\n").map((line) => JSON.parse(line));
}

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("every check is planned, started and judged, one line each", () =>
  inFolder(async (folder) => {
    const results = join(folder, "results.jsonl");
    const { code } = await run({
      env: { EXAM_SUBJECT: "solutions", EXAM_RESULTS: results, EXAM_SEED: "7" },
    });
    assertEquals(code, 0);
    const [plan, ...events] = await readResults(results);
    assert(plan?.type === "plan");
    assertEquals(plan.seed, "7");
    assertEquals(
      events.map((event) =>
        `${event.type} ${event.type === "plan" ? "" : event.check}`
      ),
      plan.checks.flatMap((check) => [`start ${check}`, `verdict ${check}`]),
    );
  }));

Deno.test("an untouched stub is ignored, and a failure when graded strictly", () =>
  inFolder(async (folder) => {
    const path = join(folder, "03_long_polling");
    await Deno.mkdir(path);
    await Deno.copyFile(
      join(kit, "tests/stubs/03_long_polling/02_time_out.ts"),
      join(path, "02_time_out.ts"),
    );
    const strict = await run({ env: { EXAM_SUBJECT: folder } });
    assertEquals(strict.code, 1);
    assertStringIncludes(strict.text, "NOT-STARTED");
    assertStringIncludes(strict.text, "the stub as it was handed out");
  }));

Deno.test("EXAM_ONLY selects checks by name", () =>
  inFolder(async (folder) => {
    const results = join(folder, "results.jsonl");
    const only = ["answers a message just before the end"];
    await run({
      env: {
        EXAM_SUBJECT: "solutions",
        EXAM_RESULTS: results,
        EXAM_ONLY: JSON.stringify(only),
      },
    });
    const [plan, ...events] = await readResults(results);
    assert(plan?.type === "plan");
    assertEquals(plan.checks, only);
    assertEquals(events.length, 2);
  }));

Deno.test("without permissions deno test says in one line what to run", async () => {
  const { code, text } = await run({ permissions: ["--no-prompt"] });
  assertEquals(code, 1);
  assertStringIncludes(text, "deno task grade");
});

Deno.test({
  name: "Ctrl-C leaves no process and no folder behind",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    inFolder(async (folder) => {
      const file = join(folder, "traps.ts");
      await Deno.writeTextFile(file, trapping);
      const child = denoTest({ env: { EXAM_SUBJECT: file, TMPDIR: folder } })
        .spawn();
      await printed(child.stdout, "running");
      const subjects = await appeared(() => processesWith(folder));
      Deno.kill(child.pid, "SIGINT");
      await child.stderr.cancel();
      await child.status;
      await disappeared(() => subjects.filter(isAlive));
      await disappeared(() =>
        [...Deno.readDirSync(folder)].filter(({ isDirectory }) => isDirectory)
      );
    }),
});

/** Ignores every polite request to end, and never lets a check end. */
const trapping = `
for (const name of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(name, () => {});
export function handler() {
  return () => { while (true); };
}`;

async function printed(
  stream: ReadableStream<Uint8Array>,
  word: string,
): Promise<void> {
  const lines = stream.pipeThrough(new TextDecoderStream()).pipeThrough(
    new TextLineStream(),
  );
  for await (const line of lines) if (line.includes(word)) return;
}

/** Pids of the processes whose command line names `text`. */
function processesWith(text: string): number[] {
  const pids = [...Deno.readDirSync("/proc")].map(({ name }) => Number(name))
    .filter(Number.isInteger);
  return pids.filter((pid) => {
    try {
      return Deno.readTextFileSync(`/proc/${pid}/cmdline`).includes(text);
    } catch {
      return false;
    }
  });
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}

/** Looks at processes and folders, at most: half a minute. */
const looksMax = 1_500;

async function appeared<T>(look: () => T[]): Promise<T[]> {
  for (let looks = 0; looks < looksMax; looks++) {
    const found = look();
    if (found.length > 0) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("nothing appeared");
}

async function disappeared<T>(look: () => T[]): Promise<void> {
  for (let looks = 0; looks < looksMax; looks++) {
    if (look().length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`left behind: ${JSON.stringify(look())}`);
}
