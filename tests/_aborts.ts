import { type ClientScene, message, type PeerExchange } from "exam";
import { reasonsOf } from "./_reasons.ts";

const HOUR_MS = 3_600_000;

/** Where a client is when it is told to end: leads it there, and returns what is open then. */
export type Place = () => Promise<PeerExchange | undefined>;

/** How ends are looked at. */
export interface EndsOptions {
  /** Options of the client. */
  readonly options?: Record<string, unknown>;
  /** Whether no timer may be left; default true. */
  readonly timers?: boolean;
}

/**
 * Starts a client anew for every place and every reason, leads it there and
 * aborts. Each time it has to end at once, and to leave nothing behind.
 */
export async function expectEndsEverywhere(
  scene: ClientScene,
  places: Readonly<Record<string, Place>>,
  { options = {}, timers = true }: EndsOptions = {},
): Promise<void> {
  const { client, peer, clock, random } = scene;
  for (const [where, reach] of Object.entries(places)) {
    for (const reason of reasonsOf(random)) {
      await client.start(options);
      const open = await reach();
      await client.abort(reason);
      await client.expectEnded();
      await expectNothingLeft(scene, where, { open, timers });
    }
  }
  await clock.advance(HOUR_MS);
  peer.expectNoRequest();
}

/**
 * Gives one signal to two readers, whose waits begin and end in any order. It
 * ends both, and whoever has waited before leaves nothing of its own there.
 */
export async function expectEndsBoth(
  scene: ClientScene,
  next: (withinMs?: number) => Promise<PeerExchange>,
): Promise<void> {
  const { client, clock, peer } = scene;
  const intervals = [[2_000, 60_000], [60_000, 2_000]] as const;
  for (const [intervalMs, otherMs] of intervals) {
    await client.start({ intervalMs });
    await (await next()).messages(message(1));
    await clock.advance(700);
    await client.start({ intervalMs: otherMs }, { signal: "same" });
    await (await next()).messages(message(1));
    // One wait ends, and the other one goes on.
    const open = await next(2_000);
    if (otherMs > intervalMs) open.hold();
    else await open.messages();
    await clock.advance(1_000);
    await client.abort({ value: 0 });
    await client.expectEnded();
    await client.expectSignalLeft();
    await expectNothingLeft(scene, "of a signal that two readers have", {
      ...(otherMs > intervalMs ? { open } : {}),
    });
  }
  await clock.advance(HOUR_MS);
  peer.expectNoRequest();
}

/** Demands that an iteration that has ended has left neither a question nor a timer. */
export async function expectNothingLeft(
  { client, peer, clock, expect }: ClientScene,
  where: string,
  { open, timers = true }: {
    readonly open?: PeerExchange | undefined;
    readonly timers?: boolean;
  } = {},
): Promise<void> {
  expect(open === undefined || open.gone, {
    expected: `the open question given up at the abort ${where}`,
    got: "a question that is still open",
  });
  const left = timers ? await client.timers() : 0;
  expect(left === 0, {
    expected: `no timer after the abort ${where}`,
    got: `${left} that would still fire`,
  });
  await clock.advance(60_000);
  peer.expectNoRequest();
}

/**
 * Aborts while the reader holds the first of three messages that one answer
 * brought. The others are not yielded any more, and nothing more is asked.
 */
export async function expectRestDropped(
  { client, peer, clock }: ClientScene,
  next: () => Promise<PeerExchange>,
): Promise<void> {
  await client.start({}, { pull: false });
  await client.pull();
  await (await next()).messages(message(1), message(2), message(3));
  await client.expectMessages(1);
  // Only `aborted` tells: a reason may be anything.
  await client.abort({ value: null });
  await client.pull();
  await client.expectEnded();
  await client.expectMessages(1);
  await clock.advance(HOUR_MS);
  peer.expectNoRequest();
}

/** An answer that has begun, and is not complete. */
export async function half(question: PeerExchange): Promise<PeerExchange> {
  const type = { "content-type": "application/json" };
  await question.writeHead(200, type);
  await question.write('[{"id":');
  return question;
}
