import type { Forbidden, Lesson } from "catalogue";

const answeringIsTheExercise: readonly Forbidden[] = [
  {
    name: "kernel routes",
    because:
      "it answers 404, 405, `HEAD` and `OPTIONS` for you, and answering is what you are writing",
  },
  {
    name: "kernel serve",
    because:
      "it answers 500 for you, and the examiner serves your function itself",
  },
  {
    name: "@std/http",
    because: "it answers for you, and answering is what you are writing",
  },
  {
    name: "@std/async",
    because:
      "its `deadline` and `retry` wait for you, and waiting well is what you are writing",
  },
];

/** The entry of this lesson: what the command line, the page and the examiner know of it. */
export const lesson: Lesson = {
  number: 1,
  id: "request_response",
  path: "01_request_response",
  title: "Request and response",
  question: "What exactly travels when a client asks and a server answers?",
  points: [
    "A request is a line, headers, an empty line and a body; so is the response. You can read all of it.",
    "The end of a body is announced: by Content-Length, by chunks, or by the end of the connection.",
    "One request, one response, in this order; then the connection is free for the next pair.",
    "The status says whose turn it is: 4xx the client must change something, 5xx the server must.",
    "HTTP has no time limit. Both sides bring their own, and it runs to the last byte.",
    "After a broken connection nobody knows whether the request was done. GET may be sent again, POST only with a key.",
  ],
  readOn: [
    {
      text: "RFC 9112: messages byte by byte",
      url: "https://www.rfc-editor.org/rfc/rfc9112#section-2",
    },
    {
      text: "RFC 9110: what methods and status codes mean",
      url: "https://www.rfc-editor.org/rfc/rfc9110#section-9",
    },
    {
      text: "RFC 9457: problem documents",
      url: "https://www.rfc-editor.org/rfc/rfc9457#section-3",
    },
  ],
  scenario: {
    before: [{ from: "Ada", text: "Is anybody there?" }],
    takesPosts: true,
    bytes: true,
  },
  exercises: [
    {
      id: "request_response/answer",
      number: "1.1",
      path: "01_request_response/01_answer",
      title: "Answer",
      kind: "server",
      exports: "handler",
      track: "core",
      minutes: 5,
      outcome: "You can answer GET and POST so that any client understands.",
      needs: [],
      imports: ["kernel"],
      forbidden: answeringIsTheExercise,
      norm: {
        text: "RFC 9110 §9.3.3",
        url: "https://www.rfc-editor.org/rfc/rfc9110#section-9.3.3",
      },
      trial: {
        takesPosts: true,
        curl: [
          "-i {board}messages",
          `-i -H "content-type: application/json" -d '{"from":"you","text":"Hello"}' {board}messages`,
        ],
      },
    },
    {
      id: "request_response/refuse",
      number: "1.2",
      path: "01_request_response/02_refuse",
      title: "Refuse",
      kind: "server",
      exports: "handler",
      track: "core",
      minutes: 40,
      outcome:
        "You can refuse nonsense with the status that tells the asker what to change.",
      needs: ["request_response/answer"],
      imports: ["kernel"],
      forbidden: answeringIsTheExercise,
      norm: {
        text: "RFC 9110 §15.5",
        url: "https://www.rfc-editor.org/rfc/rfc9110#section-15.5",
      },
      trial: {
        takesPosts: true,
        curl: [
          "-i {board}massages",
          "-i -X DELETE {board}messages",
          "-i -d hello {board}messages",
        ],
      },
    },
    {
      id: "request_response/deadline",
      number: "1.3",
      path: "01_request_response/03_deadline",
      title: "Deadline",
      kind: "server",
      exports: "handler",
      track: "core",
      minutes: 30,
      outcome: "You can answer in time although what you depend on does not.",
      needs: [],
      imports: ["kernel"],
      forbidden: answeringIsTheExercise,
      norm: {
        text: "RFC 9110 §15.6.5",
        url: "https://www.rfc-editor.org/rfc/rfc9110#section-15.6.5",
      },
      trial: { curl: ["-i {board}motto"] },
    },
    {
      id: "request_response/ask_once",
      number: "1.4",
      path: "01_request_response/04_ask_once",
      title: "Ask once",
      kind: "function",
      exports: "askOnce",
      track: "core",
      minutes: 45,
      outcome:
        "You can ask with limits of your own, and try again only where that is safe.",
      needs: [],
      imports: ["kernel"],
      forbidden: answeringIsTheExercise,
      norm: {
        text: "RFC 9110 §9.2.2",
        url: "https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2",
      },
      trial: { call: [{ $url: "messages" }] },
    },
    {
      id: "request_response/once",
      number: "1.5",
      path: "01_request_response/05_once",
      title: "Once",
      kind: "server",
      exports: "handler",
      track: "deep",
      minutes: 45,
      outcome: "You can do a thing once although you are asked for it twice.",
      needs: [],
      imports: ["kernel"],
      forbidden: answeringIsTheExercise,
      norm: {
        text: "Idempotency-Key draft §2.6",
        url:
          "https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header-07#section-2.6",
      },
      trial: {
        takesPosts: true,
        curl: [
          `-i -H "idempotency-key: k1" -d '{"from":"you","text":"Hello"}' {board}messages`,
          "-i {board}messages",
        ],
      },
    },
  ],
};
