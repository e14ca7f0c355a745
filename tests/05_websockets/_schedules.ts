import {
  type Call,
  describeHistory,
  judgeHistory,
  own,
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

/** Real time after which a failure is not shrunk any further. */
const shrinkMsMax = 5_000;

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
  { refused: 0, others: 1, own: 2, replayed: 5, logged: 1, acked: 0 },
  { refused: 1, others: 2, own: 1, replayed: 2, logged: 0, acked: 0 },
  { refused: 0, others: 1, own: 1, replayed: 5, logged: 3, acked: 1 },
];

/** Draws schedules, plays them, and fails with the smallest one that lost, repeated or mixed up. */
export async function playSchedules(scene: Scene): Promise<void> {
  const next = requestsOf(scene);
  let runs = 0;
  let shrinkUntil = Infinity;
  const property = fc.asyncProperty(schedules(), async (cuts) => {
    // Whatever is left when the time for shrinking is over counts as right.
    if (runs++ >= runsMax || performance.now() > shrinkUntil) return;
    try {
      await play(scene, next, cuts);
    } catch (failure) {
      shrinkUntil = Math.min(shrinkUntil, performance.now() + shrinkMsMax);
      throw failure;
    }
  });
  const { counterexample, errorInstance } = await fc.check(property, {
    seed: scene.random.integer(1, 1_000_000),
    numRuns: drawn + 1,
    examples: [[everywhere]],
  });
  const [smallest] = counterexample ?? [];
  if (smallest === undefined) return;
  // Once more, so that the report tells this one and no other.
  scene.forget();
  await play(scene, next, smallest);
  throw errorInstance;
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

/** What one schedule has come to. */
interface Run {
  readonly board: ScriptedBoard;
  /** Texts that the client published, in order. */
  readonly said: string[];
  readonly calls: Call[];
  /** What happened on each socket that was cut, in words. */
  readonly cuts: string[];
}

/** Plays one schedule with a line of its own, and judges it. */
async function play(
  scene: Scene,
  next: NextRequest,
  cuts: readonly Cut[],
): Promise<void> {
  const { client } = scene;
  const run = { board: new ScriptedBoard(), said: [], calls: [], cuts: [] };
  await client.connect();
  try {
    for (const cut of cuts) await playCut(scene, next, { cut, run });
    const request = await next(capMs);
    const socket = await request.accept();
    await sendAll(socket, run.board.replay(cursorOf(request)));
    await serve(run.board, socket, { logged: Infinity, acked: Infinity });
    await judge(scene, run);
  } finally {
    await client.close();
  }
}

/** One socket, up to its cut. */
async function playCut(
  scene: Scene,
  next: NextRequest,
  { cut, run }: { cut: Cut; run: Run },
): Promise<void> {
  const { random } = scene;
  const { board, cuts } = run;
  const { refused, others, own, replayed } = cut;
  for (let count = 0; count < refused; count++) {
    await (await next(capMs)).cut();
  }
  for (let count = 0; count < others; count++) board.append(random.text());
  const request = await next(capMs);
  const replay = board.replay(cursorOf(request));
  const early = replayed < replay.length;
  if (early) await say(scene, run, own);
  const socket = await request.accept();
  await sendAll(socket, replay.slice(0, replayed));
  if (!early) await say(scene, run, own);
  const { taken, acked } = early
    ? { taken: 0, acked: 0 }
    : await serve(board, socket, cut);
  await socket.cut();
  const refusals = refused === 0 ? "" : `, after ${refused} refused`;
  const where = early
    ? `${replayed} of ${replay.length} messages of the replay were sent`
    : `the board had taken ${taken} of ${
      published(socket).length
    } publish frames and acknowledged ${acked}`;
  cuts.push(
    `cut ${
      cuts.length + 1
    }${refusals}: others had published ${others}, you ${own}; ${where}`,
  );
}

/** Lets the client publish so many messages. */
async function say(
  { client, random }: Scene,
  { said, calls }: Run,
  count: number,
): Promise<void> {
  if (count === 0) return;
  const texts = Array.from({ length: count }, () => random.text());
  said.push(...texts);
  const drafts = texts.map((text) => ({ from: "edda", text }));
  calls.push(...await client.publishAll(drafts));
}

/** Takes what was published on a socket, and acknowledges some of it. */
async function serve(
  board: ScriptedBoard,
  socket: SocketProbe,
  { logged, acked }: { logged: number; acked: number },
): Promise<{ taken: number; acked: number }> {
  const frames = published(socket).slice(0, logged);
  for (const [place, frame] of frames.entries()) {
    const { news, ack } = board.take(frame);
    // The ack first: it says nothing about what was said before.
    await sendAll(socket, place < acked ? [ack, ...news] : news);
  }
  return { taken: frames.length, acked: Math.min(frames.length, acked) };
}

async function sendAll(
  socket: SocketProbe,
  frames: readonly unknown[],
): Promise<void> {
  if (frames.length > 0) await socket.sendTogether(...frames);
}

/** Demands that nothing was lost, repeated or mixed up, on either side. */
async function judge({ client, expect }: Scene, run: Run): Promise<void> {
  const { board: { log }, said, calls, cuts } = run;
  const places = said.map((_, place) => place);
  const published = log.map(({ text }) => said.indexOf(text));
  const yielded = client.yieldedIds.map(Number);
  const histories = [
    ["of what you published", places, published.filter((at) => at >= 0)],
    ["of what was said", log.map(({ id }) => id), yielded],
  ] as const;
  for (const [what, expected, applied] of histories) {
    const judgement = judgeHistory(expected, applied);
    const right = Object.values(judgement).every(({ length }) => length === 0);
    expect(right, {
      expected: `lost 0, duplicated 0, out of order 0 ${what}`,
      got: [
        `${describeHistory(judgement, cuts.length)} ${what}`,
        "the smallest schedule that was found:",
        ...cuts,
      ],
    });
  }
  for (const [place, call] of calls.entries()) {
    await call.expectResult(own(log, published.indexOf(place)).id);
  }
}
