import { tap } from "wire";
import { type Exercise, exerciseFile, type Lesson } from "./catalogue.ts";
import type { Kit } from "./kit.ts";
import { liveWire } from "./live_wire.ts";
import { runOnSave } from "./run_on_save.ts";
import { startTry } from "./try_process.ts";

/** Serves the learner's handler through a tap, again after every save. */
export async function tryServer(
  kit: Kit,
  _lesson: Lesson,
  exercise: Exercise,
  inspect: boolean,
): Promise<void> {
  const { root, terminal } = kit;
  const address = Promise.withResolvers<URL>();
  let port = "0";
  const watching = runOnSave(
    kit,
    new URL(exerciseFile(exercise), root),
    () =>
      startTry(kit, exercise, {
        target: port,
        inspect,
        onReport(kind, body) {
          if (kind !== "ready") return;
          const url = new URL((body as { url: string }).url);
          // The same port again, so that the tap still finds it after a save.
          port = url.port;
          address.resolve(url);
          terminal.print("Running, with an empty log. Save to run it again.");
        },
      }),
  );
  const url = await Promise.race([address.promise, watching]);
  if (!url) return;
  await using relay = await tap(url);
  const stop = liveWire(
    relay.recording,
    (line) => terminal.print(line),
    terminal,
  );
  terminal.print(instructions(relay.url, exercise));
  await watching;
  stop();
}

/** What most server exercises answer. */
const ASK: readonly string[] = ['-i "{board}messages?since=0"'];

function instructions({ href }: URL, { trial }: Exercise): string {
  const asked = trial?.curl ?? ASK;
  return [
    "",
    "Ask it, in a second terminal:",
    ...asked.map((line) => `  curl ${line.replaceAll("{board}", href)}`),
    ...(trial?.curl ? [] : publishing(href)),
    "Ctrl-C ends. What crosses the wire:",
    "",
  ].join("\n");
}

function publishing(href: string): string[] {
  return ["Publish, in a third one:", `  curl -d hello ${href}publish`];
}
