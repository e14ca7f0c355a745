import type { Random, ServerScene } from "exam";

/** A hold that is longer than most proxies wait, and no whole seconds; a clock that ticks every 50 ms meets its end. */
export function longHold(random: Random): number {
  return random.integer(70, 150) * 1_000 + shortHold(random);
}

/** A hold of less than a second, in steps of 50 ms. */
export function shortHold(random: Random): number {
  return random.integer(13, 17) * 50;
}

/** Demands that a quiet poll ends with 204 when its hold is over, and not before. */
export async function expectHeldFor(
  { server, clock }: ServerScene,
  holdMs: number,
  target: string,
): Promise<void> {
  const quiet = await server.get(target);
  await clock.advance(holdMs - 1);
  quiet.expectPending();
  await clock.advance(1);
  await quiet.expectStatus(204);
}
