import { assert } from "@std/assert";
import { join } from "@std/path";
import type { VerdictEvent } from "exam";
import { catalogue, examine, kit, subjectTest } from "./_kit.ts";

/** The file of a lesson that could pass for an exercise, by what it exports. */
const naive: Record<string, string> = {
  handler: "server.ts",
  messages: "client.ts",
};

for (const lesson of catalogue) {
  for (const exercise of lesson.exercises) {
    const name = naive[exercise.exports];
    if (name === undefined) continue;
    subjectTest(
      `lesson ${lesson.number}: the naive ${name} does not pass ${exercise.number}`,
      async () => {
        const file = join(kit, "lessons", lesson.path, name);
        const failed = ({ verdict }: VerdictEvent) => verdict !== "pass";
        const events = await examine(exercise, file, { until: failed });
        assert(events.some(failed), "every check passed");
      },
    );
  }
}
