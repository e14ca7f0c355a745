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

/** What 5.5 may not import. */
const silenceIsTheExercise: readonly Forbidden[] = [
  {
    name: "@std/async",
    because:
      "its `deadline` and `debounce` measure the silence for you, and that is what you are writing",
  },
];

/** The entry of this lesson: what the command line, the page and the examiner know of it. */
export const lesson: Lesson = {
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
      track: "deep",
      minutes: 90,
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
        url: "https://websockets.spec.whatwg.org/#dom-websocket-bufferedamount",
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
};
