import { dirname, join } from "@std/path";
import { denoFolder } from "../../exam/submission/deno_folder.ts";
import { temporaryFolder } from "../../exam/submission/temporary_folder.ts";

/** Something around the kit that is not as it has to be. */
export interface Obstacle {
  /** What was looked at. */
  readonly about: string;
  /** What is wrong with it. */
  readonly says: string;
  /** What to do about it. */
  readonly remedy: string;
  /** Whether the kit works all the same. */
  readonly isGoneAround?: boolean;
}

/** Looks at one thing around the kit; `undefined` when nothing is wrong with it. */
export type Look = () => Promise<Obstacle | undefined>;

/** What is looked at before anything else can go wrong because of it. */
export const surroundings: readonly Look[] = [
  temporaryFiles,
  cache,
  certificates,
];

/** TMPDIR has to exist, to be writable and to have no comma in it. */
async function temporaryFiles(): Promise<Obstacle | undefined> {
  const about = "Temporary files";
  const remedy =
    "Set TMPDIR to a folder that exists, that you may write and that has no comma in its path";
  let cause: string | undefined;
  try {
    const folder = await temporaryFolder((why) => cause = why);
    await Deno.remove(folder);
    if (cause === undefined) return undefined;
    const says = `TMPDIR cannot be used (${cause}); ${
      dirname(folder)
    } is used instead`;
    return { about, says, remedy, isGoneAround: true };
  } catch (error) {
    return { about, says: textOf(error), remedy };
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

/** Certificates of a company's own are named by DENO_CERT, or kept by the system. */
async function certificates(): Promise<Obstacle | undefined> {
  const about = "Certificates";
  const stores = Deno.env.get("DENO_TLS_CA_STORE")?.split(",") ?? [];
  const unknown = stores.find((store) =>
    !["mozilla", "system"].includes(store.trim())
  );
  if (unknown !== undefined) {
    return {
      about,
      says: `DENO_TLS_CA_STORE names "${unknown}", which Deno does not know`,
      remedy: "Set it to system or to mozilla, or unset it",
    };
  }
  const file = Deno.env.get("DENO_CERT");
  const cause = file ? await unreadable(file) : undefined;
  return cause === undefined ? undefined : {
    about,
    says: `cannot read DENO_CERT=${file} (${cause})`,
    remedy: "Name a file of certificates in PEM, or unset DENO_CERT",
  };
}

/** Why a file gives no certificates. */
async function unreadable(file: string): Promise<string | undefined> {
  try {
    const text = await Deno.readTextFile(file);
    return text.includes("-----BEGIN CERTIFICATE-----")
      ? undefined
      : "there is no certificate in it";
  } catch (error) {
    return textOf(error);
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
