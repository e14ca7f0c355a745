import { join } from "@std/path";
import { denoFolder } from "./deno_folder.ts";

/**
 * Makes a temporary folder for a submission. Deno's `--allow-read` knows no way
 * to write a comma: where the system's folder has one, or is missing, another
 * is taken.
 *
 * @param goneAround Told why the system's own folder cannot be taken
 * @throws {Error} If there is no place for it.
 */
export async function temporaryFolder(
  goneAround: (cause: string) => void = () => {},
): Promise<string> {
  const places = [undefined, join(denoFolder(), "hold_the_line")];
  const causes: string[] = [];
  for (const dir of places) {
    try {
      const folder = await make(dir);
      if (causes[0] !== undefined) goneAround(causes[0]);
      return folder;
    } catch (error) {
      causes.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(
    `Cannot make a temporary folder: ${causes.join("; ")}. ` +
      "Set TMPDIR to a folder that exists, that you may write and that has no comma in its path",
  );
}

async function make(dir: string | undefined): Promise<string> {
  if (dir !== undefined) await Deno.mkdir(dir, { recursive: true });
  const prefix = "hold_the_line_";
  const folder = await Deno.makeTempDir({
    prefix,
    ...(dir === undefined ? {} : { dir }),
  });
  if (!folder.includes(",")) return folder;
  await Deno.remove(folder);
  throw new Error(`"${folder}" has a comma in it`);
}
