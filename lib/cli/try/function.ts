import { bytesInHexadecimal } from "../../text/bytes_in_hexadecimal.ts";
import { type Exercise, exerciseFile, type Lesson } from "catalogue";
import type { Kit } from "../kit/kit.ts";
import { liveWire } from "../view/live_wire.ts";
import { printable } from "../kit/printable.ts";
import { runOnSave } from "./run_on_save.ts";
import { openTappedBoard, type TappedBoard } from "../board/tapped_board.ts";
import { showTrialArgument } from "./trial_argument.ts";
import { type Browsers, openBrowsers } from "./browsers.ts";
import { startTry } from "./process.ts";

/** Calls the learner's function once for each save, with the lesson's board at hand. */
export async function tryFunction(
  kit: Kit,
  lesson: Lesson,
  exercise: Exercise,
  inspect: boolean,
): Promise<void> {
  const { root, terminal } = kit;
  await using board = await openTappedBoard(root, lesson);
  const print = (line: string) => terminal.print(line);
  await using browsers = await browsersOf(board, exercise, print);
  board.log.append({ from: "Ada", text: "Is anybody there?" });
  print(`${exercise.exports}() is called once for each save. Ctrl-C ends.\n`);
  for (const line of given(exercise)) print(line);
  for (const [name, endpoint] of browsers?.endpoints ?? []) {
    print(outcome(name, endpoint));
  }
  if (browsers) print("");
  const stop = liveWire(board.recording, print, terminal);
  await runOnSave(
    kit,
    new URL(exerciseFile(exercise), root),
    () => {
      browsers?.prepare();
      return startTry(kit, exercise, {
        target: board.tapped.href,
        inspect,
        ...(browsers ? { call: browsers.call } : {}),
        onReport(kind, body) {
          if (kind === "ready") print(`Calling ${exercise.exports}().`);
          else print(outcome(kind, String(body)));
        },
      });
    },
  );
  stop();
}

/** Who receives what a sender sends, where a lesson has a push service. */
async function browsersOf(
  { push }: TappedBoard,
  { trial: { call = [] } = {} }: Exercise,
  print: (line: string) => void,
): Promise<Browsers | null> {
  if (!push || !JSON.stringify(call).includes("$browser")) return null;
  const endpointsAt = new URL(push.socketUrl.href.replace("ws:", "http:"));
  return await openBrowsers(call, {
    service: push.service,
    endpointsAt,
    read: (browser, text) =>
      print(outcome("received", `${text}, by the one that is ${browser}`)),
  });
}

/** What the function is called with, where it is more than a URL of the board. */
function given({ trial: { call = [] } = {} }: Exercise): string[] {
  const values = call.flatMap((value): readonly string[] => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return [showTrialArgument(value)];
    }
    if ("$url" in value) return [];
    return "$pieces" in value
      ? (value.$pieces as readonly (string | number[])[]).map(piece)
      : [showTrialArgument(value)];
  });
  if (values.length === 0) return [];
  return [...values.map((value) => outcome("given", value)), ""];
}

function piece(value: string | number[]): string {
  return typeof value === "string"
    ? showTrialArgument(value)
    : bytesInHexadecimal(Uint8Array.from(value));
}

/** In one column with what crosses the wire. */
function outcome(kind: string, text: string): string {
  return (kind.padEnd(14) + printable(text)).trimEnd();
}
