import {
  type ClientScene,
  message,
  type PeerExchange,
  type PeerScene,
} from "exam";

/** How the polls of a client are taken. */
export interface PollsOptions {
  /** In which time a poll has to come unless `next()` is told, default 0 ms. */
  readonly withinMs?: number;
  /** What is added to every such time, default 0 ms. */
  readonly toleranceMs?: number;
}

/** Takes the polls of a client, one after the other; each has to come in time. */
export function pollsOf(
  { clock, peer, expect }: PeerScene,
  options: PollsOptions = {},
): (withinMs?: number) => Promise<PeerExchange> {
  const { withinMs: usualMs = 0, toleranceMs = 0 } = options;
  let taken = 0;
  return async (withinMs = usualMs) => {
    await clock.runUntil(() => peer.requests.length > taken, {
      withinMs: withinMs + toleranceMs,
      what: taken === 0 ? "the first poll" : "the next poll",
    });
    taken++;
    const poll = await peer.next();
    // Whoever was given the same URL before may have changed it.
    expect(poll.path.endsWith("/messages"), {
      expected: "GET messages below the board's own address",
      got: `${poll.method} ${poll.target}`,
    });
    return poll;
  };
}

/** The cursor that a poll asks with. */
export function cursorOf(poll: PeerExchange): number {
  return Number(poll.query.get("since") ?? 0);
}

/** Demands that a client works that is given no option at all: neither a cursor nor a signal. */
export async function expectNoOptionNeeded(
  scene: ClientScene,
  { afterErrors = false }: { readonly afterErrors?: boolean } = {},
): Promise<void> {
  const { client, expect } = scene;
  await client.start({}, { signal: false });
  const next = pollsOf(scene, { withinMs: 2_000 });
  const first = await next(0);
  expect(cursorOf(first) === 0, {
    expected: "a question for everything that is kept: since=0, or no since",
    got: first.target,
  });
  await first.messages(message(1));
  if (afterErrors) await (await next()).answer(503);
  await (await next()).messages(message(2));
  await next();
  await client.expectMessages(1, 2);
}
