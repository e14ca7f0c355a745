import type { Message } from "kernel";
import { type Exercise, exerciseFile, type Lesson } from "./catalogue.ts";
import type { Kit } from "./kit.ts";
import { liveWire } from "./live_wire.ts";
import { printable } from "./printable.ts";
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
  await using stage = await openStage(root, lesson, exercise.trial);
  const print = (line: string) => terminal.print(line);
  const { cutEveryMs = 0 } = exercise.trial ?? {};
  stage.log.append({ from: "Ada", text: "Is anybody there?" });
  terminal.print(instructions(stage.url, cutEveryMs));
  const cutting = cutEveryMs > 0
    ? setInterval(() => stage.cut(), cutEveryMs)
    : undefined;
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
          if (kind === "event") print(dispatched(body as Dispatched));
        },
      }),
  );
  clearInterval(cutting);
  stop();
}

function instructions(url: URL, cutEveryMs: number): string {
  return [
    "Your client listens to the lesson's server. Publish, in a second terminal:",
    `  curl -d hello ${url}publish`,
    ...(cutEveryMs > 0
      ? [`Every ${cutEveryMs / 1_000} s its connection is cut.`]
      : []),
    "Ctrl-C ends. What crosses the wire, and what your client yields:",
    "",
  ].join("\n");
}

function received({ id, from, text }: Message): string {
  return `yielded       message ${id} from ${from}: ${text}`;
}

/** An event of what works like an `EventSource`, and its state thereafter. */
interface Dispatched {
  readonly type: string;
  readonly data: string;
  readonly lastEventId: string;
  readonly readyState: number;
}

function dispatched(event: Dispatched): string {
  const { type, data, lastEventId, readyState } = event;
  const said = type === "message"
    ? `${lastEventId} ${data}`
    : `readyState ${readyState}`;
  return type.padEnd(14) + printable(said);
}
