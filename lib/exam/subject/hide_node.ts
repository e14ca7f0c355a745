/**
 * Hides Node's `process` while the fake timers load: they would pull in its
 * whole layer, which takes half of the time of a start. Most exercises never
 * touch it; whoever does gets it, with a virtual `hrtime`.
 *
 * @module
 */
export const processProperty: PropertyDescriptor = Object
  .getOwnPropertyDescriptor(globalThis, "process")!;

Reflect.deleteProperty(globalThis, "process");
