import { explained } from "../../lib/cli/author/mutants/explained.ts";
import type { Explanation } from "../../lib/cli/author/mutants/explanation.ts";

/** Changes of right solutions that are right too. */
export const explanations: readonly Explanation[] = [
  ...explained(
    "3.1",
    "Cursors that make no sense are out of scope (3.3), and an empty one is 0 either way.",
    { 'const since = Number(query.get("since") ?? 0);': ["?? → ||"] },
  ),
  ...explained(
    "3.2",
    "Cursors that make no sense are out of scope (3.3), and an empty one is 0 either way.",
    { 'const since = Number(query.get("since") ?? 0);': ["?? → ||"] },
  ),
  ...explained(
    "3.2",
    "Nothing is awaited between the call of the handler and this line: nobody can have gone.",
    { "if (gone.aborted) quiet();": ["quiet(); → nothing"] },
  ),
  ...explained(
    "3.2",
    "They count your timers and the log's listeners: one of a request goes with the request.",
    {
      'gone.removeEventListener("abort", quiet);': [
        'gone.removeEventListener("abort", quiet); → nothing',
        '"abort" → ""',
      ],
    },
  ),
];
