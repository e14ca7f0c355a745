import { dirname, join } from "@std/path";
import { denoFolder } from "../exam/deno_folder.ts";
import { temporaryFolder } from "../exam/temporary_folder.ts";

/** Something around the kit that keeps it from working. */
export interface Obstacle {
  /** What was looked at. */
  readonly about: string;
  /** What is wrong with it. */
  readonly says: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** Looks at one thing around the kit; `undefined` when nothing is wrong with it. */
export type Look = () => Promise<Obstacle | undefined>;

/** What is looked at before anything else can go wrong because of it. */
export const surroundings: readonly Look[] = [
  temporaryFiles,
  cache,
  certificates,
];

/** TMPDIR must exist, and be writable. */
async function temporaryFiles(): Promise<Obstacle | undefined> {
  try {
    await Deno.remove(await temporaryFolder());
    return undefined;
  } catch (error) {
    return {
      about: "Temporary files",
      says: textOf(error),
      remedy: "Set TMPDIR to a folder that exists and that you may write",
    };
  }
}

/** What the examiner bundles is kept in DENO_DIR. */
async function cache(): Promise<Obstacle | undefined> {
  const folder = join(denoFolder(), "hold_the_line");
  try {
    await Deno.mkdir(folder, { recursive: true });
    await Deno.remove(await Deno.makeTempFile({ dir: folder }));
    return undefined;
  } catch (error) {
    return {
      about: "Deno's cache",
      says: `cannot write ${dirname(folder)} (${textOf(error)})`,
      remedy: "Set DENO_DIR to a folder that you may write",
    };
  }
}

/** Certificates of a company's own are named by DENO_CERT. */
async function certificates(): Promise<Obstacle | undefined> {
  const file = Deno.env.get("DENO_CERT");
  if (!file) return undefined;
  try {
    await Deno.readFile(file);
    return undefined;
  } catch (error) {
    return {
      about: "Certificates",
      says: `cannot read DENO_CERT=${file} (${textOf(error)})`,
      remedy: "Name a file of certificates in PEM, or unset DENO_CERT",
    };
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
