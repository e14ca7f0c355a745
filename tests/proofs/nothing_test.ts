/**
 * Who does nothing earns nothing: a check that something does not happen first
 * shows that the right thing does.
 */
import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import type { Exercise } from "catalogue";
import {
  examine,
  exercises,
  sideBySide,
  subjectTests,
  suiteOf,
} from "../kit/_kit.ts";
import { nothingFor } from "./_nothing.ts";

/** Names of the checks that a program passes. */
async function passedBy(exercise: Exercise, source: string): Promise<string[]> {
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "nothing.ts");
    await Deno.writeTextFile(file, source);
    const { checks } = await suiteOf(exercise);
    // In real time, who waits for nothing takes the whole limit.
    const only = checks.filter(({ realTime }) =>
      !realTime || exercise.kind === "suite"
    )
      .map(({ name }) => name);
    const events = await examine(exercise, file, { sideBySide, only });
    return events.filter(({ verdict }) => verdict === "pass")
      .map(({ check }) => check);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (const exercise of exercises) {
  subjectTests(
    nothingFor(exercise).map(([what, source]) => [
      `${exercise.number} earns nothing for code that ${what}`,
      async () => {
        assertEquals(await passedBy(exercise, source), []);
      },
    ]),
  );
}
