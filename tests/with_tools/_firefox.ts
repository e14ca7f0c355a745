import puppeteer, { type Page } from "puppeteer-core";
import { testsWith } from "./_program.ts";

const testWithFirefox = testsWith({
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
