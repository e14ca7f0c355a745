import { join } from "@std/path";
import { findProgram, isFile } from "../kit/find_program.ts";

/** What it is called, the usual one first. */
const NAMES = ["firefox", "firefox-esr", "firefox-developer-edition"];

/** Where it is when it is not on the search path. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  darwin: [
    "/Applications/Firefox.app/Contents/MacOS/firefox",
    "$HOME/Applications/Firefox.app/Contents/MacOS/firefox",
    "/Applications/Firefox Developer Edition.app/Contents/MacOS/firefox",
  ],
  windows: ["$ProgramFiles", "$ProgramFiles(x86)", "$LocalAppData"]
    .map((folder) => join(folder, "Mozilla Firefox", "firefox.exe")),
  linux: ["/snap/bin/firefox", "/usr/lib/firefox/firefox"],
};

/** What the search looks at; the tests have their own. */
export interface FindFirefoxOptions {
  /** The search path. @default {the one of the environment} */
  readonly path?: string;
  /** The operating system. @default {this one} */
  readonly os?: string;
  /** The environment. @default {the one of this process} */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Finds Firefox on the search path, or else where it usually is. */
export function findFirefox(
  options: FindFirefoxOptions = {},
): string | undefined {
  const { path, os = Deno.build.os, environment = Deno.env.toObject() } =
    options;
  for (const name of NAMES) {
    const found = findProgram(name, path);
    if (found) return found;
  }
  return (PLACES[os] ?? []).map((place) => filled(place, environment))
    .find((place) => place !== undefined && isFile(place));
}

/** The place, if the folder that it begins with is known. */
function filled(
  place: string,
  environment: Readonly<Record<string, string>>,
): string | undefined {
  const [, name] = /^\$([\w()]+)/.exec(place) ?? [];
  if (name === undefined) return place;
  const folder = environment[name];
  return folder && place.replace(`$${name}`, () => folder);
}
