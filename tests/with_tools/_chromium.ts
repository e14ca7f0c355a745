import { assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import { type BrowserContext, chromium, type Page } from "playwright-core";

const chosen = Deno.env.get("CHROMIUM");

/** Where systems keep it; `CHROMIUM` in the environment says it for sure. */
const PLACES: readonly string[] = chosen ? [chosen] : [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

const HOW_TO_GET_IT = `Cannot find Chromium: looked at ${PLACES.join(", ")}. ` +
  "Get it with `apt-get install chromium` (Debian), `brew install --cask chromium` (macOS) " +
  "or from https://www.google.com/chrome/, or set CHROMIUM to its path";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const ONLY_THIS_MACHINE =
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1";

const found = PLACES.find(isFile);
/** Whether it is here. */
export const hasChromium = found !== undefined;

const isDemanded = Deno.env.get("CI") === "true";
if (!found && !isDemanded) {
  console.warn(`The tests in Chromium are skipped. ${HOW_TO_GET_IT}`);
}

/** What a test in Chromium gets. */
export interface Browsing {
  /** A first, empty tab. */
  readonly page: Page;
  /** What the tabs share; opens more of them. */
  readonly context: BrowserContext;
  /** What any tab has said on its console as an error, or thrown. */
  readonly errors: string[];
  /** Keeps a server until the browser has closed, so that no tab sees it stop. */
  keep<T extends AsyncDisposable>(server: T): T;
}

/**
 * Registers a test that gets a Chromium of its own, with an empty profile. It fails
 * if a tab complains, unless the test has taken the complaint out of `errors`.
 * Without Chromium it is ignored, or fails if the environment says `CI=true`.
 */
export function testInChromium(
  name: string,
  act: (browsing: Browsing) => Promise<void>,
): void {
  Deno.test({ name, ignore: !found && !isDemanded, fn: () => browse(act) });
}

async function browse(
  act: (browsing: Browsing) => Promise<void>,
): Promise<void> {
  if (!found) throw new Deno.errors.NotFound(HOW_TO_GET_IT);
  await using servers = new AsyncDisposableStack();
  await using browser = await chromium.launch({
    executablePath: found,
    args: FLAGS,
  });
  const context = await browser.newContext();
  const errors = complaints(context);
  const page = await context.newPage();
  await act({ page, context, errors, keep: (server) => servers.use(server) });
  assertEquals(errors, []);
}

/** With what a test starts its Chromium. */
export interface Launch {
  /** What the command line says, beside what it always does. */
  readonly switches?: readonly string[];
  /** What every page may do without asking, such as `notifications`. */
  readonly permissions?: readonly string[];
  /** What the environment says, beside what that of the test does. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A Chromium with a profile on disk, without which there is no push. */
export interface OwnChromium {
  /** Keeps a server until the browser has closed, so that no tab sees it stop. */
  keep<T extends AsyncDisposable>(server: T): T;
  /** Starts it, with a profile that is empty; once in a test. */
  start(launch: Launch): Promise<Browsing>;
}

/**
 * Registers a test that starts its Chromium itself, which then finds no host but
 * this machine. Otherwise as {@linkcode testInChromium}.
 */
export function testWithOwnChromium(
  name: string,
  act: (chromium: OwnChromium) => Promise<void>,
): void {
  const fn = () => withOwnChromium(act);
  Deno.test({ name, ignore: !found && !isDemanded, fn });
}

/** What {@linkcode testWithOwnChromium} does in its test. */
export async function withOwnChromium(
  act: (chromium: OwnChromium) => Promise<void>,
): Promise<void> {
  if (!found) throw new Deno.errors.NotFound(HOW_TO_GET_IT);
  await using servers = new AsyncDisposableStack();
  await using browsers = new AsyncDisposableStack();
  const keep: OwnChromium["keep"] = (server) => servers.use(server);
  let errors: string[] = [];
  await act({
    keep,
    async start(launch) {
      const context = browsers.use(await launchProfile(found, launch));
      errors = complaints(context);
      const page = await context.newPage();
      return { page, context, errors, keep };
    },
  });
  assertEquals(errors, []);
}

function launchProfile(
  executablePath: string,
  { switches = [], permissions = [], env = {} }: Launch,
): Promise<BrowserContext> {
  const temporary = "";
  return chromium.launchPersistentContext(temporary, {
    executablePath,
    args: [...FLAGS, ONLY_THIS_MACHINE, ...switches],
    permissions: [...permissions],
    env: { ...Deno.env.toObject(), ...env },
  });
}

/** What the tabs complain of, from now on. */
function complaints(context: BrowserContext): string[] {
  const errors: string[] = [];
  context.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  context.on("weberror", (error) => errors.push(String(error.error())));
  return errors;
}

/** Waits for what no event tells; throws after a time that only a defect takes. */
export async function until(
  what: string,
  happened: () => boolean,
): Promise<void> {
  const latest = performance.now() + 60_000;
  while (!happened()) {
    if (performance.now() > latest) {
      throw new Error(`Cannot go on: ${what} did not happen within 60 s`);
    }
    await delay(5);
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
