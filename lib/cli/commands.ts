import { doctor } from "./doctor.ts";
import { grade } from "./grade.ts";
import { hint } from "./hint.ts";
import type { Command } from "./kit.ts";
import { lesson } from "./lesson.ts";
import { reset } from "./reset.ts";
import { solution } from "./solution.ts";
import { status } from "./status.ts";
import { talk } from "./talk.ts";
import { tryOut } from "./try.ts";

/** Every command by its name, in the order of the help screen. */
export const commands: Readonly<Record<string, Command>> = {
  lesson,
  try: tryOut,
  talk,
  grade,
  hint,
  solution,
  reset,
  status,
  doctor,
};
