import type { Suite } from "./suite.ts";

/** Suites that are loaded, or on the way: a module runs once, and so tells of its suite only once. */
const suites = new Map<string, Promise<Suite>>();

/** Who gets the suites of the modules that are being loaded, by the paths of their exercises. */
const collectors = new Map<string, (suite: Suite) => void>();

/**
 * Returns who gets the suite of the exercise at `path` instead of `Deno.test`;
 * nobody when no suite is being collected.
 *
 * @throws {TypeError} If only suites of other exercises are being collected.
 */
export function collectorOf(
  path: string,
): ((suite: Suite) => void) | undefined {
  const collector = collectors.get(path);
  if (collector || collectors.size === 0) return collector;
  const others = [...collectors.keys()].map((other) => `"${other}"`);
  throw new TypeError(
    `Cannot begin the suite of "${path}": only ${others.join(", ")} is being ` +
      "collected: call exam() with the path of its own file",
  );
}

/**
 * Loads the suite of an exercise without registering tests. Any number of
 * suites can be collected side by side.
 *
 * @param path Such as `03_long_polling/02_time_out`
 * @throws {TypeError} If the file does not begin the suite of this exercise; and whatever the file throws.
 */
export function collectSuite(path: string): Promise<Suite> {
  const suite = suites.get(path) ?? load(path);
  suites.set(path, suite);
  return suite;
}

async function load(path: string): Promise<Suite> {
  const begun: Suite[] = [];
  collectors.set(path, (suite) => void begun.push(suite));
  try {
    await import(new URL(`../../tests/${path}_test.ts`, import.meta.url).href);
  } catch (error) {
    suites.delete(path); // a file that is mended may be asked for again
    throw error;
  } finally {
    collectors.delete(path);
  }
  const [suite] = begun;
  if (suite) return suite;
  throw new TypeError(
    `Cannot collect the suite of "${path}": tests/${path}_test.ts does not ` +
      `begin it: call exam("${path}") at its top level`,
  );
}
