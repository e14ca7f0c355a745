import type { Message } from "kernel";
import {
  type Exercise,
  exerciseFile,
  label,
  type Lesson,
  type Trial,
} from "catalogue";
import type { Kit } from "../kit/kit.ts";
import { liveWire } from "../view/live_wire.ts";
import { printable } from "../kit/printable.ts";
import { runOnSave } from "./run_on_save.ts";
import { openTappedBoard } from "../board/tapped_board.ts";
import { startTry } from "./process.ts";

/** Runs the learner's client against the lesson's server, through a tap. */
export async function tryClient(
  kit: Kit,
  lesson: Lesson,
  exercise: Exercise,
  inspect: boolean,
): Promise<void> {
  const { root, terminal } = kit;
  await using board = await openTappedBoard(root, lesson, exercise.trial);
  const print = (line: string) => terminal.print(line);
  const { trial = {} } = exercise;
  const { cutEveryMs = 0 } = trial;
  board.log.append({ from: "Ada", text: "Is anybody there?" });
  terminal.print(instructions(board.url, lesson, trial));
  const cutting = cutEveryMs > 0
    ? setInterval(() => board.cut(), cutEveryMs)
    : undefined;
  const stop = liveWire(board.recording, print, terminal);
  await runOnSave(
    kit,
    new URL(exerciseFile(exercise), root),
    () =>
      startTry(kit, exercise, {
        target: board.tapped.href,
        inspect,
        onReport(kind, body) {
          if (kind === "ready") print("Running. Save to run it again.");
          if (kind === "ended") print("Your client has ended its iteration.");
          if (kind === "message") print(received(body as Message));
          if (kind === "event") print(dispatched(body as Dispatched));
          if (kind in SAID) print(SAID[kind]!(body as Said));
        },
      }),
  );
  clearInterval(cutting);
  stop();
}

function instructions(url: URL, lesson: Lesson, trial: Trial): string {
  const { board, options, publishEveryMs, cutEveryMs, silentAfterMs } = trial;
  const solved = lesson.exercises.find(({ id }) => id === board);
  const server = solved
    ? `our solution of ${label(solved)}`
    : silentAfterMs === undefined
    ? "the lesson's server"
    : "a server of the kit";
  const facts = [
    options && `It is given ${JSON.stringify(options)}.`,
    publishEveryMs && `Every ${seconds(publishEveryMs)} it publishes a word.`,
    cutEveryMs && `Every ${seconds(cutEveryMs)} its connection is cut.`,
    silentAfterMs &&
    `After ${seconds(silentAfterMs)} a connection falls silent, for good.`,
  ];
  return [
    `Your client listens to ${server}. Publish, in a second terminal:`,
    `  curl -d hello ${url}publish`,
    ...facts.filter((fact) => typeof fact === "string"),
    "Ctrl-C ends. What crosses the wire, and what your client yields:",
    "",
  ].join("\n");
}

function seconds(ms: number): string {
  return `${ms / 1_000} s`;
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

/** What became of something that a client published. */
interface Said {
  readonly text: string;
  readonly id?: number;
  readonly error?: string;
}

const SAID: Readonly<Record<string, (said: Said) => string>> = {
  published: ({ text }) => `published     "${text}"`,
  acknowledged: ({ text, id }) => `acknowledged  "${text}": message ${id}`,
  rejected: ({ text, error }) => printable(`rejected      "${text}": ${error}`),
};
