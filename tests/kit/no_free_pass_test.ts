/**
 * Nothing that a learner's code produced, or did not, may end as a fault of
 * the kit: suites demand it in words of the examiner, and programs without
 * any sense get honest verdicts.
 */
import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import type { Exercise } from "catalogue";
import { examine, exercises, kit, subjectTest, suiteOf, told } from "./_kit.ts";
import { nonsenseFor, spoiled } from "./_nonsense.ts";

/** Checks of an exercise that are tried with nonsense. */
const checksTried = 4;

/** The suites and what stands beside them. */
function suiteFiles(): string[] {
  const folders = [...Deno.readDirSync(join(kit, "tests"))]
    .filter(({ name }) => /^\d\d_/.test(name))
    .map(({ name }) => join(kit, "tests", name));
  return [join(kit, "tests"), ...folders].flatMap((folder) =>
    [...Deno.readDirSync(folder)]
      .filter(({ name }) => /^_\w+\.ts$|_test\.ts$/.test(name))
      .map(({ name }) => join(folder, name))
  );
}

Deno.test("suites assert of nothing that it is there: they demand it", async () => {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["lint", "--rules-include=no-non-null-assertion", ...suiteFiles()],
    env: { NO_COLOR: "1" },
  }).output();
  assertEquals(success, true, new TextDecoder().decode(stderr));
});

/** What throws for a text that is not as it should be; beside it the word of the examiner. */
const throwing: Record<string, string> = {
  "JSON.parse(": "readJson(",
  ".fromBase64(": "bytesOfBase64(",
  ".at(-1)!": "demand(",
};

Deno.test("suites read what came with words that do not throw", () => {
  const found = suiteFiles().filter((file) => file.endsWith("_test.ts"))
    .flatMap((file) => {
      const code = Deno.readTextFileSync(file).split("\n")
        .filter((line) => !/^\s*["'`/*]/.test(line)).join("\n");
      return Object.entries(throwing).flatMap(([word, instead]) =>
        code.includes(word) ? `${file}: ${word} in the place of ${instead}` : []
      );
    });
  assertEquals(found, []);
});

/** Decides what is drawn; each test names it. */
const seed = Number(
  Deno.env.get("NONSENSE_SEED") ?? Math.floor(Math.random() * 1_000_000),
);

/** One exercise of each kind, drawn. */
const kinds = Map.groupBy(
  exercises,
  ({ kind, exports }) => `${kind} ${/^[A-Z]/.test(exports)}`,
);

function drawn<T>(list: readonly T[]): T | undefined {
  return list[seed % list.length];
}

async function harnessErrors(
  exercise: Exercise,
  source: string,
): Promise<string[]> {
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "nonsense.ts");
    await Deno.writeTextFile(file, source);
    const { checks } = await suiteOf(exercise);
    const virtual = checks.filter(({ realTime }) => !realTime);
    const from = seed % virtual.length;
    const only = [...virtual.slice(from), ...virtual.slice(0, from)]
      .slice(0, checksTried).map(({ name }) => name);
    const events = await examine(exercise, file, { only });
    assertEquals(events.length, only.length);
    return events.filter(({ verdict }) => verdict === "harness-error")
      .map(told);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (const ofKind of kinds.values()) {
  const exercise = drawn(ofKind);
  const [what, source] = drawn(exercise ? nonsenseFor(exercise) : []) ?? [];
  if (exercise === undefined || source === undefined) continue;
  subjectTest(
    `${exercise.number} ${what} is no fault of the kit, seed ${seed}`,
    async () => {
      assertEquals(await harnessErrors(exercise, source), []);
    },
  );
}

/** A solution that is right most of the time gets further than nonsense. */
const spoilable = exercises.flatMap((exercise) => {
  const file = join(kit, "solutions", `${exercise.path}.ts`);
  const source = spoiled(exercise, Deno.readTextFileSync(file));
  return source === undefined ? [] : [{ exercise, source }];
});

for (const one of [drawn(spoilable)]) {
  if (one === undefined) continue;
  const { exercise, source } = one;
  subjectTest(
    `${exercise.number} spoiled is no fault of the kit, seed ${seed}`,
    async () => {
      assertEquals(await harnessErrors(exercise, source), []);
    },
  );
}
