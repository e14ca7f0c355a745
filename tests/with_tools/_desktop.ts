import { deadline } from "@std/async/deadline";
import { fromFileUrl, join } from "@std/path";
import { TextLineStream } from "@std/streams/text-line-stream";
import { hasChromium, type OwnChromium, withOwnChromium } from "./_chromium.ts";
import { testsWith } from "./_program.ts";

/** After how long a notification that was not shown never will be. */
const MAX_WAIT_MS = 60_000;

const script = fromFileUrl(new URL("_desktop.py", import.meta.url));

const testWithDesktop = testsWith({
  name: "python3",
  from:
    "`apt-get install chromium dbus python3-dbus python3-gi` (Debian; Linux only)",
  isUsable: (path) => hasChromium && isUsable(path),
});

function isUsable(python: string): boolean {
  const script = `import dbus, gi, shutil, sys
sys.exit(shutil.which("dbus-run-session") is None)`;
  const { success } = new Deno.Command(python, {
    args: ["-c", script],
    stderr: "null",
  }).outputSync();
  return success;
}

/** What a person sees. */
export interface ShownNotification {
  readonly id: number;
  readonly title: string;
  /** Behind the host of the page and an empty line. */
  readonly body: string;
}

/** A desktop without a screen, for a Chromium with this environment. */
export interface Desktop extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
  /** The notification that is shown next. */
  shown(): Promise<ShownNotification>;
  /** Clicks on it as a person does, so that pages may open and get the focus. */
  click(notification: ShownNotification): Promise<void>;
}

/**
 * Registers a test that starts its own Chromium on a desktop of Linux, played by
 * `_desktop.py`. Without what that needs it is ignored, or fails if the
 * environment says `CI=true`.
 */
export function testOnDesktop(
  name: string,
  act: (chromium: OwnChromium, desktop: Desktop) => Promise<void>,
): void {
  testWithDesktop(
    name,
    (python) =>
      withOwnChromium(async (chromium) => {
        await act(chromium, chromium.keep(await openDesktop(python)));
      }),
  );
}

async function openDesktop(python: string): Promise<Desktop> {
  await using started = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "hold_the_line_" });
  started.defer(() => Deno.remove(folder, { recursive: true }));
  const process = started.use(await startBus(folder, python));
  const stdin = process.stdin.getWriter();
  started.defer(() => stdin.close()); // then all of it ends
  const lines = process.stdout.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream()).getReader();
  started.defer(() => lines.cancel());
  const next = async () => {
    const { value } = await deadline(lines.read(), MAX_WAIT_MS);
    if (value === undefined) throw new Error("The desktop has ended");
    return JSON.parse(value);
  };
  const address: string = await next();
  const stack = started.move();
  return {
    env: { DBUS_SESSION_BUS_ADDRESS: address, LANGUAGE: "en" },
    shown: next,
    click: ({ id }) => stdin.write(new TextEncoder().encode(`${id}\n`)),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function startBus(folder: string, python: string) {
  const config = join(folder, "bus.conf");
  await Deno.writeTextFile(config, configuration(folder));
  const process = new Deno.Command("dbus-run-session", {
    args: [`--config-file=${config}`, "--", python, script],
    env: { PYTHONDONTWRITEBYTECODE: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const { stdin, stdout, status } = process;
  return {
    ...{ stdin, stdout },
    async [Symbol.asyncDispose]() {
      await status;
    },
  };
}

/** A bus that starts no other programs, unlike the one that D-Bus brings along. */
function configuration(folder: string): string {
  return `<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=${folder}</listen>
  <policy context="default">
    <allow own="*"/>
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
  </policy>
</busconfig>`;
}
