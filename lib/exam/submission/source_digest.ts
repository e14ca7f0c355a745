import { createHash } from "node:crypto";
import { join } from "@std/path";
import { kitFolder } from "../kit_folder.ts";

/** Rooms of `lib/` whose sources go into what a subject's process loads. */
const rooms = ["exam", "kernel", "std"];

let digest: string | undefined;

/** A digest of every source from which a subject's process is made, and of Deno's version. */
export function sourceDigest(): string {
  return digest ??= compute();
}

function compute(): string {
  const hash = createHash("sha256").update(Deno.version.deno);
  hash.update(Deno.readFileSync(join(kitFolder, "deno.lock")));
  for (const room of rooms) {
    for (const file of sources(join(kitFolder, "lib", room))) {
      hash.update(file).update(Deno.readFileSync(file));
    }
  }
  return hash.digest("hex");
}

function sources(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    const path = join(folder, name);
    if (isDirectory) return sources(path);
    return /_test\.ts$|\.d\.ts$|\.md$/.test(name) ? [] : [path];
  }).toSorted();
}
