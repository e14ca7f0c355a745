import { tap } from "wire";
import {
  type Exercise,
  exerciseFile,
  type Lesson,
  type Trial,
} from "catalogue";
import { plural } from "../../text/plural.ts";
import type { Kit } from "../kit/kit.ts";
import { liveWire } from "../view/live_wire.ts";
import { printable } from "../kit/printable.ts";
import { runOnSave } from "./run_on_save.ts";
import { startTry } from "./process.ts";

/** Serves the learner's handler or program through a tap, again after every save. */
export async function tryServer(
  kit: Kit,
  _lesson: Lesson,
  exercise: Exercise,
  inspect: boolean,
): Promise<void> {
  const { root, terminal } = kit;
  const address = Promise.withResolvers<URL>();
  let port = "0";
  let saved: readonly unknown[] = [];
  const watching = runOnSave(
    kit,
    new URL(exerciseFile(exercise), root),
    () =>
      startTry(kit, exercise, {
        target: port,
        inspect,
        saved,
        onReport(kind, body) {
          if (kind === "saved") {
            saved = body as unknown[];
            return terminal.print(describeSaved(saved));
          }
          if (kind !== "ready") return;
          const url = new URL((body as { url: string }).url);
          // The same port again, so that the tap still finds it after a save.
          port = url.port;
          address.resolve(url);
          terminal.print(
            exercise.kind === "program"
              ? "Running. Save to run it again."
              : "Running, with an empty log. Save to run it again.",
          );
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
  terminal.print(instructions(relay.url, exercise, kit));
  await watching;
  stop();
}

/** What is in a storage of ours, one line for each. */
function describeSaved(list: readonly unknown[]): string {
  const lines = list.map((item) => `  ${printable(JSON.stringify(item))}`);
  return [`saved         ${plural(list.length, "item")}`, ...lines].join("\n");
}

/** What most server exercises answer. */
const ASK: Required<Trial>["curl"] = ['-i "{board}messages?since=0"'];

/** What opens a WebSocket; the key is the norm's example. */
const HANDSHAKE = [
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
].map((line) => `-H "${line}"`).join(" ");

function instructions(
  { href }: URL,
  { trial }: Exercise,
  { prefix }: Kit,
): string {
  const asked = trial?.curl ?? ASK;
  const lines = asked.flatMap((each) => {
    const { shows = "", line } = typeof each === "string"
      ? { line: each }
      : each;
    const filled = line
      .replaceAll("{board}", href).replaceAll("{handshake}", HANDSHAKE);
    return [...(shows === "" ? [] : [`  # ${shows}`]), `  curl ${filled}`];
  });
  return [
    "",
    "Ask it, in a second terminal:",
    ...lines,
    ...(trial?.curl ? [] : publishing(href)),
    ...(trial?.talk ? talking(href, trial.talk, prefix) : []),
    ...(trial?.storage
      ? ["Its storage is in our memory: what is saved outlives your next save."]
      : []),
    ...(trial?.converse ? [`Its ${trial.converse}() is an echo of ours.`] : []),
    "Ctrl-C ends. What crosses the wire:",
    "",
  ].join("\n");
}

function publishing(href: string): string[] {
  return ["Publish, in a third one:", `  curl -d hello ${href}publish`];
}

function talking(
  href: string,
  { path, say }: Required<Trial>["talk"],
  prefix: string,
): string[] {
  const address = new URL(path, href.replace("http:", "ws:"));
  return [
    "Talk to it, in a third one, and type for example:",
    `  ${prefix} talk ${address}`,
    ...say.map((line) => `  ${line}`),
  ];
}
