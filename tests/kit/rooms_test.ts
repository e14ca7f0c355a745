/** The house has rooms with doors, and no circles: see .github/ARCHITECTURE.md. */
import { assert, assertEquals } from "@std/assert";
import { dirname } from "@std/path";
import { kit } from "./_kit.ts";
import {
  betweenRooms,
  circleIn,
  type Doors,
  type Imports,
  readImports,
  wrongDoors,
} from "./_rooms.ts";

/** DESIGN.md, section 9: who may import what of the kit. */
const doors: Doors = {
  "lib/kernel/": [],
  // What a text looks like: columns, lines, numbers in words.
  "lib/text/": [],
  "lib/wire/": ["lib/text/"],
  "lib/std/": [],
  "lib/catalogue/": ["lib/kernel/"],
  "lib/push_service/": ["lib/kernel/"],
  "lib/exam/": [
    "lib/catalogue/",
    "lib/exam/limits.ts",
    "lib/exam/random/",
    "lib/exam/subject/",
    "lib/kernel/",
    "lib/text/",
    "lib/wire/",
  ],
  // What runs inside the learner's process shares plain data with the examiner.
  "lib/exam/subject/": [
    "lib/exam/random/",
    "lib/exam/limits.ts",
    "lib/kernel/",
  ],
  "lib/exam/random/": [],
  "lib/exam/limits.ts": [],
  "lib/cli/": [
    "lib/catalogue/",
    "lib/exam/",
    "lib/exam/random/",
    "lib/cli/try/child/",
    "lib/kernel/",
    "lib/push_service/",
    "lib/text/",
    "lib/wire/",
  ],
  // The learner's process of `try` has exports called as the examiner calls them.
  "lib/cli/try/child/": [
    "lib/cli/",
    "lib/exam/",
    "lib/exam/subject/",
    "lib/kernel/",
    "lib/text/",
    "lib/wire/",
  ],
  "lessons/": ["lib/catalogue/", "lib/kernel/"],
  // The client of lesson 6 is a browser without a browser.
  "lessons/06_push/client.ts": ["lib/kernel/", "lib/push_service/"],
  "exercises/": ["lib/kernel/", "solutions/"],
  "solutions/": ["lib/kernel/"],
};

const house = readImports(kit, ["lib", "lessons", "exercises", "solutions"]);

/** Each folder is a room; what lies beside rooms, as `limits.ts`, stands for itself. */
function roomOf(file: string): string {
  const folder = dirname(file);
  return folder === "lib/exam" || folder === "lib/cli" ? file : folder;
}

function isOf(folder: string): (entry: readonly [string, unknown]) => boolean {
  return ([file]) => file.startsWith(folder);
}

function tell(circle: readonly string[] | undefined): string {
  return circle?.join("\n  imports ") ?? "";
}

Deno.test("no file of lib/ imports itself in a circle, types included", () => {
  const lib = new Map([...house].filter(isOf("lib/")));
  assert(lib.size > 200, `${lib.size} files`);
  assertEquals(tell(circleIn(lib)), "");
});

Deno.test("no rooms of lib/exam and lib/cli import each other in a circle", () => {
  for (const folder of ["lib/exam/", "lib/cli/"]) {
    const rooms = betweenRooms(
      new Map([...house].filter(isOf(folder))),
      roomOf,
    );
    assert(rooms.size > 10, `${rooms.size} rooms`);
    assertEquals(tell(circleIn(rooms)), "");
  }
});

Deno.test("every import goes through a door", () => {
  assertEquals(wrongDoors(house, doors), []);
});

Deno.test("a planted circle and a planted wrong door are found", () => {
  const plant = (file: string, target: string): Imports =>
    new Map([...house, [file, [...house.get(file) ?? [], target]]]);
  const circle = circleIn(
    plant("lib/exam/limits.ts", "lib/exam/stage/stage.ts"),
  );
  assert(circle, "no circle was found");
  const wrong = plant("lib/wire/mod.ts", "lib/kernel/mod.ts");
  assert(
    wrongDoors(wrong, doors).includes(
      "lib/wire/mod.ts imports lib/kernel/mod.ts",
    ),
  );
});
