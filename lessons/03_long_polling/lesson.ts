import type { Forbidden, Lesson } from "catalogue";

const waitingIsTheExercise: readonly Forbidden[] = [{
  name: "@std/async",
  because:
    "its `deadline`, `poll` and `retry` wait for you, and waiting well is what you are writing",
}];

/** The entry of this lesson: what the command line, the page and the examiner know of it. */
export const lesson: Lesson = {
  number: 3,
  id: "long_polling",
  path: "03_long_polling",
  title: "Long polling",
  question:
    "How does news reach a client at once, when only the client may ask?",
  points: [
    "The server holds the request until it has news, or until a limit; the answer is a complete, ordinary answer.",
    "The limit is part of the pattern: 204 at 25 seconds, below the 30 seconds at which proxies cut.",
    "The cursor in the next request is the acknowledgement. An answer that was sent is not an answer that arrived.",
    "A cursor that nobody can answer gets 410 or 400 at once, never silence.",
    "The client asks again at once after news and after 204, and backs off only after an error.",
    "HTTP/1.1 keeps the connection: a new request is not a new connection.",
  ],
  readOn: [
    {
      text: "RFC 6202: long polling, its life cycle and its issues",
      url: "https://www.rfc-editor.org/rfc/rfc6202#section-2",
    },
    {
      text: "RFC 9110: what 204, 409, 410, 503 and Retry-After mean",
      url: "https://www.rfc-editor.org/rfc/rfc9110#section-15",
    },
    {
      text: "RFC 9112: connections stay open between requests",
      url: "https://www.rfc-editor.org/rfc/rfc9112#section-9.3",
    },
  ],
  exercises: [
    {
      id: "long_polling/hold",
      number: "3.1",
      path: "03_long_polling/01_hold",
      title: "Hold",
      kind: "server",
      exports: "handler",
      track: "core",
      minutes: 20,
      outcome:
        "You can hold a request open and answer it the moment there is news.",
      needs: [],
      imports: ["kernel"],
      forbidden: waitingIsTheExercise,
      norm: {
        text: "RFC 6202 §2.1",
        url: "https://www.rfc-editor.org/rfc/rfc6202#section-2.1",
      },
    },
    {
      id: "long_polling/time_out",
      number: "3.2",
      path: "03_long_polling/02_time_out",
      title: "Time out",
      kind: "server",
      exports: "handler",
      track: "core",
      minutes: 30,
      outcome:
        "You can end a held request in time, and leave nothing behind when the asker goes away.",
      needs: ["long_polling/hold"],
      imports: ["kernel"],
      forbidden: waitingIsTheExercise,
      norm: {
        text: "RFC 6202 §5.5",
        url: "https://www.rfc-editor.org/rfc/rfc6202#section-5.5",
      },
    },
    {
      id: "long_polling/lose_nothing",
      number: "3.3",
      path: "03_long_polling/03_lose_nothing",
      title: "Lose nothing",
      kind: "server",
      exports: "handler",
      track: "core",
      minutes: 30,
      outcome:
        "You can promise that no message is lost between two polls, and say so when you cannot.",
      needs: ["long_polling/time_out"],
      imports: ["kernel"],
      forbidden: waitingIsTheExercise,
      norm: {
        text: "RFC 6202 §2.2",
        url: "https://www.rfc-editor.org/rfc/rfc6202#section-2.2",
      },
    },
    {
      id: "long_polling/ask_at_once",
      number: "3.4",
      path: "03_long_polling/04_ask_at_once",
      title: "Ask at once",
      kind: "client",
      exports: "messages",
      track: "core",
      minutes: 45,
      outcome:
        "You can write the client that asks again at once after news and waits only after errors.",
      needs: [],
      imports: ["kernel"],
      forbidden: waitingIsTheExercise,
      norm: {
        text: "RFC 6202 §2.1",
        url: "https://www.rfc-editor.org/rfc/rfc6202#section-2.1",
      },
    },
    {
      id: "long_polling/one_at_a_time",
      number: "3.5",
      path: "03_long_polling/05_one_at_a_time",
      title: "One at a time",
      kind: "server",
      exports: "handler",
      track: "deep",
      minutes: 30,
      outcome:
        "You can keep one poll per client, and tell the older one that it was replaced.",
      needs: ["long_polling/time_out"],
      imports: ["kernel"],
      forbidden: waitingIsTheExercise,
      norm: {
        text: "RFC 9110 §15.5.10",
        url: "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.10",
      },
    },
    {
      id: "long_polling/let_go",
      number: "3.6",
      path: "03_long_polling/06_let_go",
      title: "Let go",
      kind: "server",
      exports: "handler",
      track: "deep",
      minutes: 20,
      outcome:
        "You can stop a server that holds a thousand requests without leaving one unanswered.",
      needs: ["long_polling/time_out"],
      imports: ["kernel"],
      forbidden: waitingIsTheExercise,
      norm: {
        text: "RFC 9110 §15.6.4",
        url: "https://www.rfc-editor.org/rfc/rfc9110#section-15.6.4",
      },
    },
  ],
};
