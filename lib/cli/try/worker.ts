import { type Exercise, exerciseFile, type Lesson } from "catalogue";
import type { Kit } from "../kit/kit.ts";
import { liveWire } from "../view/live_wire.ts";
import { printable } from "../kit/printable.ts";
import { runOnSave } from "./run_on_save.ts";
import { openTappedBoard } from "../board/tapped_board.ts";
import { startTry } from "./process.ts";

/** Dispatches events to the learner's service worker, once for each save. */
export async function tryWorker(
  kit: Kit,
  lesson: Lesson,
  exercise: Exercise,
  inspect: boolean,
): Promise<void> {
  const { root, terminal } = kit;
  await using board = await openTappedBoard(root, lesson, exercise.trial);
  const print = (line: string) => terminal.print(line);
  print(
    "Once for each save it gets some pushes, a click, and a change of its\n" +
      "subscription. One page of the board is open, which was there before the\n" +
      "worker. Ctrl-C ends.\n",
  );
  const stop = liveWire(board.recording, print, terminal);
  await runOnSave(
    kit,
    new URL(exerciseFile(exercise), root),
    () =>
      startTry(kit, exercise, {
        target: board.tapped.href,
        inspect,
        onReport(kind, body) {
          const line = SAID[kind]?.(body as Said);
          if (line) print(printable(kind.padEnd(14) + line));
        },
      }),
  );
  stop();
}

/** What is dispatched, and what the worker does. */
interface Said {
  readonly payload?: string | null;
  readonly title?: string;
  readonly init?: { readonly body?: unknown; readonly tag?: unknown };
  readonly alive?: boolean;
  readonly number?: number;
  readonly url?: string;
  readonly options?: unknown;
  readonly waits?: number;
  readonly outcome?: string;
  readonly name?: string;
  readonly message?: string;
}

const SAID: Readonly<Record<string, (said: Said) => string>> = {
  pushed: ({ payload }) => payload ?? "(no payload)",
  clicked: () => "the last notification",
  changed: () => "the subscription: the old one is gone",
  shown: ({ title, init: { body = "", tag = "" } = {}, alive }) =>
    `"${title}": ${JSON.stringify(body)}, tag ${JSON.stringify(tag)}` +
    (alive ? "" : ", but nothing keeps the worker alive"),
  closed: ({ number }) => `notification ${number}`,
  focused: ({ url }) => `${url}`,
  opened: ({ url }) => `${url}`,
  subscribed: ({ options }) => JSON.stringify(options),
  waiting: () => "the event has not ended after 5 s",
  ended: ({ waits, outcome, name, message }) =>
    `waitUntil() was called ${waits === 1 ? "once" : `${waits} times`}` +
    (outcome === "fulfilled" ? "" : `; rejected with ${name}: ${message}`),
};
