import type { ExamEvent } from "../../exam/verdict/verdict.ts";

/** Options of {@linkcode oneAfterTheOther}. */
export interface OneAfterTheOtherOptions {
  /** Ids of the exercises, in the order in which they are told. */
  readonly ids: readonly string[];
  /** Whether all of an exercise has been heard. */
  readonly isComplete: (id: string) => boolean;
}

/**
 * Sorts the events of suites that run side by side: those of an exercise wait
 * until all before it are complete.
 *
 * @param tell Gets the events of one exercise after the other; what still
 * waits when the run ends is not told
 * @returns Takes in the events as they come
 */
export function oneAfterTheOther(
  tell: (event: ExamEvent) => void,
  { ids, isComplete }: OneAfterTheOtherOptions,
): (event: ExamEvent) => void {
  const waiting = new Map<string, ExamEvent[]>();
  let front = 0;
  return (event) => {
    const events = waiting.get(event.exercise) ?? [];
    waiting.set(event.exercise, [...events, event]);
    for (; front < ids.length; front++) {
      const id = ids[front]!;
      for (const next of waiting.get(id) ?? []) tell(next);
      waiting.delete(id);
      if (!isComplete(id)) return;
    }
  };
}
