/** What happened to messages on the way, by their ids. */
export interface HistoryJudgement {
  /** Expected, and never applied. */
  readonly lost: number[];
  /** Applied once more, each time. */
  readonly duplicated: number[];
  /** Applied after one that was to follow, or not expected at all. */
  readonly outOfOrder: number[];
}

/**
 * Compares what a client has applied with what it was to apply.
 *
 * @param expected Ids in the right order, each once.
 * @param applied Ids in the order in which they were applied.
 */
export function judgeHistory(
  expected: readonly number[],
  applied: readonly number[],
): HistoryJudgement {
  const places = new Map(expected.map((id, place) => [id, place]));
  const seen = new Set<number>();
  const duplicated: number[] = [];
  const outOfOrder: number[] = [];
  let furthest = -1;
  for (const id of applied) {
    const place = places.get(id) ?? -1;
    if (seen.has(id)) duplicated.push(id);
    else if (place < furthest || place === -1) outOfOrder.push(id);
    seen.add(id);
    furthest = Math.max(furthest, place);
  }
  const lost = expected.filter((id) => !seen.has(id));
  return { lost, duplicated, outOfOrder };
}
