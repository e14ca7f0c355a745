import { dirname, join, relative } from "@std/path";

/** A file, and the files that it imports, types included; paths from the kit's folder. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** Relative imports and the kit's own names, static or by a written name. */
const specifier =
  /(?:\bfrom|\bimport)\s*\(?\s*"(\.{1,2}\/[^"]+|catalogue|exam|kernel|push_service|wire)"/g;

/** Reads what every source below these folders imports of the kit; tests and benches are not looked at. */
export function readImports(kit: string, folders: readonly string[]): Imports {
  const imports = new Map<string, readonly string[]>();
  for (const folder of folders) {
    for (const file of sources(join(kit, folder))) {
      // An example in a comment imports nothing.
      const text = Deno.readTextFileSync(file).replaceAll(/^\s*\*.*$/gm, "");
      const names = [...text.matchAll(specifier)].map(([, name]) => name!);
      imports.set(
        relative(kit, file),
        names.map((name) => target(kit, file, name)),
      );
    }
  }
  return imports;
}

function target(kit: string, file: string, name: string): string {
  return name.startsWith(".")
    ? relative(kit, join(dirname(file), name))
    : `lib/${name}/mod.ts`;
}

function* sources(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* sources(path);
    else if (/\.ts$/.test(name) && !/(_test|_bench|\.d)\.ts$/.test(name)) {
      yield path;
    }
  }
}

/** The same between rooms: what lies in one folder is one thing. A file beside rooms stands for itself. */
export function betweenRooms(
  imports: Imports,
  roomOf: (file: string) => string,
): Imports {
  const rooms = new Map<string, string[]>();
  for (const [file, targets] of imports) {
    const room = roomOf(file);
    const others = targets.map(roomOf).filter((other) => other !== room);
    rooms.set(room, [...rooms.get(room) ?? [], ...others]);
  }
  return rooms;
}

/** A circle, as the way around it; `undefined` when there is none. */
export function circleIn(imports: Imports): readonly string[] | undefined {
  const done = new Set<string>();
  const walk = (way: readonly string[]): readonly string[] | undefined => {
    const file = way.at(-1)!;
    const start = way.indexOf(file);
    if (start < way.length - 1) return way.slice(start);
    if (done.has(file)) return undefined;
    for (const next of imports.get(file) ?? []) {
      const circle = walk([...way, next]);
      if (circle) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const circle = walk([file]);
    if (circle) return circle;
  }
  return undefined;
}

/** Which rooms each room may enter; a room is the longest of these names that a path begins with. */
export type Doors = Readonly<Record<string, readonly string[]>>;

/** Every import through a wall: `from imports to`. */
export function wrongDoors(imports: Imports, doors: Doors): string[] {
  const names = Object.keys(doors).toSorted((a, b) => b.length - a.length);
  const room = (path: string) => names.find((name) => path.startsWith(name));
  return [...imports].flatMap(([file, targets]) => {
    const from = room(file);
    if (from === undefined) return [`${file} is in no room`];
    return targets.filter((target) => {
      const to = room(target);
      return to !== from && !doors[from]!.includes(to ?? "");
    }).map((target) => `${file} imports ${target}`);
  });
}
