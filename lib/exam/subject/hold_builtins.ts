/**
 * Closes what would lead from an exercise into the runner, the clock and the
 * event log: nothing can be added to the prototypes that their objects have (a
 * setter `timers` of `Object.prototype` once caught the clock), and what
 * counts listeners and timers stays as it is. All else may be replaced.
 */
export function holdBuiltins(): void {
  Object.preventExtensions(Object.prototype);
  Object.preventExtensions(Array.prototype);
  for (const { prototype } of [Map, Set]) {
    for (const name of Reflect.ownKeys(prototype)) hold(prototype, name);
  }
  Object.freeze(Object);
}

/**
 * A frozen method could not be replaced in objects that inherit it either
 * (Node's own layer does that): so these have a setter, which does it.
 */
function hold(prototype: object, name: PropertyKey): void {
  const { value, get } = Object.getOwnPropertyDescriptor(prototype, name)!;
  if (get) return void Object.defineProperty(prototype, name, fixed);
  Object.defineProperty(prototype, name, {
    ...fixed,
    get: () => value,
    set(own: unknown) {
      if (this === prototype) {
        throw new TypeError(`Cannot replace "${String(name)}": it is needed`);
      }
      const rest = { writable: true, enumerable: true, configurable: true };
      Object.defineProperty(this, name, { value: own, ...rest });
    },
  });
}

const fixed: PropertyDescriptor = { configurable: false };
