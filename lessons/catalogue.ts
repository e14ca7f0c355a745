/**
 * The one list of lessons and exercises. The command line, the lesson page and
 * the tests read it; a test proves that every entry has all its files and every
 * file an entry.
 *
 * @module
 */

/** What an exercise asks for, and so how the examiner runs it. */
export type Kind =
  | "server"
  | "client"
  | "function"
  | "program"
  | "worker"
  | "suite";

/** A place where the reader finds more. */
export interface Link {
  /** What the reader finds there, for example `RFC 6202 §2.1`. */
  readonly text: string;
  /** The address, with its section. */
  readonly url: string;
}

/** An import that would do the learner's work. */
export interface Forbidden {
  /** The specifier, for example `@std/async`. */
  readonly name: string;
  /** Ends the sentence "You may not import it, because …". */
  readonly because: string;
}

/** A message, before it is published. */
export interface Draft {
  /** Who says it. */
  readonly from: string;
  /** What is said. */
  readonly text: string;
}

/** What `deno task lesson n` plays beyond the scenario of all lessons. */
export interface Scenario {
  /** On the board before the client comes. */
  readonly before?: readonly Draft[];
  /** Instead of a few people who talk: somebody who counts. */
  readonly ticker?: {
    /** From one message to the next, in milliseconds. */
    readonly everyMs: number;
    /** How many are published. */
    readonly count: number;
    /** After which of them the open connections are cut, half way to the next. */
    readonly cutAfter?: number;
  };
  /** Whether the client speaks too, both sides at once, and the server restarts in between. */
  readonly duplex?: boolean;
  /** Whether the lesson's server takes `POST /messages` itself. */
  readonly takesPosts?: boolean;
  /** Whether a push service takes part, and user agents come and go. */
  readonly push?: boolean;
  /** Whether every byte is shown below the diagram. */
  readonly bytes?: boolean;
  /** What the lesson's `cost.ts` is asked for. */
  readonly costs?: {
    /** What is counted, for example "One minute with six messages". */
    readonly of: string;
    /** Intervals between two polls, in milliseconds. */
    readonly intervalsMs: readonly number[];
  };
}

/** How `deno task try n.m` runs an exercise, beyond what all of its kind need. */
export interface Trial {
  /** Whether the exercise takes `POST /messages` itself. */
  readonly takesPosts?: boolean;
  /**
   * What to type behind `curl`; `{board}` becomes the address, with its last
   * slash, `{handshake}` the headers that open a WebSocket. What a line shows is
   * said before it.
   */
  readonly curl?:
    readonly (string | { readonly shows: string; readonly line: string })[];
  /** Where a WebSocket is opened by hand, and what may be said on it. */
  readonly talk?: { readonly path: string; readonly say: readonly string[] };
  /**
   * What a function is called with. Anywhere in it, `{ $url: "messages" }`
   * becomes that URL of a board, `{ $bytes: "base64" }` bytes, `{ $keyPair: jwk }`
   * keys for ECDH, `{ $callback: "name" }` a function whose calls are shown, and
   * `{ $pieces: ["a", [98, 99]] }` a stream of these pieces in bytes. With a push
   * service: `{ $browser: "there" | "gone" | "slow" | "busy" }` a subscription,
   * `{ $vapid: "mailto:…" }` the keys for it with that contact, and
   * `{ $plainAgent: true }` an agent that reaches it without TLS.
   */
  readonly call?: readonly unknown[];
  /** Whether a server is given `storage`, which is in the kit's memory. */
  readonly storage?: boolean;
  /** What a service worker is pushed; `null` is a push without a payload. */
  readonly pushes?: readonly (string | null)[];
  /** What a client or a program is given beside the address or the listener. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The option of a program that is a function over the bytes of a WebSocket: here an echo. */
  readonly converse?: string;
  /** The id of the exercise whose solution serves a client, instead of the lesson's server. */
  readonly board?: string;
  /** How often a client that speaks publishes something, in milliseconds. */
  readonly publishEveryMs?: number;
  /** After how long a client's board says nothing more and keeps the connection, in milliseconds. */
  readonly silentAfterMs?: number;
  /** For a client that is a class like `EventSource`: the path of the stream that it is given. */
  readonly stream?: string;
  /** Whether the board answers `GET /messages?since=` beside the lesson's server. */
  readonly listsMessages?: boolean;
  /** How often a client's connections are cut, in milliseconds. */
  readonly cutEveryMs?: number;
}

/** One file to write; one idea, about eight checks. */
export interface Exercise {
  /** Never changes, whatever happens to title and number: progress is kept by it. */
  readonly id: string;
  /** Lesson and place in it, for example `3.2`. */
  readonly number: string;
  /** The same in `exercises/`, `solutions/` and `tests/`, without the extension. */
  readonly path: string;
  /** Two or three words. */
  readonly title: string;
  /** What the file is. */
  readonly kind: Kind;
  /** The name that the file must export. */
  readonly exports: string;
  /** `core` comes first, `deep` is for those who want more. */
  readonly track: "core" | "deep";
  /** How long it takes a learner who has read the lesson. */
  readonly minutes: number;
  /** A sentence that begins with "You can". */
  readonly outcome: string;
  /** Identifiers of the exercises that this one builds on. */
  readonly needs: readonly string[];
  /** What the file may import. */
  readonly imports: readonly string[];
  /** What it may not import, and why. */
  readonly forbidden: readonly Forbidden[];
  /** Environment variables that a package it imports reads. */
  readonly environment?: readonly string[];
  /** Whether the other side speaks TLS, with a certificate that only the given agent trusts. */
  readonly secure?: boolean;
  /** The section that a failed check names when it has none of its own. */
  readonly norm: Link;
  /** How it is tried. */
  readonly trial?: Trial;
}

/** One pattern. */
export interface Lesson {
  /** The number of the pattern, the same everywhere. */
  readonly number: number;
  /** Never changes. */
  readonly id: string;
  /** The folder, the same in `lessons/`, `exercises/`, `solutions/` and `tests/`. */
  readonly path: string;
  /** The name of the pattern. */
  readonly title: string;
  /** The question that the lesson answers. */
  readonly question: string;
  /** What to remember tomorrow, one sentence each. */
  readonly points: readonly string[];
  /** Where to read on. */
  readonly readOn: readonly Link[];
  /** What is played. */
  readonly scenario?: Scenario;
  /** In the order in which they are best taken. */
  readonly exercises: readonly Exercise[];
}

const waitingIsTheExercise: readonly Forbidden[] = [{
  name: "@std/async",
  because:
    "its `deadline`, `poll` and `retry` wait for you, and waiting well is what you are writing",
}];

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

/** What 5.5 may not import. */
const silenceIsTheExercise: readonly Forbidden[] = [
  {
    name: "@std/async",
    because:
      "its `deadline` and `debounce` measure the silence for you, and that is what you are writing",
  },
];

/** What 6.5 and 6.6 may not import. */
const encryptingIsTheExercise: readonly Forbidden[] = [{
  name: "web-push",
  because: "it encrypts for you, and that is what you are writing",
}];

/** Every lesson, in order. */
export const catalogue: readonly Lesson[] = [
  {
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
  },
  {
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
        outcome:
          "You can say that nothing has changed with a tag, and mean it.",
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
        outcome:
          "You can write tests that catch a server which is nearly right.",
        needs: [],
        imports: ["kernel", "@std/assert", "@std/testing"],
        forbidden: askingIsTheExercise,
        norm: {
          text: "RFC 9110 §13.1.2",
          url: "https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2",
        },
      },
    ],
  },
  {
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
  },
  {
    number: 4,
    id: "server_sent_events",
    path: "04_server_sent_events",
    title: "Server-Sent Events",
    question: "How does a client hear everything after asking once?",
    points: [
      "One request, one answer that does not end: each event is a few lines of text and an empty line.",
      "The id of each event comes back as Last-Event-ID. With a log to read from, a cut costs nothing.",
      "Silence needs a heartbeat: a comment every 15 seconds, below the limits of the proxies on the way.",
      "A reader who does not read costs memory. Bound the queue, end the stream: the reader comes back and resumes.",
      "A browser comes back by itself after a cut, and stays away after any answer but 200: 204 means it is over.",
      "Over HTTP/1.1 a browser opens six connections to an origin: one stream for each page is already much.",
    ],
    readOn: [
      {
        text: "WHATWG HTML §9.2: the format, the client, and hints for authors",
        url:
          "https://html.spec.whatwg.org/multipage/server-sent-events.html#server-sent-events",
      },
      {
        text: "RFC 9112: chunks, in which an answer without an end travels",
        url: "https://www.rfc-editor.org/rfc/rfc9112#section-7.1",
      },
      {
        text: "nginx: buffering, and the header that turns it off",
        url:
          "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering",
      },
    ],
    scenario: { ticker: { everyMs: 100, count: 20, cutAfter: 10 } },
    exercises: [
      {
        id: "server_sent_events/keep_it_open",
        number: "4.1",
        path: "04_server_sent_events/01_keep_it_open",
        title: "Keep it open",
        kind: "server",
        exports: "handler",
        track: "core",
        minutes: 35,
        outcome:
          "You can answer with a stream that stays open, shows that it lives, and leaves nothing behind.",
        needs: [],
        imports: ["kernel", "@std/http"],
        forbidden: [],
        norm: {
          text: "WHATWG HTML §9.2.7",
          url:
            "https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes",
        },
        trial: {
          curl: [
            "-i -N {board}messages/stream",
            '-i -N -H "accept: application/json" {board}messages/stream',
          ],
        },
      },
      {
        id: "server_sent_events/resume",
        number: "4.2",
        path: "04_server_sent_events/02_resume",
        title: "Resume",
        kind: "server",
        exports: "handler",
        track: "core",
        minutes: 40,
        outcome:
          "You can go on where a reader was cut off, and tell the browser when to stop coming back.",
        needs: ["server_sent_events/keep_it_open"],
        imports: ["kernel", "@std/http"],
        forbidden: [],
        norm: {
          text: "WHATWG HTML §9.2.4",
          url:
            "https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header",
        },
        trial: {
          curl: [
            '-i -N -H "last-event-id: 1" {board}messages/stream',
            '-i -N "{board}messages/stream?since=1"',
          ],
        },
      },
      {
        id: "server_sent_events/snapshot_then_stream",
        number: "4.3",
        path: "04_server_sent_events/03_snapshot_then_stream",
        title: "Snapshot, then stream",
        kind: "client",
        exports: "messages",
        track: "core",
        minutes: 30,
        outcome:
          "You can join a list and a stream so that nothing is lost and nothing comes twice.",
        needs: [],
        imports: ["kernel", "@std/http"],
        forbidden: [],
        norm: {
          text: "WHATWG HTML §9.2.4",
          url:
            "https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header",
        },
        trial: { listsMessages: true },
      },

      {
        id: "server_sent_events/reconnect",
        number: "4.4",
        path: "04_server_sent_events/04_reconnect",
        title: "Reconnect",
        kind: "client",
        exports: "EventStream",
        track: "core",
        minutes: 45,
        outcome:
          "You can write a reader that comes back after every cut, and knows when not to.",
        needs: [],
        imports: ["kernel"],
        forbidden: [],
        norm: {
          text: "WHATWG HTML §9.2.3",
          url:
            "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model",
        },
        trial: { stream: "messages/stream", cutEveryMs: 10_000 },
      },
      {
        id: "server_sent_events/slow_reader",
        number: "4.5",
        path: "04_server_sent_events/05_slow_reader",
        title: "Slow reader",
        kind: "server",
        exports: "handler",
        track: "deep",
        minutes: 35,
        outcome:
          "You can bound what a reader costs who stops reading, and cost the others nothing.",
        needs: ["server_sent_events/resume"],
        imports: ["kernel", "@std/http"],
        forbidden: [],
        norm: {
          text: "Streams Standard §7",
          url: "https://streams.spec.whatwg.org/#qs",
        },
        trial: { curl: ["-i -N {board}messages/stream"] },
      },
      {
        id: "server_sent_events/write_events",
        number: "4.6",
        path: "04_server_sent_events/06_write_events",
        title: "Write events",
        kind: "function",
        exports: "writeEvents",
        track: "deep",
        minutes: 25,
        outcome:
          "You can put any text into an event stream so that it comes out as it went in.",
        needs: [],
        imports: ["kernel"],
        forbidden: [{
          name: "@std/http",
          because:
            "its `ServerSentEventStream` writes events, and that is what you are writing",
        }],
        norm: {
          text: "WHATWG HTML §9.2.5",
          url:
            "https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream",
        },
        trial: {
          call: [
            { id: "1", data: "The first verse\n\nThe second" },
            { event: "reset", retry: 5_000, data: "{}" },
          ],
        },
      },
      {
        id: "server_sent_events/read_events",
        number: "4.7",
        path: "04_server_sent_events/07_read_events",
        title: "Read events",
        kind: "function",
        exports: "readEvents",
        track: "deep",
        minutes: 45,
        outcome:
          "You can read an event stream that comes in any pieces, from a server that you do not trust.",
        needs: [],
        imports: ["kernel"],
        forbidden: [{
          name: "@std/http",
          because:
            "its `ServerSentEventParseStream` reads events, and that is what you are writing",
        }],
        norm: {
          text: "WHATWG HTML §9.2.6",
          url:
            "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation",
        },
        trial: {
          call: [{
            $pieces: [
              "retry: 5000\n\nid: 1\nda",
              "ta: Good mor",
              "ning\r",
              "\ndata: everybody\r\n\r\n",
              "event: re",
              "set\ndata: {}\n\n: a comm",
              "ent\n\ndata: never ended",
            ],
          }],
        },
      },
    ],
  },
  {
    number: 5,
    id: "websockets",
    path: "05_websockets",
    title: "WebSockets",
    question: "How can both sides speak whenever they like?",
    points: [
      "One HTTP request asks for an upgrade; after 101 the same connection carries frames, in both directions and in any order.",
      "Nothing on it is an answer to anything. Who wants to know whether a message arrived gives it a key and waits for the ack.",
      "Any page may open a socket to your server, cookies included. Only your check of Origin keeps strangers out.",
      "A close frame is answered with a close frame. A connection that dies says nothing at all: only a heartbeat notices.",
      "A reader who does not read costs memory: look at bufferedAmount before you send.",
      "Choose it when the client has much to say too. If only the server speaks, events over plain HTTP are simpler.",
    ],
    readOn: [
      {
        text: "RFC 6455: the handshake (§4), the frames (§5), closing (§7)",
        url: "https://www.rfc-editor.org/rfc/rfc6455",
      },
      {
        text: "WHATWG WebSockets: what a browser does",
        url: "https://websockets.spec.whatwg.org/",
      },
      {
        text: "nginx: the two headers without which no WebSocket passes",
        url: "https://nginx.org/en/docs/http/websocket.html",
      },
    ],
    scenario: { duplex: true },
    exercises: [
      {
        id: "websockets/upgrade",
        number: "5.1",
        path: "05_websockets/01_upgrade",
        title: "Upgrade",
        kind: "server",
        exports: "handler",
        track: "core",
        minutes: 35,
        outcome:
          "You can judge a handshake, and refuse it so that the other side learns why.",
        needs: [],
        imports: ["kernel", "@std/encoding"],
        forbidden: [],
        norm: {
          text: "RFC 6455 §4.2",
          url: "https://www.rfc-editor.org/rfc/rfc6455#section-4.2",
        },
        trial: {
          curl: [
            {
              shows: "101, and then the frames, raw; Ctrl-C ends",
              line: "-i -N {handshake} {board}messages/socket",
            },
            {
              shows: "426, with an Upgrade",
              line: "-i {board}messages/socket",
            },
            {
              shows: "426, with a version",
              line:
                '-i -H "Connection: Upgrade" -H "Upgrade: websocket" -H "Sec-WebSocket-Version: 8" {board}messages/socket',
            },
            {
              shows: "405, with what is allowed",
              line: "-i -X POST {board}messages/socket",
            },
            {
              shows: "400: where is the key?",
              line:
                '-i -H "Connection: Upgrade" -H "Upgrade: websocket" -H "Sec-WebSocket-Version: 13" {board}messages/socket',
            },
            {
              shows: "403: a page of strangers",
              line:
                '-i {handshake} -H "Origin: https://elsewhere.example" {board}messages/socket',
            },
          ],
          talk: { path: "messages/socket", say: ['{"type":"ping"}'] },
        },
      },
      {
        id: "websockets/board",
        number: "5.2",
        path: "05_websockets/02_board",
        title: "Board",
        kind: "server",
        exports: "handler",
        track: "core",
        minutes: 45,
        outcome:
          "You can publish over a socket so that the sender knows what became of each message.",
        needs: ["websockets/upgrade"],
        imports: ["kernel"],
        forbidden: [],
        norm: {
          text: "RFC 6455 §1.2",
          url: "https://www.rfc-editor.org/rfc/rfc6455#section-1.2",
        },
        trial: {
          curl: [
            {
              shows: "101, and then the frames, raw; Ctrl-C ends",
              line: "-i -N {handshake} {board}messages/socket",
            },
            { shows: "a message for all", line: "-d hello {board}publish" },
          ],
          talk: {
            path: "messages/socket",
            say: [
              '{"type":"publish","key":"a","from":"me","text":"hello"}',
              "this is no JSON",
              "/bytes 00 ff",
            ],
          },
        },
      },
      {
        id: "websockets/stay_connected",
        number: "5.3",
        path: "05_websockets/03_stay_connected",
        title: "Stay connected",
        kind: "client",
        exports: "connect",
        track: "core",
        minutes: 45,
        outcome:
          "You can keep a line through every tunnel: nothing lost, nothing twice, and no stampede.",
        needs: [],
        imports: ["kernel"],
        forbidden: askingIsTheExercise,
        norm: {
          text: "RFC 6455 §7.2.3",
          url: "https://www.rfc-editor.org/rfc/rfc6455#section-7.2.3",
        },
        trial: {
          board: "websockets/board",
          publishEveryMs: 3_000,
          cutEveryMs: 10_000,
        },
      },
      {
        id: "websockets/heartbeat_server",
        number: "5.4",
        path: "05_websockets/04_heartbeat_server",
        title: "Heartbeat on the server",
        kind: "server",
        exports: "handler",
        track: "core",
        minutes: 30,
        outcome:
          "You can find out that nobody is there any more, and leave nothing behind for the dead.",
        needs: [],
        imports: ["kernel"],
        forbidden: [],
        norm: {
          text: "RFC 6455 §5.5.2",
          url: "https://www.rfc-editor.org/rfc/rfc6455#section-5.5.2",
        },
        trial: {
          curl: [
            {
              shows: "somebody who never answers; Ctrl-C ends",
              line: "-i -N {handshake} {board}messages/socket",
            },
            { shows: "a message for all", line: "-d hello {board}publish" },
          ],
          talk: { path: "messages/socket", say: ['{"type":"ping"}'] },
        },
      },
      {
        id: "websockets/heartbeat_client",
        number: "5.5",
        path: "05_websockets/05_heartbeat_client",
        title: "Heartbeat on the client",
        kind: "client",
        exports: "messages",
        track: "core",
        minutes: 30,
        outcome:
          "You can tell a quiet line from a dead one, in half a minute and without a doubt.",
        needs: [],
        imports: ["kernel"],
        forbidden: silenceIsTheExercise,
        norm: {
          text: "RFC 6455 §5.5.2",
          url: "https://www.rfc-editor.org/rfc/rfc6455#section-5.5.2",
        },
        trial: {
          options: { pingAfterMs: 2_000, deadAfterMs: 5_000 },
          silentAfterMs: 5_000,
        },
      },
      {
        id: "websockets/slow_reader",
        number: "5.6",
        path: "05_websockets/06_slow_reader",
        title: "Slow reader",
        kind: "server",
        exports: "handler",
        track: "deep",
        minutes: 25,
        outcome:
          "You can bound what a WebSocket costs whose reader has stopped reading.",
        needs: [],
        imports: ["kernel"],
        forbidden: [],
        norm: {
          text: "WHATWG WebSockets §3.1",
          url:
            "https://websockets.spec.whatwg.org/#dom-websocket-bufferedamount",
        },
        trial: {
          curl: [
            {
              shows: "101, and then the frames, raw; Ctrl-C ends",
              line: "-i -N {handshake} {board}messages/socket",
            },
            { shows: "a message for all", line: "-d hello {board}publish" },
          ],
          talk: { path: "messages/socket", say: [] },
        },
      },
      {
        id: "websockets/handshake_by_hand",
        number: "5.7",
        path: "05_websockets/07_handshake_by_hand",
        title: "Handshake by hand",
        kind: "program",
        exports: "serve",
        track: "deep",
        minutes: 120,
        outcome:
          "You can take over a TCP connection: find a request in its bytes, refuse it or shake hands, and lose none of what follows.",
        needs: [],
        imports: ["kernel", "@std/bytes", "@std/encoding"],
        forbidden: [{
          name: "ws",
          because: "it shakes hands for you, and that is what you are writing",
        }],
        norm: {
          text: "RFC 6455 §4.2",
          url: "https://www.rfc-editor.org/rfc/rfc6455#section-4.2",
        },
        trial: {
          curl: [
            {
              shows: "101, with an accept that ends in xOo=; Ctrl-C ends",
              line: "-i -N {handshake} {board}messages/socket",
            },
            {
              shows: "426, with an Upgrade",
              line: "-i {board}messages/socket",
            },
            {
              shows: "426, with a version",
              line:
                '-i -H "Connection: Upgrade" -H "Upgrade: websocket" -H "Sec-WebSocket-Version: 8" {board}messages/socket',
            },
          ],
          talk: { path: "messages/socket", say: ["hello", "/ping hello"] },
          converse: "converse",
        },
      },
      {
        id: "websockets/read_frames",
        number: "5.8",
        path: "05_websockets/08_read_frames",
        title: "Read frames",
        kind: "function",
        exports: "readFrames",
        track: "deep",
        minutes: 50,
        outcome:
          "You can read a binary protocol that comes in any pieces, from a side that you do not trust.",
        needs: [],
        imports: ["kernel", "@std/bytes"],
        forbidden: [],
        norm: {
          text: "RFC 6455 §5.2",
          url: "https://www.rfc-editor.org/rfc/rfc6455#section-5.2",
        },
        trial: {
          call: [{
            $pieces: [
              [0x81, 0x85, 0x37, 0xfa],
              [0x21, 0x3d, 0x7f, 0x9f, 0x4d],
              [
                0x51,
                0x58,
                0x01,
                0x83,
                0x01,
                0x02,
                0x03,
                0x04,
                0x49,
                0x67,
                0x6f,
              ],
              [0x89, 0x80, 0x05, 0x06, 0x07, 0x08, 0x80],
              [0x82, 0x09, 0x0a, 0x0b, 0x0c, 0x65, 0x65],
              [0x81, 0x02, 0x68, 0x69],
            ],
          }],
        },
      },
      {
        id: "websockets/write_frames",
        number: "5.9",
        path: "05_websockets/09_write_frames",
        title: "Write frames",
        kind: "function",
        exports: "writeFrames",
        track: "deep",
        minutes: 40,
        outcome:
          "You can write frames that any reader takes: masked, in fragments, and as short as they can be.",
        needs: [],
        imports: ["kernel", "@std/bytes"],
        forbidden: [],
        norm: {
          text: "RFC 6455 §5.2",
          url: "https://www.rfc-editor.org/rfc/rfc6455#section-5.2",
        },
        trial: {
          call: [
            { opcode: 1, payload: "Good morning" },
            { masked: true, maxPayloadBytes: 8 },
          ],
        },
      },
      {
        id: "websockets/conversation",
        number: "5.10",
        path: "05_websockets/10_conversation",
        title: "Conversation",
        kind: "program",
        exports: "serve",
        track: "deep",
        minutes: 90,
        outcome:
          "You can write a whole WebSocket server, from the first byte of the request to the last close frame.",
        needs: [
          "websockets/handshake_by_hand",
          "websockets/read_frames",
          "websockets/write_frames",
        ],
        imports: ["kernel", "@std/bytes", "@std/encoding"],
        forbidden: [{
          name: "ws",
          because: "it is a whole server, and that is what you are writing",
        }],
        norm: {
          text: "RFC 6455 §5",
          url: "https://www.rfc-editor.org/rfc/rfc6455#section-5",
        },
        trial: {
          curl: [{
            shows: "101; Ctrl-C ends",
            line: "-i -N {handshake} {board}echo",
          }],
          talk: {
            path: "echo",
            say: ["hello", "/ping hello", "/bytes 00 ff", "/close 1000 bye"],
          },
        },
      },
    ],
  },
  {
    number: 6,
    id: "push",
    path: "06_push",
    title: "Push notifications",
    question: "How does news reach somebody whose page is closed?",
    points: [
      "Three parties: the browser asks its push service for an endpoint and hands it to you; you send there; the push service hands on.",
      "An endpoint and its keys are a person's browser. Keep them safe, keep them for the right person, and delete them when asked.",
      "201 means taken, not delivered. 404 and 410 mean gone for good: delete, and never send there again.",
      "The push service learns who, when and how much, never what: the text is encrypted for the browser alone.",
      "A message has at most 3,993 bytes of text, and a TTL: how long it is worth delivering.",
      "Every push shows a notification within waitUntil. Browsers that see none take the permission back.",
    ],
    readOn: [
      {
        text: "RFC 8030: delivery over HTTP",
        url: "https://www.rfc-editor.org/rfc/rfc8030#section-5",
      },
      {
        text: "RFC 8291: encryption",
        url: "https://www.rfc-editor.org/rfc/rfc8291#section-3",
      },
      {
        text: "RFC 8292: who is sending (VAPID)",
        url: "https://www.rfc-editor.org/rfc/rfc8292#section-2",
      },
      {
        text: "W3C Push API: what browsers do",
        url: "https://www.w3.org/TR/push-api/",
      },
    ],
    scenario: { push: true },
    exercises: [
      {
        id: "push/subscribe",
        number: "6.1",
        path: "06_push/01_subscribe",
        title: "Subscribe",
        kind: "server",
        exports: "handler",
        track: "core",
        minutes: 45,
        outcome:
          "You can keep push subscriptions so that none is lost, doubled, or left with the wrong person.",
        needs: [],
        imports: ["kernel", "@std/encoding"],
        forbidden: [],
        norm: {
          text: "Push API, push subscription",
          url: "https://www.w3.org/TR/push-api/#push-subscription",
        },
        trial: {
          storage: true,
          curl: [
            {
              shows: "a browser of yours, to be kept: 201; again: 200",
              line:
                `-i -H "content-type: application/json" -d '{"user":"you","endpoint":"https://push.example/1","keys":{"p256dh":"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4","auth":"BTBZMqHH6r4Tts7J_aSIgg"}}' {board}subscriptions`,
            },
            {
              shows: "400: no keys",
              line:
                `-i -H "content-type: application/json" -d '{"user":"you","endpoint":"https://push.example/2"}' {board}subscriptions`,
            },
            {
              shows: "204, with the ID that you were given; again: 404",
              line: "-i -X DELETE {board}subscriptions/ID",
            },
          ],
        },
      },
      {
        id: "push/send",
        number: "6.2",
        path: "06_push/02_send",
        title: "Send",
        kind: "function",
        exports: "send",
        track: "core",
        minutes: 45,
        outcome:
          "You can write to a thousand people through services that fail, and say what became of each message.",
        needs: [],
        imports: ["kernel", "web-push"],
        forbidden: [{
          name: "@std/async",
          because:
            "its `pooledMap` and `retry` keep count for you, and that is what you are writing",
        }],
        environment: ["ECE_KEYLOG"],
        secure: true,
        norm: {
          text: "RFC 8030 §5",
          url: "https://www.rfc-editor.org/rfc/rfc8030#section-5",
        },
        trial: {
          call: [
            [
              { $browser: "there" },
              { $browser: "gone" },
              { $browser: "slow" },
              { $browser: "busy" },
            ],
            "Is anybody there?",
            {
              vapid: { $vapid: "mailto:ada@example.org" },
              agent: { $plainAgent: true },
              forget: { $callback: "forget" },
            },
          ],
        },
      },
      {
        id: "push/service_worker",
        number: "6.3",
        path: "06_push/03_service_worker",
        title: "Service worker",
        kind: "worker",
        exports: "register",
        track: "core",
        minutes: 30,
        outcome:
          "You can show every push as a notification, bring people back to your page, and survive a new subscription.",
        needs: [],
        imports: [],
        forbidden: [],
        norm: {
          text: "Push API, the push event",
          url: "https://www.w3.org/TR/push-api/#the-push-event",
        },
        trial: {
          pushes: [
            '{"id":7,"at":1767600000000,"from":"ada","text":"Good morning"}',
            '{"id":7,"at":1767600000000,"from":"ada","text":"Good morning"}',
            '{"id":8,"at":1767600001000,"from":"ben","text":"Hello Ada"}',
            "[]",
            null,
          ],
        },
      },
      {
        id: "push/identify",
        number: "6.4",
        path: "06_push/04_identify",
        title: "Identify",
        kind: "function",
        exports: "identify",
        track: "deep",
        minutes: 45,
        outcome:
          "You can sign who you are so that a stranger believes it for a day, and judge what another has signed.",
        needs: [],
        imports: ["kernel", "@std/encoding"],
        forbidden: [{
          name: "web-push",
          because: "it signs for you, and that is what you are writing",
        }],
        norm: {
          text: "RFC 8292 §2",
          url: "https://www.rfc-editor.org/rfc/rfc8292#section-2",
        },
        trial: {
          call: [
            "https://push.example/wpush/gAAAAABn5kS-3x",
            {
              subject: "mailto:ada@example.org",
              publicKey:
                "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
              privateKey: "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
            },
          ],
        },
      },
      {
        id: "push/encrypt",
        number: "6.5",
        path: "06_push/05_encrypt",
        title: "Encrypt",
        kind: "function",
        exports: "encrypt",
        track: "deep",
        minutes: 50,
        outcome:
          "You can turn a norm's recipe into bytes, and find the first one that is wrong.",
        needs: [],
        imports: ["kernel", "@std/bytes", "@std/encoding"],
        forbidden: encryptingIsTheExercise,
        norm: {
          text: "RFC 8291 §3.4",
          url: "https://www.rfc-editor.org/rfc/rfc8291#section-3.4",
        },
        trial: {
          call: [
            // The example of RFC 8291, section 5.
            "When I grow up, I want to be a watermelon",
            {
              keys: {
                p256dh:
                  "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
                auth: "BTBZMqHH6r4Tts7J_aSIgg",
              },
            },
            {
              salt: { $bytes: "DGv6ra1nlYgDCS1FRnbzlw==" },
              keyPair: {
                $keyPair: {
                  kty: "EC",
                  crv: "P-256",
                  x: "_jP0qw3qcZFNtVgj9ztUlI9BMG2SBzLbuaWaUyhkgiA",
                  y: "Dll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
                  d: "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
                },
              },
              observe: { $callback: "observe" },
            },
          ],
        },
      },
      {
        id: "push/decrypt",
        number: "6.6",
        path: "06_push/06_decrypt",
        title: "Decrypt",
        kind: "function",
        exports: "decrypt",
        track: "deep",
        minutes: 45,
        outcome:
          "You can open what a stranger has sealed, and say what is wrong with what does not open.",
        needs: [],
        imports: ["kernel", "@std/bytes", "@std/encoding"],
        forbidden: encryptingIsTheExercise,
        norm: {
          text: "RFC 8291 §4",
          url: "https://www.rfc-editor.org/rfc/rfc8291#section-4",
        },
        trial: {
          call: [
            // The example of RFC 8291, section 5, from the other side.
            {
              $bytes:
                "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI/c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A/yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj/Qulcy4a+fN",
            },
            {
              keyPair: {
                $keyPair: {
                  kty: "EC",
                  crv: "P-256",
                  x: "JXGyvs3942BVGq8e0PTNNmwRzr5VX4m8t7GGpTM5FzE",
                  y: "aOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
                  d: "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94",
                },
              },
              auth: { $bytes: "BTBZMqHH6r4Tts7J/aSIgg==" },
            },
          ],
        },
      },
      {
        id: "push/store_and_forward",
        number: "6.7",
        path: "06_push/07_store_and_forward",
        title: "Store and forward",
        kind: "server",
        exports: "handler",
        track: "deep",
        minutes: 50,
        outcome:
          "You can keep messages for those who are away: not a moment too long, the urgent ones first, and until they have arrived.",
        needs: [],
        imports: ["kernel"],
        forbidden: [
          {
            name: "kernel serve",
            because:
              "it answers 500 for you, and the examiner serves your function itself",
          },
          {
            name: "@std/async",
            because:
              "its `deadline` waits for you, and keeping time is what you are writing",
          },
        ],
        norm: {
          text: "RFC 8030 §5",
          url: "https://www.rfc-editor.org/rfc/rfc8030#section-5",
        },
        trial: {
          curl: [
            {
              shows: "A message that is kept for a minute",
              line: `-i -H "TTL: 60" --data-binary "sealed" {board}push/ada`,
            },
            {
              shows: "An urgent one of a topic; send it twice",
              line:
                `-i -H "TTL: 60" -H "Urgency: high" -H "Topic: ferry" --data-binary "sealed too" {board}push/ada`,
            },
            { shows: "What waits for Ada", line: "-i {board}push/ada" },
          ],
        },
      },
    ],
  },
];
