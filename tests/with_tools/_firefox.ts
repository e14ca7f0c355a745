import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { testsWith } from "./_program.ts";

/** Registers a test that gets the path of Firefox. */
export const testWithFirefox = testsWith({
  name: Deno.build.os === "linux" && !Deno.env.get("FIREFOX")
    ? "firefox-esr"
    : "firefox",
  from:
    "`apt-get install firefox-esr` (Debian), `brew install --cask firefox` (macOS) or from https://www.firefox.com/",
});

/** What a test in Firefox gets. */
export interface FirefoxBrowsing {
  /** A first, empty tab. */
  readonly page: Page;
  /** Keeps a server until the browser has closed, so that no tab sees it stop. */
  keep<T extends AsyncDisposable>(server: T): T;
}

/**
 * Registers a test that gets a Firefox of its own, with an empty profile, over
 * WebDriver BiDi. Without Firefox it is ignored, or fails if the environment
 * says `CI=true`.
 */
export function testInFirefox(
  name: string,
  act: (browsing: FirefoxBrowsing) => Promise<void>,
): void {
  testWithFirefox(name, async (executablePath) => {
    await using servers = new AsyncDisposableStack();
    await using browser = await puppeteer.launch({
      browser: "firefox",
      executablePath,
      headless: true,
    });
    const page = await browser.newPage();
    await act({ page, keep: (server) => servers.use(server) });
  });
}

/** What `about:config` shows. */
export type Preferences = Readonly<Record<string, string | number | boolean>>;

/** A Firefox with a profile of its own, which the test starts and stops. */
export interface Firefox {
  /** Starts it on the profile that the last start has left; returns an empty tab. */
  start(preferences: Preferences): Promise<Page>;
  /** Closes all of its windows, and waits until it has ended. */
  stop(): Promise<void>;
}

/**
 * Registers a test that starts Firefox itself: with preferences, or more than once.
 * Otherwise as {@linkcode testInFirefox}.
 */
export function testWithOwnFirefox(
  name: string,
  act: (firefox: Firefox) => Promise<void>,
): void {
  testWithFirefox(name, async (executablePath) => {
    await using disposables = new AsyncDisposableStack();
    const userDataDir = await Deno.makeTempDir({ prefix: "firefox-" });
    disposables.defer(() => Deno.remove(userDataDir, { recursive: true }));
    let browser: Browser | undefined;
    const stop = async () => {
      await browser?.close();
      browser = undefined;
    };
    disposables.defer(stop);
    const start = async (extraPrefsFirefox: Preferences) => {
      const options = { browser: "firefox", headless: true } as const;
      const profile = { executablePath, userDataDir, extraPrefsFirefox };
      browser = await puppeteer.launch({ ...options, ...profile });
      return await browser.newPage();
    };
    await act({ start, stop });
  });
}
