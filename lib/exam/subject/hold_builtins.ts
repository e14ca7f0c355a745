/**
 * Closes what would lead from an exercise into the runner, the clock and the
 * event log: nothing can be added to the prototypes that their objects have (a
 * setter `timers` of `Object.prototype` once caught the clock), and what
 * counts listeners and timers stays as it is. All else may be replaced.
 */
export function holdBuiltins(): void {
  Object.preventExtensions(Object.prototype);
  Object.preventExtensions(Array.prototype);
  Object.freeze(Map.prototype);
  Object.freeze(Set.prototype);
  Object.freeze(Object);
}
