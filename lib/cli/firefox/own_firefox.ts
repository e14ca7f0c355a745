import { delay } from "@std/async/delay";
import { join } from "@std/path";
import { stopChild } from "../kit/stop_child.ts";

/** How often it is tried to remove a profile that is still being written to. */
const ATTEMPTS = 20;
/** Between two of these attempts, in real milliseconds. */
const ATTEMPT_MS = 250;

/** What `about:config` shows. */
export type Preferences = Readonly<Record<string, string | number | boolean>>;

/** No questions at the start, and no look-ups on the internet. */
const CALM: Preferences = {
  "app.normandy.enabled": false,
  "app.update.disabledForTesting": true,
  "browser.aboutwelcome.enabled": false,
  "browser.newtabpage.enabled": false,
  "browser.preonboarding.enabled": false,
  "browser.sessionstore.resume_from_crash": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "browser.startup.page": 0,
  // Whoever closes the only tab has not closed the browser.
  "browser.tabs.closeWindowWithLastTab": false,
  "browser.tabs.warnOnClose": false,
  "browser.warnOnQuit": false,
  "captivedetect.canonicalURL": "",
  "datareporting.policy.dataSubmissionEnabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,#remote-settings-dummy/v1",
  "termsofuse.bypassNotification": true,
  "toolkit.telemetry.reportingpolicy.firstRun": false,
};

/** A Firefox on a profile of its own, which is removed at the end. */
export interface OwnFirefox extends AsyncDisposable {
  /** Whether it runs. */
  readonly running: boolean;
  /** Starts it, on what the last start has left; resolves when it has ended. */
  open(url: URL): Promise<void>;
}

/**
 * Prepares a profile for a Firefox that disturbs no other one.
 *
 * @param program Its file
 * @param preferences What it has to know beside what keeps it calm
 */
export async function ownFirefox(
  program: string,
  preferences: Preferences,
): Promise<OwnFirefox> {
  const profile = await makeProfile();
  await Deno.writeTextFile(
    join(profile, "user.js"),
    Object.entries({ ...CALM, ...preferences })
      .map(([name, value]) =>
        `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`
      ).join(""),
  );
  let child: Deno.ChildProcess | undefined;
  return {
    get running() {
      return child !== undefined;
    },
    async open(url) {
      child = new Deno.Command(program, {
        args: ["--no-remote", "--profile", profile, url.href],
        // Without it, release versions do not read "services.settings.server".
        env: { MOZ_REMOTE_SETTINGS_DEVTOOLS: "1" },
        stdin: "null",
        stdout: "null",
        stderr: "null",
      }).spawn();
      await child.status;
      child = undefined;
    },
    async [Symbol.asyncDispose]() {
      if (child) await stopChild(child);
      await remove(profile);
    },
  };
}

/** Firefox from the Snap Store sees no files of others, not even temporary ones. */
async function makeProfile(): Promise<string> {
  const prefix = "hold-the-line-firefox-";
  const dir = join(Deno.env.get("HOME") ?? "", "snap", "firefox", "common");
  try {
    return await Deno.makeTempDir({ prefix, dir });
  } catch {
    return await Deno.makeTempDir({ prefix });
  }
}

/** Its processes may write for a moment after the first has ended. */
async function remove(folder: string): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      return await Deno.remove(folder, { recursive: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      if (attempt === ATTEMPTS) throw error;
      await delay(ATTEMPT_MS);
    }
  }
}
