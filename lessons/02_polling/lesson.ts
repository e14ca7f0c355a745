import type { Forbidden, Lesson } from "catalogue";

const askingIsTheExercise: readonly Forbidden[] = [
  {
    name: "@std/async",
    because:
      "its `delay`, `poll` and `retry` wait for you, and waiting well is what you are writing",
  },
  {
    name: "@std/http",
    because:
      "its `eTag` and `ifNoneMatch` compare tags for you, and that is what you are writing",
  },
];

/** The entry of this lesson: what the command line, the page and the examiner know of it. */
export const lesson: Lesson = {
  number: 2,
  id: "polling",
  path: "02_polling",
  title: "Polling",
  question:
    "How does a client hear of news when it can only ask, and what does the asking cost?",
  points: [
    "A message is late by half the interval on average; the number of requests depends on the clock, not on the news.",
    "The cursor says what the client has, so that an answer brings only what is new.",
    "The interval begins when the whole answer is there: never two questions at a time.",
    "After an error wait at random, longer each time, and never less than Retry-After says.",
    "A tag marks a state: If-None-Match with the current tag is answered 304, without a body.",
    "no-cache means keep it and ask me; no-store means do not keep it.",
  ],
  readOn: [
    {
      text: "RFC 6202: polling, and why one would hold the answer",
      url: "https://www.rfc-editor.org/rfc/rfc6202#section-2.1",
    },
    {
      text: "RFC 9110: conditional requests and entity tags",
      url: "https://www.rfc-editor.org/rfc/rfc9110#section-13",
    },
    {
      text: "RFC 9111: what caches keep, and when they ask",
      url: "https://www.rfc-editor.org/rfc/rfc9111#section-4.3",
    },
  ],
  scenario: {
    costs: { of: "One minute with six messages", intervalsMs: [500, 5_000] },
  },
  exercises: [
    {
      id: "polling/only_what_is_new",
      number: "2.1",
      path: "02_polling/01_only_what_is_new",
      title: "Only what is new",
      kind: "server",
      exports: "handler",
      track: "core",
      minutes: 30,
      outcome:
        "You can answer with what a reader has not seen yet, and refuse what cannot be answered.",
      needs: [],
      imports: ["kernel"],
      forbidden: askingIsTheExercise,
      norm: {
        text: "RFC 9110 §15.5",
        url: "https://www.rfc-editor.org/rfc/rfc9110#section-15.5",
      },
      trial: {
        curl: [
          '-i "{board}messages?since=0&limit=2"',
          '-i "{board}messages?since=yesterday"',
        ],
      },
    },
    {
      id: "polling/ask_again",
      number: "2.2",
      path: "02_polling/02_ask_again",
      title: "Ask again",
      kind: "client",
      exports: "messages",
      track: "core",
      minutes: 30,
      outcome:
        "You can ask again and again without ever asking twice at a time.",
      needs: [],
      imports: ["kernel"],
      forbidden: askingIsTheExercise,
      norm: {
        text: "RFC 6202 §2.1",
        url: "https://www.rfc-editor.org/rfc/rfc6202#section-2.1",
      },
    },
    {
      id: "polling/back_off",
      number: "2.3",
      path: "02_polling/03_back_off",
      title: "Back off",
      kind: "client",
      exports: "messages",
      track: "core",
      minutes: 45,
      outcome:
        "You can wait after an error like somebody who wants the server to recover.",
      needs: [],
      imports: ["kernel"],
      forbidden: askingIsTheExercise,
      norm: {
        text: "RFC 9110 §10.2.3",
        url: "https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3",
      },
    },
    {
      id: "polling/not_modified",
      number: "2.4",
      path: "02_polling/04_not_modified",
      title: "Not modified",
      kind: "server",
      exports: "handler",
      track: "deep",
      minutes: 45,
      outcome: "You can say that nothing has changed with a tag, and mean it.",
      needs: [],
      imports: ["kernel"],
      forbidden: askingIsTheExercise,
      norm: {
        text: "RFC 9110 §13.1.2",
        url: "https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2",
      },
      trial: {
        takesPosts: true,
        curl: [
          `-i -H "content-type: application/json" -d '{"from":"you","text":"Hello"}' {board}messages`,
          "-i {board}messages",
          `-i -H 'if-none-match: "THE TAG"' {board}messages`,
        ],
      },
    },
    {
      id: "polling/remember_the_tag",
      number: "2.5",
      path: "02_polling/05_remember_the_tag",
      title: "Remember the tag",
      kind: "client",
      exports: "messages",
      track: "deep",
      minutes: 30,
      outcome:
        "You can send the tag back, and keep what a 304 leaves you with.",
      needs: [],
      imports: ["kernel"],
      forbidden: askingIsTheExercise,
      norm: {
        text: "RFC 9110 §15.4.5",
        url: "https://www.rfc-editor.org/rfc/rfc9110#section-15.4.5",
      },
    },
    {
      id: "polling/prove_it",
      number: "2.6",
      path: "02_polling/06_prove_it",
      title: "Prove it",
      kind: "suite",
      exports: "",
      track: "deep",
      minutes: 40,
      outcome: "You can write tests that catch a server which is nearly right.",
      needs: [],
      imports: ["kernel", "@std/assert", "@std/testing"],
      forbidden: askingIsTheExercise,
      norm: {
        text: "RFC 9110 §13.1.2",
        url: "https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2",
      },
    },
  ],
};
