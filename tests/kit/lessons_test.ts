import { assert } from "@std/assert";
import { join } from "@std/path";
import { catalogue } from "../../lessons/catalogue.ts";
import { examine, kit, subjectTest } from "./_kit.ts";

for (const lesson of catalogue) {
  for (const exercise of lesson.exercises) {
    const name = exercise.kind === "client" ? "client.ts" : "server.ts";
    subjectTest(
      `lesson ${lesson.number}: the naive ${name} does not pass ${exercise.number}`,
      async () => {
        const events = await examine(
          exercise,
          join(kit, "lessons", lesson.path, name),
        );
        assert(
          events.some(({ verdict }) => verdict !== "pass"),
          "every check passed",
        );
      },
    );
  }
}
