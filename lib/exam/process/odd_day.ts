/** A day on which a learner's tests run: as it is, shortly after midnight, or shortly before the year ends. */
export type Day = "usual" | "early" | "late";

/**
 * Makes an odd day of this one, in the process of a learner's tests, before
 * their file is imported. The clock goes on by a millisecond at least whenever
 * somebody looks at it, and the first numbers that `Math.random` draws are near
 * 0 on an early day, near 1 on a late one. They differ in their sixth digit:
 * who draws from many does not meet the same twice, who draws from few does.
 *
 * It is sent to that process as text, so it uses nothing from around it.
 */
export function beginOddDay(day: Day): void {
  if (day === "usual") return;
  const [Real, draw] = [Date, Math.random];
  const realNow = Real.now;
  const start = new Real();
  if (day === "late") start.setMonth(11, 31);
  if (day === "late") start.setHours(23, 59, 59, 990);
  else start.setHours(0, 30, 0, 0);
  const aheadMs = start.getTime() - realNow();
  let last = 0;
  const now = () => last = Math.max(last + 1, realNow() + aheadMs);
  Real.now = now;
  globalThis.Date = new Proxy(Real, {
    construct: (target, values, newTarget) =>
      Reflect.construct(
        target,
        values.length > 0 ? values : [now()],
        newTarget,
      ),
    apply: () => new Real(now()).toString(),
  });
  Real.prototype.constructor = globalThis.Date;
  let drawn = 0;
  Math.random = () => {
    const little = ++drawn / 1_000_000;
    if (drawn > 200) return draw();
    return day === "early" ? little : 1 - little;
  };
}
