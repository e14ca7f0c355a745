import { encodeBase64 } from "@std/encoding/base64";
import { exam, frameBytes, own, type Random, type ServerScene } from "exam";
import { examples, playRequests, step } from "./_01_story.ts";

const check = exam("05_websockets/01_upgrade", "server");

const PATH = "/messages/socket";

/** Headers of a handshake; `undefined` leaves one out. */
type Headers = Record<string, string | undefined>;

/** Sends a handshake with these headers instead of the right ones. */
function shake({ server }: ServerScene, headers: Headers) {
  return server.socket(PATH, { headers });
}

/** Sends a handshake that has to be answered with one of these statuses. */
async function expectRefused(
  scene: ServerScene,
  headers: Headers,
  ...statuses: number[]
): Promise<void> {
  const { response } = await shake(scene, headers);
  await response.expectStatus(...statuses);
}

/** Sends a handshake that has to open a socket which answers a ping. */
async function expectWelcome(
  scene: ServerScene,
  headers: Headers,
): Promise<void> {
  const socket = await shake(scene, headers);
  await socket.expectOpen();
  await socket.send({ type: "ping" });
  await socket.expectNext({ type: "pong" });
}

/** As many drawn bytes in base64. */
function base64(random: Random, count: number): string {
  return encodeBase64(
    Uint8Array.from({ length: count }, () => random.integer(0, 255)),
  );
}

check("opens the socket and answers a ping", {
  heading: "Open the WebSocket",
  why:
    "Without a right 101 no client goes on. With it, both sides speak frames on the same connection.",
  norm: "RFC 6455 §4.2.2",
}, async (scene) => {
  const { server, random } = scene;
  await expectWelcome(scene, {});
  // Without options there are the board's own pages, and no subprotocol.
  const host = `${random.text()}.example`;
  await expectWelcome(scene, { Host: host, Origin: `http://${host}` });
  const offering = await server.socket(PATH, { protocols: random.text() });
  await offering.expectOpen();
  const socket = await server.socket();
  await socket.expectOpen();
  await socket.send({ type: "ping" });
  await socket.send({ type: "ping" });
  await socket.expectNext({ type: "pong" });
  await socket.expectNext({ type: "pong" });
  socket.expectNothingMore();
});

check("answers a ping that came in one packet with the handshake", {
  heading: "Open the WebSocket",
  why:
    "Some clients do not wait for the answer. Who begins to listen only after the opening never hears its first words.",
}, async ({ server }) => {
  const ping = JSON.stringify({ type: "ping" });
  const behind = frameBytes({ opcode: 1, payload: ping });
  const socket = await server.socket(PATH, { behind });
  await socket.expectOpen();
  await socket.expectNext({ type: "pong" });
  await socket.send({ type: "ping" });
  await socket.expectNext({ type: "pong" });
});

check("reads Upgrade and Connection as lists of names in any case", {
  heading: "Read names as they may be written",
  why:
    "Firefox and proxies send more than one name. A comparison with the whole header locks their users out.",
  norm: "RFC 6455 §4.2.1",
}, async (scene) => {
  await expectWelcome(scene, { Connection: "keep-alive, Upgrade" });
  await expectWelcome(scene, { Connection: "upgrade,keep-alive" });
  await expectWelcome(scene, { Upgrade: "WebSocket" });
  await expectWelcome(scene, { Upgrade: "h2c, websocket" });
  await expectWelcome(scene, { Connection: "keep-alive , UPGRADE" });
  await expectWelcome(scene, { Upgrade: "WEBSOCKET,h2c" });
  await expectWelcome(scene, {
    Connection: "Upgrade , keep-alive",
    Upgrade: "websocket , h2c",
  });
});

check("answers 405 to other methods", {
  heading: "Refuse what is no handshake",
  why:
    "A handshake is a GET. Deno opens a socket for a POST too, and nobody has defined what that would be.",
  norm: "RFC 6455 §4.1",
}, async ({ server }) => {
  // Whatever else is wrong: the method is judged first.
  const faults: readonly (readonly [method: string, headers: Headers])[] = [
    ["POST", {}],
    ["PUT", { Upgrade: undefined, Connection: undefined }],
    ["PATCH", { "Sec-WebSocket-Version": "8" }],
    ["DELETE", { "Sec-WebSocket-Key": "AAAA" }],
  ];
  for (const [method, headers] of faults) {
    const { response } = await server.socket(PATH, { method, headers });
    await response.expectStatus(405);
    await response.expectHeader("allow", /\bGET\b/);
  }
});

check("answers 426 with Upgrade to a plain request", {
  heading: "Refuse what is no handshake",
  why:
    "Who opens the address in a browser has done nothing wrong: 426 says that another protocol is spoken here, and its header says which.",
  norm: "RFC 9110 §15.5.22",
}, async ({ server }) => {
  const plain = await server.get(PATH);
  await plain.expectStatus(426);
  await plain.expectHeader("upgrade", /\bwebsocket\b/i);
  const faults: readonly Headers[] = [
    ...[
      ...["h2c", "websocketx", "h2c, x-websocket", "web, socket"],
      ...["h2c websocket", "h2c;websocket", "web socket"],
    ].map((Upgrade) => ({ Upgrade })),
    // Whatever else it lacks.
    { Upgrade: undefined, "Sec-WebSocket-Key": "AAAA" },
    { Upgrade: undefined, "Sec-WebSocket-Version": "8" },
  ];
  for (const headers of faults) {
    const other = await server.socket(PATH, { headers });
    await other.response.expectStatus(426);
    await other.response.expectHeader("upgrade", /\bwebsocket\b/i);
  }
});

check("answers 426 with Sec-WebSocket-Version to another version", {
  heading: "Refuse what is no handshake",
  why:
    "A client that knows several versions tries again, if the header says which one would do.",
  norm: "RFC 6455 §4.4",
}, async (scene) => {
  const { random } = scene;
  const drawn = `${random.integer(14, 99)}`;
  // Some of these are 13 when they are read as a number.
  const numbers = ["013", "13.0", "0xd", "1.3e1", "+13", "13, 8", "8, 13"];
  for (
    const version of ["0", "8", "12", drawn, "113", "130", "13x", ...numbers]
  ) {
    const { response } = await shake(scene, {
      "Sec-WebSocket-Version": version,
    });
    await response.expectStatus(426);
    await response.expectHeader("sec-websocket-version", "13");
  }
  await expectRefused(scene, { "Sec-WebSocket-Version": undefined }, 400, 426);
});

check("answers 400 without a key of 16 bytes, or without Connection", {
  heading: "Refuse what is no handshake",
  why:
    "The key is 16 bytes in base64. Neither its being there nor its length in letters says that.",
  norm: "RFC 6455 §4.2.1",
}, async (scene) => {
  const { server, random } = scene;
  const name = "Sec-WebSocket-Key";
  await expectWelcome(scene, {});
  await expectRefused(scene, { [name]: undefined }, 400);
  await expectRefused(scene, { [name]: random.text() }, 400);
  for (const count of [15, 17, 18, 32]) {
    await expectRefused(scene, { [name]: base64(random, count) }, 400);
  }
  for (const letter of ["!", "-", "_", "="]) {
    const strange = `${letter}${base64(random, 16).slice(1)}`;
    await expectRefused(scene, { [name]: strange }, 400);
  }
  const right = base64(random, 16);
  for (
    const near of [
      `A${right}`,
      `${right}A`,
      `${right.slice(0, 12)} ${right.slice(12)}`,
    ]
  ) await expectRefused(scene, { [name]: near }, 400);
  const signs = await server.socket(PATH, { key: "+/+/+/+/+/+/+/+/+/+/+A==" });
  await signs.expectOpen();
  await expectRefused(scene, { Connection: undefined }, 400, 426);
  await expectRefused(scene, { Connection: "keep-alive" }, 400, 426);
  await expectRefused(scene, { Connection: "upgraded" }, 400, 426);
  await expectRefused(scene, { Connection: "close, x-upgrade" }, 400, 426);
  // Only a comma separates names.
  for (const names of ["keep-alive Upgrade", "keep-alive;Upgrade"]) {
    await expectRefused(scene, { Connection: names }, 400, 426);
  }
});

check("answers 403 to the pages of strangers", {
  heading: "Refuse the pages of strangers",
  why:
    "The browser lets every page open a socket to you, and may send your users' cookies along. Only this check keeps that page from speaking in their name.",
  norm: "RFC 6455 §10.2",
}, async (scene) => {
  const { server, random } = scene;
  const host = `${random.text()}.example`;
  const friend = `https://${random.text()}.example`;
  // An origin is no pattern.
  const origins = [friend, "*", "https://*.example", "http://*", ".*"];
  await server.start({ options: { origins } });
  const strangers = [
    `http://${random.text()}.example`,
    `http://${host}.evil.example`,
    `http://evil.example:80${random.integer(10, 99)}`,
    `http://evil-${host}`,
    `http://${host}:${random.integer(8_000, 8_999)}`,
    `${friend}.evil.example`,
    `${friend}:444`,
    friend.replace("https:", "http:"),
    friend.slice(0, -1),
    friend.replace(".", "x"),
    `http://${host.replace(".", "x")}`,
    "constructor",
    "null",
    "",
    // Others that a URL would make the same.
    ...[host, friend.slice("https://".length)].flatMap((name, place) => {
      const [scheme, port] = own([["http", 80], ["https", 443]], place);
      return [
        `${scheme}://${name.toUpperCase()}`,
        `${scheme}://${name}/`,
        `${scheme}://${name}:${port}`,
      ];
    }),
    `HTTP://${host}`,
  ];
  for (const origin of strangers) {
    await expectRefused(scene, { Host: host, Origin: origin }, 403);
  }
});

check("lets its own pages pass, those of origins, and who has no page", {
  heading: "Refuse the pages of strangers",
  why:
    "Programs that are no browser send no Origin, and steal nobody's cookies. The board's own pages are why it is there.",
  norm: "RFC 6455 §10.2",
}, async (scene) => {
  const { server, random } = scene;
  const friends = [
    `https://${random.text()}.example`,
    `http://${random.text()}.example:${random.integer(8_000, 8_999)}`,
    `App://${random.text()}.Example`,
    "*",
  ];
  await server.start({ options: { origins: friends } });
  const hosts = [
    `${random.text()}.example`,
    `127.0.0.1:${random.integer(8_000, 8_999)}`,
  ];
  for (const host of hosts) {
    for (const origin of [undefined, `http://${host}`, ...friends]) {
      await expectWelcome(scene, { Host: host, Origin: origin });
    }
  }
});

check("names a subprotocol that both speak", {
  heading: "Choose a subprotocol",
  why:
    "The client offers, the server takes one of the offers. `a,b` and `a, b` are the same list, which Deno's own option overlooks.",
  norm: "RFC 6455 §4.2.2",
}, async ({ server, random }) => {
  const [ours, other] = [random.text(), random.text()];
  const strange = random.text();
  await server.start({ options: { protocols: [ours, other] } });
  for (
    const offer of [
      ours,
      `${strange}, ${ours}`,
      `${strange},${ours}`,
      `${ours},${strange}`,
      `${ours} , ${strange}`,
    ]
  ) {
    const socket = await server.socket(PATH, { protocols: offer });
    await socket.expectOpen(ours);
  }
  const socket = await server.socket(PATH, { protocols: `${other},${ours}` });
  await socket.response.expectStatus(101);
  const either = new RegExp(`^(${ours}|${other})$`);
  await socket.response.expectHeader("sec-websocket-protocol", either);
});

check("names no subprotocol when they share none", {
  heading: "Choose a subprotocol",
  why:
    "A client fails the connection when it is told a subprotocol that it did not offer, to the letter: here case counts. Without the header it may go on without one.",
  norm: "RFC 6455 §4.1",
}, async ({ server, random }) => {
  const ours = random.text();
  await server.start({ options: { protocols: [ours, "*"] } });
  const offers = [
    undefined,
    random.text(),
    `${random.text()}, ${random.text()}`,
    `${ours}.v2`,
    ours.slice(1),
    `${random.text()} ${ours}`,
    `${random.text()};${ours}`,
    ours.toUpperCase(),
    `${random.text()}, ${ours[0]?.toUpperCase()}${ours.slice(1)}`,
    "constructor, toString, __proto__",
  ];
  for (const protocols of offers) {
    const socket = await server.socket(
      PATH,
      protocols === undefined ? {} : { protocols },
    );
    await socket.expectOpen();
  }
});

check.stories(
  "welcomes what is right and refuses what is wrong, whatever comes",
  {
    heading: "Refuse what is no handshake",
    why:
      "Each part of a request is right or wrong by itself, whatever the others say and whoever has come before.",
    norm: "RFC 6455 §4.2",
    step,
    examples,
  },
  playRequests,
);

check("opens and refuses in real time", {
  heading: "How you are judged",
  why: "What is right only when time stands still is not right.",
  realTime: true,
}, async (scene) => {
  const { server } = scene;
  await expectWelcome(scene, {});
  await expectRefused(scene, { Origin: "http://evil.example" }, 403);
  const plain = await server.get(PATH);
  await plain.expectStatus(426);
  await expectWelcome(scene, {});
});
