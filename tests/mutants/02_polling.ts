import { explained } from "../../lib/cli/author/mutants/explained.ts";
import type { Explanation } from "../../lib/cli/author/mutants/explanation.ts";

/** Changes of right solutions that are right too. */
export const explanations: readonly Explanation[] = [
  ...explained("2.1", "`since=` and `limit=` without a value: not graded.", {
    'const since = wholeNumber(query.get("since") ?? "0");': ["?? → ||"],
    'const limit = wholeNumber(query.get("limit") ?? "100");': ["?? → ||"],
  }),
  ...explained(
    "2.1",
    "`since=yesterday`, `limit=0` and the like: any 400, with or without a problem document.",
    {
      'if (since === undefined) return notANumber("since");': ['"since" → ""'],
      'if (!limit || limit > LIMIT_MAX) return notANumber("limit");': [
        '"limit" → ""',
      ],
      "title: `${name} is not a number that can be answered`,": [
        "title: `${name} is not a number that can be answered`, → nothing",
        '`${name} is not a number that can be answered` → ""',
      ],
      "detail: `Use digits only; limit is 1 to ${LIMIT_MAX}`,": [
        "detail: `Use digits only; limit is 1 to ${LIMIT_MAX}`, → nothing",
        '`Use digits only; limit is 1 to ${LIMIT_MAX}` → ""',
      ],
    },
  ),
  ...explained(
    "2.1",
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
  ...explained("2.2", "An AbortSignal is never falsy.", {
    "const response = await fetch(address, { signal: signal ?? null });": [
      "?? → ||",
    ],
  }),
  ...explained(
    "2.2",
    "Nothing is awaited between the last look at the signal and this one.",
    {
      "async function pause(ms: number, signal?: AbortSignal): Promise<void> {\nif (signal?.aborted) return;":
        ["return; → nothing"],
    },
  ),
  ...explained(
    "2.3",
    "Retry-After of 0: not graded.",
    {
      "await pause(answer?.retryAfterMs ?? backoffMs(errors), signal);": [
        "?? → ||",
      ],
    },
  ),
  ...explained("2.3", "An AbortSignal is never falsy.", {
    "const response = await fetch(address, { signal: signal ?? null });": [
      "?? → ||",
    ],
  }),
  ...explained(
    "2.3",
    "An abort ends fetch and text() with an error, pause() ends at once after it, and so does the loop.",
    {
      "const answer = await ask(address, signal);\nif (signal?.aborted) return;":
        ["return; → nothing"],
    },
  ),
  ...explained("2.3", "A function that ends returns undefined.", {
    "return undefined;": ["return undefined; → nothing"],
  }),
  ...explained(
    "2.3",
    "Both right: any source of random numbers. A millisecond more or less shows in one draw of hundreds.",
    {
      "return Math.random() * Math.min(30_000, 500 * 2 ** errors);": [
        "30_000 → 30001",
        "30_000 → 29999",
        "500 → 501",
        "500 → 499",
      ],
    },
  ),
  ...explained(
    "2.3",
    "No header, an empty one and any other word say nothing of a time.",
    {
      'const value = headers.get("retry-after") ?? "";': [
        "?? → ||",
        '"" → "other"',
      ],
    },
  ),
  ...explained(
    "2.3",
    "Retry-After of 0 is not graded, and what is graded is 1 second to one hour.",
    { "return ms > 0 ? ms : undefined;": ["> → >=", "0 → 1", "0 → (-1)"] },
  ),
  ...explained(
    "2.3",
    "Not graded: more than 24 days. A setTimeout of 2³¹ ms or more fires at once.",
    {
      "const TIMEOUT_MS_MAX = 2 ** 31 - 1;": [
        "2 → 3",
        "31 → 32",
        "31 → 30",
        "- → +",
        "1 → 2",
        "1 → 0",
      ],
      "if (ms > TIMEOUT_MS_MAX) await pause(ms - TIMEOUT_MS_MAX, signal);": [
        "> → >=",
        "- → +",
        "await → nothing",
        "await pause(ms - TIMEOUT_MS_MAX, signal); → nothing",
      ],
    },
  ),
  ...explained(
    "2.3",
    "Nothing is awaited between the last look at the signal and this one.",
    {
      "async function pause(ms: number, signal?: AbortSignal): Promise<void> {\nif (signal?.aborted) return;":
        ["return; → nothing"],
    },
  ),
  ...explained("2.4", "Both right: weak or strong tags, of whatever text.", {
    "let tag = tagOf(...log.since(Math.max(0, log.newest - 1)));": [
      "1 → 2",
      "1 → 0",
    ],
  }),
  ...explained(
    "2.4",
    "Out of scope: cursors that cannot be answered, and limits likewise.",
    {
      'const since = Number(query.get("since") ?? 0);': ["?? → ||"],
      'const limit = Number(query.get("limit") ?? 100);': ["?? → ||"],
    },
  ),
  ...explained("2.4", "The answer is 412, with any body.", {
    'return problem(412, { title: "The board is as you have seen it" });': [
      'title: "The board is as you have seen it" → nothing',
      '"The board is as you have seen it" → ""',
    ],
  }),
  ...explained(
    "2.4",
    "A shortcut: the lines after it find the same for no header, and for one tag alone.",
    {
      "if (given === null || given === tag) return given === tag;": [
        "|| → &&",
        "|| → ??",
        "return given === tag; → nothing",
      ],
    },
  ),
  ...explained("2.5", "An AbortSignal is never falsy.", {
    "signal: signal ?? null,": ["?? → ||"],
  }),
  ...explained(
    "2.5",
    "Nothing is awaited between the last look at the signal and this one.",
    {
      "async function pause(ms: number, signal?: AbortSignal): Promise<void> {\nif (signal?.aborted) return;":
        ["return; → nothing"],
    },
  ),
  ...explained(
    "2.2",
    "They count your timers: no text speaks of listeners on the caller's own signal.",
    {
      'signal?.removeEventListener("abort", done);': [
        'signal?.removeEventListener("abort", done); → nothing',
        '"abort" → ""',
      ],
    },
  ),
  ...explained(
    "2.3",
    "They count your timers: no text speaks of listeners on the caller's own signal.",
    {
      'signal?.removeEventListener("abort", done);': [
        'signal?.removeEventListener("abort", done); → nothing',
        '"abort" → ""',
      ],
    },
  ),
  ...explained(
    "2.5",
    "They count your timers: no text speaks of listeners on the caller's own signal.",
    {
      'signal?.removeEventListener("abort", done);': [
        'signal?.removeEventListener("abort", done); → nothing',
        '"abort" → ""',
      ],
    },
  ),
  ...explained(
    "2.4",
    'Not graded: whatever you make of a list with an entry that is unreadable, such as x"a".',
    {
      "if (!LIST.test(given)) return false;": ["return false; → nothing"],
      "const LIST = new RegExp(`^${TAG.source}(?:\\\\s*,\\\\s*${TAG.source})*$`);":
        ['`^${TAG.source}(?:\\\\s*,\\\\s*${TAG.source})*$` → ""'],
    },
  ),
];
