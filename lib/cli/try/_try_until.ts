import { assertEquals } from "@std/assert";
import {
  FAKE_LESSON,
  fakeExercise,
  fakeKit,
  fakeTerminal,
} from "../_fake_kit.ts";
import type { Kind, Lesson, Trial } from "catalogue";
import { tryOut } from "./try.ts";

/** Where the exercise of these tests is. */
export const FILE = `exercises/${fakeExercise().path}.ts`;

/** A lesson's server that lists its messages. */
export const SERVER = `
export const handler = (log) => () => Response.json(log.since(0));
`;

/** Files of a lesson whose server lists its messages. */
export const LESSON = { "lessons/03_long_polling/server.ts": SERVER };

/** Runs `try 3.1` until `act`, told of every line, aborts. */
export async function tryUntil(
  files: Record<string, string>,
  kind: Kind,
  act: (line: string, stop: () => void, root: URL) => void,
  trial: Trial = {},
  change: Partial<Lesson> = {},
): Promise<string[]> {
  const controller = new AbortController();
  const terminal = fakeTerminal({
    onLine: (line) => act(line, () => controller.abort(), kit.root),
  });
  await using kit = await fakeKit(files, terminal, controller.signal);
  const exports = kind === "client" ? "messages" : "handler";
  const exercises = [fakeExercise({ kind, exports, trial })];
  const lessons = [{ ...FAKE_LESSON, ...change, exercises }];
  const words = ["3.1"];
  const code = await tryOut.run({ ...kit, lessons }, { words, flags: {} });
  assertEquals(code, 0);
  return terminal.lines;
}
