import { join } from "@std/path";
import { type PublicRooms, publicUrl } from "./public_rooms.ts";
import type { ExerciseFacts } from "./suite.ts";

const fakeTimers = "npm:@sinonjs/fake-timers@15.5.0";

/** What a sender of push messages may import. */
const webPush = "npm:web-push@3.6.7";

/** What every subject's process imports, whatever its exercise may import. */
function ownImports(
  rooms: PublicRooms,
  kernel: string,
): Record<string, string> {
  const doors = "exam/subject/doors";
  return {
    "@sinonjs/fake-timers": fakeTimers,
    kernel,
    "node:timers": publicUrl(rooms, `${doors}/timers.ts`),
    "node:https": publicUrl(rooms, `${doors}/https.ts`),
    "timers": publicUrl(rooms, `${doors}/timers.ts`),
    "node:timers/promises": publicUrl(rooms, `${doors}/timers_promises.ts`),
    "timers/promises": publicUrl(rooms, `${doors}/timers_promises.ts`),
  };
}

/**
 * Returns the configuration under which an exercise runs: it resolves what
 * the exercise may import, and nothing else.
 */
export function subjectConfig(
  exercise: ExerciseFacts,
  rooms: PublicRooms,
  urls: {
    readonly kernel: string;
    readonly board: string;
    readonly solutions: string;
  },
): Record<string, unknown> {
  const imports = ownImports(rooms, urls.kernel);
  if (exercise.kind === "suite") imports.board = urls.board;
  if (exercise.imports.includes("web-push")) imports["web-push"] = webPush;
  if (exercise.needs.length > 0) imports["solutions/"] = urls.solutions;
  for (const name of exercise.imports) {
    if (!name.startsWith("@std/")) continue;
    Object.assign(imports, standardImports(name, rooms));
  }
  return { imports, unstable: ["no-legacy-abort"] };
}

/** A package in a lock file. */
interface LockedPackage {
  readonly dependencies?: readonly string[];
}

/** A lock file, as far as it matters here. */
interface LockFile {
  readonly version: string;
  readonly specifiers: Record<string, string>;
  readonly npm: Record<string, LockedPackage>;
}

const lockUrl = new URL("./subject/deno.lock", import.meta.url);
const standardLibrary = "npm:deno-std@1.4.0";

/** What `@std/testing/mock` stands on. */
const spies = "npm:sinon@22.1.0";

/**
 * Returns the lock file under which an exercise runs: it lists what the
 * exercise may import, so that a frozen run refuses everything else.
 */
export function subjectLock(exercise: ExerciseFacts): Record<string, unknown> {
  const lock = JSON.parse(Deno.readTextFileSync(lockUrl)) as LockFile;
  const doors = exercise.imports.filter((name) => name.startsWith("@std/"));
  const packages = [
    fakeTimers,
    ...(exercise.imports.includes("web-push") ? [webPush] : []),
  ];
  const wanted = [
    ...packages,
    ...(doors.length > 0 ? [standardLibrary] : []),
    ...(doors.includes("@std/testing") ? [spies] : []),
  ];
  const specifiers = pick(lock.specifiers, wanted);
  const links = doors.map((
    name,
  ) => [`jsr:${name}@${doorOf(name).version}`, {}]);
  return {
    version: lock.version,
    specifiers,
    npm: pick(lock.npm, wanted.flatMap((name) => withDependencies(lock, name))),
    workspace: {
      dependencies: packages,
      ...(doors.length > 0
        ? { links: Object.fromEntries(links.toSorted()) }
        : {}),
    },
  };
}

/** Keys of the package that a specifier names, and of all that it depends on. */
function withDependencies(lock: LockFile, specifier: string): string[] {
  const name = specifier.replace("npm:", "");
  const key = Object.keys(lock.npm).find((key) =>
    key === name || key.startsWith(`${name}@`)
  );
  if (key === undefined) {
    throw new Error(
      `Cannot lock "${name}": lib/exam/subject/deno.lock does not list it`,
    );
  }
  const { dependencies = [] } = lock.npm[key]!;
  return [
    key,
    ...dependencies.flatMap((dependency) => withDependencies(lock, dependency)),
  ];
}

function pick<Value>(
  record: Record<string, Value>,
  keys: readonly string[],
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(record).filter(([key]) => keys.includes(key)),
  );
}

/** A door of `lib/std/`, as its configuration describes it. */
interface Door {
  readonly version: string;
  readonly exports: string | Record<string, string>;
}

function doorOf(name: string): Door {
  const url = new URL(`${folderOf(name)}/deno.json`, import.meta.url);
  return JSON.parse(Deno.readTextFileSync(url)) as Door;
}

function folderOf(name: string): string {
  return name.replace("@std/", "../std/");
}

/** All the paths that a door of `lib/std/` exports. */
function standardImports(
  name: string,
  rooms: PublicRooms,
): Record<string, string> {
  const { exports } = doorOf(name);
  const paths = typeof exports === "string" ? { ".": exports } : exports;
  return Object.fromEntries(
    Object.entries(paths).map(([path, file]) => [
      name + path.slice(1),
      publicUrl(rooms, join(name.replace("@std/", "std/"), file)),
    ]),
  );
}
