import { join } from "@std/path";
import { kitFolder } from "../kit_folder.ts";
import { readExercise } from "./read_exercise.ts";
import { Ruling } from "../verdict/ruling.ts";

/** Whether a stub is as it was handed out; line ends do not count. */
export function isUntouched(path: string, file: string): boolean {
  try {
    const stub = join(kitFolder, "tests", "stubs", `${path}.ts`);
    return normalised(readExercise(stub, stub)) ===
      normalised(readExercise(file, file));
  } catch (error) {
    // What cannot be read is no stub; whoever grades it says why.
    if (error instanceof Ruling) return false;
    throw error;
  }
}

function normalised(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replaceAll("\r\n", "\n").trimEnd();
}
