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
  ...explained("3.3", "Out of scope: `since=` without a value.", {
    'const since = new URL(request.url).searchParams.get("since") ?? "0";': [
      "?? → ||",
    ],
  }),
  ...explained("3.3", "A Response is never falsy.", {
    "return answer(log, since) ?? nothingNew();": ["?? → ||"],
  }),
  ...explained(
    "3.3",
    "`since=-3` and the like: any 400, with or without a problem document.",
    {
      'title: "The cursor is not a number",': [
        'title: "The cursor is not a number", → nothing',
        '"The cursor is not a number" → ""',
      ],
      'detail: `since must be digits only: current value is "${since}"`,': [
        'detail: `since must be digits only: current value is "${sin… → nothing',
        '`since must be digits only: current value is "${since}"` → ""',
      ],
    },
  ),
  ...explained(
    "3.3",
    "In a problem document: any title and detail, and further members.",
    {
      'title: "Messages after the cursor were dropped",': [
        'title: "Messages after the cursor were dropped", → nothing',
        '"Messages after the cursor were dropped" → ""',
      ],
      'title: "The cursor is beyond the newest message",': [
        'title: "The cursor is beyond the newest message", → nothing',
        '"The cursor is beyond the newest message" → ""',
      ],
    },
  ),
  ...explained(
    "3.3",
    "Quiet polls still end with 204; Cache-Control, and what is left behind, were 3.2, and are in the stub.",
    {
      "forget();": ["forget(); → nothing"],
      "clearTimeout(timer);": ["clearTimeout(timer); → nothing"],
      'headers: { "cache-control": "no-store" },': [
        'headers: { "cache-control": "no-store" }, → nothing',
        '"cache-control": "no-store" → nothing',
        '"no-store" → ""',
      ],
      'gone.addEventListener("abort", done);': [
        'gone.addEventListener("abort", done); → nothing',
        '"abort" → ""',
      ],
      'gone.removeEventListener("abort", done);': [
        'gone.removeEventListener("abort", done); → nothing',
        '"abort" → ""',
      ],
    },
  ),
  ...explained(
    "3.3",
    "Nothing is awaited between the call of the handler and this line: nobody can have gone.",
    { "if (gone.aborted) done();": ["done(); → nothing"] },
  ),
  ...explained(
    "3.4",
    "An abort ends fetch and text() with an error, pause() ends at once after it, and so does the loop.",
    {
      "const answer = await ask(address, limitMs, signal);\nif (signal?.aborted) return;":
        ["return; → nothing"],
    },
  ),
  ...explained(
    "3.4",
    "The reasons are for people: the loop backs off after each of them, and asks the signal whether it has aborted.",
    {
      'if (signal?.aborted) return "aborted";': [
        "signal?.aborted → !(signal?.aborted)",
        'return "aborted"; → nothing',
        '"aborted" → ""',
      ],
      'if (limit.signal.aborted) return "too late";': [
        "limit.signal.aborted → !(limit.signal.aborted)",
        'return "too late"; → nothing',
        '"too late" → ""',
      ],
      'return error instanceof SyntaxError ? "no JSON" : "no connection";': [
        "error instanceof SyntaxError → !(error instanceof SyntaxError)",
        '"no JSON" → ""',
        '"no connection" → ""',
      ],
    },
  ),
  ...explained(
    "3.4",
    "A reason has no retryAfterMs: the formula holds either way.",
    {
      'const askedMs = typeof answer === "string" ? 0 : answer.retryAfterMs;': [
        '"string" → ""',
      ],
    },
  ),
  ...explained(
    "3.4",
    "Never a single wait is judged: a millisecond more or less shows in one draw of hundreds.",
    {
      "const backoffMs = Math.random() * Math.min(30_000, 500 * 2 ** errors++);":
        ["30_000 → 30001", "30_000 → 29999", "500 → 501", "500 → 499"],
    },
  ),
  ...explained(
    "3.5",
    "Out of scope: cursors that make no sense, and an empty one is 0 either way.",
    {
      'const since = Number(query.get("since") ?? 0);': ["?? → ||"],
    },
  ),
  ...explained(
    "3.5",
    "Both right: any body of the 409; a problem document is good manners.",
    {
      'return problem(409, { title: "A newer poll of this client came" });': [
        'title: "A newer poll of this client came" → nothing',
        '"A newer poll of this client came" → ""',
      ],
    },
  ),
  ...explained(
    "3.5",
    "A poll that is over takes no notice of being replaced; only timers and listeners are counted.",
    {
      "if (client !== null) polls.delete(client);": [
        "!== → ===",
        "polls.delete(client); → nothing",
      ],
    },
  ),
  ...explained(
    "3.6",
    "Cursors that make no sense are 3.3's, and an empty one is 0 either way.",
    {
      'const since = Number(query.get("since") ?? 0);': ["?? → ||"],
    },
  ),
  ...explained(
    "3.6",
    "Both right: any body of the 503; a problem document is good manners.",
    {
      'title: "The server is stopping",': [
        'title: "The server is stopping", → nothing',
        '"The server is stopping" → ""',
      ],
    },
  ),
  ...explained(
    "3.5",
    "Hold and limit are in the stub; Cache-Control was 3.2's.",
    {
      'headers: { "cache-control": "no-store" },': [
        'headers: { "cache-control": "no-store" }, → nothing',
        '"cache-control": "no-store" → nothing',
        '"no-store" → ""',
      ],
    },
  ),
  ...explained(
    "3.5",
    "Nothing is awaited between the call of the handler and this line: nobody can have gone.",
    { "if (over.aborted) quiet();": ["quiet(); → nothing"] },
  ),
  ...explained(
    "3.5",
    "They count timers and the log's listeners: one of a poll's own signal goes with the poll.",
    {
      'over.removeEventListener("abort", quiet);': [
        'over.removeEventListener("abort", quiet); → nothing',
        '"abort" → ""',
      ],
    },
  ),
  ...explained(
    "3.6",
    "Nothing is awaited between the last look at the signals and this one.",
    { "if (over.aborted) quiet();": ["quiet(); → nothing"] },
  ),
  ...explained(
    "3.6",
    "No listener is left on `stop`: this one is on a signal of the poll's own, and goes with the poll.",
    {
      'over.removeEventListener("abort", quiet);': [
        'over.removeEventListener("abort", quiet); → nothing',
        '"abort" → ""',
      ],
    },
  ),
  ...explained(
    "3.4",
    "No request and no message follows an abort: no text speaks of listeners on the caller's own signal.",
    {
      'signal?.removeEventListener("abort", done);': [
        'signal?.removeEventListener("abort", done); → nothing',
        '"abort" → ""',
      ],
    },
  ),
];
