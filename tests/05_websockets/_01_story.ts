import { frameBytes, own, type ServerScene, type ServerSocket } from "exam";
import fc from "fast-check";

const PATH = "/messages/socket";
const HOST = "board.example:8443";
const FRIENDS = ["https://friend.example", "http://friend.example:8080"];
const OURS = ["board.v1", "Board.v2"];
const PING = { type: "ping" };

/** What is wrong with one part of a request, and so what may be answered. */
interface Fault {
  readonly statuses: readonly number[];
  /** A header that the answer has then to have; with two faults, that of either. */
  readonly header?: readonly [name: string, value: RegExp];
}

/** A part of a request as it is sent, and its fault. */
interface Part {
  readonly value: string | undefined;
  readonly fault?: Fault;
}

/** One request, part by part. */
export interface Step {
  readonly method: Part;
  readonly Upgrade: Part;
  readonly Connection: Part;
  readonly "Sec-WebSocket-Version": Part;
  readonly "Sec-WebSocket-Key": Part;
  readonly Origin: Part;
  readonly "Sec-WebSocket-Protocol": Part;
  /** Whether a ping comes in the same packet. */
  readonly hasty: boolean;
}

const noMethod: Fault = { statuses: [405], header: ["allow", /\bGET\b/] };
const noUpgrade: Fault = {
  statuses: [426],
  header: ["upgrade", /\bwebsocket\b/i],
};
const noVersion: Fault = {
  statuses: [426],
  header: ["sec-websocket-version", /^13$/],
};
const either: Fault = { statuses: [400, 426] };
const noKey: Fault = { statuses: [400] };
const stranger: Fault = { statuses: [403] };

function right(...values: readonly (string | undefined)[]): Part[] {
  return values.map((value) => ({ value }));
}

function wrong(
  fault: Fault,
  ...values: readonly (string | undefined)[]
): Part[] {
  return values.map((value) => ({ value, fault }));
}

const PARTS = {
  method: [right("GET"), wrong(noMethod, "POST", "PUT", "PATCH", "DELETE")],
  Upgrade: [
    right("websocket", "WebSocket", "h2c,websocket", "h2c , WEBSOCKET"),
    wrong(noUpgrade, undefined, "h2c", "websocketx", "web, socket"),
  ],
  Connection: [
    right("Upgrade", "keep-alive, Upgrade", "upgrade,keep-alive"),
    wrong(either, undefined, "keep-alive", "upgraded", "close, x-upgrade"),
  ],
  "Sec-WebSocket-Version": [
    right("13"),
    [...wrong(noVersion, "8", "12", "113", "13x"), ...wrong(either, undefined)],
  ],
  "Sec-WebSocket-Key": [
    right("dGhlIHNhbXBsZSBub25jZQ==", "+/+/+/+/+/+/+/+/+/+/+A=="),
    wrong(
      noKey,
      ...[undefined, "constructor", "", "AAAA"],
      ...["-_-_-_-_-_-_-_-_-_-_-A==", "dGhlIHNhbXBsZSBub25jZSE="],
    ),
  ],
  Origin: [
    right(undefined, `http://${HOST}`, ...FRIENDS),
    wrong(
      stranger,
      ...["null", "http://board.example", "http://board.example:84430"],
      ...["http://evil.example", "https://friend.example.evil.example"],
      ...["http://friend.example", "constructor"],
    ),
  ],
  "Sec-WebSocket-Protocol": [
    right(undefined, "soap", "soap,board.v1", "Board.v2, board.v1", "board.v2"),
    [],
  ],
} as const;

type Name = keyof typeof PARTS;

/** Most parts are right, or few requests would be. */
function part(name: Name): fc.Arbitrary<Part> {
  const [rights, wrongs] = PARTS[name];
  const one = fc.constantFrom(...rights);
  if (wrongs.length === 0) return one;
  return fc.oneof(
    { weight: 9, arbitrary: one },
    { weight: 1, arbitrary: fc.constantFrom(...wrongs) },
  );
}

/** Draws one request. */
export const step: fc.Arbitrary<Step> = fc.record({
  method: part("method"),
  Upgrade: part("Upgrade"),
  Connection: part("Connection"),
  "Sec-WebSocket-Version": part("Sec-WebSocket-Version"),
  "Sec-WebSocket-Key": part("Sec-WebSocket-Key"),
  Origin: part("Origin"),
  "Sec-WebSocket-Protocol": part("Sec-WebSocket-Protocol"),
  hasty: fc.boolean(),
});

/** A request that is right but for what is said. */
function request(changes: Partial<Step> = {}): Step {
  const rights = Object.fromEntries(
    Object.entries(PARTS).map(([name, [rights]]) => [name, own(rights, 0)]),
  );
  return { ...rights, hasty: false, ...changes } as Step;
}

/** Each way to be right, and each fault, one after the other. */
const everything: readonly Step[] = Object.entries(PARTS).flatMap((
  [name, [rights, wrongs]],
) =>
  [...rights, ...wrongs].map((part, place) =>
    request({ [name]: part, hasty: place % 2 === 1 })
  )
);

/** Two faults, and what a right request and a refused one may leave to the next. */
const mixed: readonly Step[] = [
  request({ "Sec-WebSocket-Protocol": { value: "board.v1" }, hasty: true }),
  request({ Origin: { value: "null", fault: stranger } }),
  request({ Origin: { value: own(FRIENDS, 0) } }),
  request({
    Upgrade: { value: undefined, fault: noUpgrade },
    Origin: { value: "null", fault: stranger },
  }),
  request({
    Upgrade: { value: "h2c", fault: noUpgrade },
    "Sec-WebSocket-Key": { value: "AAAA", fault: noKey },
  }),
  request({
    method: { value: "POST", fault: noMethod },
    "Sec-WebSocket-Version": { value: "8", fault: noVersion },
  }),
  request({ "Sec-WebSocket-Protocol": { value: "soap" } }),
  request(),
];

/** Stories that hurt. */
export const examples: readonly (readonly Step[])[] = [everything, mixed];

/** Plays one story: requests at one board, and the sockets that have come of them. */
export async function playRequests(
  scene: ServerScene,
  story: readonly Step[],
): Promise<void> {
  const { server } = scene;
  await server.start({ options: { origins: FRIENDS, protocols: OURS } });
  const sockets: ServerSocket[] = [];
  for (const step of story) {
    const socket = await ask(scene, step);
    const faults = faultsOf(step);
    if (faults.length > 0) await expectRefused(scene, socket, faults);
    else {
      await expectWelcome(scene, socket, step);
      sockets.push(socket);
    }
  }
  // What has become of the others since then is no business of theirs.
  for (const socket of sockets.slice(-5)) {
    await socket.send(PING);
    await socket.expectNext({ type: "pong" });
    socket.expectNothingMore();
  }
}

/** The faults that may be answered: the method is judged first, and then `Upgrade`. */
function faultsOf(step: Step): Fault[] {
  const all = partsOf(step).flatMap(({ fault }) => fault ?? []);
  const [first] = [noMethod, noUpgrade].filter((fault) => all.includes(fault));
  return first === undefined ? all : all.filter((fault) =>
    // A page of a stranger may be refused before anything else.
    fault === first || fault === stranger
  );
}

function partsOf({ hasty: _, ...parts }: Step): Part[] {
  return Object.values(parts);
}

function ask({ server }: ServerScene, step: Step): Promise<ServerSocket> {
  const { hasty, method, "Sec-WebSocket-Key": key, ...parts } = step;
  const headers = Object.fromEntries(
    Object.entries(parts).map(([name, { value }]) => [name, value]),
  );
  const ping = frameBytes({ opcode: 1, payload: JSON.stringify(PING) });
  const isRight = partsOf(step).every(({ fault }) => fault === undefined);
  return server.socket(PATH, {
    method: method.value ?? "GET",
    headers: {
      Host: HOST,
      ...headers,
      ...(key.fault ? { "Sec-WebSocket-Key": key.value } : {}),
    },
    ...(key.value === undefined ? {} : { key: key.value }),
    // Behind a request that is refused, it would be another request.
    ...(hasty && isRight ? { behind: ping } : {}),
  });
}

/** With two faults, the answer to either is right. */
async function expectRefused(
  { expect }: ServerScene,
  { response }: ServerSocket,
  faults: readonly Fault[],
): Promise<void> {
  await response.expectStatus(...faults.flatMap(({ statuses }) => statuses));
  const said = faults.filter(({ statuses }) =>
    statuses.includes(response.status)
  );
  const headers = said.map(({ header }) => header);
  const has = headers.some((header) =>
    header === undefined ||
    header[1].test(response.headers.get(header[0]) ?? "")
  );
  const wanted = headers.map((header) => `${header?.[0]} as ${header?.[1]}`);
  expect(has, {
    expected: `${response.status} with the header ${wanted.join(" or ")}`,
    got: "an answer without it",
  });
}

async function expectWelcome(
  { expect }: ServerScene,
  socket: ServerSocket,
  step: Step,
): Promise<void> {
  const { response } = socket;
  await response.expectStatus(101);
  const offer = step["Sec-WebSocket-Protocol"].value ?? "";
  const shared = offer.split(",").map((name) => name.trim())
    .filter((name) => OURS.includes(name));
  const chosen = response.headers.get("sec-websocket-protocol") ?? "";
  expect(shared.length === 0 ? chosen === "" : shared.includes(chosen), {
    expected: `the subprotocol ${
      shared.join(" or ") || "(none)"
    } of "${offer}"`,
    got: chosen || "none",
  });
  await socket.expectOpen(chosen);
  if (!step.hasty) await socket.send(PING);
  await socket.expectNext({ type: "pong" });
}
