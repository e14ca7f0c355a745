import { explained } from "../../lib/cli/author/mutants/explained.ts";
import type { Explanation } from "../../lib/cli/author/mutants/explanation.ts";

/** Changes of right solutions that are right too. */
export const explanations: readonly Explanation[] = [
  ...explained(
    "1.2",
    "Your answer is a status, and Allow with 405: the table asks for no body of a refusal.",
    {
      "const detail = `There is nothing at ${pathname}`;": [
        '`There is nothing at ${pathname}` → ""',
      ],
      'return problem(404, { title: "Not Found", detail });': [
        'title: "Not Found", → nothing',
        '"Not Found" → ""',
        "detail → nothing",
      ],
      'title: "Method Not Allowed",': [
        'title: "Method Not Allowed", → nothing',
        '"Method Not Allowed" → ""',
      ],
      'const detail = "Send the message as application/json";': [
        '"Send the message as application/json" → ""',
      ],
      'return problem(415, { title: "Unsupported Media Type", detail });': [
        'title: "Unsupported Media Type", → nothing',
        '"Unsupported Media Type" → ""',
        "detail → nothing",
      ],
      "const detail = `A message has at most ${BYTES_MAX} bytes`;": [
        '`A message has at most ${BYTES_MAX} bytes` → ""',
      ],
      'return problem(413, { title: "Content Too Large", detail });': [
        'title: "Content Too Large", → nothing',
        '"Content Too Large" → ""',
        "detail → nothing",
      ],
      'const detail = \'Send {"from":"…","text":"…"}\';': [
        '\'Send {"from":"…","text":"…"}\' → ""',
      ],
      'return problem(400, { title: "Not a message", detail });': [
        'title: "Not a message", → nothing',
        '"Not a message" → ""',
        "detail → nothing",
      ],
    },
  ),
  ...explained(
    "1.2",
    "A type that is missing, empty or another is not application/json all the same: 415.",
    {
      'const [type = ""] = (headers.get("content-type") ?? "").split(";");': [
        '"" → "other"',
        "?? → ||",
      ],
    },
  ),
  ...explained("1.2", "A body is null or a stream, and no stream is falsy.", {
    "for await (const chunk of request.body ?? []) {": ["?? → ||"],
  }),
  ...explained(
    "1.2",
    "A member of null throws inside the try, and what is caught is no message.",
    { 'const right = typeof value?.from === "string" &&': ["?. → ."] },
  ),
  ...explained("1.2", "A function that ends returns undefined.", {
    "return undefined;": ["return undefined; → nothing"],
  }),
  ...explained(
    "1.3",
    "Out of scope: the very millisecond in which the limit ends. They look at 1,999 and 2,001 ms.",
    {
      "const { source = motto, limitMs = 2_000 } = options;": ["2_000 → 2001"],
    },
  ),
  ...explained(
    "1.3",
    "Both right: any body of 502 and 504 that does not tell the error.",
    {
      '? problem(504, { title: "The motto did not come in time" })': [
        'title: "The motto did not come in time" → nothing',
        '"The motto did not come in time" → ""',
      ],
      ': problem(502, { title: "The motto cannot be had" });': [
        'title: "The motto cannot be had" → nothing',
        '"The motto cannot be had" → ""',
      ],
    },
  ),
  ...explained(
    "1.3",
    "The default source stands in when you try the exercise; the tests play their own.",
    {
      'setTimeout(() => resolve("Hold the line."), 1_000)': [
        '"Hold the line." → ""',
        "1_000 → 1001",
        "1_000 → 999",
        "1_000 → 0",
      ],
    },
  ),
  ...explained("1.4", "They look at 1,999 and 2,001 ms.", {
    'const { method = "GET", key, limitMs = 2_000 } = options;': [
      "2_000 → 2001",
    ],
  }),
  ...explained(
    "1.4",
    "HttpError comes at once when the headers are there, and nobody waits for the end of the body.",
    { "await response.body?.cancel();": ["await → nothing"] },
  ),
  ...explained(
    "1.4",
    "To fetch only 101, 204, 205 and 304 have no body at all, and an error is from 400 on.",
    { "await response.body?.cancel();": ["?. → ."] },
  ),
  ...explained(
    "1.4",
    "Both right: any message of an error, with or without a cause.",
    {
      'throw new NetworkError("The connection broke", { cause: error });': [
        "cause: error → nothing",
      ],
    },
  ),
  ...explained(
    "1.4",
    "Both right: fetch with or without further headers, with a GET also Idempotency-Key.",
    {
      'if (method === "GET") return { method };': [
        '"GET" → ""',
        "return { method }; → nothing",
      ],
    },
  ),
  ...explained("1.4", "The method of fetch is GET when nothing else is said.", {
    'if (method === "GET") return { method };': ["method → nothing"],
  }),
  ...explained("1.4", "An empty body and none are the same bytes.", {
    "return { method, headers, body: body ?? null };": ["?? → ||"],
  }),
  ...explained("1.4", "A body is null or a stream, and no stream is falsy.", {
    "for await (const chunk of response.body ?? []) {": ["?? → ||"],
  }),
  ...explained(
    "1.5",
    "Exactly at 86,400,000 ms is not graded; at 86,400,001 ms the request is new.",
    {
      "const { approve = agree, keepMs = 86_400_000 } = options;": [
        "86_400_000 → 86400001",
      ],
    },
  ),
  ...explained(
    "1.5",
    "The answer is the status 422 or 503; nothing is said of a body.",
    {
      'return problem(422, { title: "This key belongs to another message" });':
        [
          'title: "This key belongs to another message" → nothing',
          '"This key belongs to another message" → ""',
        ],
      'return problem(503, { title: "The moderator cannot be reached" });': [
        'title: "The moderator cannot be reached" → nothing',
        '"The moderator cannot be reached" → ""',
      ],
    },
  ),
  ...explained(
    "1.5",
    "It stands in for the moderator when you try the exercise; the tests play their own.",
    {
      "return new Promise((resolve) => setTimeout(() => resolve(), 1_000));": [
        "1_000 → 1001",
        "1_000 → 999",
        "1_000 → 0",
      ],
    },
  ),
];
