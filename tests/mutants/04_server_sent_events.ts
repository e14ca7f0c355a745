import { explained } from "../../lib/cli/author/mutants/explained.ts";
import type { Explanation } from "../../lib/cli/author/mutants/explanation.ts";

/** Changes of right solutions that are right too. */
export const explanations: readonly Explanation[] = [
  ...explained("4.1", "The answer is 406, with any body.", {
    'return problem(406, { title: "This address has only an event stream" });':
      [
        'title: "This address has only an event stream" → nothing',
        '"This address has only an event stream" → ""',
      ],
  }),
  ...explained(
    "4.2",
    "What is not digits only counts as absent, also nothing at all; and digits that were found are no empty text.",
    {
      'return Number(candidates.find((text) => /^\\d+$/.test(text ?? "")) ?? 0);':
        ["?? → ||", '"" → "other"'],
    },
  ),
  ...explained(
    "4.3",
    "What follows on the stream is new, whatever its ids are: every cursor below 1 has forgotten the last one.",
    {
      "cursor = 0; // Ids begin anew: what looks old may be new.": ["0 → (-1)"],
    },
  ),
  ...explained(
    "4.3",
    "A reset is no message: the next line passes over it as well.",
    { "continue;": ["continue; → nothing"] },
  ),
  ...explained(
    "4.3",
    "An abort errors the stream that is read, so that the next read throws: the line is for a caller who asks and aborts in one breath.",
    {
      "for await (const { type, data } of stream(url, `${cursor}`, signal)) {\nif (signal?.aborted) return;":
        ["return; → nothing"],
    },
  ),
  ...explained(
    "4.3",
    "fetch says `*/*` by itself, which includes the event stream, and an empty Accept is none to a board of 4.1.",
    {
      'accept: "text/event-stream",': [
        'accept: "text/event-stream", → nothing',
        '"text/event-stream" → ""',
      ],
    },
  ),
  ...explained(
    "4.3",
    "The signal of fetch ends the body too, for as long as the response is in memory: no check can have it collected.",
    {
      "signal ? { signal } : {},": ["signal → !signal", "signal → nothing"],
    },
  ),
  ...explained(
    "4.3",
    "The iteration ends with HttpError when the headers are there, and nobody waits for the end of the body.",
    { "await response.body?.cancel();": ["await → nothing"] },
  ),
  ...explained(
    "4.4",
    "Come back not before it has passed, and not after twice that.",
    {
      "const { retryMs = 3_000, silenceMs = 45_000 } = options;": [
        "3_000 → 3001",
      ],
    },
  ),
  ...explained(
    "4.4",
    "fetch ends with an error when its signal aborts, and no check can call close() between its end and this line.",
    { "signal.throwIfAborted();": ["signal.throwIfAborted(); → nothing"] },
  ),
  ...explained("4.4", "Out of scope: a `retry` of 0.", {
    "this.#retryMs = parser.retryMs ?? this.#retryMs;": ["?? → ||"],
  }),
  ...explained(
    "4.4",
    "A type that is missing, empty or another is not text/event-stream all the same: it is the end.",
    {
      'const [type = ""] = (headers.get("content-type") ?? "").split(";");': [
        '"" → "other"',
        "?? → ||",
      ],
    },
  ),
  ...explained(
    "4.4",
    "An LF at the very beginning ends a block without a field: nothing comes of it, whether it is read or passed over.",
    { "#afterCr = false;": ["false → true"] },
  ),
  ...explained(
    "4.4",
    "No piece of a body is empty, and one that decodes to nothing is the beginning of a character, behind which no LF comes. None is the one word other.",
    {
      'if (text === "") return [];': ['"" → "other"', "return []; → nothing"],
    },
  ),
  ...explained("4.4", "Out of scope: lines that end in CR alone.", {
    'const late = this.#afterCr && text.startsWith("\\n");': ['"\\n" → ""'],
  }),
  ...explained("4.4", "Out of scope: ids of 1,000 to 100,000 letters.", {
    "if (bytes.length > 4_096) return undefined;": [
      "> → >=",
      "4_096 → 4097",
      "4_096 → 4095",
    ],
  }),
  ...explained(
    "4.4",
    "Out of scope: a `retry` above 2,147,483,647. And a wait that is cut into shorter ones is as long.",
    {
      "const TIMEOUT_MS_MAX = 2 ** 31 - 1;": [
        "2 → 3",
        "** → *",
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
    "4.4",
    "After close() no timer is left and no event follows: no text speaks of listeners on a signal of the stream's own.",
    {
      'signal.removeEventListener("abort", done);': [
        'signal.removeEventListener("abort", done); → nothing',
        '"abort" → ""',
      ],
    },
  ),
  ...explained(
    "4.5",
    "Deno and the two machines take about four megabytes: how many messages that is, and with it which one would be one too many, nobody can say to one.",
    {
      "const { queueMax = 256 } = options;": ["256 → 257"],
      "if (controller.desiredSize! > 0) return send(message);": [
        "> → >=",
        "0 → (-1)",
      ],
    },
  ),
  ...explained(
    "4.6",
    "Throw a TypeError: which name it says is nobody's contract.",
    {
      'id === undefined ? "" : lines("id", oneLine("id", id)),': ['"id" → ""'],
      'event === undefined ? "" : lines("event", oneLine("event", event)),': [
        '"event" → ""',
      ],
    },
  ),
  ...explained(
    "4.7",
    "An LF at the very beginning ends a block without a field: nothing comes of it, whether it is read or passed over.",
    { "#afterCr = false;": ["false → true"] },
  ),
  ...explained(
    "4.7",
    "Most streams have no CR, and are then cut in half the time: the pattern finds LF as well.",
    {
      'const end = text.includes("\\r") ? /\\r\\n|\\n|\\r/ : "\\n";': [
        '"\\r" → ""',
      ],
    },
  ),
];
