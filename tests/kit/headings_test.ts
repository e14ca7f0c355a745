import { suiteProblems } from "../../lib/cli/author/suite_problems.ts";
import { textProblems } from "../../lib/cli/author/text_problems.ts";
import { assertProved, exercises, proving, suiteOf } from "./_kit.ts";

for (const exercise of exercises) {
  Deno.test(`${exercise.number} text and checks belong together, and there are three hints`, async () => {
    const { checks } = await suiteOf(exercise);
    assertProved(textProblems(proving(exercise), checks));
  });

  Deno.test(`${exercise.number} every check has a name of its own and a reason`, async () => {
    const { checks } = await suiteOf(exercise);
    assertProved(suiteProblems(checks));
  });
}
