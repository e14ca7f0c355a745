import { dirname, fromFileUrl, join } from "@std/path";
import { serve } from "kernel";
import { findProgram, isFile } from "../kit/find_program.ts";
import type { Kit } from "../kit/kit.ts";
import { fetchPackages } from "./fetch_packages.ts";
import { type Look, surroundings } from "./surroundings.ts";
import { seesChanges } from "./sees_changes.ts";
import { UsageError } from "../kit/usage_error.ts";

/** What the doctor found. */
export interface Finding {
  /** "note" limits nothing that is needed. */
  readonly state: "ok" | "note" | "bad";
  /** What was looked at. */
  readonly about: string;
  /** How it is. */
  readonly says: string;
  /** What to do about it. */
  readonly remedy?: string;
}

/** Looks at one thing. */
export type Examination = (kit: Kit) => Finding | Promise<Finding>;

/** Chromium, by the names under which it is on the search path. */
const CHROMIUM_NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** Chromium, where installers put it beside the search path. */
const CHROMIUM_FILES = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** Everything that the doctor looks at, in order. */
export const EXAMINATIONS: readonly Examination[] = [
  denoVersion,
  ...surroundings.map((look) => () => obstacleOf(look)),
  packageFile,
  packages,
  loopback,
  childProcess,
  limits,
  watching,
  progressFile,
  editor,
  browser,
];

function denoVersion(): Finding {
  const says = `${Deno.version.deno} on ${Deno.build.os} ${Deno.build.arch}`;
  return { state: "ok", about: "Deno", says };
}

async function obstacleOf(look: Look): Promise<Finding> {
  const obstacle = await look();
  if (!obstacle) {
    return { state: "ok", about: aboutOf(look), says: "as it has to be" };
  }
  const { isGoneAround, ...finding } = obstacle;
  return { state: isGoneAround ? "note" : "bad", ...finding };
}

/** `cache` becomes `Cache`, `temporaryFiles` `Temporary files`. */
function aboutOf({ name }: Look): string {
  const words = name.replaceAll(
    /[A-Z]/g,
    (letter) => ` ${letter.toLowerCase()}`,
  );
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Node's packages around the kit change nothing but the lock file. */
function packageFile({ root }: Kit): Finding {
  const about = "package.json";
  const folder = foldersFrom(fromFileUrl(root)).find((folder) =>
    isFile(join(folder, "package.json"))
  );
  if (folder === undefined) {
    return { state: "ok", about, says: "none around the kit" };
  }
  return {
    state: "note",
    about,
    says:
      `there is one in ${folder}; the kit does not use it, but Deno may write what it names into deno.lock`,
    remedy: "Remove it, and node_modules, unless you need them",
  };
}

/** A folder and those above it. */
function foldersFrom(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersFrom(above)];
}

async function packages(kit: Kit): Promise<Finding> {
  const about = "Packages";
  try {
    // Also what was fetched before: it may be gone. All around was looked at above.
    await fetchPackages(kit);
    return { state: "ok", about, says: "all cached" };
  } catch (error) {
    if (error instanceof UsageError) {
      return { state: "bad", about, says: error.message };
    }
    return {
      state: "bad",
      about,
      says: `cannot be put together (${
        error instanceof Error ? error.message : error
      })`,
      remedy:
        "Mend first what is marked BAD above; otherwise set DENO_DIR to a folder that you may write",
    };
  }
}

async function loopback(): Promise<Finding> {
  const about = "Loopback";
  try {
    await using server = await serve(() => new Response("hello"));
    const { hostname, port } = server.url;
    using _ = await Deno.connect({ hostname, port: Number(port) });
    return {
      state: "ok",
      about,
      says: "127.0.0.1 can be listened to and reached",
    };
  } catch (error) {
    return {
      state: "bad",
      about,
      says: `127.0.0.1 cannot be listened to and reached (${error})`,
      remedy: "Let your firewall or sandbox allow connections to 127.0.0.1",
    };
  }
}

async function childProcess(): Promise<Finding> {
  const about = "Child processes";
  const found = await canRun(Deno.execPath());
  return found ? { state: "ok", about, says: "can be started" } : {
    state: "bad",
    about,
    says: `cannot start ${Deno.execPath()}`,
    remedy: "Your code is judged in a process of its own: allow that",
  };
}

/** What the examiner cannot hold back on this system. */
function limits(): Finding {
  const about = "Limits";
  if (["linux", "darwin"].includes(Deno.build.os)) {
    const says = "time, memory, output, sockets and timers can all be limited";
    return { state: "ok", about, says };
  }
  return {
    state: "note",
    about,
    says:
      "memory beside the heap cannot be measured on this system; code that " +
      "fills it ends at its time limit",
  };
}

async function watching(): Promise<Finding> {
  const about = "Grading on save";
  return await seesChanges()
    ? { state: "ok", about, says: "the system reports saved files" }
    : {
      state: "note",
      about,
      says:
        "the system does not report saved files; they are looked at once a second",
    };
}

async function progressFile({ root }: Kit): Promise<Finding> {
  const about = "Progress";
  try {
    const probe = await Deno.makeTempFile({
      dir: fromFileUrl(root),
      prefix: ".doctor",
    });
    await Deno.remove(probe);
    return { state: "ok", about, says: "kept in .progress.json" };
  } catch {
    return {
      state: "note",
      about,
      says: "this folder cannot be written, so nothing is remembered",
      remedy: "Copy the kit to a folder of your own",
    };
  }
}

function editor(): Finding {
  const about = "Editor";
  if (findProgram("deno")) {
    const says = "finds `deno`; in VS Code accept the recommended extension";
    return { state: "ok", about, says };
  }
  return {
    state: "note",
    about,
    says: "needs `deno` on the path, and there is none",
    remedy: "Install it: npm install -g deno@2.9.6",
  };
}

function browser(): Finding {
  const about = "Chromium";
  const found = CHROMIUM_NAMES.map((name) => findProgram(name)).find(Boolean) ??
    CHROMIUM_FILES.find(isFile);
  if (found) return { state: "ok", about, says: `found at ${found}` };
  const says = "not found; only the kit's own browser tests need it";
  return { state: "note", about, says };
}

async function canRun(program: string): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(program, {
      args: ["--version"],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch {
    return false;
  }
}
