import type { Lesson } from "catalogue";

/** The entry of this lesson: what the command line, the page and the examiner know of it. */
export const lesson: Lesson = {
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
};
