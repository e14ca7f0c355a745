import { explained } from "../../lib/cli/author/mutants/explained.ts";
import type { Explanation } from "../../lib/cli/author/mutants/explanation.ts";

/** Changes of right solutions that are right too. */
export const explanations: readonly Explanation[] = [
  ...explained(
    "5.1",
    "A Response is never falsy, and an empty header names nothing, as a missing one.",
    {
      "return (request) => refusal(request, origins) ?? accept(request, protocols);":
        ["?? → ||"],
      'if (!KEY.test(headers.get("sec-websocket-key") ?? "")) {': [
        "?? → ||",
        '"" → "other"',
      ],
      'return (headers.get(name) ?? "").split(",").map((item) => item.trim());':
        ["?? → ||", '"" → "other"'],
    },
  ),
  ...explained("5.1", "These are ordinary HTTP answers, with any body.", {
    'return problem(405, { title: "Use GET", headers: { allow: "GET" } });': [
      'title: "Use GET", → nothing',
      '"Use GET" → ""',
    ],
    'title: "There is only a WebSocket here",': [
      'title: "There is only a WebSocket here", → nothing',
      '"There is only a WebSocket here" → ""',
    ],
    'title: "Use version 13",': [
      'title: "Use version 13", → nothing',
      '"Use version 13" → ""',
    ],
    'return problem(400, { title: "Connection must name Upgrade" });': [
      'title: "Connection must name Upgrade" → nothing',
      '"Connection must name Upgrade" → ""',
    ],
    'return problem(400, { title: "Sec-WebSocket-Key must be 16 bytes" });': [
      'title: "Sec-WebSocket-Key must be 16 bytes" → nothing',
      '"Sec-WebSocket-Key must be 16 bytes" → ""',
    ],
    "return problem(403, { title: `Pages of ${origin} may not connect` });": [
      "title: `Pages of ${origin} may not connect` → nothing",
      '`Pages of ${origin} may not connect` → ""',
    ],
  }),
  ...explained("5.1", "`Connection: Upgrade` in a `426`, or not.", {
    'headers: { upgrade: "websocket", connection: "Upgrade" },': [
      'connection: "Upgrade" → nothing',
      '"Upgrade" → ""',
    ],
  }),
  ...explained(
    "5.1",
    "Protocol pings are Deno's own, in real time and after seconds; no check of a ping's answer lasts so long.",
    { "idleTimeout: 0,": ["idleTimeout: 0, → nothing", "0 → 1"] },
  ),
  ...explained("5.1", "Out of scope: other messages than a ping.", {
    'if (typeOf(data) !== "ping") return;': ["return; → nothing"],
  }),
  ...explained("5.1", "A function without `return` returns undefined.", {
    "return undefined;": ["return undefined; → nothing"],
  }),
  ...explained("5.2", "Remember at least the 1,000 keys: more is right.", {
    "const KEYS_MAX = 10_000;": ["10_000 → 10001", "10_000 → 9999"],
    "if (published.size > KEYS_MAX) {": ["> → >="],
    "published.delete(oldest!);": ["published.delete(oldest!); → nothing"],
  }),
  ...explained(
    "5.2",
    "Protocol pings are Deno's own, in real time and after seconds; the check in real time does not last so long.",
    { "idleTimeout: 0,": ["idleTimeout: 0, → nothing", "0 → 1"] },
  ),
  ...explained("5.2", "Not graded: the reason of a close frame.", {
    'if (typeof data !== "string") return socket.close(1003, "Send text");': [
      '"Send text" → ""',
    ],
  }),
  ...explained("5.2", "What is not digits only counts as absent.", {
    'const since = new URL(request.url).searchParams.get("since") ?? "";': [
      "?? → ||",
      '"" → "other"',
    ],
  }),
];
