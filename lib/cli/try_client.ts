import type { Message } from "kernel";
import { type Exercise, exerciseFile, type Lesson } from "./catalogue.ts";
import type { Kit } from "./kit.ts";
import { liveWire } from "./live_wire.ts";
import { runOnSave } from "./run_on_save.ts";
import { openStage } from "./stage.ts";
import { startTry } from "./try_process.ts";

/** Runs the learner's client against the lesson's server, through a tap. */
export async function tryClient(
  kit: Kit,
  lesson: Lesson,
  exercise: Exercise,
  inspect: boolean,
): Promise<void> {
  const { root, terminal } = kit;
  await using stage = await openStage(root, lesson);
  const print = (line: string) => terminal.print(line);
  stage.log.append({ from: "Ada", text: "Is anybody there?" });
  terminal.print(instructions(stage.url));
  const stop = liveWire(stage.recording, print, terminal);
  await runOnSave(
    kit,
    new URL(exerciseFile(exercise), root),
    () =>
      startTry(kit, exercise, {
        target: stage.tapped.href,
        inspect,
        onReport(kind, body) {
          if (kind === "ready") print("Running. Save to run it again.");
          if (kind === "ended") print("Your client has ended its iteration.");
          if (kind === "message") print(received(body as Message));
        },
      }),
  );
  stop();
}

function instructions(url: URL): string {
  return [
    "Your client listens to the lesson's server. Publish, in a second terminal:",
    `  curl -d hello ${url}publish`,
    "Ctrl-C ends. What crosses the wire, and what your client yields:",
    "",
  ].join("\n");
}

function received({ id, from, text }: Message): string {
  return `yielded       message ${id} from ${from}: ${text}`;
}
