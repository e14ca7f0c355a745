import {
  type Call,
  describeHistory,
  judgeHistory,
  type Scene,
  type SocketProbe,
} from "exam";
import fc from "fast-check";
import { published, ScriptedBoard } from "./_board.ts";
import { cursorOf, type NextRequest, requestsOf } from "./_requests.ts";

/** The longest wait after any loss. */
const capMs = 30_000;

/** Schedules that are drawn. */
const drawn = 3;

/** Schedules that are played in all: shrinking stops there. */
const runsMax = 30;

/** What happens until a socket is cut, and where it is. */
interface Cut {
  /** Connections that break off before one opens. */
  readonly refused: number;
  /** Messages that others publish meanwhile. */
  readonly others: number;
  /** Messages that the client publishes. */
  readonly own: number;
  /** Frames of the replay that are sent; if that is not all, the cut comes here. */
  readonly replayed: number;
  /** Published frames that the board takes. */
  readonly logged: number;
  /** Of these, how many it acknowledges before the cut. */
  readonly acked: number;
}

/** A cut in every place that is known to hurt: it is played first. */
const everywhere: Cut[] = [
  { refused: 0, others: 1, own: 2, replayed: 9, logged: 1, acked: 0 },
  { refused: 1, others: 2, own: 1, replayed: 2, logged: 0, acked: 0 },
  { refused: 0, others: 1, own: 1, replayed: 9, logged: 9, acked: 1 },
];

/** Draws schedules, plays them, and fails with the smallest one that lost, repeated or mixed up. */
export async function playSchedules(scene: Scene): Promise<void> {
  const next = requestsOf(scene);
  let runs = 0;
  const property = fc.asyncProperty(schedules(), async (cuts) => {
    // Whatever is left when the time for shrinking is over counts as right.
    if (runs++ < runsMax) await play(scene, next, cuts);
  });
  const { counterexample } = await fc.check(property, {
    seed: scene.random.integer(1, 1_000_000),
    numRuns: drawn + 1,
    examples: [[everywhere]],
  });
  // Once more, so that the check ends with it.
  const [smallest] = counterexample ?? [];
  if (smallest) await play(scene, next, smallest);
}

function schedules(): fc.Arbitrary<Cut[]> {
  const upTo = (max: number) => fc.integer({ min: 0, max });
  const cut = fc.record({
    refused: upTo(2),
    others: upTo(2),
    own: upTo(2),
    replayed: upTo(5),
    logged: upTo(3),
    acked: upTo(2),
  });
  return fc.array(cut, { minLength: 1, maxLength: 3 });
}

/** Plays one schedule with a line of its own, and judges it. */
async function play(
  scene: Scene,
  next: NextRequest,
  cuts: readonly Cut[],
): Promise<void> {
  const { client, random } = scene;
  const board = new ScriptedBoard();
  const said: string[] = [];
  const calls: Call[] = [];
  const say = async (count: number) => {
    const texts = Array.from({ length: count }, () => random.text());
    said.push(...texts);
    const drafts = texts.map((text) => ({ from: "edda", text }));
    if (count > 0) calls.push(...await client.publishAll(drafts));
  };
  await client.connect();
  for (const cut of cuts) {
    for (let refused = 0; refused < cut.refused; refused++) {
      await (await next(capMs)).cut();
    }
    for (let other = 0; other < cut.others; other++) {
      board.append(random.text());
    }
    const request = await next(capMs);
    const replay = board.replay(cursorOf(request));
    if (cut.replayed < replay.length) await say(cut.own);
    const socket = await request.accept();
    await sendAll(socket, replay.slice(0, cut.replayed));
    if (cut.replayed >= replay.length) {
      await say(cut.own);
      await serve(board, socket, cut);
    }
    await socket.cut();
  }
  const request = await next(capMs);
  const socket = await request.accept();
  await sendAll(socket, board.replay(cursorOf(request)));
  await serve(board, socket, { logged: Infinity, acked: Infinity });
  judge(scene, { board, said, cuts });
  for (const [index, call] of calls.entries()) {
    const { id } = board.log.find(({ text }) => text === said[index])!;
    await call.expectResult(id);
  }
  await client.close();
}

/** Takes what was published on a socket, and acknowledges some of it. */
async function serve(
  board: ScriptedBoard,
  socket: SocketProbe,
  { logged, acked }: { logged: number; acked: number },
): Promise<void> {
  for (const [place, frame] of published(socket).slice(0, logged).entries()) {
    const { news, ack } = board.take(frame);
    // The ack first: it says nothing about what was said before.
    await sendAll(socket, place < acked ? [ack, ...news] : news);
  }
}

async function sendAll(
  socket: SocketProbe,
  frames: readonly unknown[],
): Promise<void> {
  if (frames.length > 0) await socket.sendTogether(...frames);
}

/** Demands that nothing was lost, repeated or mixed up, on either side. */
function judge(
  { client, expect }: Scene,
  { board, said, cuts }: {
    board: ScriptedBoard;
    said: readonly string[];
    cuts: readonly Cut[];
  },
): void {
  const own = board.log.map(({ text }) => said.indexOf(text));
  const histories = [
    [
      "in what reached the board",
      said.map((_, place) => place),
      own.filter((place) => place >= 0),
    ],
    [
      "in what your client yielded",
      board.log.map(({ id }) => id),
      client.yielded.map(({ value }) => value.id),
    ],
  ] as const;
  for (const [where, expected, applied] of histories) {
    const judgement = judgeHistory(expected, applied);
    const right = Object.values(judgement).every(({ length }) => length === 0);
    expect(right, {
      expected: `lost 0, duplicated 0, out of order 0, ${where}`,
      got: [
        `${
          describeHistory(judgement, cuts.length)
        }, ${where}. The smallest schedule that was found:`,
        ...cuts.map(described),
      ].join("\n"),
    });
  }
}

function described(
  { refused, others, own, replayed, logged, acked }: Cut,
  place: number,
): string {
  return `socket ${
    place + 1
  }: ${refused} refused before; others publish ${others}, you ${own}; ` +
    `cut after ${replayed} frames of the replay, ${logged} published, ${acked} acknowledged`;
}
