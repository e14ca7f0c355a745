import { dirname, join, toFileUrl } from "@std/path";
import { kitFolder } from "./kit_folder.ts";

/** The rooms of the kit that a subject may read. */
const rooms = ["kernel", "std", join("exam", "subject", "doors")];

/** Where a subject finds the public part of `lib/`. */
export interface PublicRooms {
  /** The folder that stands for `lib/`. */
  readonly lib: string;
  /** Folders to which reading has to be allowed, beside the submission's own. */
  readonly readable: readonly string[];
}

/**
 * Opens the public rooms for a submission in `folder`.
 *
 * `--allow-read` separates paths by commas and knows no way to write one:
 * where the kit's own path has one, links in the submission's folder help.
 */
export async function openPublicRooms(folder: string): Promise<PublicRooms> {
  const lib = join(kitFolder, "lib");
  if (!lib.includes(",")) {
    return { lib, readable: rooms.map((room) => join(lib, room)) };
  }
  const linked = join(folder, "lib");
  for (const room of rooms) {
    await Deno.mkdir(dirname(join(linked, room)), { recursive: true });
    await Deno.symlink(join(lib, room), join(linked, room), {
      type: "junction",
    });
  }
  return { lib: linked, readable: [] };
}

/** URL of a file in the public rooms. */
export function publicUrl({ lib }: PublicRooms, path: string): string {
  return toFileUrl(join(lib, path)).href;
}
